"""One program at a time watches by a ledger, and one tells its alerts; whoever is killed holds nothing any longer.

In SQLite it is a lock on a file beside the ledger, on a server one of its advisory locks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text

from konon.errors import LedgerError
from konon.ledger.faults import faults_told
from konon.ledger.opening import Place

try:
    import fcntl
except ImportError:  # Windows has no such locks; whoever watches there sees to it himself
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleRun:
    """What only one may do at a time: its file's ending, its number on a server, and what another is told."""

    ending: str
    number: int  # beside the writers' own, see `opening.py`
    why: str


WATCHING = SoleRun(ending="-watch", number=7312, why="is watched by another konon watch run")
TELLING = SoleRun(ending="-alerts", number=7313, why="has another konon alert run at work")


@contextmanager
def alone(place: Place, what: SoleRun) -> Iterator[None]:
    """LedgerError where another program does so by this ledger."""
    with _file_lock(place, what) if place.is_sqlite else _server_lock(place, what):
        yield


def _refuse(place: Place, what: SoleRun) -> LedgerError:
    return LedgerError(what.why, name=place.name, remedy="end that one, or let it go on alone")


@contextmanager
def _file_lock(place: Place, what: SoleRun) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    try:
        handle = os.open(f"{os.path.abspath(place.name)}{what.ending}", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as why:
        remedy = "make its folder writable, or name another ledger"
        raise LedgerError(f"its folder cannot be written ({why.strerror})", name=place.name, remedy=remedy) from why
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as why:
        os.close(handle)
        raise _refuse(place, what) from why
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def _server_lock(place: Place, what: SoleRun) -> Iterator[None]:
    with faults_told(place.name), place.alone() as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": what.number}).scalar()
    if not taken:
        raise _refuse(place, what)
    try:
        yield
    finally:
        with faults_told(place.name), place.alone() as connection:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": what.number})
