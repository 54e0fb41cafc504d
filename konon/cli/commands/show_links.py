"""`konon links`: a ledger -> its links, one a line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import FORMAT, LEDGER, LedgerOption, LimitOption, OutputOption
from konon.cli.output import open_output
from konon.ledger import Ledger, Query
from konon.views.formats import choose_format
from konon.views.link_lines import render_link, render_link_line


class LinkFormat(StrEnum):
    """What `--format` takes."""

    text = "text"
    jsonl = "jsonl"


@with_filters
def links(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Links of claims with all of these; none: all.", show_default=False),
    ] = None,
    *,
    ledger: LedgerOption = LEDGER,
    limit: LimitOption = 0,
    format: Annotated[LinkFormat | None, FORMAT] = None,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Show the links between claims: how they relate, what changed, why, and who judged it.

    With words or filters, those one of whose claims they find.
    """
    chosen = choose_format(LinkFormat, format, output, LinkFormat.text)
    query = Query(words=" ".join(words or ()), limit=None, **filters)
    render = render_link_line if chosen is LinkFormat.jsonl else render_link
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        for one in count.through(opened.links(query, limit=limit or None)):
            write(render(one))
        if not count.found:
            report(f"konon: no link found in {ledger}")
        tell_names(opened, query)
