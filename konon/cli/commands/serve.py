"""`konon serve`: a ledger in the browser, on this machine alone or for a team."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from typing import Annotated

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption
from konon.web import serving
from konon.web.sharing import RATE, Sharing


def serve(
    *,
    ledger: LedgerOption = LEDGER,
    port: Annotated[int, typer.Option("--port", "-p", metavar="N", help="0: any free one.")] = serving.PORT,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Of this machine alone, 127.0.0.1 or ::1; with --share any."),
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    share: Annotated[
        bool, typer.Option("--share", help="For a team: whoever has an account of konon users signs in.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="By which it is asked, as berita.example.", show_default=False),
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe a proxy of yours, such as Caddy, who asks.")
    ] = False,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-origin", metavar="ORIGIN", help="A site whose pages may read the API.", show_default=False
        ),
    ] = None,
    rate: Annotated[
        int, typer.Option("--rate", metavar="N", min=0, help="What a program may ask a minute; 0: any number.")
    ] = RATE,
    add_by_proxy: Annotated[
        bool, typer.Option("--add-by-proxy", help="Fetch what is typed under Add through HTTP_PROXY and HTTPS_PROXY.")
    ] = False,
    log: Annotated[bool, typer.Option("--log", help="A line on stderr a request, without its words.")] = False,
) -> None:
    """Show a ledger in the browser: search, articles, claims, speakers, outlets. Ctrl-C ends it.

    What people correct and add there is written to it, where it may be written. Without --share no other machine can
    reach it.
    """
    sharing = Sharing(share=share, names=name or (), behind_proxy=behind_proxy, origins=allow_origin or (), rate=rate)
    serving.serve(
        ledger,
        host=host,
        port=port,
        ready=_make_ready(open_browser, "those who have an account" if share else "this machine alone"),
        note=lambda line: report(f"konon: {line}"),
        log=report if log else None,
        sharing=sharing,
        add_by_proxy=add_by_proxy,
    )


def _make_ready(open_browser: bool, whom: str) -> Callable[[str, str], None]:
    def ready(name: str, address: str) -> None:
        typer.echo(f"{name} is at {address} for {whom}; Ctrl-C ends it")
        if open_browser and not webbrowser.open(address):
            report("konon: no browser was found; open the address yourself")

    return ready
