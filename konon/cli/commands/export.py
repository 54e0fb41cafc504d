"""`konon export`: claims of the ledger -> the formats of other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output
from konon.errors import UsageError
from konon.exports.annotation import render_annotations
from konon.exports.brat import render_brat
from konon.exports.ftm import render_ftm
from konon.exports.jsonld import render_jsonld
from konon.exports.parquet import render_parquet
from konon.ledger import Ledger, Query
from konon.ledger.findings import Finding
from konon.views.finding_rows import render_finding_csv, render_finding_jsonl
from konon.views.view import View
from konon.views.wording import count_of

BINARY = ("parquet", "brat")


class ExportFormat(StrEnum):
    """What `--format` takes here."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    jsonld = "jsonld"
    web_annotation = "web-annotation"
    ftm = "ftm"
    brat = "brat"


# Each takes findings one at a time and gives bytes as it goes.
EXPORTS: dict[ExportFormat, Callable[[Iterable[Finding]], Iterator[bytes]]] = {
    ExportFormat.csv: lambda findings: render_finding_csv(findings, View()),
    ExportFormat.jsonl: lambda findings: render_finding_jsonl(findings, View()),
    ExportFormat.parquet: render_parquet,
    ExportFormat.jsonld: render_jsonld,
    ExportFormat.web_annotation: render_annotations,
    ExportFormat.ftm: render_ftm,
    ExportFormat.brat: render_brat,
}


@with_filters
def export(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="As for konon search.", show_default=False)
    ] = None,
    *,
    format: Annotated[
        ExportFormat,
        typer.Option("--format", "-f", help="csv, jsonl, parquet: rows; jsonld: schema.org; brat: a ZIP of standoff."),
    ] = ExportFormat.csv,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 0,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Write claims for other programs, in the order in which they were added; all of them without a filter."""
    _refuse_terminal(format, output)
    query = Query(words=" ".join(words or ()), limit=limit or None, as_added=True, **filters)
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        for chunk in EXPORTS[format](count.through(opened.find(query))):
            write(chunk)
    if output is not None:
        report(f"konon: {count_of(count.found, 'claim')} written to {output}")


def _refuse_terminal(chosen: ExportFormat, output: Path | None) -> None:
    to_stdout = output is None or str(output) == "-"
    if chosen.value in BINARY and to_stdout and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{chosen.value} is not text and cannot go to a terminal", remedy="name a file with --output")
