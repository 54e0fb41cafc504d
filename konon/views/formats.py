"""Format -> the function that turns readings or findings into bytes, imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from konon.errors import UsageError
from konon.lazy import load
from konon.records import Reading
from konon.views.view import View

if TYPE_CHECKING:
    from konon.ledger.findings import Finding


class Format(StrEnum):
    """What `--format` takes."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    html = "html"


class FindingFormat(StrEnum):
    """What `--format` takes where claims of a ledger are shown."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"


Render = Callable[[Iterable[Reading], View], Iterator[bytes]]
RenderFindings = Callable[[Iterable["Finding"], View], Iterator[bytes]]

# Rich, Jinja2 and the ledger load only for the format that needs them: starting must not wait.
RENDERS = {
    Format.text: "konon.views.terminal:render_text",
    Format.jsonl: "konon.views.json_rows:render_jsonl",
    Format.json: "konon.views.json_rows:render_json",
    Format.csv: "konon.views.csv_table:render_csv",
    Format.html: "konon.views.html_page:render_html",
}
FINDING_RENDERS = {
    FindingFormat.text: "konon.views.finding_text:render_findings",
    FindingFormat.jsonl: "konon.views.finding_rows:render_finding_jsonl",
    FindingFormat.json: "konon.views.finding_rows:render_finding_json",
    FindingFormat.csv: "konon.views.finding_rows:render_finding_csv",
}
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
    render: Render = load(RENDERS[chosen])
    return render


def load_finding_render(chosen: FindingFormat) -> RenderFindings:
    """The same for findings."""
    render: RenderFindings = load(FINDING_RENDERS[chosen])
    return render
