"""A ledger on a port of this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.request import getproxies

import uvicorn

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger
from konon.web.add_pages import QUEUE
from konon.web.add_queue import FETCHING, AddQueue, queue_folder
from konon.web.bounded_protocol import BoundedProtocol, ProxiedProtocol
from konon.web.sharing import Sharing, make_access
from konon.web.signing import load_key
from konon.web.web_app import make_app
from konon.workforce import count_cores

PORT = 8765
HIGHEST = 65_535
WAITING = 512  # connections that may wait to be taken
MOST_WORKERS = 4  # that read what people add
PATIENCE = 3  # seconds that answers on the way have at the end


def serve(
    address: str,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    ready: Callable[[str, str], None],
    note: Callable[[str], object] = print,
    log: Callable[[str], object] | None = None,
    sharing: Sharing | None = None,
    add_by_proxy: bool = False,
) -> None:
    """`ready` is told the ledger's name and the site's address once both are there, `note` what else is to be known.

    Port 0 takes a free one. `sharing`: None for this machine alone. `add_by_proxy`: what is typed under Add is fetched
    through the environment's proxy, which then has to keep people out of its own network.
    """
    given = sharing or Sharing()
    opened, why_not = open_ledger(address)
    with contextlib.ExitStack() as started:
        ledger = started.enter_context(opened)
        bound = started.enter_context(contextlib.closing(bind(host, port, anywhere=given.share)))
        access = make_access(ledger, host, given)
        if why_not:
            note(f"{ledger.name}: {why_not}; it is shown, and nothing can be corrected or added")
        if given.share and not given.behind_proxy and not is_loopback(host.strip("[]")):
            note("passwords go over the network as they are typed; put a proxy with TLS before it (docs/team.md)")
        if ledger.is_writable and not add_by_proxy and {"http", "https"} & set(getproxies()):
            note("addresses under Add are fetched without the proxy that is set; --add-by-proxy uses it")
        services = started.enter_context(open_services(ledger, add_by_proxy=add_by_proxy))
        app = make_app(ledger, access=access, log=log, key=load_key(), services=services)
        config = uvicorn.Config(
            app,
            http=BoundedProtocol if given.share and not given.behind_proxy else ProxiedProtocol,
            access_log=False,
            log_level="critical",
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=PATIENCE,
        )
        ready(ledger.name, site_address(bound))
        with contextlib.suppress(KeyboardInterrupt):  # which is how a server ends
            uvicorn.Server(config).run(sockets=[bound])


def open_ledger(address: str) -> tuple[Ledger, str]:
    """To be written where it may, else to be read; with why it may not be written, or ""."""
    try:
        return Ledger.open(address, write=True, make=False), ""
    except LedgerError as why:
        return Ledger.open(address), why.why


@contextlib.contextmanager
def open_services(ledger: Ledger, *, add_by_proxy: bool = False) -> Iterator[dict[str, Any]]:
    """What outlives a request: the queue of what people add, where it can be written to the ledger."""
    if not ledger.is_writable:
        yield {}
        return
    fetching = replace(FETCHING, by_proxy=add_by_proxy)
    workers = max(1, min(MOST_WORKERS, count_cores() - 1))
    with contextlib.closing(AddQueue(ledger, queue_folder(ledger), workers=workers, fetching=fetching)) as queue:
        yield {QUEUE: queue}


def bind(host: str, port: int, *, anywhere: bool = False) -> socket.socket:
    """A socket that listens, without `anywhere` on this machine alone; UsageError where that cannot be."""
    name = host.strip("[]")
    if not name or not (anywhere or is_loopback(name)):
        remedy = "give 127.0.0.1, ::1 or localhost, or --share it with those who have an account"
        raise UsageError("is not this machine alone", name=host[:80], remedy=remedy)
    if not 0 <= port <= HIGHEST:
        raise UsageError("is no port", name=str(port), remedy=f"give one up to {HIGHEST}, or 0 for a free one")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((name, port))
        bound.listen(WAITING)
    except OSError as why:
        bound.close()
        raise _tell_why(why, port) from why
    except (UnicodeError, OverflowError) as why:
        bound.close()
        raise UsageError("is no address of this machine", name=host[:80], remedy="give another --host") from why
    return bound


def is_loopback(name: str) -> bool:
    """Whether nobody but this machine can reach what is bound to it."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _tell_why(why: OSError, port: int) -> UsageError:
    if why.errno == errno.EADDRINUSE:
        return UsageError("this port is in use", name=str(port), remedy="give another with --port, or 0 for a free one")
    if why.errno == errno.EACCES:
        return UsageError("this port may not be used", name=str(port), remedy="give one above 1023 with --port")
    return UsageError(f"cannot be served ({why.strerror})", name=str(port), remedy="give another --host or --port")


def site_address(bound: socket.socket) -> str:
    """As a browser takes it."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
