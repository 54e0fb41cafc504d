"""`konon show`: an id -> one claim in its paragraph, where it stands, and why it is read so."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LayoutOption, LedgerOption, OutputOption
from konon.cli.output import open_output, shown_on
from konon.contract import encode
from konon.exports.flat_rows import finding_row
from konon.ledger import Ledger
from konon.views.finding_text import render_claim
from konon.views.formats import choose_format
from konon.views.view import View


def show_claim(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="As konon search shows it, or a saying's.", show_default=False)
    ],
    *,
    ledger: LedgerOption = LEDGER,
    format: LayoutOption = None,
    output: OutputOption = None,
) -> None:
    """Show one claim with its paragraph, the page's URL, its place in it, and the reader's reasons."""
    chosen = choose_format(Layout, format, output, Layout.text)
    with Ledger.open(ledger) as opened:
        newest, *others = opened.history(id)
        changes = opened.changes(id)
    with open_output(output) as write:
        if chosen is Layout.json:
            row = finding_row(newest)
            row["article"] |= {"text": newest.article.text, "body": newest.article.body}
            row["others"] = [{"id": one.id, "reader": one.reader, "version": one.version} for one in others]
            row["changes"] = [asdict(change) for change in changes]
            write(encode(row) + b"\n")
            return
        write(render_claim(newest, others, View(stream=shown_on(output)), changes))
