"""One program at a time watches by a ledger; whoever is killed holds nothing any longer.

In SQLite it is a lock on a file beside the ledger, on a server one of its advisory locks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from konon.errors import LedgerError
from konon.ledger.faults import faults_told
from konon.ledger.opening import Place

try:
    import fcntl
except ImportError:  # Windows has no such locks; whoever watches there sees to it himself
    fcntl = None  # type: ignore[assignment]

LOCK = 7312  # beside the writers' own, see `opening.py`


@contextmanager
def watching_alone(place: Place) -> Iterator[None]:
    """LedgerError where another program watches by this ledger."""
    with _file_lock(place) if place.is_sqlite else _server_lock(place):
        yield


def _refuse(place: Place) -> LedgerError:
    why = "is watched by another konon watch run"
    return LedgerError(why, name=place.name, remedy="end that one, or let it go on alone")


@contextmanager
def _file_lock(place: Place) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    try:
        handle = os.open(f"{os.path.abspath(place.name)}-watch", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as why:
        remedy = "make its folder writable, or name another ledger"
        raise LedgerError(f"its folder cannot be written ({why.strerror})", name=place.name, remedy=remedy) from why
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as why:
        os.close(handle)
        raise _refuse(place) from why
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def _server_lock(place: Place) -> Iterator[None]:
    with faults_told(place.name), place.alone() as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar()
    if not taken:
        raise _refuse(place)
    try:
        yield
    finally:
        with faults_told(place.name), place.alone() as connection:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
