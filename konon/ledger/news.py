"""A mark, where somebody stopped looking -> what was added since: articles, claims, statements that gained a source.

What counts is when an article first came: a page that is read again, by a newer reader or in a newer version, is none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, desc, func, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.following import MadeThreads
from konon.ledger.opening import Place
from konon.ledger.spread import count_spread
from konon.ledger.thread_lists import ThreadEntry, load_entries
from konon.ledger.visits import now
from konon.tracing.steps import count_changes, make_steps

COUNTED: Final = 5_000  # claims
LATELY: Final = 1_000  # claims, whose statements are looked at
CANDIDATES: Final = 20  # statements that are made up, those in the most outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMark:
    """How far a ledger was filled: the key of the article that came last, and when that was looked at."""

    article: int
    at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementNews:
    """A statement that new articles carry. `gained`: of its independent sources, those without an older article."""

    entry: ThreadEntry
    gained: int
    articles: int  # that are new
    changes: dict[str, int]  # what changed on the way to these: "hedge lost", and how often


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerNews:
    """`about`: there are more than `claims`, which were counted up to that."""

    articles: int
    claims: int
    about: bool
    statements: tuple[StatementNews, ...]  # those that gained the most sources first


def read_mark(place: Place) -> LedgerMark:
    """As it is now."""
    with place.reading() as connection:
        last = connection.execute(select(func.max(schema.articles.c.key))).scalar()
    return LedgerMark(article=last or 0, at=now())


def read_news(place: Place, since: LedgerMark, limit: int, made: MadeThreads) -> LedgerNews:
    """At most `limit` statements."""
    with place.reading() as connection:
        articles = _count(connection, select(schema.articles.c.key).where(*_came_after(since)))
        claims = _count(connection, select(_claims_after(since).subquery().c.key)) if articles else 0
        statements = _statements(connection, since, made) if claims else []
    return LedgerNews(
        articles=min(articles, COUNTED),
        claims=min(claims, COUNTED),
        about=max(articles, claims) > COUNTED,
        statements=tuple(statements[:limit]),
    )


def added_since(connection: Connection, since: LedgerMark, ids: Collection[str]) -> set[str]:
    """Those of these articles that came after a mark."""
    found: set[str] = set()
    for some in in_chunks(dict.fromkeys(ids)):
        asked = select(schema.articles.c.id).where(schema.articles.c.id.in_(some), *_came_after(since))
        found.update(connection.execute(asked).scalars())
    return found


def _came_after(since: LedgerMark) -> tuple[Any, ...]:
    """Of first versions alone."""
    return schema.articles.c.key > since.article, schema.articles.c.version == 1


def _count(connection: Connection, asked: Select[Any]) -> int:
    some = asked.limit(COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar() or 0)


def _claims_after(since: LedgerMark) -> Select[Any]:
    """Current claims of new articles, in whatever version these are now."""
    t, g, c = schema.articles, schema.readings, schema.claims
    now_is = t.alias()
    asked = select(c.c.key, c.c.attribution).select_from(t).join(now_is, now_is.c.id == t.c.id)
    asked = asked.join(g, g.c.article == now_is.c.key).join(c, c.c.reading == g.c.key)
    return asked.where(*_came_after(since), c.c.current == 1)


def _statements(connection: Connection, since: LedgerMark, made: MadeThreads) -> list[StatementNews]:
    m, a, c = schema.thread_sayings, schema.attributions, schema.claims
    last = _claims_after(since).order_by(desc(c.c.key)).limit(LATELY).subquery()
    asked = select(m.c.thread).join(a, a.c.saying == m.c.saying).join(last, last.c.attribution == a.c.key).distinct()
    spreads = count_spread(connection, set(connection.execute(asked).scalars()))
    widest = sorted(spreads.values(), key=lambda one: (-one.outlets, -one.articles, -one.thread))[:CANDIDATES]
    entries = load_entries(connection, [one.thread for one in widest], made)
    fresh = added_since(connection, since, [one.article for entry in entries for one in entry.thread.sayings])
    return sorted((_news(entry, fresh) for entry in entries), key=_most_gained)


def _news(entry: ThreadEntry, fresh: Collection[str]) -> StatementNews:
    steps = make_steps(entry.thread)
    return StatementNews(
        entry=entry,
        gained=sum(all(article in fresh for article in source) for source in entry.thread.sources),
        articles=sum(step.article in fresh for step in steps),
        changes=count_changes([step for step in steps if step.article in fresh]),
    )


def _most_gained(one: StatementNews) -> tuple[int, int, int]:
    """Those told in the most outlets come first among equals: sorting keeps their order."""
    return -one.gained, -one.changes.get("hedge lost", 0), -one.articles
