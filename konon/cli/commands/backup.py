"""`konon backup`: the ledger -> a sound copy of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.contract import encode
from konon.ledger.backing_up import back_up


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The copy; it may not be there yet.", show_default=False)
    ],
    *,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
) -> None:
    """Copy a ledger's file as it is at one moment, checked and whole, also while others write to it."""
    size = back_up(ledger, file)
    if format is Layout.json:
        typer.echo(encode({"ledger": ledger, "backup": str(file), "bytes": size}).decode())
        return
    typer.echo(f"{ledger}: copied to {file}, {size / 1e6:,.1f} MB")
