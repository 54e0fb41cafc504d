"""The commands of `konon`, one file each; this one lists them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from konon import __version__
from konon.cli.commands.add import add
from konon.cli.commands.assistants import mcp
from konon.cli.commands.bundle import bundle
from konon.cli.commands.demo import demo
from konon.cli.commands.embed import embed
from konon.cli.commands.erase import erase
from konon.cli.commands.evaluate import evaluate
from konon.cli.commands.export import export
from konon.cli.commands.read import read
from konon.cli.commands.search import search
from konon.cli.commands.show import show_claim
from konon.cli.commands.speakers import speakers


class PlainCommand(TyperCommand):
    """Its help names arguments as its usage line does, without the types they have in Python."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then options."""
        for kind, title in (("argument", "Arguments"), ("option", "Options")):
            params = (param for param in self.get_params(ctx) if param.param_type_name == kind)
            records = [record for param in params if (record := param.get_help_record(ctx))]
            if kind == "argument":
                records = [(name.partition(" ")[0], told) for name, told in records]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


app = typer.Typer(
    name="konon",
    help="Who says what in the news, in what words, through whom, how sure. In Indonesian and English.",
    epilog="Start with: konon demo",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("read", cls=PlainCommand, short_help="Read news pages: who says what.")(read)
app.command("demo", cls=PlainCommand, short_help="Read the sample pages that come along.")(demo)
app.command("add", cls=PlainCommand, short_help="Read pages into a ledger.")(add)
app.command("search", cls=PlainCommand, short_help="Find claims in a ledger.")(search)
app.command("embed", cls=PlainCommand, short_help="Make a ledger searchable by meaning.")(embed)
app.command("show", cls=PlainCommand, short_help="Show one claim in its place.")(show_claim)
app.command("export", cls=PlainCommand, short_help="Hand claims on in other formats.")(export)
app.command("bundle", cls=PlainCommand, short_help="Pack claims and their pages as evidence.")(bundle)
app.command("erase", cls=PlainCommand, short_help="Take an article out for good.")(erase)
app.command("mcp", cls=PlainCommand, short_help="Serve a ledger to assistants, read-only.")(mcp)
app.add_typer(speakers, name="speakers")
app.command("eval", cls=PlainCommand, short_help="Score predictions against gold.")(evaluate)


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
