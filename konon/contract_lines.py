"""What `konon read --format jsonl` or `json` gave -> Readings again, one line in memory at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from konon.contract import parse_reading
from konon.errors import FileError, KononError
from konon.pages.streams import DAMAGED, open_unpacked
from konon.records import Failure, Reading

LONGEST = 100_000_000  # bytes of one line


def read_given(inputs: Sequence[str]) -> Iterator[Reading | Failure]:
    """Files (.gz too) or "-"; a line that is no reading is a Failure, and the rest go on."""
    for given in inputs:
        try:
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


@contextmanager
def _open(given: str) -> Iterator[BinaryIO]:
    if given == "-":
        yield sys.stdin.buffer
        return
    with Path(given).open("rb") as stream:
        yield stream
