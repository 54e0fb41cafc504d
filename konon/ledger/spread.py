"""Sayings -> how far each one's statement has spread: claims and outlets of its thread, in one question for all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, desc, distinct, func, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.rows import encodable

LATELY = 1000  # claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of a statement that two claims or more carry. `thread`: the same for all sayings of one, until it is remade."""

    thread: int
    claims: int
    articles: int
    outlets: int


def load_spread(connection: Connection, sayings: Collection[str]) -> dict[str, Spread]:
    """By the sayings' ids; those that nothing is linked with are left out. Current claims alone are counted."""
    s, own = schema.sayings, schema.thread_sayings
    found: dict[str, Spread] = {}
    for some in in_chunks([id for given in dict.fromkeys(sayings) if (id := encodable(given))]):
        of = select(s.c.id, own.c.thread).join(own, own.c.saying == s.c.key).where(s.c.id.in_(some))
        threads = {row.id: row.thread for row in connection.execute(of)}
        spreads = count_spread(connection, set(threads.values()))
        found |= {id: spreads[thread] for id, thread in threads.items() if thread in spreads}
    return found


def load_newly_told(connection: Connection, limit: int) -> list[tuple[str, Spread]]:
    """Of the claims that were added last those whose statement is in the most outlets, by the saying traced first."""
    a, c, m, s = schema.attributions, schema.claims, schema.thread_sayings, schema.sayings
    last = select(c.c.attribution).where(c.c.current == 1).order_by(desc(c.c.key)).limit(LATELY).subquery()
    asked = select(m.c.thread).join(a, a.c.saying == m.c.saying).join(last, last.c.attribution == a.c.key).distinct()
    spreads = count_spread(connection, set(connection.execute(asked).scalars()))
    best = sorted(spreads.values(), key=lambda one: (-one.outlets, -one.articles, -one.thread))[:limit]
    first = select(m.c.thread, func.min(m.c.saying).label("saying")).group_by(m.c.thread)
    firsts = first.where(m.c.thread.in_([one.thread for one in best])).subquery()
    named = select(firsts.c.thread, s.c.id).join(s, s.c.key == firsts.c.saying)
    ids = {row.thread: row.id for row in connection.execute(named)}
    return [(ids[one.thread], one) for one in best]


def count_spread(connection: Connection, threads: Collection[int]) -> dict[int, Spread]:
    """Without threads of which one current claim is left, or none."""
    a, c, m, o = schema.attributions, schema.claims, schema.thread_sayings, schema.outlets
    counted = (
        select(
            m.c.thread,
            func.count(distinct(m.c.saying)).label("claims"),
            func.count(distinct(c.c.article)).label("articles"),
            func.count(distinct(o.c.publisher)).label("outlets"),
        )
        .join(a, a.c.saying == m.c.saying)
        .join(c, (c.c.attribution == a.c.key) & (c.c.current == 1))
        .outerjoin(o, o.c.key == c.c.outlet)
        .group_by(m.c.thread)
    )
    found: dict[int, Spread] = {}
    for some in in_chunks(sorted(threads)):
        rows = connection.execute(counted.where(m.c.thread.in_(some)))
        found |= {row.thread: Spread(**row._mapping) for row in rows if row.claims > 1}
    return found
