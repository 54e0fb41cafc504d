"""A file -> the parts into which it is cut, each of which can be read by itself.

A web archive is cut between its gzip members, JSON lines between lines, a Parquet file between its row groups. The cuts
depend on the file alone. What cannot be cut (an archive that is one gzip, or none) is one part.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from konon.batch.places import open_input
from konon.errors import FileError
from konon.pages.sniff import GZIP, HEAD, LINES_SUFFIXES, sniff_content
from konon.pages.streams import open_unpacked

MEMBERS = 25  # of an archive, in one part; `join_parts` makes more of it where there are many
BYTES = 8_000_000  # of JSON lines, in one part
ROWS = 2_000  # of a Parquet file, in one part; at least one group of rows
ENOUGH = 2_000  # parts; beyond that they are joined
JOINED = 8  # to one, at most
BLOCK = 1 << 18
PARQUET = b"PAR1"
RECORD = b"WARC/"  # begins every record
Kind = Literal["stream", "archive", "parquet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """What one worker extracts at a time: bytes of a stream, or row groups of a Parquet file, [start, end)."""

    file: str
    kind: Kind
    start: int = 0
    end: int | None = None
    first: int = 1  # the number of its first line or row


def cut_file(name: str) -> list[FilePart]:
    """FileError for what is neither a web archive nor Parquet nor JSON lines."""
    with open_input(name) as stream:
        head = stream.read(HEAD)
        stream.seek(0)
        if head.startswith(PARQUET):
            return list(_cut_parquet(stream, name))
        content = sniff_content(open_unpacked(stream, name)[0], _suffix(name))
        if content not in ("warc", "jsonl", "json array", "json object"):
            remedy = "give web archives, Parquet or JSON lines; konon read takes the rest"
            raise FileError("is no collection of pages", name=name, remedy=remedy)
        stream.seek(0)
        if head.startswith(GZIP) and content == "warc":
            return list(_cut_members(stream, name))
        if not head.startswith(GZIP) and content == "jsonl":
            return list(_cut_lines(stream, name))
    return [FilePart(file=name, kind="stream")]


def join_parts(parts: Sequence[FilePart]) -> list[FilePart]:
    """Fewer and larger ones where there are many, by their number alone: neighbours in a file become one."""
    together = min(JOINED, max(1, len(parts) // ENOUGH))
    joined: list[FilePart] = []
    count = 0
    for part in parts:
        last = joined[-1] if joined else None
        if last and count < together and last.file == part.file and last.end == part.start and part.kind != "stream":
            joined[-1] = replace(last, end=part.end)
            count += 1
        else:
            joined.append(part)
            count = 1
    return joined


def _suffix(name: str) -> str:
    bare = name.lower().removesuffix(".gz")
    return next((suffix for suffix in sorted(LINES_SUFFIXES) if bare.endswith(suffix)), "")


def _cut_members(stream: BinaryIO, name: str) -> Iterator[FilePart]:
    """What is damaged ends the cutting, not the reading: the last part goes to the end, and says why it breaks off."""
    cuts: list[int] = []
    for number, (start, is_record) in enumerate(_members(stream)):
        if not is_record:  # gzip that is packed by blocks: a cut would go through a record
            cuts = [0]
            break
        if number % MEMBERS == 0:
            cuts.append(start)
    ends: list[int | None] = [*cuts[1:], None]
    for start, end in zip(cuts or [0], ends if cuts else [None], strict=True):
        yield FilePart(file=name, kind="archive" if len(cuts) > 1 else "stream", start=start, end=end)


def _members(stream: BinaryIO) -> Iterator[tuple[int, bool]]:
    """Where each gzip member begins, and whether a record begins with it; as far as the file is whole."""
    place, data = 0, stream.read(BLOCK)
    while data[:2] == GZIP:
        start, head, unpack = place, b"", zlib.decompressobj(wbits=31)
        while not unpack.eof:
            if not data:
                data = stream.read(BLOCK)
            if not data:
                break  # cut off: it is the reading that says so
            try:
                head = _unpack(unpack, data, head)
            except zlib.error:
                break
            place += len(data) - len(unpack.unused_data)
            data = unpack.unused_data
        yield start, head == RECORD
        if not unpack.eof:
            return
        data = data if len(data) > 1 else data + stream.read(BLOCK)


def _unpack(unpack: zlib._Decompress, data: bytes, head: bytes) -> bytes:
    """All of `data` is unpacked, piece by piece, and forgotten but for the first bytes."""
    while data and not unpack.eof:
        piece = unpack.decompress(data, BLOCK)
        head += piece[: len(RECORD) - len(head)]  # a block may end within it
        data = unpack.unconsumed_tail
    return head


def _cut_lines(stream: BinaryIO, name: str) -> Iterator[FilePart]:
    start = place = 0
    first = number = 1
    within = False  # a line that has not ended
    while block := stream.read(BLOCK):
        at = -1
        if place + len(block) - start >= BYTES and (at := block.rfind(b"\n")) >= 0:
            lines = number + block.count(b"\n", 0, at + 1)
            yield FilePart(file=name, kind="stream", start=start, end=place + at + 1, first=first)
            start, first = place + at + 1, lines
        number += block.count(b"\n")
        place += len(block)
        within = not block.endswith(b"\n")
    if place > start or within:
        yield FilePart(file=name, kind="stream", start=start, first=first)


def _cut_parquet(stream: BinaryIO, name: str) -> Iterator[FilePart]:
    try:
        about = pq.ParquetFile(stream).metadata
    except (pa.ArrowException, OSError) as error:
        why = f"is a damaged Parquet file ({' '.join(str(error).split())[:120]})"
        raise FileError(why, name=name, remedy="write or download it again") from error
    start, rows, first = 0, 0, 1
    for group in range(about.num_row_groups):
        rows += about.row_group(group).num_rows
        if rows >= ROWS or group == about.num_row_groups - 1:
            yield FilePart(file=name, kind="parquet", start=start, end=group + 1, first=first)
            start, first, rows = group + 1, first + rows, 0
