"""Where results go: stdout as they come, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from konon.cli import PipeClosedError
from konon.errors import UsageError

Write = Callable[[bytes], None]


def is_stdout(path: Path | None) -> bool:
    """Whether results go to stdout: no file is named, or "-" is."""
    return path is None or str(path) == "-"


def shown_on(path: Path | None) -> TextIO | None:
    """Whose width, colours and encoding count for a view: stdout's, and nobody's for a file."""
    return sys.stdout if is_stdout(path) else None


def rows_wanted(limit: int | None, output: Path | None, page: int) -> int | None:
    """How many rows to show, None for all: as asked, else a page on a terminal, where alone a person reads them."""
    if limit is not None:
        return limit or None
    to_terminal = is_stdout(output) and sys.stdout is not None and sys.stdout.isatty()
    return page if to_terminal else None


@contextmanager
def open_output(path: Path | None, *, wanted: Callable[[], bool] = lambda: True) -> Iterator[Write]:
    """A function that writes bytes; to stdout, flushed each time, where `path` is None or "-".

    A file appears under its name only when all went well and it is `wanted`, which is asked at the end; an error
    or Ctrl-C leaves the old one as it was. A pipe or a device is written directly. UsageError where the file
    cannot be made.
    """
    if path is None or is_stdout(path):
        yield _write_stdout()
        return
    if path.is_dir():
        raise UsageError("is a folder", name=str(path), remedy="name a file")
    if path.exists() and not path.is_file():
        with path.open("wb", buffering=0) as stream:
            yield lambda chunk: _write_all(stream.write, chunk)
        return
    with _written_whole(Path(os.path.realpath(path)), str(path), wanted) as write:
        yield write


@contextmanager
def _written_whole(target: Path, name: str, wanted: Callable[[], bool]) -> Iterator[Write]:
    try:
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part")
    except OSError as why:
        remedy = "choose a folder that exists and may be written to"
        raise UsageError(f"cannot be written ({why.strerror})", name=name, remedy=remedy) from why
    try:
        with os.fdopen(handle, "wb") as stream:
            yield lambda chunk: _write_all(stream.write, chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if wanted():
            os.chmod(draft, _mode_of(target))
            os.replace(draft, target)
    finally:
        Path(draft).unlink(missing_ok=True)


def _mode_of(target: Path) -> int:
    """The permissions of the file that is replaced, else those of any new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write_stdout() -> Write:
    if sys.stdout is None:
        raise UsageError("there is no standard output", remedy="name a file with --output")
    stream = sys.stdout.buffer

    def write(chunk: bytes) -> None:
        try:
            stream.write(chunk)
            stream.flush()
        except BrokenPipeError as why:
            raise PipeClosedError from why

    return write


def _write_all(write: Callable[[memoryview], int], chunk: bytes) -> None:
    """An unbuffered stream may take less than it is given."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[write(rest) :]
