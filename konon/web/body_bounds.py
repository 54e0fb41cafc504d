"""What a client sends is bounded in size and time: refused before it is read where its length says too much."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 20.0  # seconds of any body
SLOWEST = 50_000  # bytes a second of a longer one

Answer = Callable[[Request, Exception], Awaitable[Response]]


class BodyBounds:
    """An ASGI app whose requests have at most `most` bytes, and come within their time. `answer`: an error's page."""

    def __init__(self, app: ASGIApp, *, most: int, answer: Answer, patience: float = PATIENCE) -> None:
        self._app, self._most, self._answer, self._patience = app, most, answer, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body that is refused is never read: the connection ends with the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("content-length", "")
        length = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
        if length > self._most or len(given) >= 19:
            response = await self._answer(Request(scope), HTTPException(413))
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        await self._app(scope, self._bounded(receive), send)

    def _bounded(self, receive: Receive) -> Receive:
        begun, read, whole = time.monotonic(), 0, False

        async def bounded() -> Message:
            nonlocal read, whole
            if whole:  # what follows is the client's going away, for which nobody hurries
                return await receive()
            left = begun + self._patience + read / SLOWEST - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(0.01, left))
            except TimeoutError as why:
                raise HTTPException(408) from why
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > self._most:
                raise HTTPException(413)
            return message

        return bounded
