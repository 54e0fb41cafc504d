"""Versions of articles in a ledger -> what was stored of each: the article, its page, when it was seen, who read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from konon.ledger import schema
from konon.ledger.findings import Finding, load_articles, load_findings
from konon.ledger.opening import Place
from konon.ledger.stored_pages import body_of
from konon.records import Article, Page, Reading

PAGE_NAMES = ("form", "path", "url", "charset", "fetched")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """`seen`: the second at which it was seen last; `current`: that the page says so still."""

    key: int
    article: Article
    page: Page | None
    seen: str
    current: bool


def list_unread(place: Place, reader: str) -> list[int]:
    """Keys of versions that this reader has not read, in the order in which they were seen."""
    t, g, r = schema.articles, schema.readings, schema.readers
    read = select(g.c.key).join(r, r.c.key == g.c.reader).where(g.c.article == t.c.key, r.c.name == reader)
    with place.reading() as connection:
        return list(connection.execute(_in_order().where(~exists(read))).scalars())


def list_versions(connection: Connection) -> list[int]:
    """All, in the order in which they were seen."""
    return list(connection.execute(_in_order()).scalars())


def _in_order() -> Select[Any]:
    t = schema.articles
    return select(t.c.key).order_by(_seen(), t.c.key)


def _seen() -> Any:
    t, v = schema.articles, schema.visits
    last = select(func.max(v.c.at)).where(v.c.article == t.c.key).scalar_subquery()
    return func.coalesce(last, t.c.added)


def load_version(connection: Connection, key: int) -> StoredVersion | None:
    """None where it was erased meanwhile."""
    t, p, g = schema.articles, schema.pages, schema.readings
    row = connection.execute(select(t.c.page, _seen().label("seen")).where(t.c.key == key)).first()
    found = load_articles(connection, [key])
    if row is None or key not in found:
        return None
    page = connection.execute(select(p).where(p.c.key == row.page)).first() if row.page is not None else None
    current = select(g.c.key).where(g.c.article == key, g.c.current == 1).limit(1)
    return StoredVersion(
        key=key,
        article=found[key][0],
        page=make_page(page) if page else None,
        seen=row.seen,
        current=connection.execute(current).first() is not None,
    )


def make_page(row: Any) -> Page:
    """From a row of `pages`, as it was received."""
    return Page(**{name: getattr(row, name) for name in PAGE_NAMES}, body=body_of(row), id=row.given_id, kept_as=row.id)


def shown_claims(connection: Connection, address: str) -> list[Finding]:
    """The claims of an article that are shown, in the order of adding."""
    c, g, t = schema.claims, schema.readings, schema.articles
    versions = select(t.c.key).where(t.c.id == address)
    readings = select(g.c.key).where(g.c.article.in_(versions), g.c.current == 1)
    asked = select(c.c.key).where(c.c.reading.in_(readings), c.c.current == 1).order_by(c.c.key)
    return load_findings(connection, list(connection.execute(asked).scalars()))


def readings_of(connection: Connection, version: int) -> Iterator[Reading]:
    """Each reader's, as it read; what people added or corrected is not in them."""
    c, g, r = schema.claims, schema.readings, schema.readers
    asked = select(g.c.key, r.c.name).join(r, r.c.key == g.c.reader).where(g.c.article == version)
    rows = connection.execute(asked.where(r.c.name != schema.PERSON).order_by(g.c.key)).all()
    article = load_articles(connection, [version])[version][0]
    for key, reader in rows:
        keys = connection.execute(select(c.c.key).where(c.c.reading == key).order_by(c.c.key)).scalars().all()
        yield Reading(article=article, claims=_as_read(load_findings(connection, keys)), reader=reader)


def _as_read(findings: Sequence[Finding]) -> tuple[Any, ...]:
    return tuple(one.corrected.read if one.corrected and one.corrected.read else one.claim for one in findings)
