"""A stream of JSON -> one Page a row, a KononError for each row that is none: a line each, or an array of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from konon.errors import FileError
from konon.pages.fetch_options import size_in_words
from konon.pages.given_rows import Notes, RowReader
from konon.pages.streams import DAMAGED, read_capped
from konon.records import Page

LISTS = ("articles", "data", "items", "results", "rows")  # where an object keeps its articles
CHUNK = 1 << 16
_BETWEEN = re.compile(r"[\s,]*")


def read_json_lines(
    stream: BinaryIO, name: str, limit: int, notes: Notes | None = None, *, first: int = 1
) -> Iterator[Page | FileError]:
    """One line in memory at a time, numbered from `first`. `limit` is bytes a line, and bytes without any record before
    giving up.
    """
    rows = RowReader(name, [] if notes is None else notes)
    barren = 0
    for number, line in _number_lines(stream, limit, name, first):
        if isinstance(line, FileError):
            yield line
            break
        if not line.strip():
            barren += len(line)
            if barren > limit:
                why = f"more than {size_in_words(limit)} of blank lines"
                yield FileError(why, name=f"{name}:{number}", remedy="cut them out")
                break
            continue
        barren = 0
        try:
            yield rows.make_page(_parse(line, f"{name}:{number}"), number)
        except FileError as error:
            yield error
            if rows.refused:
                break
    rows.finish()


def read_json_array(stream: BinaryIO, name: str, limit: int, notes: Notes) -> Iterator[Page | FileError]:
    """One element in memory at a time; `limit` is letters an element. The numbers in messages count elements."""
    return _pages_of(_elements(stream, name, limit), RowReader(name, notes))


def read_json_object(stream: BinaryIO, name: str, limit: int, notes: Notes) -> Iterator[Page | FileError]:
    """One article over several lines, or an object that holds a list of them."""
    row = _parse(read_capped(stream, limit, name), name)
    inner = next((row[key] for key in LISTS if isinstance(row, dict) and isinstance(row.get(key), list)), None)
    yield from _pages_of(inner if isinstance(inner, list) else [row], RowReader(name, notes))


def _pages_of(values: Iterable[object], rows: RowReader) -> Iterator[Page | FileError]:
    """A Page or an error for each; an error among the values is the last."""
    for number, value in enumerate(values, 1):
        if isinstance(value, FileError):
            yield value
            break
        try:
            yield rows.make_page(value, number)
        except FileError as error:
            yield error
            if rows.refused:
                break
    rows.finish()


def _elements(stream: BinaryIO, name: str, limit: int) -> Iterator[object]:
    """Of one array, each as it is parsed; a FileError, which ends it, where it cannot be read on."""
    window = _Window(stream, limit)
    number = 0
    while True:
        number += 1
        try:
            yield window.take()
        except StopIteration:
            return
        except (*DAMAGED, OSError) as error:
            yield FileError(f"cannot be read on ({error})", name=f"{name}:{number}", remedy="mend the file")
            return
        except (ValueError, RecursionError) as error:
            yield _no_json(error, f"{name}:{number}", "mend the array, or write one JSON object a line")
            return


class _Window:
    """The part of an array that is being parsed."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._scan = json.JSONDecoder()
        self._text, self._at, self._ended, self._opened = "", 0, False, False

    def take(self) -> object:
        """The next element; StopIteration behind the last, ValueError where there is none."""
        size = CHUNK
        while True:
            self._skip()
            if self._text.startswith("]", self._at):
                raise StopIteration
            try:
                value, self._at = self._scan.raw_decode(self._text, self._at)
                return value
            except ValueError:
                if len(self._text) - self._at > self._limit:
                    raise ValueError(f"an element of more than {size_in_words(self._limit)}") from None
                if self._ended:
                    raise
            self._read(size)
            size *= 2  # so that a long element is not looked at too often

    def _skip(self) -> None:
        """Over blanks, commas and the opening bracket."""
        self._at = _BETWEEN.match(self._text, self._at).end()  # type: ignore[union-attr]
        if not self._opened and self._text.startswith("[", self._at):
            self._opened, self._at = True, self._at + 1
            self._skip()

    def _read(self, size: int) -> None:
        more = self._stream.read(size)
        self._ended = not more
        self._text, self._at = self._text[self._at :] + self._decoder.decode(more, self._ended), 0


def _number_lines(stream: BinaryIO, limit: int, name: str, first: int) -> Iterator[tuple[int, bytes | FileError]]:
    """A line over `limit`, or a damaged stream, ends the reading: what follows cannot be trusted."""
    number = first - 1
    while True:
        number += 1
        try:
            line = stream.readline(limit + 1)
        except (*DAMAGED, OSError) as error:
            yield (
                number,
                FileError(f"cannot be read on ({error})", name=f"{name}:{number}", remedy="mend the file"),
            )
            return
        if not line:
            return
        if len(line) > limit:
            why = f"a line of more than {size_in_words(limit)}"
            yield number, FileError(why, name=f"{name}:{number}", remedy="shorten it or raise max_bytes")
            return
        yield number, line


def _parse(line: bytes, where: str) -> object:
    try:
        return json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise _no_json(error, where, "write one JSON object a line, in UTF-8") from error


def _no_json(error: Exception, where: str, remedy: str) -> FileError:
    why = "nested too deep" if isinstance(error, RecursionError) else str(error)
    return FileError(f"is not JSON ({why})", name=where, remedy=remedy)
