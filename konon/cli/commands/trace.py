"""`konon trace`: an id -> one statement through outlets and time."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from konon.cli.options import LEDGER, LedgerOption, OutputOption
from konon.cli.output import open_output, shown_on
from konon.contract import encode
from konon.ledger import Ledger
from konon.ledger.following import TracedThread
from konon.views.formats import choose_format
from konon.views.thread_graph import render_graph
from konon.views.thread_json import thread_row
from konon.views.thread_picture import render_picture
from konon.views.thread_text import render_thread
from konon.views.view import View


class TraceFormat(StrEnum):
    """What `--format` takes."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    dot = "dot"
    svg = "svg"


def trace(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="As konon search shows it, or a saying's.", show_default=False)
    ],
    *,
    ledger: LedgerOption = LEDGER,
    format: Annotated[
        TraceFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="text: a tree; json: all of it; jsonl: an article a line; dot: Graphviz; svg: a picture.",
            show_default=False,
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Follow the statement that a claim belongs to, the oldest article first.

    Each article hangs on the one that it has the statement from, with the reason; what changed on the way is told in
    words. What hangs on nothing is a source of its own.
    """
    chosen = choose_format(TraceFormat, format, output, TraceFormat.text)
    with Ledger.open(ledger) as opened, open_output(output) as write:
        told = opened.trace_told(id)
        for chunk in _render(opened, told, chosen, View(stream=shown_on(output))):
            write(chunk)


def _render(ledger: Ledger, told: TracedThread, format: TraceFormat, view: View) -> Iterator[bytes]:
    thread, findings = told
    if format is TraceFormat.dot:
        yield render_graph(thread)
        return
    if format is TraceFormat.svg:
        yield render_picture(thread, findings)
        return
    if format is TraceFormat.text:
        yield from render_thread(thread, findings, ledger.disputing(thread), view)
        return
    row = thread_row(thread, findings)
    for one in [row] if format is TraceFormat.json else row["articles"]:
        yield encode(one) + b"\n"
