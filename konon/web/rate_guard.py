"""How much a program may ask in a minute: answers for programs say what is left, and one too many is told to wait."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from konon.web.account_gate import account_of, address_of, token_of
from konon.web.pacing import RateLeft, RateLimit, network_of

EXPORT = "/export"
Answer = Callable[[Request, Exception], Awaitable[Response]]


class RateGuard:
    """An ASGI app whose JSON and exports are counted by token, and without one by address. Pages are not counted."""

    def __init__(self, app: ASGIApp, *, limit: RateLimit, answer: Answer) -> None:
        self._app, self._limit, self._answer = app, limit, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """429 with `Retry-After`, in the one shape of errors."""
        if scope["type"] != "http" or not (scope["path"].endswith(".json") or scope["path"] == EXPORT):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        left = self._limit.take(_whose(request))

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(rate_headers(left))
            await send(message)

        if left.wait:
            error = HTTPException(429, headers={"Retry-After": str(left.wait)})
            await (await self._answer(request, error))(scope, receive, send_told)
        else:
            await self._app(scope, receive, send_told)


def rate_headers(left: RateLeft) -> dict[str, str]:
    """As the IETF's draft names them; `RateLimit-Reset` in seconds."""
    numbers = {"Limit": left.most, "Remaining": left.left, "Reset": left.reset}
    return {f"RateLimit-{name}": str(number) for name, number in numbers.items()}


def _whose(request: Request) -> str:
    """A token counts where somebody has it: one that was made up is its sender's address."""
    token = token_of(request)
    if token and account_of(request) is not None:
        return f"token {hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()}"
    return network_of(address_of(request))
