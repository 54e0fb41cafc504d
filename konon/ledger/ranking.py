"""A question -> the keys of the claims that it finds, in the order in which people are shown them.

Of words that more than `MANY` claims have, the best of those `MANY` that were added last come first, then the best of
the others: how well a claim fits says little where so many fit, and asking it of each takes most of a search's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, text

from konon.ledger.queries import MANY, PlannedKeys, Query, plan_keys

AT_ONCE = 50_000  # keys that are taken from the database
_BEHIND_SQLITE = text(
    "SELECT rowid FROM claims_fts WHERE claims_fts MATCH :wanted ORDER BY rowid DESC LIMIT 1 OFFSET :many"
)
_BEHIND_POSTGRESQL = text(
    "SELECT key FROM claims WHERE tokens @@ CAST(:wanted AS tsquery) ORDER BY key DESC LIMIT 1 OFFSET :many"
)


def ranked_keys(connection: Connection, query: Query) -> Iterator[int]:
    """The best first where words are asked for, else the newest."""
    planned = plan_keys(connection, query)
    behind = None if query.as_added else _find_behind(connection, planned)
    options = {"stream_results": query.limit is None}
    if behind is None:
        yield from _read(connection, planned.statement, planned.values, options)
        return
    start = max(0, query.offset)
    end = None if query.limit is None else start + max(0, query.limit)
    whole = plan_keys(connection, replace(query, limit=end, offset=0))
    values = whole.values | {"behind": behind}
    parts = (_read(connection, one, values, options) for one in _halve(whole.statement, whole.key))
    yield from islice(chain.from_iterable(parts), start, end)


def _find_behind(connection: Connection, planned: PlannedKeys) -> int | None:
    """The newest claim with these words that is none of the last `MANY`; None where there are no more."""
    if "wanted" not in planned.values:
        return None
    asked = _BEHIND_SQLITE if connection.dialect.name == "sqlite" else _BEHIND_POSTGRESQL
    found = connection.execute(asked, {"wanted": planned.values["wanted"], "many": MANY}).scalar()
    return None if found is None else int(found)


@lru_cache(maxsize=500)
def _halve(statement: Select[Any], key: ColumnElement[int]) -> tuple[Select[Any], Select[Any]]:
    """What was added last, and the rest."""
    behind: ColumnElement[int] = bindparam("behind")
    return statement.where(key > behind), statement.where(key <= behind)


def _read(
    connection: Connection, statement: Select[Any], values: dict[str, Any], options: dict[str, Any]
) -> Iterator[int]:
    for some in connection.execute(statement, values, execution_options=options).scalars().partitions(AT_ONCE):
        yield from some
