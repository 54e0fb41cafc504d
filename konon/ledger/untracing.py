"""Sayings -> all that tracing found of them taken out, so that they can be traced anew, or go for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.key_index import count_up, remove_sketches
from konon.ledger.thread_rows import remake_threads


def untrace(connection: Connection, sayings: Collection[int], *, judged: bool = False) -> Counter[str]:
    """Links and keys; threads are made anew without them. How many rows went, by table.

    `judged`: what judgements hold for them too; the judgements themselves stay.
    """
    gone: Counter[str] = Counter()
    k, m, p = schema.links, schema.thread_sayings, schema.judged_pairs
    remake_threads(connection, sayings, without=sayings)
    columns = [(k, k.c.a), (k, k.c.b), (m, m.c.saying)] + ([(p, p.c.a), (p, p.c.b)] if judged else [])
    for table, column in columns:
        gone[table.name] += _delete(connection, table, column, sayings)
    remove_sketches(connection, sayings)
    count_up(connection)
    return +gone


def is_traced(connection: Connection) -> bool:
    """Whether anything here was traced."""
    return connection.execute(select(schema.traced.c.saying).limit(1)).first() is not None


def traced_among(connection: Connection, sayings: Collection[int]) -> set[int]:
    """Those of these sayings that were traced."""
    v = schema.traced
    found: set[int] = set()
    for some in in_chunks(sayings):
        found |= set(connection.execute(select(v.c.saying).where(v.c.saying.in_(some))).scalars())
    return found


def _delete(connection: Connection, table: Table, column: Any, keys: Collection[int]) -> int:
    return sum(int(connection.execute(delete(table).where(column.in_(some))).rowcount) for some in in_chunks(keys))
