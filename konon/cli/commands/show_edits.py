"""`konon edits`: what pages changed, claim by claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from konon.cli.commands.bundle import show_readings
from konon.cli.counting import Count
from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output, shown_on
from konon.contract import encode
from konon.errors import UsageError
from konon.exports.edit_annotations import render_edit_annotations
from konon.exports.evidence import pack_evidence
from konon.ledger import Finding, Ledger
from konon.views.edit_json import edit_row
from konon.views.edit_text import render_edits
from konon.views.view import View
from konon.views.wording import count_of
from konon.watching.edits import Edit, find_edits


class EditFormat(StrEnum):
    """What `--format` takes here."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    web_annotation = "web-annotation"


def _json(edits: Iterable[Edit]) -> Iterator[bytes]:
    yield encode([edit_row(edit) for edit in edits]) + b"\n"


def _jsonl(edits: Iterable[Edit]) -> Iterator[bytes]:
    return (encode(edit_row(edit)) + b"\n" for edit in edits)


RENDERS: dict[EditFormat, Callable[[Iterable[Edit]], Iterator[bytes]]] = {
    EditFormat.json: _json,
    EditFormat.jsonl: _jsonl,
    EditFormat.web_annotation: render_edit_annotations,
}


def edits(
    address: Annotated[
        str | None,
        typer.Argument(metavar="[ADDRESS]", help="A page's URL, path or id; else all pages.", show_default=False),
    ] = None,
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Changed on this day or later.", show_default=False),
    ] = None,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 20,
    format: Annotated[EditFormat, typer.Option("--format", "-f", help="How to show it.")] = EditFormat.text,
    output: OutputOption = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="FILE",
            help="Also pack the edited claims and both pages as received (WARC) into this ZIP.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell what pages changed, claim by claim: added, removed, changed and how; silently or with a correction note.

    What changes by itself is no edit: counters, "5 minutes ago", related links.
    """
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        found = islice(find_edits(opened, address, since=since), limit or None)
        if evidence is not None:
            kept = list(found)
            _pack(opened, kept, evidence)
            found = islice(kept, None)
        edits = count.through(found)
        view = View(stream=shown_on(output))
        for chunk in render_edits(edits, view) if format is EditFormat.text else RENDERS[format](edits):
            write(chunk)
    if not count.found:
        report(f"konon: no edit found in {ledger}")


def _pack(ledger: Ledger, edits: list[Edit], path: Path) -> None:
    """The claims as they were and as they are, with the pages of both."""
    if str(path) == "-":
        raise UsageError("a bundle needs a file", remedy="name one with --evidence evidence.zip")
    findings: dict[tuple[str, int], Finding] = {}
    for edit in edits:
        for one in edit.claims:
            for finding in (one.before, one.after):
                if finding:
                    findings[finding.id, finding.version] = finding
    if not findings:
        raise UsageError("no claim was edited", name=str(path), remedy="leave --evidence away")
    pages = {finding.id: ledger.page_of(finding) for finding in findings.values()}
    with open_output(path) as write:
        for chunk in pack_evidence(list(findings.values()), pages, show_readings, datetime.now(UTC)):
            write(chunk)
    report(f"konon: {count_of(len(findings), 'claim')} in {path}")
