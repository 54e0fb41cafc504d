"""The ledger as a program uses it: open, add, search, show, and what is known of speakers."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, Unpack

from sqlalchemy import Connection, func, select

from konon.errors import MissingError, UsageError
from konon.lazy import load
from konon.ledger import schema
from konon.ledger.accounts import Accounts
from konon.ledger.adding import Added, Also, Writer
from konon.ledger.alert_rows import Alerts
from konon.ledger.article_versions import ArticleLine, VersionedArticle, load_newest_articles, load_versioned
from konon.ledger.carrying import Carrying, read_carrying
from konon.ledger.chunks import AT_ONCE, in_chunks
from konon.ledger.claim_rows import ClaimRow, read_rows, rows_of
from konon.ledger.correcting import Correcting
from konon.ledger.correction_rows import Correction, Fix, Missed
from konon.ledger.counts import (
    TOP,
    FacetCount,
    Facets,
    count_claims,
    facets_of_keys,
    group_claims,
    read_facets,
    read_most,
    read_one_facet,
)
from konon.ledger.disputing import group_disputes
from konon.ledger.erasing import Erasable, erase, find_erasable, finish_erasing
from konon.ledger.findings import Finding, Findings, load_by_key, load_findings
from konon.ledger.following import Following, TracedThread, make_judgement_of
from konon.ledger.limits import check_fits, make_fit
from konon.ledger.link_rows import LinkFinding
from konon.ledger.met_versions import articles_of
from konon.ledger.mistaken_ids import what_else
from konon.ledger.news import LedgerMark, LedgerNews, added_since, read_mark, read_news
from konon.ledger.opening import Place, open_place, read_state
from konon.ledger.outlets import Outlets
from konon.ledger.queries import Claimed, Narrowing, Query
from konon.ledger.questions import AskedWords, read_terms
from konon.ledger.ranking import ranked_keys
from konon.ledger.rows import encodable, text_hash
from konon.ledger.sampling import Drawn, draw
from konon.ledger.sayings import Change, find_by_beginning, find_claims, find_sayings, load_changes
from konon.ledger.short_ids import ambiguous
from konon.ledger.speaker_decisions import Speakers
from konon.ledger.spread import Spread, load_newly_told, load_spread
from konon.ledger.stored_versions import StoredVersion, list_unread, load_version, make_page, shown_claims
from konon.ledger.summary import LedgerSummary, make_summary
from konon.ledger.thread_lists import ThreadPage, ThreadSort, count_sources, read_threads
from konon.ledger.tombstones import Erasure, erased_error, find_erased, make_erasure, refuse_erased
from konon.ledger.traced_sayings import ids_of, keys_of, load_speaking
from konon.ledger.vectors import ClaimVectors, ReadingVectors
from konon.ledger.versions import HeldVersion, PageHistory, find_shown, load_claims, read_histories
from konon.ledger.visits import Glimpse
from konon.ledger.walking import WalkedClaims, walk_claims
from konon.ledger.watches import Watches
from konon.records import Article, Page, Reading
from konon.tracing.disputes import Dispute
from konon.tracing.judgements import Judgement
from konon.tracing.link import DISPUTES
from konon.tracing.pair_labels import Relation
from konon.tracing.threads import Thread

if TYPE_CHECKING:
    from konon.ledger.claim_linker import ClaimLinker
    from konon.ledger.merging import Merged, Merging
    from konon.ledger.nearest import Meaning
    from konon.tracing.quote_verdict import CheckedQuote

_LOG = logging.getLogger(__name__)
DEFAULT = "konon.db"  # in the working folder
MEANT = 200  # claims, whose statements are listed where they are asked for by meaning
BATCH = 64  # articles a transaction, where they come faster than a person reads


class Ledger:
    """What was read, to be found again. Use as a context, or close it when no thread uses it any more.

    Any number of threads may use one Ledger at once. Each question sees whole articles, as the ledger was at one
    moment, and waits for no writer; those who write, in any thread or program, take turns, and wait for no reader.
    Vectors are held in memory once for all threads.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._writer = Writer(place)
        self._lock = Lock()
        self._by_meaning: Meaning | None = None
        self._links: ClaimLinker | None = None
        self.speakers = Speakers(place)
        self.outlets = Outlets(place)
        self.watches = Watches(place)
        self.alerts = Alerts(place)
        self.accounts = Accounts(place)
        self._following = Following(place, self._keys)
        self._correcting = Correcting(place, self.speakers, self.link)

    @classmethod
    def open(cls, address: str | os.PathLike[str] = DEFAULT, *, write: bool = False, make: bool = True) -> Self:
        """A path, or `postgresql://user@host/database`; with `write` and `make` it is made where there is none.

        LedgerError, in one line, where it is no ledger, damaged, of a newer schema, or cannot be reached or written.
        """
        place = open_place(address, write=write, make=make)
        if write:
            finish_erasing(place)
        return cls(place)

    def close(self) -> None:
        """Nothing waits to be written; the file can be moved afterwards."""
        self._place.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """As a message calls it; without a password."""
        return self._place.name

    @property
    def is_file(self) -> bool:
        """Else it is on a server."""
        return self._place.is_sqlite

    @property
    def is_writable(self) -> bool:
        """Whether it was opened to be written."""
        return self._place.writer is not None

    @property
    def address(self) -> str:
        """As it was given to `open`, with its password: not to be shown."""
        return self._place.address

    def add(
        self,
        reading: Reading,
        page: Page | None = None,
        *,
        meaning: bool = False,
        trace: bool = False,
        vectors: ReadingVectors | None = None,
        also: Also | None = None,
    ) -> Added:
        """One article with its claims and, if given, the page it came from: all or nothing, and nothing twice.

        With `meaning`, or with the `vectors` that `encode` gave, its claims can be searched by what they mean at once;
        else `embed` sees to that later. With `trace` they are linked with those that are there, after they were added;
        else `link_missing` does that later.
        """
        ready = None if vectors is None else [vectors]
        return self._add([(reading, page)], meaning, trace=trace, also=also, vectors=ready)

    def encode(self, reading: Reading, *, to_compare: bool = False) -> ReadingVectors:
        """What its claims mean, for `add` by any process; `to_compare`: that links too. It asks the ledger nothing."""
        vectors: ReadingVectors = load("konon.ledger.nearest:encode_reading")(make_fit(reading), to_compare=to_compare)
        return vectors

    def add_all(
        self,
        readings: Iterable[Reading | tuple[Reading, Page | None]],
        *,
        batch: int = BATCH,
        meaning: bool = False,
        trace: bool = False,
        seen_now: bool = True,
        seen_at: Mapping[int, str] | None = None,
        vectors: Sequence[ReadingVectors] | None = None,
    ) -> Added:
        """Many, `batch` whole articles at a time; what was added stays if one fails later.

        Without `seen_now` it is not known when texts without a page were seen: a known one does not become current.
        `seen_at`: id() of a reading -> the second (ISO 8601, UTC) at which its text was seen, for whoever knows.
        `vectors`: what `encode` gave for each, instead of `meaning`.
        """
        given = iter(vectors) if vectors is not None else None
        added = Added()
        waiting = iter(readings)
        while some := [one if isinstance(one, tuple) else (one, None) for one in islice(waiting, batch)]:
            ready = list(islice(given, len(some))) if given else None
            added += self._add(some, meaning, trace=trace, seen_now=seen_now, seen_at=seen_at, vectors=ready)
        return added

    def _add(
        self,
        found: list[tuple[Reading, Page | None]],
        meaning: bool,
        *,
        trace: bool = False,
        seen_now: bool = True,
        seen_at: Mapping[int, str] | None = None,
        also: Also | None = None,
        vectors: Sequence[ReadingVectors] | None = None,
    ) -> Added:
        fit = [(make_fit(reading), page) for reading, page in found]
        at = (
            {id(one): seen_at[id(reading)] for (reading, _), (one, _) in zip(found, fit, strict=True)}
            if seen_at
            else None
        )
        ready = None
        if vectors is not None:
            rows = {id(one): made.rows for (one, _), made in zip(fit, vectors, strict=True)}
            ready = ClaimVectors(encoder=vectors[0].encoder, rows=rows)
            if trace:
                load("konon.ledger.nearest:remember_kept")(vectors)
        elif meaning:
            # The network runs before the transaction, so that nobody waits for it.
            ready = load("konon.ledger.nearest:encode_readings")([one for one, _ in fit], to_compare=trace)
        added = self._writer.add(fit, ready, seen_now=seen_now, seen_at=at, also=also)
        return self._link([reading for reading, _ in found], added) if trace else added

    def _link(self, readings: Iterable[Reading], added: Added) -> Added:
        if added.claims:
            self._linker.link_articles([reading.article.id for reading in readings])
        return added

    def embed(self) -> Iterator[int]:
        """Make every claim searchable by meaning; yields how many more are, some hundreds at a time."""
        return self._meaning.embed()

    def has_page(self, page: Page, reader: str) -> bool:
        """Whether these very bytes were added, and the article in them read by this reader."""
        g, r = schema.readings, schema.readers
        asked = select(g.c.key).join(r, r.c.key == g.c.reader)
        return self._first(asked.where(g.c.article.in_(articles_of(page)), r.c.name == reader)) is not None

    def see(self, page: Page, reader: str, *, also: Also | None = None) -> None:
        """Record that a page which this reader has added was met again: what it says is current from now on."""
        self._writer.see(page, reader, also)

    def has_article(self, article: Article, reader: str) -> bool:
        """Whether this text of this address was added and read by this reader, from whatever bytes."""
        t, g, r = schema.articles, schema.readings, schema.readers
        asked = select(g.c.key).join(r, r.c.key == g.c.reader).join(t, t.c.key == g.c.article)
        text = text_hash(encodable(article.text) or "")
        asked = asked.where(t.c.id == encodable(article.id), t.c.text_hash == text, r.c.name == reader)
        return self._first(asked) is not None

    def meet(self, article: Article, page: Page, *, also: Also | None = None) -> Added:
        """Record that a known text was met in other bytes, and what is told of it now: title, outlet, date."""
        return self._writer.meet(article, page, also)

    def look(self, address: str, glimpse: Glimpse, *, also: Also | None = None) -> bool:
        """Record a look at an address (an article's id) that brought no new version; whether more is told of it now."""
        return self._writer.look(address, glimpse, also)

    def shown_version(self, address: str) -> HeldVersion | None:
        """What was seen last at an address (an article's id); None where nothing ever was."""
        with self._place.reading() as connection:
            return find_shown(connection, encodable(address) or "")

    def version_claims(self, version: HeldVersion) -> list[Finding]:
        """What the newest reader made of one version of a page, in text order."""
        with self._place.reading() as connection:
            return load_claims(connection, [version.key])[version.key]

    def claims_of_versions(self, versions: Collection[HeldVersion]) -> dict[int, list[Finding]]:
        """The same of several by their keys, in as many questions as of one."""
        with self._place.reading() as connection:
            return load_claims(connection, [version.key for version in versions])

    def histories(self, address: str | None = None, since: str | None = None) -> Iterator[PageHistory]:
        """Articles that were seen in two versions or under two headlines, those that changed last first.

        `address`: of one, as `erase` takes it. `since`: changed on this day or later.
        """
        return read_histories(self._place, encodable(address) if address is not None else None, since)

    def search(self, words: str = "", **filters: Unpack[Narrowing]) -> Findings:
        """The claims that have all of `words`, the best first; without words the newest. Filters: see `Query`.

        With `meaning=True` the claims that mean what `words` mean, in any language, the nearest first.
        UsageError for a filter that there is not.
        """
        return Findings(self.find(_make_query(words, filters)))

    def find(self, query: Query) -> Iterator[Finding]:
        """The same by a Query, one claim at a time."""
        if query.meaning and query.words.strip():
            near = self._meaning.find(query)
            yield from self._load([key for key, _ in near], dict(near))
            return
        with self._place.reading() as connection:
            start = time.monotonic()
            keys = list(ranked_keys(connection, query))
            _LOG.debug("%d claims found in %.3f s", len(keys), time.monotonic() - start)
            first = load_findings(connection, keys[:AT_ONCE]) if keys else []
        found = chain(first, self._load(keys[AT_ONCE:]))
        if not query.words.strip():
            yield from found
            return
        asked_words = AskedWords(read_terms(encodable(query.words) or ""))
        for one in found:
            yield replace(one, matches=asked_words.find(one.content, one.article.lang))

    def _load(self, keys: list[int], likeness: dict[int, float] | None = None) -> Iterator[Finding]:
        # No transaction stays open while the caller does something with a finding.
        for some in in_chunks(keys):
            with self._place.reading() as connection:
                findings = load_findings(connection, some, likeness)
            yield from findings

    def _keys(self, query: Query) -> list[int]:
        """Of the claims that a question finds, in the order of `find`."""
        if query.meaning and query.words.strip():
            return [key for key, _ in self._meaning.find(query)]
        with self._place.reading() as connection:
            return list(ranked_keys(connection, query))

    def rows(self, query: Query) -> Iterator[ClaimRow]:
        """The same claims in the same order without their articles, for those who need very many of them."""
        if query.meaning and query.words.strip():
            return rows_of(self._place, [key for key, _ in self._meaning.find(query)])
        return read_rows(self._place, query)

    def facets(self, query: Query | None = None, *, top: int = TOP) -> Facets:
        """How many claims each speaker, country, outlet, month ... has: of all, or of those that match.

        The `top` most frequent of each. More than 20,000 matches are not counted, and `about` says so.
        """
        query = query or Query()
        if query.meaning and query.words.strip():
            keys = [key for key, _ in self._meaning.find(replace(query, limit=None))]
            return facets_of_keys(self._place, keys, top)
        return read_facets(self._place, query, top)

    def count(self, query: Query | None = None) -> int:
        """How many claims `find` would give without a limit; UsageError where they are asked for by meaning."""
        return count_claims(self._place, query or Query())

    def group(self, by: str, query: Query | None = None, *, top: int | None = None) -> list[FacetCount]:
        """All claims that match, counted by speaker, outlet, relay, month, certainty ...: see `counts.GROUPS`."""
        return group_claims(self._place, query or Query(), by, top)

    def summary(self, *, top: int = TOP) -> LedgerSummary:
        """What is in the ledger, at one look: how much, since when, of whom."""
        return make_summary(self._place, top)

    def sample(
        self, most: int, *, by: str = "certainty", seed: int = 1, query: Query | None = None
    ) -> Iterator[tuple[Drawn, Finding]]:
        """Claims to be checked by hand, as many of each kind (`by`), the same on every machine for one `seed`.

        What people added is not among them.
        """
        asked = replace(query or Query(), limit=None, as_added=True)
        with self._place.reading() as connection:
            drawn = draw(connection, asked, most, by, seed)
        for some in in_chunks(drawn):
            with self._place.reading() as connection:
                found = load_by_key(connection, [one.key for one in some])
            yield from ((one, found[one.key]) for one in some if one.key in found)

    def find_part(self, query: Query, start: int, size: int) -> list[Finding]:
        """Of what `find` gives without a limit `size` claims behind the first `start`."""
        return list(self.find(replace(query, limit=size, offset=start)))

    def walk(self, query: Query, after: int, size: int) -> WalkedClaims:
        """Of what a question finds, in the order of adding, the next `size` behind the key `after`; 0 begins."""
        return walk_claims(self._place, query, after, size)

    def most(self, facet: str, start: int, size: int) -> tuple[list[FacetCount], int]:
        """Speakers, outlets or relays with the most claims, behind the first `start`; and how many there are."""
        return read_most(self._place, facet, start, size)

    def count_by(self, facet: str, query: Query, *, top: int = TOP) -> list[FacetCount]:
        """The same of one facet of an answer, which takes a fraction of the time that all facets take."""
        return read_one_facet(self._place, query, facet, top)

    def state(self) -> str:
        """Another one after whatever was written to the ledger, by whatever program; to know what is still true."""
        return read_state(self._place)

    def check(self, words: str, speaker: str | None = None, **claimed: Unpack[Claimed]) -> CheckedQuote:
        """Whether `speaker` said these very words, and where; without a speaker, whether anybody did.

        `claimed`: where and when, by the filters of a `Query`: outlet, since, until ... Older versions of pages and
        older readers are asked too. UsageError where there is no word to check, or more than 10,000 letters.
        """
        check: Callable[..., CheckedQuote] = load("konon.ledger.quoting:check")
        return check(self._place, words, _make_query("", {"speaker": speaker, **claimed}))

    @property
    def _meaning(self) -> Meaning:
        with self._lock:
            if self._by_meaning is None:
                self._by_meaning = load("konon.ledger.nearest:Meaning")(self._place)
            return self._by_meaning

    @property
    def _linker(self) -> ClaimLinker:
        with self._lock:
            if self._links is None:
                self._links = load("konon.ledger.claim_linker:ClaimLinker")(self._place)
            return self._links

    def show(self, id: str) -> Finding:
        """The newest reader's claim of a saying, by the id of the saying or of an attribution by any reader.

        Where that reader has none of its own, the claim into which it was joined, or that was split from it; where
        there is none either, the last there was. ErasedError for what was erased, UsageError where there is none.
        """
        return self.history(id)[0]

    def history(self, id: str) -> list[Finding]:
        """The claim that `show` gives, then all others of its saying and those it was joined into or split into.

        By every reader, the newest first; and claims of other versions of the address that say the very same words.
        """
        with self._place.reading() as connection:
            keys = find_claims(connection, self._sayings(connection, id))
            return list(load_findings(connection, keys))

    def changes(self, id: str) -> list[Change]:
        """What later readers split and joined of the saying that this id leads to; the oldest first."""
        with self._place.reading() as connection:
            return load_changes(connection, self._sayings(connection, id))

    def _sayings(self, connection: Connection, id: str) -> list[int]:
        given = encodable(id) or ""
        if found := find_sayings(connection, given):
            return found
        if erased := find_erased(connection, given):
            raise erased_error(erased, given)
        begun = find_by_beginning(connection, given)
        if len({tuple(keys) for keys in begun.values()}) == 1:
            return next(iter(begun.values()))
        if begun:
            raise ambiguous(given, sorted(begun))
        raise MissingError("no claim has this id", name=id[:40] or "(empty)", remedy=what_else(connection, given))

    def trace(self, id: str) -> Thread:
        """The statement that a claim belongs to, through outlets and time: by the id of a claim or saying.

        A claim that nothing is linked with is a thread of its own.
        """
        return self.trace_told(id)[0]

    def trace_told(self, id: str) -> TracedThread:
        """The same with the claims that speak for its sayings, by their ids: each article is read once."""
        with self._place.reading() as connection:
            sayings = self._sayings(connection, id)
        return self._following.trace(sayings)

    def threads(self, query: Query | None = None, *, limit: int | None = 20) -> Iterator[Thread]:
        """Statements carried by two claims or more, one of which the question finds, in the order of these claims."""
        return islice(self._following.threads(query or Query()), limit)

    def thread_page(
        self, query: Query | None = None, *, sort: ThreadSort = "outlets", limit: int = 20, skip: int = 0
    ) -> ThreadPage:
        """A part of the list of statements, in an order; whatever their number, by few questions to the database.

        By meaning those with one of the `MEANT` claims that come nearest.
        """
        query = query or Query()
        by_meaning = query.meaning and bool(query.words.strip())
        meant = self._keys(replace(query, limit=MEANT, offset=0)) if by_meaning else None
        return read_threads(self._place, query, sort, limit=limit, skip=skip, made=self._following.made, meant=meant)

    def links(self, query: Query | None = None, *, limit: int | None = None) -> Iterator[LinkFinding]:
        """All links, or those one of whose claims the question finds; as people judged them."""
        return islice(self._following.links(query or Query()), limit)

    def disputes(self, query: Query | None = None, *, limit: int | None = None) -> Iterator[LinkFinding]:
        """The links that contradict or take back."""
        return islice(self._following.links(query or Query(), DISPUTES), limit)

    def disputed(self, query: Query | None = None) -> list[Dispute]:
        """The same links by statement: who asserts, who denies, since when; the newest dispute first."""
        return group_disputes(self._place, self.disputes(query))

    def newest_disputed(self, query: Query | None = None, *, links: int = 400) -> list[Dispute]:
        """The same of the links that were added last: whatever their number, by few questions to the database."""
        return group_disputes(self._place, self._following.newest_disputes(query or Query(), links))

    def carrying(self, query: Query | None = None) -> Carrying:
        """Who carries whom: speakers, the outlets that pass them on, the outlets that publish it, with counts."""
        return read_carrying(self._place, query or Query())

    def disputing(self, thread: Thread) -> list[LinkFinding]:
        """The links by which others dispute what is said in a thread."""
        return self._following.disputing([saying.id for saying in thread.sayings])

    def findings(self, ids: Collection[str]) -> dict[str, Finding]:
        """Sayings' ids -> the claim that speaks for each, for those there are."""
        with self._place.reading() as connection:
            found = load_speaking(connection, list(keys_of(connection, ids).values()))
        return {finding.saying: finding for finding in found.values()}

    def article(self, id: str, version: int | None = None) -> VersionedArticle:
        """The version asked for, else the one seen last, with its claims in text order and all versions there are.

        ErasedError for what was erased, MissingError where there is none.
        """
        with self._place.reading() as connection:
            if found := load_versioned(connection, id, version):
                return found
            if erased := find_erased(connection, encodable(id) or ""):
                raise erased_error(erased, id)
        raise MissingError("no article has this id", name=id[:80], remedy="look for it by its words")

    def newest_articles(self, limit: int = 20) -> list[ArticleLine]:
        """Those that were added last, the last first."""
        with self._place.reading() as connection:
            return load_newest_articles(connection, limit)

    def spread(self, sayings: Collection[str]) -> dict[str, Spread]:
        """Sayings' ids -> in how many articles and outlets their statement stands; without those in one alone."""
        with self._place.reading() as connection:
            return load_spread(connection, sayings)

    def count_sources(self, threads: Collection[int]) -> dict[int, int]:
        """By `Spread.thread`: how many independent sources a statement has; of few and not of the largest."""
        return count_sources(self._place, threads, self._following.made)

    def newly_told(self, limit: int = 10) -> list[tuple[str, Spread]]:
        """Of the statements in what was added lately those in the most outlets, each by the saying that was first."""
        with self._place.reading() as connection:
            return load_newly_told(connection, limit)

    def mark(self) -> LedgerMark:
        """How far it is filled now: to be told later what came since."""
        return read_mark(self._place)

    def news(self, since: LedgerMark, limit: int = 10) -> LedgerNews:
        """What came after a mark, and the statements that gained the most sources by it."""
        return read_news(self._place, since, limit, self._following.made)

    def added_since(self, since: LedgerMark, articles: Collection[str]) -> set[str]:
        """Those of these articles, by their ids, that came after a mark."""
        with self._place.reading() as connection:
            return added_since(connection, since, articles)

    def link(self, articles: Collection[str]) -> int:
        """Link the claims of these articles, by their ids, that were not linked before; how many they were."""
        return self._linker.link_articles(articles)

    def link_missing(self, *, jobs: int | None = 1) -> Iterator[int]:
        """Link every claim that was not linked yet; yields how many more are, after each transaction.

        `jobs`: how many processes compare claims; None: as many as there are cores, where many are missing. What comes
        of it is the same.
        """
        return self._linker.link_missing(jobs)

    def judge(self, a: str, b: str, relation: Relation, *, by: str, note: str = "") -> Judgement:
        """Record what a person decides of two claims, by ids as `show` takes them. It outranks every score.

        The last judgement of a pair counts. UsageError where an id is unknown or there is no such relation.
        """
        with self._place.reading() as connection:
            one, other = self._sayings(connection, a), self._sayings(connection, b)
            ids = ids_of(connection, (one[0], other[0]))
        given = make_judgement_of(ids[one[0]], ids[other[0]], relation, by, note)
        return self._following.judge(one, other, given)

    def withdraw(self, a: str, b: str, *, by: str) -> Judgement:
        """Take back the last judgement that stands of two claims; it is kept, and no longer counts."""
        with self._place.reading() as connection:
            one, other = self._sayings(connection, a)[0], self._sayings(connection, b)[0]
            ids = ids_of(connection, (one, other))
        return self._following.withdraw(ids[one], ids[other], by)

    def judgements(self) -> list[Judgement]:
        """What people judged, the withdrawn too; the oldest first."""
        return self._following.judgements()

    def correct(self, id: str, fix: Fix, *, by: str, note: str = "") -> Correction:
        """Record what is so of the claim that `show` gives for this id, instead of what was read.

        Searches, counts, threads and exports have it so from now on, also where the article is read again; what the
        reader had said stays beside. Of several corrections of one field the later holds. UsageError where a value is
        none that there is, or a name may be several speakers'.
        """
        return self._correcting.correct(self.show(id), fix, by=by, note=note)

    def add_missed(self, article: str, missed: Missed, fix: Fix, *, by: str, note: str = "") -> Correction:
        """Record an attribution that the reader missed, by the id, URL or path of the article.

        UsageError where the words are a claim already.
        """
        return self._correcting.add(article, missed, fix, by=by, note=note)

    def locate(self, article: str, content: str, cue: str = "", source: str = "") -> Missed:
        """Words as they stand in an article, or places ("120:180"), as `add_missed` takes them."""
        return self._correcting.locate(article, content, cue, source)

    def undo_correction(self, id: str, *, by: str) -> Correction:
        """As though it had never been made; it stays listed."""
        return self._correcting.undo(id, by=by)

    def corrections(self, saying: str | None = None) -> list[Correction]:
        """What people corrected and added, or that of one saying (by its id); the undone too, the oldest first."""
        return self._correcting.all(saying)

    def corrected(self) -> Iterator[tuple[Article, list[Finding]]]:
        """Each article that people corrected, in the version that is shown, with all its claims as people say."""
        return self._correcting.corrected()

    def find_erasable(self, address: str) -> Erasable:
        """What `erase` would take out; UsageError where no article has this address, or several have."""
        with self._place.reading() as connection:
            return find_erasable(connection, encodable(address) or "")

    def erase(self, address: str, *, by: str, why: str) -> Erasure:
        """Take out an article with all versions, claims and pages, for good, and keep who did so and why.

        `address`: its URL, path or id. Everything goes or nothing; then the database's free space is cleared, so that
        nothing of it is left in the file. That may take minutes; an interrupted clearing is ended when the ledger is
        next opened to be written. A server's own write-ahead log, copies and backups are beyond this program.
        """
        return erase(self._place, encodable(address) or "", by=by, why=why)

    def erasures(self) -> list[Erasure]:
        """What was erased, by whom, when and why; the oldest first."""
        e = schema.erasures
        with self._place.reading() as connection:
            return [make_erasure(row) for row in connection.execute(select(e).order_by(e.c.key))]

    def refuse_erased(self, article: Article) -> None:
        """ErasedError where this article was erased, UnfitError where no ledger can hold it: what `add` would raise."""
        check_fits(article)
        with self._place.reading() as connection:
            refuse_erased(connection, [article])

    def unread(self, reader: str) -> list[int]:
        """Keys of the versions that this reader has not read, in the order in which they were seen."""
        return list_unread(self._place, reader)

    def stored(self, version: int) -> StoredVersion | None:
        """A version by its key: its article and page as they were stored; None where it was erased."""
        with self._place.reading() as connection:
            return load_version(connection, version)

    def shown(self, article: str) -> list[Finding]:
        """The claims of an article, by its id, that a search shows."""
        with self._place.reading() as connection:
            return shown_claims(connection, article)

    def merge(self, other: Ledger) -> Iterator[Merged]:
        """Take in all that another ledger holds, some at a time: what this one has stays, and nothing comes twice.

        Who interrupts it can go on with the same call. What was erased in either is not in this one afterwards.
        """
        merging: type[Merging] = load("konon.ledger.merging:Merging")
        return merging(self._place, other._place, self).run()

    def page_of(self, finding: Finding) -> Page | None:
        """The page as it was received; None where claims were given without one."""
        t = schema.articles
        return self._page_where(t.c.id == finding.article.id, t.c.version == finding.version)

    def page_of_version(self, version: HeldVersion) -> Page | None:
        """The page as it was received when this version was first seen."""
        return self._page_where(schema.articles.c.key == version.key)

    def _page_where(self, *conditions: Any) -> Page | None:
        t, p = schema.articles, schema.pages
        asked = select(p).join(t, t.c.page == p.c.key).where(*conditions)
        with self._place.reading() as connection:
            row = connection.execute(asked.limit(1)).first()
            return make_page(row) if row else None

    def counts(self) -> dict[str, int]:
        """How many articles (versions), claims, speakers, outlets and pages there are."""
        tables = (schema.articles, schema.claims, schema.speakers, schema.outlets, schema.pages)
        with self._place.reading() as connection:
            return {t.name: int(connection.execute(select(func.count()).select_from(t)).scalar() or 0) for t in tables}

    def _first(self, asked: Any) -> Any:
        with self._place.reading() as connection:
            return connection.execute(asked.limit(1)).first()


def _make_query(words: str, filters: Mapping[str, Any]) -> Query:
    names = [name for name in Query.__slots__ if name != "words"]
    if wrong := [name for name in filters if name not in names]:
        near = get_close_matches(wrong[0], names, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"choose from {', '.join(names)}"
        raise UsageError("there is no such filter", name=", ".join(wrong), remedy=remedy)
    return replace(Query(words=words), **filters)
