"""`konon export`: claims of the ledger -> the formats of other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import is_stdout, open_output
from konon.errors import UsageError
from konon.exports.prov import render_prov
from konon.ledger import Ledger, Query
from konon.ledger.findings import Finding
from konon.tracing.threads import Thread
from konon.views.export_formats import BINARY, EXPORTS, ExportFormat
from konon.views.link_table import render_link_table
from konon.views.wording import count_of

# Of what was followed: the statements, or the links, that a question finds; with what one of them is called.
FOLLOWED: dict[ExportFormat, tuple[str, Callable[[Ledger, Query, Count], Iterator[bytes]]]] = {
    ExportFormat.prov: ("statement", lambda ledger, query, count: render_prov(_threads(ledger, query, count))),
    ExportFormat.links: (
        "link",
        lambda ledger, query, count: render_link_table(count.through(ledger.links(query, limit=query.limit))),
    ),
}


@with_filters
def export(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="As for konon search.", show_default=False)
    ] = None,
    *,
    format: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            "-f",
            help="csv, jsonl, parquet: rows; brat: a ZIP; prov, links: of what was followed.",
        ),
    ] = ExportFormat.csv,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 0,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Write claims for other programs, in the order in which they were added; all of them without a filter.

    prov (PROV-O) and links are of what was followed: the statements and links that have a claim which is found.
    """
    _refuse_terminal(format, output)
    query = Query(words=" ".join(words or ()), limit=limit or None, as_added=True, **filters)
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        if format in FOLLOWED:
            thing, render = FOLLOWED[format]
            chunks = render(opened, replace(query, as_added=False), count)
        else:
            thing, chunks = "claim", EXPORTS[format](count.through(opened.find(query)))
        for chunk in chunks:
            write(chunk)
    if output is not None:
        report(f"konon: {count_of(count.found, thing)} written to {output}")


def _threads(ledger: Ledger, query: Query, count: Count) -> Iterator[tuple[Thread, dict[str, Finding]]]:
    for thread in count.through(ledger.threads(query, limit=query.limit)):
        yield thread, ledger.findings([saying.id for saying in thread.sayings])


def _refuse_terminal(chosen: ExportFormat, output: Path | None) -> None:
    to_stdout = is_stdout(output)
    if chosen.value in BINARY and to_stdout and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{chosen.value} is not text and cannot go to a terminal", remedy="name a file with --output")
