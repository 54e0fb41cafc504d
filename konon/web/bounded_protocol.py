"""Connections to the server are bounded in number and patience: thousands of open ones keep nobody else out."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADS = 10.0  # seconds that the head of a request may take
LOOKS = 1.0  # seconds between two looks
OF_ONE = 100  # connections of one address
OF_ALL = 600  # of all; a process may often open 1024 files


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 that ends a connection on which no request comes, and takes no more than so many of one address."""

    heads, looks, of_one, of_all = HEADS, LOOKS, OF_ONE, OF_ALL
    open_now: ClassVar[Counter[str]] = Counter()

    _host: str | None = None
    _look_later: asyncio.TimerHandle | None = None
    _seen: Any = None  # the last request that was looked at
    _waits: float = 0.0  # since when there is no other

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """One too many is closed without a word: an answer would cost more than it."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        if self.open_now[host] >= self.of_one or self.open_now.total() >= self.of_all:
            transport.abort()
            return
        self._host = host
        self.open_now[host] += 1
        self._waits = self.loop.time()
        self._look_later = self.loop.call_later(self.looks, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Its place is free again."""
        if self._look_later is not None:
            self._look_later.cancel()
        if self._host is not None:
            self.open_now[self._host] -= 1
            if self.open_now[self._host] <= 0:
                del self.open_now[self._host]
            self._host = None
        super().connection_lost(exc)

    def _look(self) -> None:
        """A request that is answered may take its time; one that is still to come may not."""
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy or self.cycle is not self._seen:
            self._seen, self._waits = self.cycle, self.loop.time()
        if self.loop.time() - self._waits > self.heads:
            self.transport.close()
            return
        self._look_later = self.loop.call_later(self.looks, self._look)


class ProxiedProtocol(BoundedProtocol):
    """The same where all connections come from one machine: a proxy that counts its own, or whoever sits at it."""

    of_one = OF_ALL
    open_now: ClassVar[Counter[str]] = Counter()
