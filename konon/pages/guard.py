"""A requests session for one page: no longer than its deadline, and no connection to an address it may not reach."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from konon.pages.connect import Admit, look_up, open_socket


class ForbiddenAddressError(Exception):
    """The address connected to is private; not an OSError, so that no layer retries it."""


class Guard:
    """What the connections of one page share. At the deadline, or when closed, every wait of theirs ends."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.private_allowed = True
        self.met_private = False  # whether a private address was met
        self._end = time.monotonic() + deadline
        self._actions: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._ended = False
        self._timer = threading.Timer(deadline, self._finish)
        self._timer.daemon = True
        self._timer.start()

    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self._end

    def is_closed(self) -> bool:
        """Whether the page was abandoned, or its deadline has passed."""
        return self._ended

    def admit(self, address: str) -> None:
        """Refuses by the address really connected to, whatever a name resolved to before."""
        if not is_public(address):
            if not self.private_allowed:
                raise ForbiddenAddressError(address)
            self.met_private = True

    def on_end(self, action: Callable[[], None]) -> None:
        """Run `action` at the end, at once where that has come."""
        with self._lock:
            if not self._ended:
                self._actions.append(action)
                return
        action()

    def _finish(self) -> None:
        with self._lock:
            actions, self._actions, self._ended = self._actions, [], True
        for action in actions:
            action()

    def close(self) -> None:
        """The page has arrived or was abandoned."""
        self._timer.cancel()
        self._finish()


def is_public(address: str) -> bool:
    """False for loopback, private, link-local and other special addresses, also where IPv6 wraps IPv4."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


class _GuardedAdapter(HTTPAdapter):
    """Connections, direct or through a proxy, each watched by a guard."""

    def __init__(self, guard: Guard) -> None:
        self._direct = _pool_classes(guard, guard.admit)
        # A proxy's own address says nothing about the page's.
        self._proxied = _pool_classes(guard, lambda _address: None)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._proxied
        return manager


def admit_by_proxy(url: str, guard: Guard, seconds: float) -> None:
    """ForbiddenAddressError where a proxy would be asked for what is private as far as this machine knows.

    A proxy connects by itself: what only it can resolve is its own to refuse.
    """
    if not select_proxy(url, get_environ_proxies(url)):
        return
    with contextlib.suppress(OSError):
        parts = urlsplit(url)
        for *_, address in look_up((parts.hostname or "").strip("[]"), parts.port or 80, seconds, guard):
            guard.admit(str(address[0]))


def _pool_classes(guard: Guard, admit: Admit) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _open_for(self, guard, admit)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _open_for(self, guard, admit)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _open_for(connection: HTTPConnection, guard: Guard, admit: Admit) -> socket.socket:
    """A socket for urllib3, whose own errors its callers expect."""
    host, port = str(connection.host), int(connection.port or 80)
    try:
        return open_socket(
            host,
            port,
            timeout=connection.timeout,
            guard=guard,
            admit=admit,
            options=connection.socket_options,
            source=connection.source_address,
        )
    except socket.gaierror as error:
        raise NameResolutionError(host, connection, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, f"{host} did not answer") from error
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error


def open_session(guard: Guard, agent: str) -> requests.Session:
    """A session whose every connection `guard` watches; gzip is asked for and left packed."""
    session = requests.Session()
    adapter = _GuardedAdapter(guard)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.headers.update(
        {
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip",
        }
    )
    return session
