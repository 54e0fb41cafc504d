"""The name of a network that made rows -> its key in the table of such names."""

from __future__ import annotations

from sqlalchemy import Connection, Table, insert, select

from konon.ledger.new_keys import next_key


def key_of_name(connection: Connection, names: Table, name: str) -> int:
    """That of the row with this name, which is written where there is none; `names` has `key` and `name`."""
    key = connection.execute(select(names.c.key).where(names.c.name == name)).scalar()
    if key is None:
        key = next_key(connection, names)
        connection.execute(insert(names), {"key": key, "name": name})
    return int(key)
