"""`konon eval`: gold and predictions, or marked-up cases -> figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from konon.cli import figures
from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption
from konon.errors import UsageError
from konon.evaluation.checked import checked_lines, mark_by_corrections, read_checked, score_checked
from konon.lazy import load


def evaluate(
    gold: Annotated[
        Path | None, typer.Argument(metavar="GOLD", help="JSON lines of gold articles.", show_default=False)
    ] = None,
    predicted: Annotated[
        Path | None,
        typer.Argument(
            metavar="PREDICTED", help="What konon read --format jsonl gave; ids as in GOLD.", show_default=False
        ),
    ] = None,
    *,
    cases: Annotated[
        Path | None,
        typer.Option(
            "--cases",
            metavar="PATH",
            help="A file or folder of marked-up cases (NAME.LANG.txt), read by the shipped reader.",
            show_default=False,
        ),
    ] = None,
    checked: Annotated[
        Path | None,
        typer.Option(
            "--checked", metavar="FILE", help="A sheet of konon sample that somebody filled in.", show_default=False
        ),
    ] = None,
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections", help="With --checked: every claim was looked at, and what is wrong was corrected there."
        ),
    ] = False,
    ledger: LedgerOption = LEDGER,
    errors: Annotated[
        int, typer.Option("--errors", metavar="N", help="Also show the first N gold attributions missed.", min=0)
    ] = 0,
    format: Annotated[Layout, typer.Option("--format", "-f", help="A table or one JSON object.")] = Layout.text,
) -> None:
    """Score predictions against gold: attributions, or bodies where that is what the gold has; or a checked sample."""
    if checked is not None or corrections:
        _evaluate_checked(checked, [gold, predicted, cases], ledger if corrections else None, format)
        return
    if cases is not None:
        if gold is not None:
            raise UsageError("cases are their own gold", remedy="give --cases alone, or GOLD and PREDICTED")
        found, missed = figures.score_cases(cases, errors)
    elif gold is None or predicted is None:
        raise UsageError("nothing to score", remedy="give GOLD and PREDICTED, or --cases PATH")
    else:
        found, missed = figures.score_files(gold, predicted, errors)
    for line in missed:
        report(line)
    typer.echo(figures.as_json(found) if format is Layout.json else "\n".join(figures.table_lines(found)))


def _evaluate_checked(sheet: Path | None, others: Sequence[Path | None], ledger: str | None, shape: Layout) -> None:
    """`ledger`: where what is wrong was corrected; None where it was written into the sheet."""
    if sheet is None or any(other is not None for other in others):
        raise UsageError("a sheet is checked alone", remedy="give --checked FILE, without gold or cases")
    rows = read_checked(sheet)
    if ledger is not None:
        rows = mark_by_corrections(rows, load("konon.cli.corrected_fields:corrected_fields")(ledger, rows))
    found = score_checked(rows)
    typer.echo(figures.as_json(found) if shape is Layout.json else "\n".join(checked_lines(found)))
