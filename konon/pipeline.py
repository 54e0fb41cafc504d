"""Inputs -> pages -> articles -> readings -> ledger: where the stages meet, one short function each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from konon.articles import extract_article
from konon.errors import ArticleError, ErasedError, InstallError, KononError, NetworkError, PageError, UnfitError
from konon.lazy import load
from konon.pages import FetchOptions, find_pages
from konon.reading.reader import read_article, reader_name
from konon.reading.spans.tagger import Tagger, load_tagger
from konon.records import Article, Failure, Page, Reading, name_of
from konon.time_limit import TimeIsOverError, time_for, time_limit

if TYPE_CHECKING:
    from konon.ledger.adding import Added
    from konon.ledger.ledger import Ledger

T = TypeVar("T")


class Readings:
    """Iterates over one Reading or Failure an input, in the order of the inputs, one at a time in memory."""

    def __init__(
        self, inputs: Sequence[str], *, options: FetchOptions | None = None, stdin: BinaryIO | None = None
    ) -> None:
        self.pages = find_pages(inputs, options=options, stdin=stdin)

    @property
    def total(self) -> int | None:
        """How many there will be; None where only reading them would show."""
        return self.pages.total

    def __iter__(self) -> Iterator[Reading | Failure]:
        for page in self.pages:
            yield (Failure(name=page.name or "-", why=str(page)) if isinstance(page, KononError) else read_page(page))


class Additions:
    """Iterates over one Added or Failure an input; an Added is yielded after its commit.

    A page that this reader has added before is not read again, so an interrupted run goes on where it stopped.
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
    ) -> None:
        self.pages, self._ledger = find_pages(inputs, options=options, stdin=stdin), ledger
        self._meaning = meaning  # whether the claims can be searched by meaning at once
        self._trace = trace  # whether they are linked at once

    @property
    def total(self) -> int | None:
        """How many there will be; None where only reading them would show."""
        return self.pages.total

    def __iter__(self) -> Iterator[Added | Failure]:
        # SQLAlchemy takes almost half a second to import, which reading alone need not wait for.
        known: Added = load("konon.ledger.adding:Added")(known=1)
        tagger = load_tagger()
        reader = reader_name(tagger)
        for page in self.pages:
            if isinstance(page, KononError):
                yield Failure(name=page.name or "-", why=str(page))
            elif self._ledger.has_page(page, reader):
                self._ledger.see(page, reader)
                yield known
            else:
                yield self._read(page, tagger, reader)

    def _read(self, page: Page, tagger: Tagger, reader: str) -> Added | Failure:
        """A known text is not read again, but what is told of it now is kept."""
        article = _guarded(extract_article, page)
        if isinstance(article, Failure):
            return article
        if self._ledger.has_article(article, reader):
            return self._ledger.meet(article, page)
        reading = _guarded(lambda _: read_article(article, tagger), page)
        return reading if isinstance(reading, Failure) else self._add(reading, page)

    def _add(self, reading: Reading, page: Page) -> Added | Failure:
        try:
            return self._ledger.add(reading, page, meaning=self._meaning, trace=self._trace)
        except (ErasedError, UnfitError) as error:
            return Failure(name=page.name, why=str(error))


def read_page(page: Page, tagger: Tagger | None = None) -> Reading | Failure:
    """One page; a page that cannot be read is a Failure, so that the others go on."""
    return _guarded(lambda given: read_article(extract_article(given), tagger or load_tagger()), page)


def extract_page(page: Page) -> Article | Failure:
    """The article of one page, which may be read later and elsewhere."""
    return _guarded(extract_article, page)


def read_extracted(article: Article, tagger: Tagger) -> Reading | Failure:
    """The claims of an article that was extracted before."""
    page = Page(body=article.text.encode("utf-8", "replace"), form="article", path=name_of(article))
    return _guarded(lambda _: read_article(article, tagger), page)


def _guarded(step: Callable[[Page], T], page: Page) -> T | Failure:
    """What `step` makes of the page, or why it cannot."""
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


def read_text(text: str) -> Reading:
    """The body of one article given as a string: the shortest way in for a program.

    Offsets mean `reading.article.text`: the string without byte order marks and NULs, line ends as `\\n`.
    """
    page = Page(body=text.encode("utf-8", "replace"), form="article", charset="utf-8")
    return read_article(extract_article(page), load_tagger())
