"""Gold and predictions as files (JSON lines) or as rows -> Sheets by id, checked once, here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from konon.errors import FileError, UsageError
from konon.records import Span

Sheets = dict[str, "Sheet"]


class Named(msgspec.Struct, frozen=True):
    """A speaker or a relay. Aliases are other fair answers; the prediction's are never looked at."""

    name: str | None = None
    aliases: list[str] | None = None
    confidence: float | None = 1.0


class GoldMarks(msgspec.Struct, frozen=True):
    """One attribution. A field that gold leaves out is not scored; None is a value like any other."""

    source: list[Span] | None = None
    cue: list[Span] | None = None
    content: list[Span] | None = None
    speaker: Named | str | UnsetType | None = UNSET
    relay: list[Named | str] | UnsetType | None = UNSET
    certainty: str | UnsetType | None = UNSET
    polarity: str | UnsetType | None = UNSET
    act: str | UnsetType | None = UNSET


class Sheet(msgspec.Struct, frozen=True):
    """One article and its attributions. `body` is a string, or spans into `text`."""

    id: str | int | float
    text: str | None = None
    lang: str | None = None
    attributions: list[GoldMarks] | None = None
    body: str | list[Span] | None = None

    @property
    def marks(self) -> list[GoldMarks]:
        """The attributions; none where the row has no such field."""
        return self.attributions or []

    @property
    def body_text(self) -> str:
        """The body as a string, paragraphs parted by an empty line; "" without a body."""
        if isinstance(self.body, str):
            return self.body
        return "\n\n".join((self.text or "")[start:end] for start, end in self.body or [])


def read_sheets(path: Path) -> Sheets:
    """The rows of a JSON lines file by id. FileError where it cannot be read; UsageError names a bad line."""
    sheets: Sheets = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            sheet = msgspec.json.decode(line, type=Sheet)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as why:
            remedy = "give one JSON object with an id a line"
            raise UsageError(f"is no row of a gold file ({why})", name=where, remedy=remedy) from why
        if str(sheet.id) in sheets:
            raise UsageError(f"id {sheet.id} stands twice", name=where, remedy="give each line its own id")
        sheets[str(sheet.id)] = sheet
    return sheets


def make_sheets(rows: Iterable[dict[str, Any]]) -> Sheets:
    """Rows as `Case.row` and `contract.reading_row` give them, by id."""
    sheets = (msgspec.convert(row, Sheet) for row in rows)
    return {str(sheet.id): sheet for sheet in sheets}


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except OSError as why:
        raise FileError(f"cannot be read ({why.strerror})", name=str(path), remedy="check its name") from why
