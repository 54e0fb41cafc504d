"""A question -> its claims in the order of adding, a part at a time, each part begun by the key behind the last.

What is added on the way comes at the end, so that nothing is given twice and nothing left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Integer, bindparam

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.findings import Finding, load_findings
from konon.ledger.opening import Place
from konon.ledger.queries import Query, plan_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkedClaims:
    """Some claims, and the key of the last; `more`: whether there are claims behind them now."""

    findings: tuple[Finding, ...]
    last: int
    more: bool


def walk_claims(place: Place, query: Query, after: int, size: int) -> WalkedClaims:
    """At most `size` whose keys are greater than `after`; UsageError where they are asked for by meaning."""
    if query.meaning:
        remedy = "leave out meaning, or ask /search.json"
        raise UsageError("claims that mean something have no order of adding", remedy=remedy)
    with place.reading() as connection:
        asked = plan_keys(connection, replace(query, as_added=True, limit=size + 1, offset=0))
        behind = schema.claims.c.key > bindparam("after", type_=Integer)
        keys = list(connection.execute(asked.statement.where(behind), asked.values | {"after": after}).scalars())
        found = load_findings(connection, keys[:size])
    last = keys[:size][-1] if keys else after
    return WalkedClaims(findings=tuple(found), last=last, more=len(keys) > size)
