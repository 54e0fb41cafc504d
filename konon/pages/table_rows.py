"""A stream of CSV or TSV with a column of texts -> one Page a row, a KononError for each row that is none."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from konon.errors import FileError
from konon.pages.fetch_options import size_in_words
from konon.pages.given_rows import Notes, RowReader, squeeze_key
from konon.pages.streams import DAMAGED
from konon.pages.table_header import LONGEST_HEADER, find_delimiter, has_text, split_header
from konon.records import Page

SHOWN = 12  # columns that a message names
_CLAIMS = frozenset({"speaker", "certainty", "cue", "content"})  # columns of a table that konon made


def read_table(stream: BinaryIO, name: str, limit: int, notes: Notes) -> Iterator[Page | FileError]:
    """One row in memory at a time; the numbers in messages are the lines in which a row ends."""
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    lines = _Lines(stream, name, limit)
    header = lines.first()
    mark = find_delimiter(header) or ","
    columns = split_header(header, mark)
    _check_columns(columns, name)
    rows, reader = RowReader(name, notes), csv.reader(lines, delimiter=mark)
    while True:
        try:
            cells = next(reader, None)
            if cells is None:
                break
            if any(cell.strip() for cell in cells):
                yield rows.make_page(dict(zip(columns, cells, strict=False)), reader.line_num + 1)
        except csv.Error as error:
            yield FileError(f"is no CSV ({error})", name=f"{name}:{reader.line_num + 1}", remedy="save the table again")
            break
        except _CutOffError as error:
            yield error.error
            break
        except FileError as error:
            yield error
    rows.finish()


def _check_columns(columns: Sequence[str], name: str) -> None:
    found = {squeeze_key(column) for column in columns}
    if found >= _CLAIMS:
        remedy = "give the pages, or what konon read --format jsonl wrote to konon add --readings"
        raise FileError("is a table of claims that konon made", name=name, remedy=remedy)
    if not has_text(columns):
        shown = ", ".join(column.strip()[:30] for column in columns[:SHOWN]) or "none"
        raise FileError(f"has no column of texts (it has {shown})", name=name, remedy="call that column text")


class _CutOffError(Exception):
    """The table cannot be read on."""

    def __init__(self, error: FileError) -> None:
        super().__init__(str(error))
        self.error = error


class _Lines:
    """The table's lines as text, none longer than `limit` letters."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        self._text, self._name, self._limit = _open_text(stream), name, limit
        self._number = 0

    def first(self) -> str:
        """The header; FileError where it is too long to be one."""
        line = self._text.readline(LONGEST_HEADER + 1)
        if len(line) > LONGEST_HEADER:
            remedy = "let its first line name the columns"
            raise FileError("has no header", name=self._name, remedy=remedy)
        return line.rstrip("\r\n")

    def __iter__(self) -> Iterator[str]:
        while True:
            self._number += 1
            where = f"{self._name}:{self._number + 1}"
            try:
                line = self._text.readline(self._limit + 1)
            except (*DAMAGED, OSError) as error:
                why = f"cannot be read on ({error})"
                raise _CutOffError(FileError(why, name=where, remedy="mend the file")) from error
            if len(line) > self._limit:
                why = f"a line of more than {size_in_words(self._limit)}"
                raise _CutOffError(FileError(why, name=where, remedy="shorten it or raise max_bytes"))
            if not line:
                return
            yield line.replace("\x00", "")


def _open_text(stream: BinaryIO) -> io.TextIOWrapper:
    """UTF-8 or UTF-16 by its mark, or what spreadsheets in the West write."""
    head = stream.peek(8192)[:8192]  # type: ignore[attr-defined]
    charset = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        codecs.getincrementaldecoder(charset)().decode(head, False)
    except UnicodeDecodeError:
        charset = "cp1252"
    return io.TextIOWrapper(stream, encoding=charset, errors="replace", newline="")
