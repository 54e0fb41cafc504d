"""The body of a request -> the fields of a form and the files that came with it, none of them larger than it may be."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from konon.web.web_form import MOST_BYTES, SentFile

Pairs = Sequence[tuple[str, str]]
MOST_FIELDS = 200
MOST_FILES = 500
MOST_TEXT = 5_000_000  # bytes of a pasted text
MOST_UPLOAD = 200_000_000
LET_PASS = 2_000_000_000
TOO_LARGE = "this is more than can be taken at once"
NO_FORM = "this is no form of this site"
PATIENCE = 30.0  # seconds without a byte
LONGEST_WAIT = 1800.0  # seconds for all of it


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
    stream, end = request.stream(), time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        try:
            chunk = await asyncio.wait_for(anext(stream), PATIENCE)
        except StopAsyncIteration:
            return
        except TimeoutError as why:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from why
        yield chunk
    raise HTTPException(HTTPStatus.REQUEST_TIMEOUT)


@asynccontextmanager
async def read_sent(request: Request, *, files: bool) -> AsyncIterator[tuple[Pairs, Sequence[SentFile], Path]]:
    """Fields and files; these lie in a folder that is gone afterwards."""
    if not files:
        yield await read_form(request), (), Path()
        return
    with tempfile.TemporaryDirectory(prefix="konon-", ignore_cleanup_errors=True) as folder:
        yield *(await read_parts(request, Path(folder))), Path(folder)


async def read_parts(request: Request, folder: Path) -> tuple[Pairs, Sequence[SentFile]]:
    """A form with files, each of which is on the disk before the next one comes."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await read_form(request, MOST_TEXT), ()
    parser = MultiPartParser(
        request.headers, _measured(request), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT
    )
    try:
        form = await parser.parse()
    except MultiPartException as why:
        large = "exceeded maximum size" in why.message
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST
        raise HTTPException(status, TOO_LARGE if large else NO_FORM) from why
    try:
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        sent = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        files = [await run_in_threadpool(_keep, one, folder / f"sent{nth}") for nth, one in enumerate(sent)]
        return fields, files
    finally:
        await form.close()


def _keep(sent: UploadFile, place: Path) -> SentFile:
    with place.open("wb") as stream:
        shutil.copyfileobj(sent.file, stream)
    return SentFile(name=sent.filename or "", place=place)


async def _measured(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, as far as it may go. What is longer is let pass up to a bound, so that the browser hears the answer."""
    size = 0
    async for chunk in read_patiently(request):
        size += len(chunk)
        if size <= MOST_UPLOAD:
            yield chunk
        elif size > LET_PASS:
            break
    if size > MOST_UPLOAD:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
