"""Format -> the function that turns readings or findings into bytes, imported only when asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

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
    parquet = "parquet"
    html = "html"


class TableFormat(StrEnum):
    """What `--format` takes where rows of figures are shown."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    parquet = "parquet"


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
    FindingFormat.parquet: "konon.views.finding_rows:render_finding_parquet",
    FindingFormat.html: "konon.views.finding_html:render_finding_html",
}
# The format that a file's name says; several formats may stand in files of one suffix.
SUFFIXES = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
    ".parquet": "parquet",
    ".jsonld": "jsonld",
    ".dot": "dot",
    ".gv": "dot",
    ".zip": "brat",
    ".svg": "svg",
    ".bib": "bibtex",
}
ALSO = {  # formats that are kinds of another, and what else their files may be called
    "jsonld": (".json",),
    "prov": (".json", ".jsonld"),
    "web-annotation": (".json", ".jsonld", ".jsonl", ".ndjson"),
    "ftm": (".json", ".jsonl", ".ndjson"),
    "links": (".csv",),
    "csl-json": (".json",),
    "claimreview": (".json", ".jsonld"),
    "text": (".md",),
}
BINARY = ("parquet", "brat")
Chosen = TypeVar("Chosen", bound=StrEnum)


def choose_format(kind: type[Chosen], asked: Chosen | None, output: Path | None, default: Chosen) -> Chosen:
    """The format asked for, else what the output file's name says, else the default.

    UsageError where the two contradict each other, where a name's suffix says none that the command has, and where what
    is no text would go to a terminal. A device, a pipe or a name without suffix says nothing.
    """
    named = _format_of_name(kind, asked, output)
    chosen = asked or named or default
    to_stdout = output is None or str(output) == "-"
    if chosen.value in BINARY and to_stdout and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{chosen.value} is not text and cannot go to a terminal", remedy="name a file with --output")
    return chosen


def _format_of_name(kind: type[Chosen], asked: Chosen | None, output: Path | None) -> Chosen | None:
    suffix = output.suffix.lower() if output else ""
    if not (output and suffix) or not (output.is_file() or not output.exists()):
        return None
    named = SUFFIXES.get(suffix)
    if asked is not None:
        if named and named != asked.value and suffix not in ALSO.get(asked.value, ()):
            why = f"a file that ends in {suffix} is no {asked.value}"
            raise UsageError(why, name=str(output), remedy="leave out --format, or name the file otherwise")
        return asked
    found = next((one for one in kind if one.value == named), None)
    if found is None:
        known = ", ".join(end for end, name in SUFFIXES.items() if name in set(kind))
        why = f"the suffix {suffix} names no format" if named is None else f"this command writes no {named}"
        raise UsageError(why, name=str(output), remedy=f"use {known}, or give --format")
    return found


def load_render(chosen: Format) -> Render:
    """Takes readings one at a time and gives bytes as it goes: memory does not grow with their number."""
    render: Render = load(RENDERS[chosen])
    return render


def load_finding_render(chosen: FindingFormat) -> RenderFindings:
    """The same for findings."""
    render: RenderFindings = load(FINDING_RENDERS[chosen])
    return render
