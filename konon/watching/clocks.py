"""Time as watching sees it: a wall clock, which may jump, for what is due, and waits that a jump cannot lengthen."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

FORM = "%Y-%m-%dT%H:%M:%SZ"


class Clock(Protocol):
    """The machine's own, or one that a test turns."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        ...

    def ticks(self) -> float:
        """Seconds since some moment; they never jump."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds since some moment; they never jump."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def stamp(at: datetime) -> str:
    """As the ledger keeps it."""
    return at.strftime(FORM)


def read_stamp(given: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.strptime(given, FORM).replace(tzinfo=UTC)


def later(at: datetime, seconds: float) -> str:
    """So many seconds later, as the ledger keeps it; no later than the calendar goes."""
    try:
        return stamp(at + timedelta(seconds=seconds))
    except OverflowError:
        return "9999-12-31T23:59:59Z"
