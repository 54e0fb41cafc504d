"""A question -> what it finds, as a part of another question: so that the database answers both at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Subquery, desc, select, union

from konon.ledger import schema
from konon.ledger.fulltext import is_among
from konon.ledger.judging import Pair
from konon.ledger.queries import MANY, Query, plan_keys
from konon.tracing.link import DISPUTES


def matching(connection: Connection, query: Query, most: int = MANY) -> tuple[Subquery, dict[str, Any]]:
    """The keys of at most so many claims that a question finds, to be asked for within another question; its values."""
    asked = plan_keys(connection, replace(query, limit=most, meaning=False, as_added=False))
    # Ranking takes longer than all the rest, and nothing here is ranked: the newest are meant.
    statement = asked.statement.order_by(None).order_by(desc(asked.key)) if query.words.strip() else asked.statement
    return statement.subquery("matching"), asked.values


def matching_keys(connection: Connection, keys: Sequence[int]) -> tuple[Subquery, dict[str, Any]]:
    """The same of claims that were found already."""
    c = schema.claims
    return select(c.c.key).where(is_among(connection, c.c.key, keys)).subquery("matching"), {}


def asks_nothing(query: Query) -> bool:
    """Whether every current claim is meant."""
    return replace(query, limit=None, meaning=False) == Query(limit=None)


def find_newest_disputes(connection: Connection, query: Query, most: int) -> list[Pair]:
    """Pairs of sayings of which one disputes the other, those that were added last first."""
    k, p, j = schema.links, schema.judged_pairs, schema.judgements
    linked = select(k.c.a, k.c.b).where(k.c.relation.in_(DISPUTES))
    judged = select(p.c.a, p.c.b).join(j, j.c.key == p.c.judgement)
    judged = judged.where(j.c.withdrawn.is_(None), j.c.relation.in_(DISPUTES))
    every = union(linked, judged).subquery()
    asked = select(every.c.a, every.c.b).order_by(desc(every.c.b), desc(every.c.a)).limit(most)
    values: dict[str, Any] = {}
    if not asks_nothing(query):
        a, c = schema.attributions, schema.claims
        found, values = matching(connection, query)
        said = select(a.c.saying).join(c, c.c.attribution == a.c.key).join(found, found.c.key == c.c.key).subquery()
        asked = asked.where(every.c.a.in_(select(said.c.saying)) | every.c.b.in_(select(said.c.saying)))
    return [(one, other) for one, other in connection.execute(asked, values)]
