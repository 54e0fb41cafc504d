"""What `konon read --format jsonl` or `json`, or `konon batch` gave -> Readings again, one in memory at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from konon.contract import parse_reading
from konon.errors import FileError, InstallError, KononError
from konon.pages.streams import DAMAGED, open_unpacked
from konon.records import Failure, Reading

LONGEST = 100_000_000  # bytes of one line
BATCH_ROOM = "_readings"  # of the folder that konon batch writes: whole readings, beside the table of claims


def read_given(inputs: Sequence[str]) -> Iterator[Reading | Failure]:
    """Files (.gz too), folders of konon batch, or "-"; a line that is no reading is a Failure, and the rest go on."""
    for given in inputs:
        try:
            if "://" in given:
                raise FileError("is an address", name=given, remedy="copy the folder or file to this machine first")
            if Path(given).is_dir():
                yield from _read_folder(Path(given))
                continue
            with _open(given) as stream:
                yield from _read_lines(open_unpacked(stream, given)[1], given)
        except KononError as error:
            yield Failure(name=given, why=str(error))
        except (*DAMAGED, OSError) as why:
            reason = getattr(why, "strerror", None) or str(why)
            yield Failure(name=given, why=f"{given}: cannot be read ({reason}); mend the file or its permissions")


def _read_lines(stream: BinaryIO, name: str) -> Iterator[Reading | Failure]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise FileError("has a line that is too long", name=f"{name}:{number}", remedy="split its article")
        row = line.strip().removesuffix(b",")  # `--format json` is an array with an article a line
        if row not in (b"", b"[", b"]"):
            try:
                yield parse_reading(row, f"{name}:{number}")
            except KononError as error:
                yield Failure(name=f"{name}:{number}", why=str(error))


def _read_folder(folder: Path) -> Iterator[Reading | Failure]:
    files = sorted((folder / BATCH_ROOM).glob("*.parquet"))
    if not files:
        raise FileError("holds no readings", name=str(folder), remedy="give what konon batch wrote, or JSON lines")
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra, and slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as why:
        raise InstallError("Parquet needs pyarrow", remedy="pip install 'konon[parquet]'") from why
    for path in files:
        try:
            with pq.ParquetFile(path) as table:
                for group in range(table.num_row_groups):
                    rows = table.read_row_group(group, columns=["reading"]).column("reading")
                    yield from _parse_rows([row.as_py() for row in rows], f"{path}:{group + 1}")
        except (pa.ArrowException, KeyError, OSError) as why:
            reason = " ".join(str(why).split())[:200]
            yield Failure(name=str(path), why=f"{path}: cannot be read ({reason}); write the batch again")


def _parse_rows(rows: list[bytes], name: str) -> Iterator[Reading | Failure]:
    for row in rows:
        try:
            yield parse_reading(row, name)
        except KononError as error:
            yield Failure(name=name, why=str(error))


@contextmanager
def _open(given: str) -> Iterator[BinaryIO]:
    if given == "-":
        yield sys.stdin.buffer
        return
    with Path(given).open("rb") as stream:
        yield stream
