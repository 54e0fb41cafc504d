"""The body of a request -> the fields of a form and the files that came with it, none of them larger than it may be."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from konon.web.web_form import MOST_BYTES, SentFile

Pairs = Sequence[tuple[str, str]]
MOST_FIELDS = 200
PATIENCE = 30.0  # seconds without a byte


async def read_form(request: Request, most: int = MOST_BYTES) -> Pairs:
    """The fields of a form as browsers send it by default; HTTPException where there is more than `most` bytes."""
    parts, size = [], 0
    async for chunk in read_patiently(request):
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return parse_qsl(b"".join(parts).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as why:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from why


async def read_patiently(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; who sends nothing for long is waited for no more."""
    stream = request.stream()
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), PATIENCE)
        except StopAsyncIteration:
            return
        except TimeoutError as why:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from why
        yield chunk


@asynccontextmanager
async def read_sent(request: Request, *, files: bool) -> AsyncIterator[tuple[Pairs, Sequence[SentFile]]]:
    """Fields and files; these lie in a folder that is gone afterwards."""
    if not files:
        yield await read_form(request), ()
        return
    with tempfile.TemporaryDirectory(prefix="konon-") as folder:
        yield await read_parts(request, Path(folder))


async def read_parts(request: Request, folder: Path) -> tuple[Pairs, Sequence[SentFile]]:
    """A form with files; not built yet."""
    raise HTTPException(HTTPStatus.NOT_IMPLEMENTED)
