"""`konon eval`: gold and predictions, or marked-up cases -> figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from konon.cli import figures
from konon.cli.messages import report
from konon.cli.options import Layout
from konon.errors import UsageError


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
    cases: Annotated[
        Path | None,
        typer.Option(
            "--cases",
            metavar="PATH",
            help="A file or folder of marked-up cases (NAME.LANG.txt), read by the shipped reader.",
            show_default=False,
        ),
    ] = None,
    errors: Annotated[
        int, typer.Option("--errors", metavar="N", help="Also show the first N gold attributions missed.", min=0)
    ] = 0,
    format: Annotated[Layout, typer.Option("--format", "-f", help="A table or one JSON object.")] = Layout.text,
) -> None:
    """Score predictions against gold: attributions, or bodies where that is what the gold has."""
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
