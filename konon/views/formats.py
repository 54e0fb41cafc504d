"""Format -> the function that turns readings into bytes, loaded only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from konon.errors import UsageError
from konon.records import Reading
from konon.views.view import View


class Format(StrEnum):
    """What `--format` takes."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    html = "html"


Render = Callable[[Iterable[Reading], View], Iterator[bytes]]

SUFFIXES = {
    ".txt": Format.text,
    ".jsonl": Format.jsonl,
    ".ndjson": Format.jsonl,
    ".json": Format.json,
    ".csv": Format.csv,
    ".html": Format.html,
    ".htm": Format.html,
}


def choose_format(asked: Format | None, output: Path | None) -> Format:
    """The format asked for, else what the output file's name says, else text.

    UsageError for a name whose suffix is none of `SUFFIXES`; a device, a pipe or a name without suffix takes text.
    """
    suffix = output.suffix.lower() if output else ""
    if asked or suffix in SUFFIXES:
        return asked or SUFFIXES[suffix]
    if output and suffix and (output.is_file() or not output.exists()):
        why = f"the suffix {suffix} names no format"
        raise UsageError(why, name=str(output), remedy=f"use {', '.join(SUFFIXES)}, or give --format")
    return Format.text


def load_render(chosen: Format) -> Render:
    """Takes readings one at a time and gives bytes as it goes: memory does not grow with their number."""
    # Rich, Jinja and csv load only for the format that needs them: starting must not wait.
    if chosen is Format.text:
        from konon.views.terminal import render_text  # noqa: PLC0415

        return render_text
    if chosen is Format.csv:
        from konon.views.csv_table import render_csv  # noqa: PLC0415

        return render_csv
    if chosen is Format.html:
        from konon.views.html_page import render_html  # noqa: PLC0415

        return render_html
    from konon.views.json_rows import render_json, render_jsonl  # noqa: PLC0415

    return render_jsonl if chosen is Format.jsonl else render_json


def parse_size(given: str) -> int:
    """ "20MB", "500k", "1000000" -> bytes; UsageError for anything else."""
    text = given.strip().lower().removesuffix("b").strip()
    units = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
    unit = units.get(text[-1:], 1)
    digits = text[:-1] if unit > 1 else text
    try:
        size = int(float(digits) * unit)
    except (ValueError, OverflowError):
        size = 0
    if size < 1:
        raise UsageError("is no size", name=given, remedy="write it like 20MB")
    return size
