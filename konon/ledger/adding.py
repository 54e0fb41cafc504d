"""Readings -> rows of the ledger: whole articles, a small batch a transaction, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select, text, union, update

from konon.languages.language_files import is_poorly_read
from konon.ledger import rows, schema
from konon.ledger.amending import amend, title_of
from konon.ledger.corrected_claims import settle
from konon.ledger.correction_rows import corrected_among
from konon.ledger.counts import moving, shift, tally_articles
from konon.ledger.decided_names import Decided, decided_names, find_decided
from konon.ledger.fulltext import put_rows
from konon.ledger.identity import Mention, make_mention
from konon.ledger.opening import Place
from konon.ledger.row_keys import Naming, Remembered
from konon.ledger.sayings import Assigned, assign, held_rows, saying_id, unpack
from konon.ledger.stored_pages import page_id, page_row
from konon.ledger.tombstones import last_erasure, refuse_erased
from konon.ledger.vectors import ClaimVectors, Floats, put_vectors
from konon.ledger.visits import Glimpse, Visits, natural, now, visited_at
from konon.records import Article, Attribution, Claim, Page, Reading, name_of

_IN_ORDER = schema.metadata.sorted_tables
_LAST_KEYS = select(
    *(
        select(func.max(t.c.key)).scalar_subquery().label(t.name)
        for t in _IN_ORDER
        if "key" in t.c and t.name != "labels"
    )
)
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


@dataclass(slots=True)
class _Batch:
    """Rows of one transaction, by table, in the order in which they go in."""

    keys: dict[str, int] = field(default_factory=dict)  # table -> the last key given
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def put(self, table: Table, row: dict[str, Any]) -> None:
        self.rows.setdefault(table.name, []).append(row)


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
        self._seen_at = seen_at or {}
        self._writer, self._connection, self._vectors, self._seen_now = writer, connection, vectors, seen_now
        self._batch = _Batch()
        self._naming = Naming(connection, writer._names, self._batch.put, self._next_key)
        self._mentions: dict[int, list[Mention | None]] = {}  # of each reading, by its identity
        self._decided: dict[int, list[Decided]] = {}  # of the reading that is being added, by saying
        self._linked: set[tuple[int | None, int]] = set()  # page and article, in this transaction
        self._meant: list[tuple[int, Floats]] = []  # key and vector of each claim that is added
        self._now = now()
        self._visits = Visits(connection, self._batch.put, self._next_key, self._now)
        erasure, self._last_keys = last_erasure(connection)
        if erasure != writer._erasure:
            writer._forget()  # what it remembers may be gone
            writer._erasure = erasure

    def see(self, page: Page, reader: str) -> None:
        t, g, r = schema.articles, schema.readings, schema.readers
        read = select(g.c.article).join(r, r.c.key == g.c.reader).where(r.c.name == reader)
        asked = select(t.c.key, t.c.id).where(t.c.key.in_(articles_of(page)), t.c.key.in_(read))
        row = self._connection.execute(asked.order_by(t.c.key.desc()).limit(1)).first()
        if row is None:
            return
        versions = self._find_articles([row.id])[row.id]
        shown = self._visits.last_version(row.id)
        # Of a page that says what is shown already, which most do, nothing is counted.
        with nullcontext() if shown == row.key else moving(self._connection, [one.key for one in versions]):
            self._visit(row.id, next(version for version in versions if version.key == row.key), page, versions)
            self._flush()
            self._settle([row.id] if shown != row.key else [])

    def meet(self, article: Article, page: Page) -> Added:
        """The page as a copy, the visit, and what is told of the article now."""
        id_ = rows.encodable(article.id) or ""
        known = rows.text_hash(rows.encodable(article.text) or "")
        versions = self._find_articles([id_])[id_]
        version = next(one for one in versions if one.text_hash == known)
        self._naming.look_up([], [article.outlet] if article.outlet else [], [])
        with moving(self._connection, [one.key for one in versions]):
            self._add_copy(page, version)
            self._visit(id_, version, page, versions)
            updated = self._amend(article, version, visited_at(page.fetched, self._now))
            self._flush()
            self._settle([id_])
        return Added(known=1, updated=int(updated))

    def look(self, address: str, glimpse: Glimpse) -> bool:
        """An address without a version has a visit of no article."""
        id_ = rows.encodable(address) or ""
        versions = self._find_articles([id_])[id_] if self._knows(id_) else []
        shown = self._visits.last_version(id_)
        version = next((one for one in versions if one.key == shown), None)
        updated = False
        if version and glimpse.article:
            article = glimpse.article
            self._naming.look_up([], [article.outlet] if article.outlet else [], [])
            with moving(self._connection, [one.key for one in versions]):
                updated = self._amend(article, version, glimpse.at)
                self._flush()
        self._visits.record_glimpse(id_, version.key if version and glimpse.still else None, glimpse)
        self._flush()
        return updated

    def _knows(self, address: str) -> bool:
        t = schema.articles
        return self._connection.execute(select(t.c.key).where(t.c.id == address).limit(1)).first() is not None

    def _amend(self, article: Article, version: _Version, at: str | None = None) -> bool:
        outlet = self._naming.outlet(article.outlet) if article.outlet else None
        self._flush()  # the outlet may be new
        before = title_of(self._connection, version.key)
        updated = amend(self._connection, version.key, article, outlet)
        if updated and before and title_of(self._connection, version.key) != before:
            row = {"key": self._next_key(schema.headlines), "article": version.key, "title": before}
            self._batch.put(schema.headlines, row | {"until": at or self._now})
            self._flush()
        return updated

    def add_all(self, found: Sequence[tuple[Reading, Page | None]]) -> Added:
        if self._writer._erasure:
            refuse_erased(self._connection, [reading.article for reading, _ in found])
        known = self._find_articles([reading.article.id for reading, _ in found])
        before = tally_articles(self._connection, _keys(known))
        self._look_up_names([reading for reading, _ in found])
        added = Added()
        for reading, page in found:
            added += self._add_one(reading, page, known)
        self._flush()
        self._put_vectors()
        self._settle(known)
        shift(self._connection, before, tally_articles(self._connection, _keys(known)))
        if added.articles or added.claims:
            self._count_run(added)
        return added

    def _settle(self, addresses: Iterable[str]) -> None:
        """What people corrected of these articles holds for what was added or is shown now."""
        for address in corrected_among(self._connection, list(addresses)):
            settle(self._connection, address)

    def _look_up_names(self, readings: Sequence[Reading]) -> None:
        for reading in readings:
            mentions = [make_mention(claim.speaker, reading.article.id) for claim in reading.claims]
            self._mentions[id(reading)] = mentions
        outlets = {relay.name for reading in readings for claim in reading.claims for relay in claim.relays}
        outlets |= {reading.article.outlet for reading in readings if reading.article.outlet}
        named = {one.id: one for mentions in self._mentions.values() for one in mentions if one}
        reasons = {why for reading in readings for claim in reading.claims for why in _reasons(claim)}
        self._naming.look_up(named.values(), outlets, reasons)

    def _add_one(self, reading: Reading, page: Page | None, known: dict[str, list[_Version]]) -> Added:
        row = rows.article_row(reading.article)
        versions = known.setdefault(row["id"], [])
        reader = self._reader_key(reading.reader)
        version = next((v for v in versions if v.text_hash == row["text_hash"]), None)
        fresh = version is None
        if version is None:
            version = self._add_version(row, reading.article, page, versions)
        elif page:
            self._add_copy(page, version)
        is_known = any(key == reader for key, _ in version.readings)
        seen = visited_at(page.fetched if page else None, self._now)
        updated = not fresh and self._amend(reading.article, version, seen)
        if fresh or page or (is_known and self._seen_now):  # else a text that is kept was read again, or is old
            self._visit(row["id"], version, page, versions, self._seen_at.get(id(reading)))
        if is_known:
            return Added(known=1, updated=int(updated))
        current = version.key == self._visits.last_version(row["id"]) and all(
            natural(reading.reader) >= natural(name) for _, name in version.readings
        )
        self._retire(versions if current else [])
        self._add_reading(reading, version, row, reader, current=current)
        version.readings.append((reader, reading.reader))
        claims = len({claim.attribution.id for claim in reading.claims})
        added = Added(
            articles=int(fresh),
            versions=int(fresh and len(versions) > 1),
            claims=claims,
            updated=int(updated),
            poor=frozenset({reading.article.lang} if is_poorly_read(reading.article.lang) else ()),
        )
        if reading.illegible:
            return replace(added, illegible=((name_of(reading.article), reading.article.lang),))
        return added

    def _visit(
        self, address: str, version: _Version, page: Page | None, versions: list[_Version], at: str | None = None
    ) -> None:
        """Record it; where it makes another version the one last seen, show that one's newest reading."""
        before = self._visits.last_version(address)
        self._visits.record(address, version.key, page, at)
        if version.readings and before != version.key == self._visits.last_version(address):
            self._retire(versions)
            g, c = schema.readings, schema.claims
            newest = max(version.readings, key=lambda one: natural(one[1]))[0]
            shown = select(g.c.key).where(g.c.article == version.key, g.c.reader == newest).scalar_subquery()
            self._connection.execute(update(c).where(c.c.reading == shown).values(current=1))
            self._connection.execute(
                update(g).where(g.c.article == version.key, g.c.reader == newest).values(current=1)
            )

    def _find_articles(self, ids: Sequence[str]) -> dict[str, list[_Version]]:
        """The versions there are, oldest first, each with who has read it."""
        asked = {rows.encodable(one) or "" for one in ids}
        known: dict[str, list[_Version]] = {}
        found = self._connection.execute(_versions(), {"ids": list(asked)})
        for id_, key, text_hash, number, reader, name in found:
            versions = known.setdefault(id_, [])
            if not versions or versions[-1].key != key:
                versions.append(_Version(key=key, text_hash=text_hash, number=number))
            if reader is not None:
                versions[-1].readings.append((reader, name))
        self._visits.look_up(known)
        return known

    def _add_version(
        self, row: dict[str, Any], article: Article, page: Page | None, versions: list[_Version]
    ) -> _Version:
        number = versions[-1].number + 1 if versions else 1
        key = self._next_key(schema.articles)
        row |= {"key": key, "version": number, "added": self._now}
        row["page"] = self._page_key(page) if page else None
        self._linked.add((row["page"], key))
        row["outlet"] = self._naming.outlet(article.outlet) if article.outlet else None
        self._batch.put(schema.articles, row)
        version = _Version(key=key, text_hash=row["text_hash"], number=number)
        versions.append(version)
        return version

    def _add_copy(self, page: Page, version: _Version) -> None:
        """So that a page of other bytes but the same text is known when it comes again."""
        t, o = schema.articles, schema.copies
        key = self._page_key(page)
        if (key, version.key) in self._linked:
            return
        self._linked.add((key, version.key))
        own = select(t.c.key).where(t.c.page == key, t.c.key == version.key)
        copied = select(o.c.article).where(o.c.page == key, o.c.article == version.key)
        if self._connection.execute(union(own, copied)).first() is None:
            self._batch.put(o, {"page": key, "article": version.key})

    def _retire(self, versions: Iterable[_Version]) -> None:
        """Older claims of the article are no longer the ones shown by default."""
        keys = [version.key for version in versions if version.readings]
        if not keys:
            return
        self._flush()
        g, c = schema.readings, schema.claims
        older = select(g.c.key).where(g.c.article.in_(keys))
        self._connection.execute(update(c).where(c.c.reading.in_(older), c.c.current == 1).values(current=0))
        self._connection.execute(update(g).where(g.c.article.in_(keys), g.c.current == 1).values(current=0))

    def _add_reading(
        self, reading: Reading, version: _Version, row: dict[str, Any], reader: int, *, current: bool
    ) -> None:
        key = self._next_key(schema.readings)
        self._batch.put(
            schema.readings,
            {
                "key": key,
                "article": version.key,
                "reader": reader,
                "run": self._run_key(reader),
                "current": int(current),
            },
        )
        seen: set[str] = set()
        known = self._place_in_sayings(reading, version, key)
        shared = {
            "reading": key,
            "article": version.key,
            "current": int(current),
            "outlet": self._naming.outlet(reading.article.outlet) if reading.article.outlet else None,
            "published": row["published"],
            "lang": row["lang"],
        }
        about = rows.About(reading.article)
        for at, (claim, mention) in enumerate(zip(reading.claims, self._mentions[id(reading)], strict=True)):
            if claim.attribution.id not in seen:
                seen.add(claim.attribution.id)
                columns = rows.claim_row(claim, row["text"], row["lang"])
                columns.update(shared, about=about.words(claim))
                added = self._add_claim(claim, columns, mention, known[claim.attribution.id[:16]])
                if self._vectors:
                    self._meant.append((added, self._vectors.rows[id(reading)][at]))

    def _place_in_sayings(self, reading: Reading, version: _Version, key: int) -> dict[str, _Held]:
        """Attributions by their ids, each with its saying; new ones go into the batch. `key`: of the reading."""
        held: dict[str, _Held] = {}
        used: set[str] = set()
        if version.readings:
            self._flush()
            for row in held_rows(self._connection, version.key):
                held[row.id] = _Held(row.key, row.saying, row.content)
                used.add(row.saying_id)
        found = {claim.attribution.id[:16]: claim.attribution for claim in reading.claims}
        new = {id_: rows.attribution_row(one) for id_, one in found.items() if id_ not in held}
        assigned = _assign(found, held)
        contents = {id_: new[id_]["content"] if id_ in new else held[id_].content for id_ in assigned.fresh}
        assigned.known |= self._add_sayings(contents, rows.encodable(reading.article.id) or "", version, used)
        self._add_changes(assigned, key)
        self._move({id_: assigned.known[id_] for id_ in assigned.fresh if id_ in held}, held)
        for id_, row in new.items():
            own, saying = self._next_key(schema.attributions), assigned.known[id_]
            self._batch.put(schema.attributions, row | {"key": own, "article": version.key, "saying": saying})
            held[id_] = _Held(own, saying, row["content"])
        self._decided = decided_names(self._connection, version.key) if version.readings else {}
        return held

    def _add_sayings(self, contents: dict[str, str], article: str, version: _Version, used: set[str]) -> dict[str, int]:
        """The keys of new ones, by the id of the attribution that each begins with; `contents` are JSON."""
        fresh = {}
        for id_, content in contents.items():
            fresh[id_] = key = self._next_key(schema.sayings)
            ids = (saying_id(article, version.text_hash, content, nth) for nth in count())
            own = next(one for one in ids if one not in used)
            used.add(own)
            self._batch.put(schema.sayings, {"key": key, "id": own})
        return fresh

    def _move(self, sayings: dict[str, int], held: dict[str, _Held]) -> None:
        """Give attributions that were there another saying."""
        if not sayings:
            return
        self._flush()
        a = schema.attributions
        for id_, saying in sayings.items():
            self._connection.execute(update(a).where(a.c.key == held[id_].key).values(saying=saying))
            held[id_] = held[id_]._replace(saying=saying)

    def _add_changes(self, assigned: Assigned, reading: int) -> None:
        for verb, pairs in (("split", assigned.splits), ("join", assigned.joins)):
            for source, id_ in pairs:
                row = {"verb": verb, "source": source, "target": assigned.known[id_], "reading": reading}
                self._batch.put(schema.changes, row | {"key": self._next_key(schema.changes), "at": self._now})

    def _add_claim(self, claim: Claim, row: dict[str, Any], mention: Mention | None, held: _Held) -> int:
        key = self._next_key(schema.claims)
        decided = find_decided(mention, self._decided.get(held.saying, ())) if mention else None
        row["key"], row["attribution"] = key, held.key
        row["speaker"] = self._naming.alias(mention, decided) if mention else None
        row["reason"] = self._naming.reason(claim.factuality.reason)
        self._batch.put(schema.claims, row)
        for place, relay in enumerate(claim.relays):
            name = rows.encodable(relay.name) or ""
            self._batch.put(
                schema.relays,
                {
                    "claim": key,
                    "place": place,
                    "outlet": self._naming.outlet(name),
                    "name": name,
                    "spans": rows.pack(relay.spans),
                    "reason": self._naming.reason(relay.reason),
                },
            )
        return key

    def _put_vectors(self) -> None:
        if self._vectors is None or not self._meant:
            return
        keys, vectors = [key for key, _ in self._meant], np.stack([vector for _, vector in self._meant])
        put_vectors(self._connection, self._vectors.encoder, keys, vectors)

    # Rows that many share.

    def _page_key(self, page: Page) -> int:
        row = page_row(page)
        p = schema.pages
        found = self._connection.execute(select(p.c.key).where(p.c.id == row["id"])).scalar()
        if found is None:
            for waiting in self._batch.rows.get(p.name, ()):
                if waiting["id"] == row["id"]:
                    return int(waiting["key"])
            found = self._next_key(p)
            row |= {name: rows.encodable(row[name]) for name in ("url", "path", "given_id", "charset", "fetched")}
            self._batch.put(p, row | {"key": found})
        return int(found)

    def _reader_key(self, name: str) -> int:
        if name not in self._writer._readers:
            r = schema.readers
            found = self._connection.execute(select(r.c.key).where(r.c.name == name)).scalar()
            if found is None:
                found = self._next_key(r)
                self._connection.execute(insert(r), {"key": found, "name": name})
            self._writer._readers[name] = int(found)
        return self._writer._readers[name]

    def _run_key(self, reader: int) -> int:
        writer = self._writer
        if writer._run is None or writer._run_reader != reader:
            writer._run, writer._run_reader = self._next_key(schema.runs), reader
            row = {"key": writer._run, "reader": reader, "started": self._now, "ended": self._now}
            self._connection.execute(insert(schema.runs), row | {"articles": 0, "claims": 0})
        return writer._run

    def _count_run(self, added: Added) -> None:
        more = {"articles": added.articles, "claims": added.claims, "now": self._now}
        self._connection.execute(_COUNT_RUN, more | {"run": self._writer._run})

    def _next_key(self, table: Table) -> int:
        """Keys go up by one: writers take turns, so that nobody else gives the same."""
        keys = self._batch.keys
        if not keys:
            for name, last in self._connection.execute(_LAST_KEYS).one()._mapping.items():
                keys[name] = max(last or 0, self._last_keys.get(name, 0))
        keys[table.name] += 1
        return keys[table.name]

    def _flush(self) -> None:
        for table in _IN_ORDER:
            waiting = self._batch.rows.pop(table.name, None)
            if waiting:
                put_rows(self._connection, table, waiting)


