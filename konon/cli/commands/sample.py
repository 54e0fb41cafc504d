"""`konon sample`: claims drawn from the ledger -> a sheet to check them by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption, OutputOption
from konon.cli.output import open_output
from konon.lazy import load
from konon.ledger import Ledger, Query
from konon.ledger.sampling import STRATA
from konon.views.formats import choose_format
from konon.views.sample_sheet import Sampled
from konon.views.wording import count_of


class SheetFormat(StrEnum):
    """What `--format` takes here."""

    csv = "csv"
    jsonl = "jsonl"
    text = "text"
    html = "html"


SHEETS = {
    SheetFormat.csv: "konon.views.sample_sheet:render_sheet_csv",
    SheetFormat.jsonl: "konon.views.sample_sheet:render_sheet_jsonl",
    SheetFormat.text: "konon.views.sample_sheet:render_sheet_form",
    SheetFormat.html: "konon.views.sample_page:render_sheet_html",
}


@with_filters
def sample(
    number: Annotated[int, typer.Argument(metavar="N", help="How many claims.", min=1, show_default=False)],
    *,
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help=f"As many of each: {', '.join(STRATA)}.")
    ] = "certainty",
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="Another number draws others.")] = 1,
    format: Annotated[
        SheetFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="csv for a spreadsheet, html for a browser, text for an editor. By default what the --output "
            "file's name says, else csv.",
            show_default=False,
        ),
    ] = None,
    ledger: LedgerOption = LEDGER,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Draw claims to be checked by hand, the same on every machine; fill in the sheet, then konon eval --checked."""
    chosen, count = choose_format(SheetFormat, format, output, SheetFormat.csv), Count()
    render: Callable[[Iterable[Sampled]], Iterator[bytes]] = load(SHEETS[chosen])
    with Ledger.open(ledger) as opened, open_output(output) as write:
        drawn = opened.sample(number, by=by, seed=seed, query=Query(limit=None, as_added=True, **filters))
        for chunk in render(count.through(drawn)):
            write(chunk)
    if output is not None:
        report(f"konon: {count_of(count.found, 'claim')} written to {output}")
