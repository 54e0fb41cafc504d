"""`konon outlets`: the outlets of a ledger, with how many claims each published and passed on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, PAGE, LedgerOption, OutputOption, ShownOption, TableOption
from konon.cli.output import open_output, rows_wanted, shown_on
from konon.ledger import Ledger
from konon.views.count_table import render_table
from konon.views.formats import TableFormat, choose_format
from konon.views.view import View

COLUMNS = ("claims", "relayed", "name", "kind", "country", "owner", "id")


def outlets(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A name, how one begins, or an id; none: all.", show_default=False),
    ] = None,
    *,
    ledger: LedgerOption = LEDGER,
    limit: ShownOption = None,
    format: TableOption = None,
    output: OutputOption = None,
) -> None:
    """List outlets and agencies: how many claims each published, and how many others have from it."""
    chosen = choose_format(TableFormat, format, output, TableFormat.text)
    wanted = rows_wanted(limit, output, PAGE)
    with Ledger.open(ledger) as opened, open_output(output) as write:
        found = opened.outlets.counted(name)
        rows = [asdict(one) for one in found[:wanted]]
        for chunk in render_table(COLUMNS, rows, chosen, View(stream=shown_on(output))):
            write(chunk)
        near = opened.outlets.nearest(name) if name and not found else []
    if not found:
        near_by = f"; the nearest: {', '.join(near)}" if near else ""
        report(f"konon: no outlet {'of this name ' if name else ''}in {ledger}{near_by}")
    if len(rows) < len(found):
        report(f"konon: {len(rows)} of {len(found):,} outlets; --limit 0 shows all")
