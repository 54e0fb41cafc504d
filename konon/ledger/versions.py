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
from konon.ledger.findings import Finding, load_articles, load_by_key
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


def load_claims(connection: Connection, versions: Sequence[int]) -> dict[int, list[Finding]]:
    """By the keys of versions: the newest reader's claims and those that people added, in text order.

    None that people say is no claim.
    """
    readings = _readings_of(connection, versions)
    c = schema.claims
    asked = select(c.c.key, c.c.reading).where(c.c.reading.in_(readings)).order_by(c.c.key)
    claims = {row.key: row.reading for row in connection.execute(asked)}
    loaded = {key: one for some in in_chunks(list(claims)) for key, one in load_by_key(connection, some).items()}
    found: dict[int, list[Finding]] = {version: [] for version in versions}
    known: set[tuple[int, str]] = set()
    for key in sorted(claims, key=lambda key: readings[claims[key]].person):
        one, version = loaded.get(key), readings[claims[key]].version
        if one and (version, one.saying) not in known and not (one.corrected and one.corrected.wrong):
            known.add((version, one.saying))
            found[version].append(one)
    for some in found.values():
        some.sort(key=lambda one: one.claim.attribution.content[:1])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    version: int
    person: bool


def _readings_of(connection: Connection, versions: Sequence[int]) -> dict[int, _Reading]:
    """By their keys: of each version the newest reader's, and the people's."""
    g, r = schema.readings, schema.readers
    read = select(g.c.key, g.c.article, r.c.name).join(r, r.c.key == g.c.reader).where(g.c.article.in_(versions))
    newest: dict[int, Any] = {}
    found: dict[int, _Reading] = {}
    for row in connection.execute(read.order_by(g.c.key)):
        held = newest.get(row.article)
        if row.name == schema.PERSON:
            found[row.key] = _Reading(version=row.article, person=True)
        elif held is None or natural(row.name) > natural(held.name):
            newest[row.article] = row
    return found | {row.key: _Reading(version=version, person=False) for version, row in newest.items()}


def _changed(connection: Connection, since: str | None) -> list[str]:
    """Ids of articles that may have two stands, those that changed last first."""
    t, h = schema.articles, schema.headlines
    several = select(t.c.id).group_by(t.c.id).having(func.count() > 1)  # by an index alone
    texts = select(t.c.id.label("id"), func.max(t.c.added).label("at")).where(t.c.id.in_(several)).group_by(t.c.id)
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
