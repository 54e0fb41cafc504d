"""One server at a time has a job of the queue, which is a folder; whoever is killed holds nothing."""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks; whoever serves one ledger twice there sees to it himself
    fcntl = None  # type: ignore[assignment]

LOCK = "lock"
CAN_LOCK = fcntl is not None


class QueueLock:
    """Of one folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self._place, self._handle = folder / LOCK, -1

    def take(self) -> bool:
        """Whether it is held now; taken twice it is held still."""
        if fcntl is None or self._handle >= 0:
            return True
        if not self._place.parent.is_dir():
            return False
        try:
            handle = os.open(self._place, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def leave(self) -> None:
        """For the next."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
