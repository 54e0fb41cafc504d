"""Inputs -> pages -> articles -> readings -> ledger: where the stages meet, one short function each."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from konon.articles import extract_article
from konon.errors import (
    ArticleError,
    ErasedError,
    InstallError,
    KononError,
    NetworkError,
    PageError,
    UnfitError,
    UsageError,
)
from konon.lazy import load
from konon.pages import FetchOptions, Pages, find_pages
from konon.pages.given_dates import read_date
from konon.reading.reader import read_article, reader_name
from konon.reading.spans.tagger import Tagger, load_tagger
from konon.records import Article, Failure, Page, Reading, name_of
from konon.time_limit import TimeIsOverError, die_after, time_for, time_limit
from konon.workforce import Done, Lost, Workforce, count_cores

if TYPE_CHECKING:
    from konon.ledger.adding import Added
    from konon.ledger.ledger import Ledger
    from konon.ledger.reread_claims import Reread
    from konon.ledger.stored_versions import StoredVersion
    from konon.ledger.vectors import ReadingVectors

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


FEW = 8  # pages for which starting workers is not worth it


class Readings:
    """Iterates over one Reading or Failure an input, in the order of the inputs, few at a time in memory.

    `jobs`: how many processes read; None: as many as there are cores, where more than a few pages come.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        *,
        options: FetchOptions | None = None,
        stdin: BinaryIO | None = None,
        jobs: int | None = 1,
    ) -> None:
        self.pages = find_pages(inputs, options=options, stdin=stdin)
        self._jobs = jobs

    @property
    def total(self) -> int | None:
        """How many there will be; None where only reading them would show."""
        return self.pages.total

    def __iter__(self) -> Iterator[Reading | Failure]:
        pages = iter(self.pages)
        for page in _take_few(pages, self._jobs, self.pages):
            yield _fail(page) if isinstance(page, KononError) else read_page(page)
        with Workforce(READER, jobs=self._jobs or count_cores()) as force:
            tasks = (Done(_fail(page)) if isinstance(page, KononError) else page for page in pages)
            for page, found in force.map(tasks):
                yield _lose(page, found) if isinstance(found, Lost) else found


