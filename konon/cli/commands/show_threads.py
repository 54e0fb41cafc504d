"""`konon threads`: words and filters -> statements, each with its outlets, sources and changes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import FORMAT, LEDGER, PAGE, LedgerOption, OutputOption, ShownOption
from konon.cli.output import open_output, rows_wanted, shown_on
from konon.contract import encode
from konon.ledger import Ledger, Query
from konon.tracing.steps import count_changes, make_steps
from konon.tracing.threads import Thread
from konon.views.formats import choose_format
from konon.views.json_rows import as_array, as_lines
from konon.views.thread_json import Findings, outlets_of, summary_row
from konon.views.thread_text import render_threads
from konon.views.view import View
from konon.views.wording import count_of


class ThreadOrder(StrEnum):
    """What `--sort` takes."""

    found = "found"
    outlets = "outlets"
    sources = "sources"
    changes = "changes"
    first = "first"


class ThreadsFormat(StrEnum):
    """What `--format` takes."""

    text = "text"
    jsonl = "jsonl"
    json = "json"


ThreadsOption = Annotated[ThreadsFormat | None, FORMAT]

# Each gives what is most of it the greatest value.
ORDERS: dict[ThreadOrder, Callable[[Thread], Any]] = {
    ThreadOrder.outlets: lambda thread: len(outlets_of(thread)),
    ThreadOrder.sources: lambda thread: thread.independent,
    ThreadOrder.changes: lambda thread: sum(count_changes(make_steps(thread)).values()),
    ThreadOrder.first: lambda thread: thread.sayings[0].published or "",
}


@with_filters
def threads(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Statements with a claim that has all of these.", show_default=False),
    ] = None,
    *,
    meaning: Annotated[
        bool, typer.Option("--meaning", "-m", help="With a claim of similar meaning, in any words and language.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    sort: Annotated[
        ThreadOrder,
        typer.Option("--sort", help="found: as konon search finds their claims; else the most or newest first."),
    ] = ThreadOrder.found,
    limit: ShownOption = None,
    format: ThreadsOption = None,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """List statements that two articles or more carry: who said it, where first, in how many outlets, what changed.

    The number of independent sources is what is left once copies, relays and outlets of one publisher are folded.
    """
    chosen = choose_format(ThreadsFormat, format, output, ThreadsFormat.text)
    wanted = rows_wanted(limit, output, PAGE)
    query = Query(words=" ".join(words or ()), meaning=meaning, limit=None, **filters)
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        found = _in_order(opened.threads(query, limit=None), sort, wanted)
        for chunk in _render(_with_first(opened, count.through(found)), chosen, View(stream=shown_on(output))):
            write(chunk)
        if count.found == wanted:
            are = "is" if wanted == 1 else "are"
            report(f"konon: no more than {count_of(wanted, 'statement')} {are} shown; --limit 0 shows all")
        if not count.found:
            report(f"konon: no statement found in {ledger} that two articles carry; konon link makes up missing links")
        tell_names(opened, query)


def _in_order(found: Iterable[Thread], sort: ThreadOrder, limit: int | None) -> Iterable[Thread]:
    if sort is ThreadOrder.found:
        return islice(found, limit)
    order = ORDERS[sort]
    if limit is None:
        return sorted(found, key=order, reverse=True)
    return heapq.nlargest(limit, found, key=order)  # no more of them are held at once


def _with_first(ledger: Ledger, found: Iterable[Thread]) -> Iterator[tuple[Thread, Findings]]:
    for thread in found:
        yield thread, ledger.findings([thread.sayings[0].id])


def _render(found: Iterable[tuple[Thread, Findings]], format: ThreadsFormat, view: View) -> Iterator[bytes]:
    if format is ThreadsFormat.text:
        return render_threads(found, view)
    rows = (encode(summary_row(*one)) for one in found)
    return as_lines(rows) if format is ThreadsFormat.jsonl else as_array(rows)
