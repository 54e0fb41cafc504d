"""Readings -> rows of the ledger: whole articles, a small batch a transaction, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, text

from konon.languages.language_files import is_poorly_read
from konon.ledger import rows, schema
from konon.ledger.corrected_claims import settle
from konon.ledger.correction_rows import corrected_among
from konon.ledger.counts import moving, shift, tally_articles
from konon.ledger.fresh_rows import FreshRows
from konon.ledger.met_versions import MetVersions, Version, articles_of
from konon.ledger.opening import Place
from konon.ledger.reading_writer import ReadingWriter
from konon.ledger.row_keys import Naming, Remembered
from konon.ledger.tombstones import last_erasure, refuse_erased
from konon.ledger.vectors import ClaimVectors
from konon.ledger.visits import Glimpse, natural, now, visited_at
from konon.records import Article, Page, Reading, name_of

_COUNT_RUN = text(
    "UPDATE runs SET articles = articles + :articles, claims = claims + :claims, ended = :now WHERE key = :run"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one call added. `known`: articles that were there already, read by this reader; `updated`: known texts of
    which title, outlet, date or author were told otherwise.

    `illegible`: name and language of those added in which the reader knows hardly a word. `poor`: languages of those
    added that it reads poorly.
    """

    articles: int = 0
    versions: int = 0  # of these, new texts of known articles
    claims: int = 0
    known: int = 0
    updated: int = 0
    illegible: tuple[tuple[str, str], ...] = ()
    poor: frozenset[str] = frozenset()

    def __add__(self, other: Added) -> Added:
        return Added(
            articles=self.articles + other.articles,
            versions=self.versions + other.versions,
            claims=self.claims + other.claims,
            known=self.known + other.known,
            updated=self.updated + other.updated,
            illegible=self.illegible + other.illegible,
            poor=self.poor | other.poor,
        )


Also = Callable[[Connection], None]  # what is written in the same transaction, all or nothing