class Additions:
    """Iterates over one Added or Failure an input; an Added is yielded after its commit.

    A page that this reader has added before is not read again, so an interrupted run goes on where it stopped. Workers
    (`jobs`: see Readings) read and give claims their vectors; what is written, and linked, is so here, in order.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        ledger: Ledger,
        *,
        options: FetchOptions | None = None,
        stdin: BinaryIO | None = None,
        meaning: bool = False,
        trace: bool = False,
        jobs: int | None = 1,
    ) -> None:
        self.pages, self._ledger = find_pages(inputs, options=options, stdin=stdin), ledger
        self._meaning = meaning  # whether the claims can be searched by meaning at once
        self._trace = trace  # whether they are linked at once
        self._jobs = jobs

    @property
    def total(self) -> int | None:
        """How many there will be; None where only reading them would show."""
        return self.pages.total

    def __iter__(self) -> Iterator[Added | Failure]:
        tagger = load_tagger()
        reader = reader_name(tagger)
        prepare = Preparing(self._ledger, tagger, to_compare=self._trace if self._meaning else None)
        pages = iter(self.pages)
        for page in _take_few(pages, self._jobs, self.pages):
            if isinstance(page, KononError):
                yield _fail(page)
            elif self._ledger.has_page(page, reader):
                yield self._see(page, reader)
            else:
                yield self._keep(page, prepare(page))
        yield from self._add_by_workers(pages, reader)

    def _add_by_workers(self, pages: Iterator[Page | KononError], reader: str) -> Iterator[Added | Failure]:
        given = (self._ledger.address, self._trace if self._meaning else None)
        with Workforce(PREPARER, given, jobs=self._jobs or count_cores()) as force:
            for task, found in force.map(self._tasks(pages, reader)):
                if isinstance(task, Done):
                    yield self._see(found, reader) if isinstance(found, Page) else found
                elif self._ledger.has_page(task, reader):  # it came twice, and was not there when it was given out
                    yield self._see(task, reader)
                else:
                    yield _lose(task, found) if isinstance(found, Lost) else self._keep(task, found)

    def _tasks(self, pages: Iterator[Page | KononError], reader: str) -> Iterator[Page | Done]:
        for page in pages:
            if isinstance(page, KononError):
                yield Done(_fail(page))
            else:
                yield Done(page) if self._ledger.has_page(page, reader) else page

    def _see(self, page: Page, reader: str) -> Added:
        # SQLAlchemy takes almost half a second to import, which reading alone need not wait for.
        added: Added = load("konon.ledger.adding:Added")(known=1)
        self._ledger.see(page, reader)
        return added

    def _keep(self, page: Page, found: Prepared | Article | Failure) -> Added | Failure:
        return _keep(self._ledger, page, found, trace=self._trace)


def _keep(ledger: Ledger, page: Page, found: Prepared | Article | Failure, *, trace: bool) -> Added | Failure:
    """A known text is not read again, but what is told of it now is kept."""
    if isinstance(found, Failure):
        return found
    try:
        if isinstance(found, Article):
            return ledger.meet(found, page)
        if ledger.has_article(found.reading.article, found.reading.reader):
            return ledger.meet(found.reading.article, page)
        return ledger.add(found.reading, page, vectors=found.vectors, trace=trace)
    except ErasedError as error:
        return Failure(name=page.name, why=error.why, erased=True)
    except UnfitError as error:
        return Failure(name=page.name, why=str(error))


class StandingAdditions:
    """For a server: adds one lot of pages after another, read by workers that stay in between.

    Claims are searchable by meaning and linked at once. One thread at a time may use it.
    """

    def __init__(self, ledger: Ledger, *, jobs: int = 1) -> None:
        self._ledger, self._jobs = ledger, jobs
        self._force: Workforce | None = None

    def add(self, pages: Iterator[Page | KononError]) -> Iterator[tuple[str | None, Added | Failure]]:
        """For each page, in order, its article's id where there is one, and what was added. Take all of them."""
        for page, found in self._workers().map(
            Done(_fail(one)) if isinstance(one, KononError) else one for one in pages
        ):
            if isinstance(found, Lost):
                yield None, _lose(page, found)
            else:
                article = found.reading.article if isinstance(found, Prepared) else found
                id_ = article.id if isinstance(article, Article) else None
                yield id_, _keep(self._ledger, page, found, trace=True)

    def warm(self) -> None:
        """Start a worker, so that the first page need not wait for one."""
        self._workers().warm()

    def close(self) -> None:
        """End the workers; whatever is added next starts others."""
        if self._force is not None:
            self._force.__exit__()
            self._force = None

    def _workers(self) -> Workforce:
        if self._force is None:
            self._force = Workforce(PREPARER, (self._ledger.address, True), jobs=self._jobs)
        return self._force


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A reading ready to be written: with its claims' vectors, where these are wanted."""

    reading: Reading
    vectors: ReadingVectors | None


class Preparing:
    """A page -> what a ledger needs of it: the reading with vectors, or its article where this reader read the text.

    `to_compare`: see `encode_readings`; None: no vectors.
    """

    def __init__(self, ledger: Ledger, tagger: Tagger, *, to_compare: bool | None) -> None:
        self._ledger, self._tagger, self._to_compare = ledger, tagger, to_compare
        self._reader = reader_name(tagger)

    def __call__(self, page: Page) -> Prepared | Article | Failure:
        """A Failure for a page that cannot be read."""
        article = guarded(extract_article, page)
        if isinstance(article, Failure) or self._ledger.has_article(article, self._reader):
            return article
        reading = guarded(lambda _: read_article(article, self._tagger), page)
        if isinstance(reading, Failure):
            return reading
        try:
            vectors = None if self._to_compare is None else self._ledger.encode(reading, to_compare=self._to_compare)
        except UnfitError as error:
            return Failure(name=page.name, why=str(error))
        return Prepared(reading=reading, vectors=vectors)


READER: Final = "konon.pipeline:make_reader"
PREPARER: Final = "konon.pipeline:make_preparer"
REREADER: Final = "konon.pipeline:make_rereader"


def make_reader() -> Callable[[Page], Reading | Failure]:
    """What a worker does who reads."""
    tagger = load_tagger()
    return _bounded(lambda page: read_page(page, tagger))


def make_preparer(address: str, to_compare: bool | None) -> Callable[[Page], Prepared | Article | Failure]:
    """What a worker does for a ledger, which it only reads."""
    ledger: Ledger = load("konon.ledger:Ledger").open(address)
    return _bounded(Preparing(ledger, load_tagger(), to_compare=to_compare))


