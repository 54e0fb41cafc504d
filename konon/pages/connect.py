"""(host, port) -> a connected socket. The look-up of the name and the connecting end with the page's guard."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from typing import Any, Protocol

Admit = Callable[[str], None]  # refuses an address by raising


class Ending(Protocol):
    """What a guard offers: a call when it ends."""

    def on_end(self, action: Callable[[], None]) -> None:
        """Run `action` at the end, at once where that has come."""


def open_socket(
    host: str, port: int, *, timeout: Any, guard: Ending, admit: Admit, options: Any = (), source: Any = None
) -> socket.socket:
    """The first address that answers. `admit` sees each address before anything is sent there.

    OSError as `socket.create_connection` raises it; TimeoutError also where the guard ended.
    """
    seconds = timeout if isinstance(timeout, int | float) else socket.getdefaulttimeout()
    failure: OSError | None = None
    for family, kind, protocol, _, address in look_up(host.strip("[]"), port, seconds, guard):
        admit(str(address[0]))
        sock = socket.socket(family, kind, protocol)
        try:
            _prepare(sock, seconds, options, source)
            watch(sock, guard)
            sock.connect(address)
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure or OSError(f"{host} has no address")


def _prepare(sock: socket.socket, seconds: float | None, options: Any, source: Any) -> None:
    for option in options or ():
        sock.setsockopt(*option)
    sock.settimeout(seconds)
    if source:
        sock.bind(source)


def watch(sock: socket.socket, guard: Ending) -> None:
    """From now on `sock` ends with the guard, which wakes whoever waits on it."""
    # A duplicate: TLS detaches the descriptor, and shutting one shuts the connection for all.
    double = sock.dup()

    def shut() -> None:
        with contextlib.suppress(OSError):
            double.shutdown(socket.SHUT_RDWR)
        double.close()

    guard.on_end(shut)


def look_up(host: str, port: int, seconds: float | None, guard: Ending) -> list[Any]:
    """The addresses of a host. The system's look-up cannot be broken off, so a thread waits for it and is abandoned."""
    answer: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # UnicodeError: a name no host can have
            failure = error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, str(error))
            _settle(answer.set_exception, failure)
        else:
            _settle(answer.set_result, found)

    guard.on_end(lambda: _settle(answer.set_exception, TimeoutError("the look-up was broken off")))
    threading.Thread(target=ask, name=f"look-up {host}", daemon=True).start()
    return answer.result(seconds)


def _settle(settle: Callable[[Any], None], what: object) -> None:
    with contextlib.suppress(InvalidStateError):  # the other came first
        settle(what)
