"""`konon disputes`: words and filters -> who asserts, who denies, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from konon.cli.commands.show_threads import ThreadsFormat, ThreadsOption
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import LEDGER, PAGE, LedgerOption, OutputOption, ShownOption
from konon.cli.output import open_output, rows_wanted, shown_on
from konon.contract import encode
from konon.ledger import Ledger, Query
from konon.tracing.disputes import Dispute
from konon.views.dispute_json import dispute_row, sayings_of
from konon.views.dispute_text import render_disputes
from konon.views.formats import choose_format
from konon.views.json_rows import as_array, as_lines
from konon.views.thread_json import Findings
from konon.views.view import View


@with_filters
def disputes(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="With a claim that has all of these.", show_default=False),
    ] = None,
    *,
    meaning: Annotated[
        bool, typer.Option("--meaning", "-m", help="With a claim of similar meaning, in any words and language.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    limit: ShownOption = None,
    format: ThreadsOption = None,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """List what is disputed, the newest dispute first: who asserts, who denies, since when; and who took words back."""
    chosen = choose_format(ThreadsFormat, format, output, ThreadsFormat.text)
    wanted = rows_wanted(limit, output, PAGE)
    query = Query(words=" ".join(words or ()), meaning=meaning, limit=None, **filters)
    with Ledger.open(ledger) as opened, open_output(output) as write:
        every = opened.disputed(query)
        found = every[:wanted]
        findings = opened.findings(sayings_of(found))
        for chunk in _render(found, findings, chosen, View(stream=shown_on(output))):
            write(chunk)
        if len(found) < len(every):
            report(f"konon: {len(found)} of {len(every):,} disputes; --limit 0 shows all")
        if not found:
            report(f"konon: no dispute found in {ledger}")
        tell_names(opened, query)


def _render(found: Sequence[Dispute], findings: Findings, format: ThreadsFormat, view: View) -> Iterator[bytes]:
    if format is ThreadsFormat.text:
        return render_disputes(found, findings, view)
    rows = (encode(dispute_row(one, findings)) for one in found)
    return as_lines(rows) if format is ThreadsFormat.jsonl else as_array(rows)
