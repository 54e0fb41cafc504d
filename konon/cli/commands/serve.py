"""`konon serve`: a ledger in the browser, on this machine alone."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from typing import Annotated

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption
from konon.web import serving


def serve(
    *,
    ledger: LedgerOption = LEDGER,
    port: Annotated[int, typer.Option("--port", "-p", metavar="N", help="0: any free one.")] = serving.PORT,
    host: Annotated[
        str, typer.Option("--host", metavar="NAME", help="Of this machine alone: 127.0.0.1, ::1.")
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    log: Annotated[bool, typer.Option("--log", help="A line on stderr a request, without its words.")] = False,
) -> None:
    """Show a ledger in the browser: search, articles, claims, speakers, outlets. Ctrl-C ends it.

    What people correct and add there is written to it, where it may be written. No other machine can reach it.
    """
    serving.serve(
        ledger,
        host=host,
        port=port,
        ready=_make_ready(open_browser),
        note=lambda line: report(f"konon: {line}"),
        log=report if log else None,
    )


def _make_ready(open_browser: bool) -> Callable[[str, str], None]:
    def ready(name: str, address: str) -> None:
        typer.echo(f"{name} is at {address} for this machine alone; Ctrl-C ends it")
        if open_browser and not webbrowser.open(address):
            report("konon: no browser was found; open the address yourself")

    return ready
