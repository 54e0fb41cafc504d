"""What a client sends is bounded in size and time: refused before it is read where its length says too much."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 20.0  # seconds of any body
SLOWEST = 50_000  # bytes a second of a longer one
LINGER = 2.0  # seconds for which a body that was refused is listened to

Answer = Callable[[Request, Exception], Awaitable[Response]]


class BodyBounds:
    """An ASGI app whose requests have at most `most` bytes, and come within their time. `answer`: an error's page."""

    def __init__(self, app: ASGIApp, *, most: int, answer: Answer, patience: float = PATIENCE) -> None:
        self._app, self._most, self._answer, self._patience = app, most, answer, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body that is not read to its end ends the connection: nothing more of it is taken."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        bounded = _BoundedBody(receive, send, most=self._most, patience=self._patience, whole=not _has_body(headers))
        if _length(headers) > self._most:
            response = await self._answer(Request(scope), HTTPException(413))
            await response(scope, receive, bounded.send_begun)
            await bounded.linger()
        else:
            await self._app(scope, bounded.receive, bounded.send)


class _BoundedBody:
    """One request's."""

    def __init__(self, receive: Receive, send: Send, *, most: int, patience: float, whole: bool) -> None:
        self._receive, self._send, self._most, self._patience = receive, send, most, patience
        self._begun, self._read, self._whole = time.monotonic(), 0, whole

    async def receive(self) -> Message:
        """HTTPException where it is too long or too slow, which makes the answer of the app around."""
        if self._whole:  # what follows is the client's going away, for which nobody hurries
            return await self._receive()
        left = self._begun + self._patience + self._read / SLOWEST - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.01, left))
        except TimeoutError as why:
            raise HTTPException(408) from why
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            raise HTTPException(413)
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """With the end of the connection where a body is left."""
        if message["type"] == "http.response.start" and not self._whole:
            MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)

    async def send_begun(self, message: Message) -> None:
        """Without the end, at which the server hangs up."""
        await self.send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    async def linger(self) -> None:
        """A browser that is still sending hears an answer only while somebody listens; then the end of it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while (await self._receive()).get("more_body", False):
                    pass
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _has_body(headers: Headers) -> bool:
    return _length(headers) > 0 or "transfer-encoding" in headers


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "")
    return int(given[:20]) if given.isascii() and given.isdigit() else 0
