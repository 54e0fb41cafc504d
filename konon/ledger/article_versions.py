"""An address -> an article as the ledger holds it: a version's claims in text order, and which versions there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, desc, func, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding, load_articles, load_findings
from konon.ledger.rows import encodable
from konon.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """One text of an address. `seen`: when last; `current`: what is shown by default."""

    number: int
    title: str | None
    published: str | None
    added: str
    seen: str | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedArticle:
    """One version with what the newest reader found in it; `reader` is None where none did."""

    article: Article
    version: int
    versions: tuple[ArticleVersion, ...]  # the oldest first
    findings: tuple[Finding, ...]
    reader: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """What a list says of an article."""

    id: str
    title: str | None
    outlet: str | None
    outlet_id: str | None
    published: str | None
    lang: str
    added: str
    claims: int  # that are shown by default


def load_versioned(connection: Connection, id: str, version: int | None = None) -> VersionedArticle | None:
    """The version asked for, else the one seen last; None where there is none."""
    rows = _versions(connection, encodable(id) or "")
    chosen = next((row for row in rows if row.version == version), None) if version else _shown(rows)
    if chosen is None:
        return None
    reader, claims = _newest_claims(connection, chosen.key)
    findings = [one for some in in_chunks(claims) for one in load_findings(connection, some)]
    article, number = load_articles(connection, [chosen.key])[chosen.key]
    shown = _shown(rows)
    return VersionedArticle(
        article=article,
        version=number,
        versions=tuple(
            ArticleVersion(
                number=row.version,
                title=row.title,
                published=row.published,
                added=row.added,
                seen=row.seen,
                current=row is shown,
            )
            for row in rows
        ),
        findings=tuple(sorted(findings, key=_place)),
        reader=reader,
    )


def _place(finding: Finding) -> tuple[int, int]:
    a = finding.claim.attribution
    spans = sorted(a.content or a.cue or a.source)
    return spans[0] if spans else (0, 0)


def _versions(connection: Connection, id: str) -> Sequence[Any]:
    t, g, v = schema.articles, schema.readings, schema.visits
    current = select(func.max(g.c.current)).where(g.c.article == t.c.key).scalar_subquery()
    seen = select(func.max(v.c.at)).where(v.c.article == t.c.key).scalar_subquery()
    columns = (t.c.key, t.c.version, t.c.title, t.c.published, t.c.added, current.label("current"), seen.label("seen"))
    return connection.execute(select(*columns).where(t.c.id == id).order_by(t.c.version)).all()


def _shown(rows: Sequence[Any]) -> Any:
    """The one with current claims, else the last."""
    return max(rows, key=lambda row: (row.current or 0, row.version), default=None)


def _newest_claims(connection: Connection, article: int) -> tuple[str | None, list[int]]:
    """Of the reading that is shown, else the last: its reader's name and keys of its claims, with what people added."""
    g, r, c, a = schema.readings, schema.readers, schema.claims, schema.attributions
    asked = select(g.c.key, r.c.name).join(r, r.c.key == g.c.reader).where(g.c.article == article)
    by_person = r.c.name == schema.PERSON  # which is beside the newest, and never is it
    rows = connection.execute(asked.order_by(by_person, desc(g.c.current), desc(g.c.key))).all()
    if not rows:
        return None, []
    read = select(c.c.key, a.c.saying).join(a, a.c.key == c.c.attribution).order_by(c.c.key)
    newest = connection.execute(read.where(c.c.reading == rows[0].key)).all()
    people = [row.key for row in rows[1:] if row.name == schema.PERSON]
    held = {row.saying for row in newest}
    added = [row for row in connection.execute(read.where(c.c.reading.in_(people))) if row.saying not in held]
    return rows[0].name, [row.key for row in (*newest, *added)]


def load_newest_articles(connection: Connection, limit: int) -> list[ArticleLine]:
    """The last that were added, each once and as its last version has it."""
    t, o, p = schema.articles, schema.outlets, schema.publishers
    asked = (
        select(t.c.key, t.c.id, t.c.title, t.c.published, t.c.lang, t.c.added, o.c.name, p.c.id.label("publisher"))
        .outerjoin(o, o.c.key == t.c.outlet)
        .outerjoin(p, p.c.key == o.c.publisher)
        .order_by(desc(t.c.key))
        .limit(2 * limit)  # of some there are two versions among them
    )
    newest: dict[str, Any] = {}
    for row in connection.execute(asked):
        newest.setdefault(row.id, row)
    rows = list(newest.values())[:limit]
    counts = {row.article: row.claims for row in connection.execute(_count_claims([row.key for row in rows]))}
    return [
        ArticleLine(
            id=row.id,
            title=row.title,
            outlet=row.name,
            outlet_id=row.publisher,
            published=row.published,
            lang=row.lang,
            added=row.added,
            claims=counts.get(row.key, 0),
        )
        for row in rows
    ]


def _count_claims(articles: Sequence[int]) -> Select[Any]:
    """By readings, which claims have an index by."""
    g, c = schema.readings, schema.claims
    asked = select(g.c.article, func.count(c.c.key).label("claims")).join(c, c.c.reading == g.c.key)
    return asked.where(g.c.article.in_(articles), c.c.current == 1).group_by(g.c.article)
