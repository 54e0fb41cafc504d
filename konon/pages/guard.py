"""A requests session for one page: no longer than its deadline, and no connection to an address it may not reach."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class ForbiddenAddressError(Exception):
    """The address connected to is private; not an OSError, so that no layer retries it."""


class Guard:
    """What the connections of one page share. At the deadline every open socket is shut, which ends any wait."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.private_allowed = True
        self.met_private = False  # whether a private address was connected to
        self._end = time.monotonic() + deadline
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._closed = False
        self._timer = threading.Timer(deadline, self.shut)
        self._timer.daemon = True
        self._timer.start()

    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self._end

    def admit(self, sock: socket.socket) -> None:
        """Refuses by the address really connected to, whatever a name resolved to before."""
        address = sock.getpeername()[0]
        if not is_public(address):
            if not self.private_allowed:
                sock.close()
                raise ForbiddenAddressError(address)
            self.met_private = True
        self.watch(sock)

    def watch(self, sock: socket.socket) -> None:
        """From now on `sock` ends with the deadline."""
        with self._lock:
            # A duplicate: TLS detaches the descriptor, and shutting one shuts the connection for all.
            self._sockets.append(sock.dup())
            over = self._closed
        if over:
            self.shut()

    def shut(self) -> None:
        """Ends every wait on this page's sockets."""
        with self._lock:
            sockets, self._sockets, self._closed = self._sockets, [], True
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def close(self) -> None:
        """The page is had, or given up."""
        self._timer.cancel()
        self.shut()


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
    """Connections, direct or through a proxy, that are born under a guard."""

    def __init__(self, guard: Guard) -> None:
        self._direct = _pool_classes(guard.admit)
        self._proxied = _pool_classes(guard.watch)  # a proxy's own address says nothing of the page's
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._proxied
        return manager


def _pool_classes(check: Any) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn()
            check(sock)
            return sock

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn()
            check(sock)
            return sock

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


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