class Writer:
    """Adds readings to one ledger. What it remembers of the ledger is only ever added to."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._names = Remembered()
        self._readers: dict[str, int] = {}
        self._run: int | None = None
        self._run_reader: int | None = None
        self._erasure = 0  # the last one that is known of here

    def add(
        self,
        found: Sequence[tuple[Reading, Page | None]],
        vectors: ClaimVectors | None = None,
        *,
        seen_now: bool = True,
        seen_at: Mapping[int, str] | None = None,
        also: Also | None = None,
    ) -> Added:
        """All of `found`, with its claims' `vectors`, or, where anything fails, nothing of it.

        `seen_now`: that a text without a page was seen now, even one that is known. `seen_at`: id() of a reading ->
        the second at which its text was seen, where that is known.
        """
        with self._place.turn:  # what is remembered is one thread's at a time
            try:
                with self._place.writing() as connection:
                    added = _Adding(self, connection, vectors, seen_now=seen_now, seen_at=seen_at).add_all(found)
                    _do(also, connection)
                    return added
            except BaseException:
                self._forget()
                raise

    def see(self, page: Page, reader: str, also: Also | None = None) -> None:
        """Record that a page which was added before was met again; what it says is current from now on."""
        with self._place.writing() as connection:
            _Adding(self, connection).see(page, reader)
            _do(also, connection)

    def meet(self, article: Article, page: Page, also: Also | None = None) -> Added:
        """A page of other bytes, or of which other things are told, whose text is known: see `see`."""
        with self._place.turn, self._place.writing() as connection:
            added = _Adding(self, connection).meet(article, page)
            _do(also, connection)
            return added

    def look(self, address: str, glimpse: Glimpse, also: Also | None = None) -> bool:
        """Record a look at an address that brought no new version; whether title, outlet or date are told otherwise."""
        with self._place.turn, self._place.writing() as connection:
            updated = _Adding(self, connection).look(address, glimpse)
            _do(also, connection)
            return updated

    def _forget(self) -> None:
        """What was remembered of a transaction that did not happen."""
        self._names.clear()
        self._readers.clear()
        self._run = self._run_reader = None


class _Adding:
    """One transaction."""

    def __init__(
        self,
        writer: Writer,
        connection: Connection,
        vectors: ClaimVectors | None = None,
        *,
        seen_now: bool = True,
        seen_at: Mapping[int, str] | None = None,
    ) -> None:
        self._writer, self._connection, self._now = writer, connection, now()
        self._seen_now, self._seen_at = seen_now, seen_at or {}
        erasure, last_keys = last_erasure(connection)
        if erasure != writer._erasure:
            writer._forget()  # what it remembers may be gone
            writer._erasure = erasure
        self._fresh = FreshRows(connection, last_keys)
        self._naming = Naming(connection, writer._names, self._fresh.put, self._fresh.next_key)
        self._versions = MetVersions(connection, self._fresh, self._naming, self._now)
        self._readings = ReadingWriter(connection, self._fresh, self._naming, vectors, self._now)

    def see(self, page: Page, reader: str) -> None:
        t, g, r = schema.articles, schema.readings, schema.readers
        read = select(g.c.article).join(r, r.c.key == g.c.reader).where(r.c.name == reader)
        asked = select(t.c.key, t.c.id).where(t.c.key.in_(articles_of(page)), t.c.key.in_(read))
        row = self._connection.execute(asked.order_by(t.c.key.desc()).limit(1)).first()
        if row is None:
            return
        versions = self._versions.find([row.id])[row.id]
        shown = self._versions.visits.last_version(row.id)
        # Of a page that says what is shown already, which most do, nothing is counted.
        with nullcontext() if shown == row.key else moving(self._connection, [one.key for one in versions]):
            version = next(one for one in versions if one.key == row.key)
            self._versions.visit(row.id, version, page, versions)
            self._fresh.flush()
            self._settle([row.id] if shown != row.key else [])

    def meet(self, article: Article, page: Page) -> Added:
        """The page as a copy, the visit, and what is told of the article now."""
        id_ = rows.encodable(article.id) or ""
        known = rows.text_hash(rows.encodable(article.text) or "")
        versions = self._versions.find([id_])[id_]
        version = next(one for one in versions if one.text_hash == known)
        self._naming.look_up([], [article.outlet] if article.outlet else [], [])
        with moving(self._connection, [one.key for one in versions]):
            self._versions.add_copy(page, version)
            self._versions.visit(id_, version, page, versions)
            updated = self._versions.amend(article, version, visited_at(page.fetched, self._now))
            self._fresh.flush()
            self._settle([id_])
        return Added(known=1, updated=int(updated))

    def look(self, address: str, glimpse: Glimpse) -> bool:
        """An address without a version has a visit of no article."""
        id_ = rows.encodable(address) or ""
        versions = self._versions.find([id_])[id_] if self._knows(id_) else []
        shown = self._versions.visits.last_version(id_)
        version = next((one for one in versions if one.key == shown), None)
        updated = False
        if version and glimpse.article:
            article = glimpse.article
            self._naming.look_up([], [article.outlet] if article.outlet else [], [])
            with moving(self._connection, [one.key for one in versions]):
                updated = self._versions.amend(article, version, glimpse.at)
                self._fresh.flush()
        self._versions.visits.record_glimpse(id_, version.key if version and glimpse.still else None, glimpse)
        self._fresh.flush()
        return updated

    def _knows(self, address: str) -> bool:
        t = schema.articles
        return self._connection.execute(select(t.c.key).where(t.c.id == address).limit(1)).first() is not None

    def add_all(self, found: Sequence[tuple[Reading, Page | None]]) -> Added:
        if self._writer._erasure:
            refuse_erased(self._connection, [reading.article for reading, _ in found])
        known = self._versions.find([reading.article.id for reading, _ in found])
        before = tally_articles(self._connection, _keys(known))
        self._readings.look_up_names([reading for reading, _ in found])
        added = Added()
        for reading, page in found:
            added += self._add_one(reading, page, known)
        self._fresh.flush()
        self._readings.put_vectors()
        self._settle(known)
        shift(self._connection, before, tally_articles(self._connection, _keys(known)))
        if added.articles or added.claims:
            self._count_run(added)
        return added

    def _settle(self, addresses: Iterable[str]) -> None:
        """What people corrected of these articles holds for what was added or is shown now."""
        for address in corrected_among(self._connection, list(addresses)):
            settle(self._connection, address)

    def _add_one(self, reading: Reading, page: Page | None, known: dict[str, list[Version]]) -> Added:
        row = rows.article_row(reading.article)
        versions = known.setdefault(row["id"], [])
        reader = self._reader_key(reading.reader)
        held = next((one for one in versions if one.text_hash == row["text_hash"]), None)
        version = held or self._versions.add(row, reading.article, page, versions)
        is_read = any(key == reader for key, _ in version.readings)
        updated = held is not None and self._meet_again(reading.article, held, page)
        if held is None or page or (is_read and self._seen_now):  # else a text that is kept was read again, or is old
            self._versions.visit(row["id"], version, page, versions, self._seen_at.get(id(reading)))
        if is_read:
            return Added(known=1, updated=int(updated))
        current = version.key == self._versions.visits.last_version(row["id"]) and all(
            natural(reading.reader) >= natural(name) for _, name in version.readings
        )
        self._versions.retire(versions if current else [])
        self._readings.add(reading, version, row, (reader, self._run_key(reader)), current=current)
        version.readings.append((reader, reading.reader))
        added = _added_by(reading, updated=updated)
        return added if held else replace(added, articles=1, versions=int(len(versions) > 1))

    def _meet_again(self, article: Article, version: Version, page: Page | None) -> bool:
        """Whether more or other things are told of it now."""
        if page:
            self._versions.add_copy(page, version)
        return self._versions.amend(article, version, visited_at(page.fetched if page else None, self._now))

    # Rows that many share.

    def _reader_key(self, name: str) -> int:
        if name not in self._writer._readers:
            r = schema.readers
            found = self._connection.execute(select(r.c.key).where(r.c.name == name)).scalar()
            if found is None:
                found = self._fresh.next_key(r)
                self._connection.execute(insert(r), {"key": found, "name": name})
            self._writer._readers[name] = int(found)
        return self._writer._readers[name]

    def _run_key(self, reader: int) -> int:
        writer = self._writer
        if writer._run is None or writer._run_reader != reader:
            writer._run, writer._run_reader = self._fresh.next_key(schema.runs), reader
            row = {"key": writer._run, "reader": reader, "started": self._now, "ended": self._now}
            self._connection.execute(insert(schema.runs), row | {"articles": 0, "claims": 0})
        return writer._run

    def _count_run(self, added: Added) -> None:
        more = {"articles": added.articles, "claims": added.claims, "now": self._now}
        self._connection.execute(_COUNT_RUN, more | {"run": self._writer._run})


def _do(also: Also | None, connection: Connection) -> None:
    if also:
        also(connection)


def _keys(known: dict[str, list[Version]]) -> list[int]:
    return [version.key for versions in known.values() for version in versions]


def _added_by(reading: Reading, *, updated: bool) -> Added:
    """Of a text that was known before."""
    article = reading.article
    return Added(
        claims=len({claim.attribution.id for claim in reading.claims}),
        updated=int(updated),
        illegible=((name_of(article), article.lang),) if reading.illegible else (),
        poor=frozenset({article.lang} if is_poorly_read(article.lang) else ()),
    )
