"""Readings -> JSON, one article a line or one array: the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon.contract import encode, reading_row
from konon.records import Reading
from konon.views.reasons import reasons
from konon.views.view import View


def render_jsonl(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """One article a line."""
    return as_lines(encode(make_row(reading, view)) for reading in readings)


def render_json(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """One array, an article a line; `[]` where there is none."""
    return as_array(encode(make_row(reading, view)) for reading in readings)


def as_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Each encoded row with its line end."""
    return (row + b"\n" for row in rows)


def as_array(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Encoded rows as one JSON array, a row a line; `[]` where there is none."""
    opened = False
    for row in rows:
        yield (b",\n" if opened else b"[\n") + row
        opened = True
    yield b"\n]\n" if opened else b"[]\n"


def make_row(reading: Reading, view: View) -> dict[str, Any]:
    """The contract's row; with `explain` each attribution also says why, under "why"."""
    row = reading_row(reading)
    if view.explain:
        for shown, claim in zip(row["attributions"], reading.claims, strict=True):
            shown["why"] = reasons(claim, reading.article.text)
    return row
