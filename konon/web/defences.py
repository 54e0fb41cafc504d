"""Around every request: who may ask (the name it was asked by, the site it came from), what a browser may do with the
answer, and a line in the log. Page text, names and addresses are hostile; so are other sites in the same browser.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = ("GET", "HEAD", "OPTIONS")
CSP = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "img", "connect")),
        *("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",  # no site that an article links to learns what was searched
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Cookie, Accept-Language, Accept-Encoding",
}
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?", re.I)
_UNSAFE = re.compile(r"[^!-~]")  # a line of the log is one line, and a terminal obeys nothing in it

Refuse = Callable[[Scope, int, str], ASGIApp]


class SiteGuard:
    """An ASGI app within its defences. `refuse` makes the answer to who is not let in."""

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], refuse: Refuse, log: Callable[[str], object] | None = None
    ) -> None:
        self._app, self._refuse, self._log = app, refuse, log
        self._hosts = frozenset(name.lower().strip("[]") for name in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Anything but HTTP goes through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.perf_counter(), [0]

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        why = self._why_refused(Headers(scope=scope), scope["method"])
        app = self._refuse(scope, *why) if why else self._app
        await app(scope, receive, send_guarded)
        if self._log:
            self._log(log_line(scope, status[0], time.perf_counter() - start))

    def _why_refused(self, headers: Headers, method: str) -> tuple[int, str] | None:
        """A page of another name that leads to this machine could read the ledger; one of another site, write to it."""
        name = host_name(headers.get("host", ""))
        if name not in self._hosts:
            return 421, "this server does not answer to that name"
        if method not in SAFE and not _is_own(headers, name):
            return 403, "this was sent from another site"
        return None


def host_name(given: str) -> str:
    """A Host header -> the name in it, without port and brackets; "" where it is none."""
    found = _HOST.fullmatch(given)
    return (found[1] or found[2]).lower() if found else ""


def _is_own(headers: Headers, name: str) -> bool:
    """Whether a form came from this site; programs that are no browser say nothing of where they come from."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def log_line(scope: Scope, status: int, seconds: float) -> str:
    """Who asked for what: without what was searched, which is nobody's business, and on one line whatever it holds."""
    client: Any = scope.get("client") or ("-",)
    who, method, path = (_UNSAFE.sub("?", str(part))[:200] for part in (client[0], scope["method"], scope["path"]))
    return f"{who} {method} {path} {status} {seconds * 1e3:.0f} ms"
