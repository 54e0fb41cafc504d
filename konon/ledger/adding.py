"""Readings -> rows of the ledger: whole articles, a small batch a transaction, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, func, insert, select, union, update

from konon.ledger import rows, schema
from konon.ledger.counts import shift, tally_articles
from konon.ledger.fulltext import put_rows
from konon.ledger.identity import Mention, make_mention
from konon.ledger.opening import Place
from konon.ledger.row_keys import Naming, Remembered
from konon.ledger.stored_pages import page_row
from konon.ledger.vectors import Floats, Vectors, put_vectors
from konon.records import Article, Claim, Page, Reading

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one call added. `known`: articles that were there already, read by this reader."""

    articles: int = 0
    versions: int = 0  # of these, new texts of known articles
    claims: int = 0
    known: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            articles=self.articles + other.articles,
            versions=self.versions + other.versions,
            claims=self.claims + other.claims,
            known=self.known + other.known,
        )


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

    def add(self, found: Sequence[tuple[Reading, Page | None]], vectors: Vectors | None = None) -> Added:
        """All of `found`, with its claims' `vectors`, or, where anything fails, nothing of it."""
        with self._place.turn:  # what is remembered is one thread's at a time
            try:
                with self._place.writing() as connection:
                    return _Adding(self, connection, vectors).add_all(found)
            except BaseException:
                self._forget()
                raise

    def _forget(self) -> None:
        """What was remembered of a transaction that did not happen."""
        self._names.clear()
        self._readers.clear()
        self._run = self._run_reader = None


class _Adding:
    """One transaction."""

    def __init__(self, writer: Writer, connection: Connection, vectors: Vectors | None) -> None:
        self._writer, self._connection, self._vectors = writer, connection, vectors
        self._batch = _Batch()
        self._naming = Naming(connection, writer._names, self._batch.put, self._next_key)
        self._mentions: dict[int, list[Mention | None]] = {}  # of each reading, by its identity
        self._linked: set[tuple[int | None, int]] = set()  # page and article, in this transaction
        self._meant: list[tuple[int, Floats]] = []  # key and vector of each claim that is added
        self._now = now()

    def add_all(self, found: Sequence[tuple[Reading, Page | None]]) -> Added:
        known = self._find_articles([reading.article.id for reading, _ in found])
        before = tally_articles(self._connection, _keys(known))
        self._look_up_names([reading for reading, _ in found])
        added = Added()
        for reading, page in found:
            added += self._add_one(reading, page, known)
        self._flush()
        self._put_vectors()
        shift(self._connection, before, tally_articles(self._connection, _keys(known)))
        if added.articles or added.claims:
            self._count_run(added)
        return added

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
        if any(key == reader for key, _ in version.readings):
            return Added(known=1)
        current = version is versions[-1] and all(
            _natural(reading.reader) >= _natural(name) for _, name in version.readings
        )
        self._retire(versions if current else [])
        self._add_reading(reading, version, row, reader, current=current)
        version.readings.append((reader, reading.reader))
        count = len({claim.attribution.id for claim in reading.claims})
        return Added(articles=int(fresh), versions=int(fresh and len(versions) > 1), claims=count)

    def _find_articles(self, ids: Sequence[str]) -> dict[str, list[_Version]]:
        """The versions there are, oldest first, each with who has read it."""
        t, g, r = schema.articles, schema.readings, schema.readers
        asked = (
            select(t.c.id, t.c.key, t.c.text_hash, t.c.version, r.c.key, r.c.name)
            .outerjoin(g, g.c.article == t.c.key)
            .outerjoin(r, r.c.key == g.c.reader)
            .where(t.c.id.in_({rows.encodable(one) for one in ids}))
            .order_by(t.c.id, t.c.version)
        )
        known: dict[str, list[_Version]] = {}
        for id_, key, text_hash, number, reader, name in self._connection.execute(asked):
            versions = known.setdefault(id_, [])
            if not versions or versions[-1].key != key:
                versions.append(_Version(key=key, text_hash=text_hash, number=number))
            if reader is not None:
                versions[-1].readings.append((reader, name))
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
        known = self._attribution_keys(version) if version.readings else {}
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
                columns = rows.claim_row(claim, row["text"], row["lang"]) | shared
                columns["about"] = about.words(claim)
                added = self._add_claim(claim, columns, mention, known)
                if self._vectors:
                    self._meant.append((added, self._vectors.rows[id(reading)][at]))

    def _add_claim(self, claim: Claim, row: dict[str, Any], mention: Mention | None, known: dict[str, int]) -> int:
        attribution = known.get(claim.attribution.id[:16])
        if attribution is None:
            attribution = self._next_key(schema.attributions)
            keys = {"key": attribution, "article": row["article"]}
            self._batch.put(schema.attributions, rows.attribution_row(claim.attribution) | keys)
        key = self._next_key(schema.claims)
        row |= {"key": key, "attribution": attribution, "speaker": self._naming.alias(mention) if mention else None}
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

    def _attribution_keys(self, version: _Version) -> dict[str, int]:
        a = schema.attributions
        self._flush()
        c, g = schema.claims, schema.readings
        held = select(c.c.attribution).join(g, g.c.key == c.c.reading).where(g.c.article == version.key)
        asked = select(a.c.id, a.c.key).where(a.c.key.in_(held))
        return {row.id: row.key for row in self._connection.execute(asked)}

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
            row |= {name: rows.encodable(row[name]) for name in ("url", "path", "given_id", "charset")}
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
        r = schema.runs
        more = {"articles": r.c.articles + added.articles, "claims": r.c.claims + added.claims, "ended": self._now}
        self._connection.execute(update(r).where(r.c.key == self._writer._run).values(more))

    def _next_key(self, table: Table) -> int:
        """Keys go up by one: writers take turns, so that nobody else gives the same."""
        keys = self._batch.keys
        if table.name not in keys:
            keys[table.name] = self._connection.execute(select(func.max(table.c.key))).scalar() or 0
        keys[table.name] += 1
        return keys[table.name]

    def _flush(self) -> None:
        for table in schema.metadata.sorted_tables:
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


def _keys(known: dict[str, list[_Version]]) -> list[int]:
    return [version.key for versions in known.values() for version in versions]


def _reasons(claim: Claim) -> Iterator[str]:
    yield claim.factuality.reason
    yield from (relay.reason for relay in claim.relays)


def now() -> str:
    """The second, in UTC and ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _natural(reader: str) -> list[tuple[int, str]]:
    """So that 0.10 comes after 0.9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(reader)]
