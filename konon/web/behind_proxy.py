"""Behind a reverse proxy of one's own: who asks, and whether by TLS, is what that proxy says."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


class BehindProxy:
    """Believes the proxy's last word alone: what stands before it in `X-Forwarded-For` a client may have written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is believed that is no address and no scheme."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            address = _last(headers, "x-forwarded-for")
            scheme = _last(headers, "x-forwarded-proto").lower()
            scope = {
                **scope,
                "client": (address, 0) if _is_address(address) else scope.get("client"),
                "scheme": scheme if scheme in ("http", "https") else scope["scheme"],
            }
        await self._app(scope, receive, send)


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _is_address(given: str) -> bool:
    try:
        ipaddress.ip_address(given)
    except ValueError:
        return False
    return True