@dataclass(slots=True, kw_only=True)
class _Version:
    """A version there is, or will be with this transaction."""

    key: int
    text_hash: str
    number: int
    readings: list[tuple[int, str]] = field(default_factory=list)  # readers: key, name


@cache
def _versions() -> Select[Any]:
    t, g, r = schema.articles, schema.readings, schema.readers
    return (
        select(t.c.id, t.c.key, t.c.text_hash, t.c.version, r.c.key, r.c.name)
        .outerjoin(g, g.c.article == t.c.key)
        .outerjoin(r, (r.c.key == g.c.reader) & (r.c.name != schema.PERSON))
        .where(t.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(t.c.id, t.c.version)
    )


def _do(also: Also | None, connection: Connection) -> None:
    if also:
        also(connection)


def _keys(known: dict[str, list[_Version]]) -> list[int]:
    return [version.key for versions in known.values() for version in versions]


class _Held(NamedTuple):
    """An attribution there is, or will be with this transaction."""

    key: int
    saying: int
    content: str  # JSON


def _assign(found: dict[str, Attribution], held: dict[str, _Held]) -> Assigned:
    """By the ids of attributions; of a text that nobody read before every one is a saying of its own."""
    if not held:
        return Assigned(known={}, fresh=list(found))
    earlier = {id_: (one.saying, unpack(one.content)) for id_, one in held.items()}
    return assign({id_: one.content for id_, one in found.items()}, earlier)


def _reasons(claim: Claim) -> Iterator[str]:
    yield claim.factuality.reason
    yield from (relay.reason for relay in claim.relays)


def articles_of(page: Page) -> Any:
    """Keys of the articles that were found in these very bytes."""
    p, t, o = schema.pages, schema.articles, schema.copies
    key = select(p.c.key).where(p.c.id == page_id(page)).scalar_subquery()
    return union(select(t.c.key).where(t.c.page == key), select(o.c.article).where(o.c.page == key))
