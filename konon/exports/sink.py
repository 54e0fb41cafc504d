"""A file that is written -> its bytes, as they come: for formats whose libraries want a file."""

from __future__ import annotations

import io


class Sink(io.RawIOBase):
    """Takes what is written to it and gives it on; knows its place, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting, self._place = bytearray(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, chunk: bytes) -> int:  # type: ignore[override]
        """All of it."""
        size = memoryview(chunk).nbytes
        self._waiting += chunk
        self._place += size
        return size

    def tell(self) -> int:
        """Bytes written so far."""
        return self._place

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
