"""`konon search`: words and filters -> claims of the ledger."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output, shown_on
from konon.ledger import Ledger, Query
from konon.views.formats import FindingFormat, load_finding_render
from konon.views.view import View


@with_filters
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help="All of them, in any form (kirim finds mengirimkan); those in quotation marks as they stand. "
            "None: the newest claims.",
            show_default=False,
        ),
    ] = None,
    *,
    meaning: Annotated[
        bool, typer.Option("--meaning", "-m", help="Claims with a similar meaning, in any words and language.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 20,
    format: Annotated[FindingFormat, typer.Option("--format", "-f", help="How to show it.")] = FindingFormat.text,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Find claims in the ledger: the best first, or without words the newest.

    By words, or with --meaning by what was said, whatever the words: an English claim for an Indonesian question.
    """
    query = Query(words=" ".join(words or ()), meaning=meaning, limit=limit or None, **filters)
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        for chunk in load_finding_render(format)(count.through(opened.find(query)), View(stream=shown_on(output))):
            write(chunk)
        tell_names(opened, query)
    if not count.found:
        report(f"konon: no claim found in {ledger}")
