"""`konon check`: words in quotation marks -> whether somebody said them, who, where, and what was altered."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from konon.cli.filter_options import with_claimed
from konon.cli.options import LEDGER, Layout, LayoutOption, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output, shown_on
from konon.contract import encode
from konon.ledger import Ledger
from konon.views.check_json import checked_row
from konon.views.check_text import render_checked
from konon.views.formats import choose_format
from konon.views.view import View


@with_claimed
def check(
    words: Annotated[
        str,
        typer.Argument(metavar="WORDS", help="The quotation; an ellipsis for what it leaves out.", show_default=False),
    ],
    *,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 5,
    format: LayoutOption = None,
    output: OutputOption = None,
    **claimed: Any,
) -> None:
    """Check a quotation: verbatim, altered and how, part of a longer one, somebody else's, not found.

    Near is not verbatim: only quotation marks, dashes, blanks and a capital at the beginning may differ. --speaker
    names who is said to have said it; --outlet, --since and so on where and when.
    """
    chosen = choose_format(Layout, format, output, Layout.text)
    with Ledger.open(ledger) as opened:
        checked = opened.check(words, **claimed)
    with open_output(output) as write:
        if chosen is Layout.json:
            write(encode(checked_row(checked, claimed, limit or None)) + b"\n")
            return
        for chunk in render_checked(checked, View(stream=shown_on(output)), limit or None):
            write(chunk)
