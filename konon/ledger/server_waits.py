"""Connections to PostgreSQL that wait for an answer no longer than `PATIENCE`, whatever became of server and network.

A server that ends, restarts or throws us out closes the connection, which is seen at once; a network that goes silent
is seen by the kernel after `SILENCE`. What neither tells (a proxy or a server that stands still) ends here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine, event

T = TypeVar("T")
PATIENCE = 300.0  # seconds for one statement; the slowest question takes one or two
SILENCE = 30  # seconds without a sign of life from the other side's kernel
KEPT_ALIVE = {
    "keepalives_idle": SILENCE // 3,
    "keepalives_interval": SILENCE // 3,
    "keepalives_count": 2,
    "tcp_user_timeout": SILENCE * 1000,
}
# What they say of a connection that broke is told by the error that comes with it.
for _name in ("psycopg", "sqlalchemy"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class BoundedConnection(psycopg.Connection[Any]):
    """Closes itself where an answer takes longer than `patience`, so that nothing else waits for it again."""

    patience: float | None = None  # seconds; None: PATIENCE

    def wait(self, gen: Generator[Any, Any, T], *args: Any, **more: Any) -> T:
        """As psycopg's, but bounded; OperationalError where the time is over."""
        return super().wait(self._bounded(gen), *args, **more)

    def _bounded(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        end = time.monotonic() + (PATIENCE if self.patience is None else self.patience)
        ready = None  # psycopg's waiting sends what the socket is ready for, or 0 when a tenth of a second has passed
        try:
            while True:
                wanted = gen.send(ready)
                ready = yield wanted
                # Whatever the socket is ready for: a lost pipeline may stay ready to be written to for ever.
                if time.monotonic() > end:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("timeout expired: the connection is lost")
        except StopIteration as done:
            result: T = done.value
            return result


def bound_waits(engine: Engine) -> None:
    """Every connection of the engine is such a one."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> BoundedConnection:
        return BoundedConnection.connect(*args, **options)


@contextmanager
def longer_waits(transaction: Transaction, seconds: float) -> Iterator[None]:
    """For what may take long on a large ledger: bringing it up to date, clearing its free space."""
    driver = transaction.connection.dbapi_connection
    assert isinstance(driver, BoundedConnection)
    driver.patience = seconds
    try:
        yield
    finally:
        driver.patience = None
