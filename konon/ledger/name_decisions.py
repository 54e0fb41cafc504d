"""What a person decided of names, of speakers and outlets alike -> the rows that keep it, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Table, insert

from konon.ledger.new_keys import next_key


class NameDecision(NamedTuple):
    """Who moved names from one bearer to another, and when."""

    verb: str  # merge, split
    by: str
    at: str  # ISO 8601, UTC

    @property
    def told(self) -> str:
        """As the reason why a name is whose it is."""
        return f"{'merged' if self.verb == 'merge' else 'split off'} by {self.by} on {self.at[:10]}"


def put_decision(connection: Connection, decided: Table, moves: Iterable[dict[str, int]], made: NameDecision) -> None:
    """`moves`: the keys of each name, of whose it was (`source`) and of whose it is (`target`)."""
    for key, move in enumerate(moves, next_key(connection, decided)):
        connection.execute(insert(decided), move | made._asdict() | {"key": key})
