"""`konon export`: claims of the ledger -> the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output
from konon.errors import UsageError
from konon.exports.gold_rows import render_gold
from konon.exports.prov import render_prov
from konon.ledger import Ledger, Query
from konon.ledger.findings import Finding
from konon.records import Article
from konon.tracing.threads import Thread
from konon.views.export_formats import EXPORTS, ExportFormat
from konon.views.formats import choose_format
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
        ExportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="csv, jsonl, parquet: rows; brat: a ZIP; csl-json, bibtex: articles; prov, links: what was followed. "
            "By default what the --output file's name says, else csv.",
            show_default=False,
        ),
    ] = None,
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections", help="jsonl: the articles that people corrected, as gold for konon eval and training."
        ),
    ] = False,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 0,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Write claims for other programs, in the order in which they were added; all of them without a filter.

    prov (PROV-O) and links give what was followed: the statements and links of the claims that are found.
    """
    chosen = choose_format(ExportFormat, format, output, ExportFormat.csv)
    if corrections and chosen is not ExportFormat.jsonl:
        raise UsageError(f"corrections are not written as {chosen.value}", remedy="give --format jsonl")
    query = Query(words=" ".join(words or ()), limit=limit or None, as_added=True, **filters)
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        if corrections:
            thing, chunks = "article", render_gold(count.through(_corrected(opened, query)))
        elif chosen in FOLLOWED:
            thing, render = FOLLOWED[chosen]
            chunks = render(opened, replace(query, as_added=False), count)
        else:
            thing, chunks = "claim", EXPORTS[chosen].render(count.through(opened.find(query)))
        for chunk in chunks:
            write(chunk)
        tell_names(opened, query)
    if output is not None:
        report(f"konon: {count_of(count.found, thing)} written to {output}")


def _corrected(ledger: Ledger, query: Query) -> Iterator[tuple[Article, list[Finding]]]:
    """Those with a claim that the question finds."""
    found = {row.article for row in ledger.rows(query)} if query != Query(limit=None, as_added=True) else None
    for article, findings in ledger.corrected():
        if found is None or article.id in found:
            yield article, findings


def _threads(ledger: Ledger, query: Query, count: Count) -> Iterator[tuple[Thread, dict[str, Finding]]]:
    for thread in count.through(ledger.threads(query, limit=query.limit)):
        yield thread, ledger.findings([saying.id for saying in thread.sayings])