def make_rereader(address: str, to_compare: bool | None) -> Rereading:
    """What a worker does for a ledger whose pages are read again."""
    ledger: Ledger = load("konon.ledger:Ledger").open(address)
    return Rereading(ledger, load_tagger(), to_compare=to_compare, alone=True)


def _bounded(work: Callable[[Page], T]) -> Callable[[Page], T]:
    def run(page: Page) -> T:
        die_after(time_for(len(page.body)))
        return work(page)

    return run


def _take_few(pages: Iterator[Page | KononError], jobs: int | None, found: Pages) -> Iterator[Page | KononError]:
    """Those that are read here: all, the first few, or none where it is known that more come."""
    if jobs == 1:
        return pages
    if jobs is not None or (found.total or 0) > FEW:
        return iter(())
    return islice(pages, FEW)


def _fail(error: KononError) -> Failure:
    return Failure(name=error.name or "-", why=str(error))


def _lose(page: Page, lost: Lost) -> Failure:
    return Failure(name=page.name, why=f"{page.name}: {lost.why}")


class Rereadings:
    """Iterates over what reading again what a ledger stores changed, or a Failure, an article; nothing is fetched.

    What this reader has read is left, so an interrupted run goes on where it stopped. `jobs`: see Readings; what is
    written, and linked, is so here, in order.
    """

    def __init__(self, ledger: Ledger, *, meaning: bool = False, trace: bool = False, jobs: int | None = 1) -> None:
        self._ledger, self._tagger = ledger, load_tagger()
        self.reader = reader_name(self._tagger)
        self._versions = ledger.unread(self.reader)
        self._meaning, self._trace, self._jobs = meaning, trace, jobs

    @property
    def total(self) -> int:
        """How many versions of articles this reader has not read."""
        return len(self._versions)

    def __iter__(self) -> Iterator[Reread | Failure]:
        again = Rereading(self._ledger, self._tagger, to_compare=self._trace if self._meaning else None)
        for key, given in self._found(again):
            stored = self._ledger.stored(key)
            # What was read before it may tell more of it.
            is_told_more = stored and isinstance(given, Reviewed) and given.article != stored.article
            found = again(key) if is_told_more else given
            if stored is None or found is None:  # erased meanwhile
                continue
            if isinstance(found, Lost):
                yield Failure(name=name_of(stored.article), why=f"{name_of(stored.article)}: {found.why}")
            else:
                yield found if isinstance(found, Failure) else self._keep(stored, found)

    def _found(self, again: Rereading) -> Iterator[tuple[int, Reviewed | Failure | Lost | None]]:
        if self._jobs == 1 or (self._jobs is None and self.total <= FEW):
            yield from ((key, again(key)) for key in self._versions)
            return
        given = (self._ledger.address, self._trace if self._meaning else None)
        with Workforce(REREADER, given, jobs=self._jobs or count_cores()) as force:
            yield from force.map(self._versions)

    def _keep(self, stored: StoredVersion, found: Reviewed) -> Reread | Failure:
        compare: Callable[..., Reread] = load("konon.ledger.reread_claims:compare_claims")
        before = self._ledger.shown(stored.article.id) if stored.current else []
        seen = {id(reading): stored.seen for reading, _ in found.readings}
        try:
            added = self._ledger.add_all(
                found.readings, trace=self._trace, seen_now=False, seen_at=seen, vectors=found.vectors
            )
        except (ErasedError, UnfitError) as error:
            return Failure(name=name_of(stored.article), why=str(error))
        after = self._ledger.shown(stored.article.id) if stored.current else []
        return compare(before, after, versions=added.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A stored version read again: its text as stored, and what its page is read to say now where that is another.

    `article`: as it was stored when it was read. `vectors`: of each reading's claims; None where they are not wanted.
    """

    article: Article
    readings: list[tuple[Reading, Page | None]]
    vectors: list[ReadingVectors] | None


class Rereading:
    """The key of a stored version -> what is read in it now; None where it was erased. It only reads the ledger.

    `to_compare`: see `Preparing`; `alone`: in a process that does nothing else, and may be ended.
    """

    def __init__(self, ledger: Ledger, tagger: Tagger, *, to_compare: bool | None, alone: bool = False) -> None:
        self._ledger, self._tagger, self._to_compare, self._alone = ledger, tagger, to_compare, alone

    def __call__(self, key: int) -> Reviewed | Failure | None:
        """A Failure for what cannot be read."""
        if (stored := self._ledger.stored(key)) is None:
            return None
        page = stored.page or Page(body=stored.article.text.encode("utf-8", "replace"), form="article")
        if self._alone:
            die_after(time_for(len(page.body)))
        found = self._read(stored, page)
        if isinstance(found, Failure):
            return found
        try:
            vectors = None if self._to_compare is None else [self._encode(reading) for reading, _ in found]
        except UnfitError as error:
            return Failure(name=name_of(stored.article), why=str(error))
        return Reviewed(article=stored.article, readings=found, vectors=vectors)

    def _encode(self, reading: Reading) -> ReadingVectors:
        return self._ledger.encode(reading, to_compare=bool(self._to_compare))

    def _read(self, stored: StoredVersion, page: Page) -> list[tuple[Reading, Page | None]] | Failure:
        """The text as it was stored; and where the page is read to say otherwise now, that too."""
        article = guarded(extract_article, stored.page) if stored.page else stored.article
        if isinstance(article, Failure):
            return article
        same = article.text == stored.article.text
        texts = [replace(stored.article, posts=article.posts if same else ())]
        if not same:
            texts.append(_told_more(article, stored.article))
        found: list[tuple[Reading, Page | None]] = []
        for text in texts:
            reading = guarded(partial(self._read_text, text), page)
            if isinstance(reading, Failure):
                return reading
            found.append((reading, stored.page if text is not texts[0] else None))
        return found

    def _read_text(self, article: Article, _: Page) -> Reading:
        return read_article(article, self._tagger)


def _told_more(article: Article, stored: Article) -> Article:
    """What the page itself does not say may have been told by whoever gave it."""
    names = ("path", "url", "outlet", "title", "section", "byline", "dateline", "published")
    told = {name: getattr(article, name) or getattr(stored, name) for name in names}
    return replace(article, **told, id=stored.id)


def read_page(page: Page, tagger: Tagger | None = None) -> Reading | Failure:
    """One page; a page that cannot be read is a Failure, so that the others go on."""
    return guarded(lambda given: read_article(extract_article(given), tagger or load_tagger()), page)


def extract_page(page: Page) -> Article | Failure:
    """The article of one page, which may be read later and elsewhere."""
    return guarded(extract_article, page)


def read_extracted(article: Article, tagger: Tagger) -> Reading | Failure:
    """The claims of an article that was extracted before."""
    page = Page(body=article.text.encode("utf-8", "replace"), form="article", path=name_of(article))
    return guarded(lambda _: read_article(article, tagger), page)


def guarded(step: Callable[[Page], T], page: Page) -> T | Failure:
    """What `step` makes of the page, in bounded time, or why it cannot."""
    _LOG.debug("reads %s, %d bytes", page.name, len(page.body))
    try:
        with time_limit(time_for(len(page.body))):
            return step(page)
    except TimeIsOverError:
        why = (
            f"takes more than {time_for(len(page.body)):.0f} s to read and was given up; look whether it is a news page"
        )
        return Failure(name=page.name, why=f"{page.name}: {why}")
    except (PageError, ArticleError) as error:
        return Failure(name=page.name, why=str(error))
    except (InstallError, NetworkError):  # any other page would fail too
        raise
    except Exception as error:  # one unforeseen page must not end a run over thousands
        if "KONON_TRACEBACK" in os.environ:
            raise
        what = f"{type(error).__name__}: {error}"
        return Failure(name=page.name, why=f"{page.name}: a fault in konon ({what}); please report it with the page")


def read_text(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    published: str | date | None = None,
    url: str | None = None,
) -> Reading:
    """The body of one article given as a string, with what is known of it: the shortest way in for a program.

    `published`: a date or moment, or either as people write it. Offsets mean `reading.article.text`: the string without
    byte order marks and NULs, line ends as `\\n`. UsageError where `published` is no date.
    """
    when = None if published is None else read_date(published if isinstance(published, str) else published.isoformat())
    if published is not None and when is None:
        raise UsageError("is no date", name=str(published)[:40], remedy="write it like 2025-11-01")
    body = text.encode("utf-8", "replace")
    page = Page(body=body, form="article", charset="utf-8", title=title, outlet=outlet, published=when, url=url)
    return read_article(extract_article(page), load_tagger())
