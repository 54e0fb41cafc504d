"""Rows that are written one by one -> their keys: none is given twice, not even one of what was erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from konon.ledger import schema
from konon.ledger.row_keys import Naming, Remembered
from konon.ledger.rows import encodable
from konon.ledger.tombstones import last_erasure


def next_key(connection: Connection, table: Table) -> int:
    """One more than the highest there ever was."""
    highest = connection.execute(select(func.max(table.c.key))).scalar() or 0
    return max(int(highest), last_erasure(connection)[1].get(table.name, 0)) + 1


def naming_now(connection: Connection) -> Naming:
    """Writes each new name, outlet and reason at once."""

    def put(table: Table, row: dict[str, Any]) -> None:
        connection.execute(insert(table), row)

    return Naming(connection, Remembered(), put, lambda table: next_key(connection, table))


def reason_key(connection: Connection, words: str) -> int:
    """Of a sentence that says why."""
    r = schema.reasons
    words = encodable(words) or ""
    key = connection.execute(select(r.c.key).where(r.c.name == words)).scalar()
    if key is None:
        key = next_key(connection, r)
        connection.execute(insert(r), {"key": key, "name": words})
    return int(key)
