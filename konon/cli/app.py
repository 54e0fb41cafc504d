"""The commands of `konon`, one file each; this one lists them."""

from __future__ import annotations

from typing import Annotated

import typer

from konon import __version__
from konon.cli.add import add
from konon.cli.assistants import mcp
from konon.cli.bundle import bundle
from konon.cli.claim import show_claim
from konon.cli.demo import demo
from konon.cli.evaluate import evaluate
from konon.cli.export import export
from konon.cli.read import read
from konon.cli.search import search
from konon.cli.speakers import speakers

app = typer.Typer(
    name="konon",
    help="Who says what in the news, in what words, through whom, how sure. In Indonesian and English.",
    epilog="Start with: konon demo",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("read")(read)
app.command("demo")(demo)
app.command("add")(add)
app.command("search")(search)
app.command("show")(show_claim)
app.command("export")(export)
app.command("bundle")(bundle)
app.command("mcp")(mcp)
app.add_typer(speakers, name="speakers")
app.command("eval")(evaluate)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Who says what in the news, in what words, through whom, how sure. In Indonesian and English."""
    if version:
        typer.echo(f"konon {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit
