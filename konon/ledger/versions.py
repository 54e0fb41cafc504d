"""Visits and headlines -> how a page stood over time: which text under which headline, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select, union_all

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.erasing import find_address
from konon.ledger.findings import Finding, load_articles, load_findings
from konon.ledger.opening import Place
from konon.ledger.visits import natural
from konon.records import Article

AT_ONCE = 50  # pages whose histories are read together


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldVersion:
    """A version of a page; `key` is the ledger's own."""

    key: int
    article: Article
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One text under one headline, which `article.title` is, from when it was first seen so until it was last."""

    held: HeldVersion
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHistory:
    """An address and its stands, the oldest first; a page that went back to an older text has that twice."""

    article: str
    stands: tuple[Stand, ...]


def find_shown(connection: Connection, address: str) -> HeldVersion | None:
    """The version seen last at an article's id."""
    v = schema.visits
    asked = select(v.c.article).where(v.c.address == address, v.c.article.is_not(None))
    key = connection.execute(asked.order_by(v.c.at.desc(), v.c.key.desc()).limit(1)).scalar()
    if key is None:
        return None
    article, version = load_articles(connection, [key])[key]
    return HeldVersion(key=key, article=article, version=version)


def read_histories(place: Place, address: str | None, since: str | None) -> Iterator[PageHistory]:
    """Of pages with two stands or more, those that changed last first; of `address` alone, also where it has one."""
    with place.reading() as connection:
        if address is not None:
            yield _load(connection, [find_address(connection, address)])[0]
            return
        ids = _changed(connection, since)
    for some in in_chunks(ids, AT_ONCE):
        with place.reading() as connection:
            found = [one for one in _load(connection, some) if len(one.stands) > 1]
        yield from found


def load_claims(connection: Connection, version: int) -> list[Finding]:
    """The newest reader's claims of the version with this key, and those that people added, in text order; none that
    people say is no claim."""
    g, r = schema.readings, schema.readers
    read = select(g.c.key, r.c.name).join(r, r.c.key == g.c.reader).where(g.c.article == version)
    readings = connection.execute(read).all()
    by_reader = [row for row in readings if row.name != schema.PERSON]
    newest = max(by_reader, key=lambda row: natural(row.name)).key if by_reader else None
    found = _claims_of(connection, [newest] if newest is not None else [])
    known = {one.saying for one in found}
    added = _claims_of(connection, [row.key for row in readings if row.name == schema.PERSON])
    both = [*found, *(one for one in added if one.saying not in known)]
    both.sort(key=lambda one: one.claim.attribution.content[:1])
    return [one for one in both if not (one.corrected and one.corrected.wrong)]


def _claims_of(connection: Connection, readings: Sequence[int]) -> list[Finding]:
    c = schema.claims
    keys = connection.execute(select(c.c.key).where(c.c.reading.in_(readings)).order_by(c.c.key)).scalars()
    return [one for some in in_chunks(list(keys)) for one in load_findings(connection, some)]


def _changed(connection: Connection, since: str | None) -> list[str]:
    """Ids of articles that may have two stands, those that changed last first."""
    t, h = schema.articles, schema.headlines
    texts = select(t.c.id.label("id"), func.max(t.c.added).label("at")).group_by(t.c.id).having(func.count() > 1)
    titles = select(t.c.id, func.max(h.c.until)).join(h, h.c.article == t.c.key).group_by(t.c.id)
    both = union_all(texts, titles).subquery()
    asked = select(both.c.id).group_by(both.c.id).order_by(func.max(both.c.at).desc(), both.c.id)
    if since:
        if not since[:4].isdigit():
            raise UsageError("is no date", name=since[:40], remedy="write it like 2023-09-14")
        asked = asked.having(func.max(both.c.at) >= since)
    return list(connection.execute(asked).scalars())


def _load(connection: Connection, ids: Sequence[str]) -> list[PageHistory]:
    """In the order of `ids`."""
    v, t, h = schema.visits, schema.articles, schema.headlines
    seen: dict[str, list[tuple[str, int]]] = {id_: [] for id_ in ids}
    asked = select(v.c.address, v.c.at, v.c.article).where(v.c.address.in_(ids), v.c.article.is_not(None))
    for row in connection.execute(asked.order_by(v.c.at, v.c.key)):
        seen[row.address].append((row.at, row.article))
    keys = sorted({key for visits in seen.values() for _, key in visits})
    articles = load_articles(connection, keys)
    titles: dict[int, list[Any]] = {}
    before = select(h.c.article, h.c.title, h.c.until).join(t, t.c.key == h.c.article).where(t.c.id.in_(ids))
    for row in connection.execute(before.order_by(h.c.until, h.c.key)):
        titles.setdefault(row.article, []).append(row)
    held = {key: HeldVersion(key=key, article=article, version=number) for key, (article, number) in articles.items()}
    return [PageHistory(article=id_, stands=tuple(_stands(visits, held, titles))) for id_, visits in seen.items()]


def _stands(
    visits: Sequence[tuple[str, int]], held: dict[int, HeldVersion], titles: dict[int, list[Any]]
) -> Iterator[Stand]:
    last: Stand | None = None
    for at, key in visits:
        title = next((row.title for row in titles.get(key, ()) if row.until > at), held[key].article.title)
        if last and last.held.key == key and last.held.article.title == title:
            last = replace(last, last=at)
            continue
        if last:
            yield last
        called = replace(held[key], article=replace(held[key].article, title=title))
        last = Stand(held=called, first=at, last=at)
    if last:
        yield last
