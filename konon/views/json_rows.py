"""Readings -> JSON, one article a line or one array: the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from konon.contract import reading_row
from konon.records import Reading
from konon.views.reasons import reasons
from konon.views.view import View


def render_jsonl(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """One article a line."""
    for reading in readings:
        yield encode(make_row(reading, view)) + b"\n"


def render_json(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """One array, an article a line; `[]` where there is none."""
    opened = False
    for reading in readings:
        yield (b",\n" if opened else b"[\n") + encode(make_row(reading, view))
        opened = True
    yield b"\n]\n" if opened else b"[]\n"


def make_row(reading: Reading, view: View) -> dict[str, Any]:
    """The contract's row; with `explain` each attribution also says why, under "why"."""
    row = reading_row(reading)
    if view.explain:
        for shown, claim in zip(row["attributions"], reading.claims, strict=True):
            shown["why"] = reasons(claim, reading.article.text)
    return row


def encode(row: Any) -> bytes:
    """UTF-8 JSON. Half a surrogate pair (a file name may hold one) becomes U+FFFD: the offsets hold."""
    try:
        return msgspec.json.encode(row)
    except UnicodeEncodeError:
        return msgspec.json.encode(_mend(row))


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mend(item) for item in value]
    return value
