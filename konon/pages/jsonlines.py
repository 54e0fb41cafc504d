"""A stream of JSON lines -> one Page a line, a KononError for each line that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from konon.errors import FileError
from konon.pages.fetch_options import size_in_words
from konon.pages.streams import DAMAGED
from konon.records import Page

KEPT = ("title", "url", "outlet", "published")  # what else of a line is used, where it is a string


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage(Page):
    """A page that is one line of a file, so that a message can say which."""

    line: int  # from 1

    @property
    def name(self) -> str:
        """Such as "articles.jsonl:7"."""
        return f"{self.path}:{self.line}"


def read_json_lines(stream: BinaryIO, name: str, limit: int) -> Iterator[Page | FileError]:
    """One line in memory at a time. `limit` is bytes a line, and bytes without any record before giving up."""
    seen: set[str] = set()
    barren = 0
    for number, line in _number_lines(stream, limit, name):
        if isinstance(line, FileError):
            yield line
            return
        if not line.strip():
            barren += len(line)
            if barren > limit:
                why = f"more than {size_in_words(limit)} of blank lines"
                yield FileError(why, name=f"{name}:{number}", remedy="cut them out")
                return
            continue
        barren = 0
        try:
            yield _make_page(line, number, name, seen)
        except FileError as error:
            yield error


def _number_lines(stream: BinaryIO, limit: int, name: str) -> Iterator[tuple[int, bytes | FileError]]:
    """A line over `limit`, or a damaged stream, ends the reading: what follows cannot be trusted."""
    number = 0
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


def _make_page(line: bytes, number: int, path: str, seen: set[str]) -> Page:
    where = f"{path}:{number}"
    row = _parse(line, where)
    text = row.get("text")
    if not isinstance(text, str):
        raise FileError("has no text", name=where, remedy='give each line {"id": ..., "text": ...}')
    text = clean_text(text)
    if not text.strip():
        raise FileError("has an empty text", name=where, remedy="leave the line out")
    kind = row.get("kind")
    kept = {key: value.strip() for key in KEPT if isinstance(value := row.get(key), str) and value.strip()}
    return LinePage(
        line=number,
        body=text.encode("utf-8", "replace"),
        form="dump" if kind == "page" else "article",
        path=path,
        charset="utf-8",
        id=_take_id(row.get("id"), where, seen),
        **kept,
    )


def _parse(line: bytes, where: str) -> dict[str, object]:
    try:
        row = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        remedy = "write one JSON object a line, in UTF-8"
        raise FileError(f"is not JSON ({why})", name=where, remedy=remedy) from error
    if not isinstance(row, dict):
        raise FileError("is not a JSON object", name=where, remedy='give each line {"id": ..., "text": ...}')
    return row


def _take_id(given: object, where: str, seen: set[str]) -> str | None:
    if given is None or given == "":
        return None
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise FileError("has an id that is neither a string nor a number", name=where, remedy="make it a string")
    key = str(given)
    if key in seen:
        raise FileError(f"has the id {key!r} of an earlier line", name=where, remedy="give each line its own id")
    seen.add(key)
    return key


def clean_text(text: str) -> str:
    """Without byte order mark and NUL, lines ending in \\n; half surrogate pairs become U+FFFD."""
    text = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(text) else text


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
