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
from konon.ledger import Ledger, Query
from konon.ledger.sampling import STRATA
from konon.views.sample_sheet import Sampled, render_sheet_csv, render_sheet_form, render_sheet_jsonl
from konon.views.wording import count_of


class SheetFormat(StrEnum):
    """What `--format` takes here."""

    csv = "csv"
    jsonl = "jsonl"
    text = "text"


SHEETS: dict[SheetFormat, Callable[[Iterable[Sampled]], Iterator[bytes]]] = {
    SheetFormat.csv: render_sheet_csv,
    SheetFormat.jsonl: render_sheet_jsonl,
    SheetFormat.text: render_sheet_form,
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
        SheetFormat, typer.Option("--format", "-f", help="csv for a spreadsheet, text for an editor or paper.")
    ] = SheetFormat.csv,
    ledger: LedgerOption = LEDGER,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Draw claims to be checked by hand, the same on every machine; fill in the sheet, then konon eval --checked."""
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        drawn = opened.sample(number, by=by, seed=seed, query=Query(limit=None, as_added=True, **filters))
        for chunk in SHEETS[format](count.through(drawn)):
            write(chunk)
    if output is not None:
        report(f"konon: {count_of(count.found, 'claim')} written to {output}")
