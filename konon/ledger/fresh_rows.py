"""Rows of one transaction -> the ledger: each with a key of its own, all of a table at once, in an order that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select

from konon.ledger import schema
from konon.ledger.fulltext import put_rows

Row = dict[str, Any]
_IN_ORDER = schema.metadata.sorted_tables
_LAST_KEYS = select(
    *(
        select(func.max(t.c.key)).scalar_subquery().label(t.name)
        for t in _IN_ORDER
        if "key" in t.c and t.name != "labels"
    )
)


class FreshRows:
    """Those that wait to be written. `last_keys`: by table, the highest that there was before something was erased."""

    def __init__(self, connection: Connection, last_keys: Mapping[str, int]) -> None:
        self._connection, self._last_keys = connection, last_keys
        self._keys: dict[str, int] = {}  # table -> the last key given
        self._rows: dict[str, list[Row]] = {}

    def put(self, table: Table, row: Row) -> None:
        """It is written when `flush` is called."""
        self._rows.setdefault(table.name, []).append(row)

    def waiting(self, table: Table) -> Sequence[Row]:
        """What of it is not written yet."""
        return self._rows.get(table.name, ())

    def next_key(self, table: Table) -> int:
        """Keys go up by one: writers take turns, so that nobody else gives the same."""
        if not self._keys:
            for name, last in self._connection.execute(_LAST_KEYS).one()._mapping.items():
                self._keys[name] = max(last or 0, self._last_keys.get(name, 0))
        self._keys[table.name] += 1
        return self._keys[table.name]

    def flush(self) -> None:
        """Write all that waits; a table comes behind those that it refers to."""
        for table in _IN_ORDER:
            waiting = self._rows.pop(table.name, None)
            if waiting:
                put_rows(self._connection, table, waiting)
