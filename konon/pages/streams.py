"""A byte stream -> the same unpacked, with its first bytes to look at, and no more read than allowed."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO, cast

from konon.errors import FileError
from konon.pages.fetch_options import size_in_words
from konon.pages.sniff import GZIP, HEAD

DAMAGED = (gzip.BadGzipFile, zlib.error, EOFError)
MAX_GZIPS = 3  # a gzip in a gzip in a gzip is no news page


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        if not data:
            data = self._rest.read(len(buffer)) or b""
        buffer[: len(data)] = data
        return len(data)


def open_unpacked(stream: BinaryIO, name: str) -> tuple[bytes, BinaryIO]:
    """(head, the stream from its start), with any gzip undone. FileError for a damaged gzip."""
    for _ in range(MAX_GZIPS):
        head = read_some(stream, HEAD, name)
        stream = cast(BinaryIO, io.BufferedReader(_Rewound(head, stream)))
        if not head.startswith(GZIP):
            return head, stream
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    raise FileError("is gzip within gzip", name=name, remedy="unpack it first")


def read_some(stream: BinaryIO, size: int, name: str) -> bytes:
    """At most `size` bytes, fewer only at the end."""
    parts, left = [], size
    try:
        while left > 0 and (part := stream.read(min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
    except DAMAGED as error:
        raise FileError(f"is a damaged gzip ({error})", name=name, remedy="pack or download it again") from error
    return b"".join(parts)


def read_capped(stream: BinaryIO, limit: int, name: str) -> bytes:
    """All of `stream`; FileError beyond `limit` bytes, so that neither a huge file nor a gzip bomb fills memory."""
    body = read_some(stream, limit + 1, name)
    if len(body) > limit:
        raise FileError(
            f"is larger than {size_in_words(limit)} (unpacked)",
            name=name,
            remedy="split it or raise max_bytes",
        )
    return body
