"""Who did what, when and from where: a table that is only added to, for `konon users log`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, desc, insert, select

from konon.ledger import schema
from konon.ledger.new_keys import next_key
from konon.ledger.rows import encodable
from konon.ledger.visits import now

LONGEST = 300  # letters of a part


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One deed."""

    at: str  # ISO 8601, UTC
    who: str
    address: str  # of the machine it came from; "" for the command line
    what: str  # "sign in", "POST"
    target: str  # an account, a path; never what was written


def put_entry(connection: Connection, who: str, what: str, target: str = "", address: str = "") -> None:
    """Each part on one line, and not too long, whatever it holds."""
    a = schema.audit
    key = next_key(connection, a)
    parts = {"who": who, "what": what, "target": target, "address": address}
    row = {name: _plain(value) for name, value in parts.items()}
    connection.execute(insert(a), {"key": key, "at": now()} | row)


def load_entries(connection: Connection, limit: int | None) -> list[AuditEntry]:
    """The last of them, the oldest first."""
    a = schema.audit
    rows = connection.execute(select(a).order_by(desc(a.c.key)).limit(limit)).all()
    names = ("at", "who", "address", "what", "target")
    return [AuditEntry(**{name: getattr(row, name) for name in names}) for row in reversed(rows)]


def _plain(value: str) -> str:
    line = "".join(letter if letter.isprintable() else "?" for letter in value)
    return (encodable(line) or "")[:LONGEST]
