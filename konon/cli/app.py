"""The commands of `konon`: which there are, and which file is imported when one is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from konon import __version__
from konon.cli.plain_command import PlainCommand
from konon.cli.verbose import VerboseOption, start_logging, with_verbose
from konon.lazy import load

ROOM = "konon.cli.commands"
COMMANDS = {  # name: where its function is, its line in `konon --help`
    "read": (f"{ROOM}.read:read", "Read news pages: who says what."),
    "demo": (f"{ROOM}.demo:demo", "Read the sample pages that come along."),
    "add": (f"{ROOM}.add:add", "Read pages into a ledger."),
    "reread": (f"{ROOM}.reread:reread", "Read a ledger's pages again with a newer reader."),
    "watch": (f"{ROOM}.watch:watch", "Look for new pages and edits, again and again."),
    "edits": (f"{ROOM}.show_edits:edits", "Tell what pages changed, claim by claim."),
    "alert": (f"{ROOM}.alert:alert", "Be told of claims, sources, denials and edits."),
    "batch": (f"{ROOM}.batch:batch", "Read whole collections to Parquet, here or on a cluster."),
    "search": (f"{ROOM}.search:search", "Find claims in a ledger."),
    "info": (f"{ROOM}.info:info", "Say what is in a ledger: how much, since when, whose."),
    "outlets": (f"{ROOM}.list_outlets:outlets", "List outlets with how many claims each has."),
    "compare": (f"{ROOM}.compare:compare", "Compare two versions of a statement."),
    "check": (f"{ROOM}.check:check", "Check a quotation: verbatim, altered, whose it is."),
    "trace": (f"{ROOM}.trace:trace", "Follow one statement: who had it first, who from whom, what changed."),
    "threads": (f"{ROOM}.show_threads:threads", "List statements by outlets, sources and changes."),
    "disputes": (f"{ROOM}.show_disputes:disputes", "List who asserts what others deny, and who took words back."),
    "link": (f"{ROOM}.link_claims:link", "Link claims that were not linked yet."),
    "links": (f"{ROOM}.show_links:links", "Show all links, one a line."),
    "judge": (f"{ROOM}.judge:judge", "Say how two claims relate; a person's word outranks the program's."),
    "correct": (f"{ROOM}.correct:correct", "Correct a claim, or add one that was missed; it can be undone."),
    "embed": (f"{ROOM}.embed:embed", "Make a ledger searchable by meaning."),
    "show": (f"{ROOM}.show:show_claim", "Show one claim in its place."),
    "export": (f"{ROOM}.export:export", "Write claims in other programs' formats."),
    "bundle": (f"{ROOM}.bundle:bundle", "Pack claims and their pages as evidence."),
    "check-ledger": (f"{ROOM}.check_ledger:check_ledger", "Say whether a ledger is sound; save what is whole."),
    "backup": (f"{ROOM}.backup:backup", "Copy a ledger, also while others write."),
    "merge": (f"{ROOM}.merge:merge", "Take other ledgers into this one."),
    "erase": (f"{ROOM}.erase:erase", "Take an article out for good."),
    "serve": (f"{ROOM}.serve:serve", "Show a ledger in the browser."),
    "users": (f"{ROOM}.users:users", "Say who may use a ledger that several share."),
    "mcp": (f"{ROOM}.assistants:mcp", "Serve a ledger to assistants, read-only."),
    "schema": (f"{ROOM}.contract_schema:schema", "Print the output contract as JSON Schema."),
    "eval": (f"{ROOM}.evaluate:evaluate", "Score predictions against gold."),
    "sample": (f"{ROOM}.sample:sample", "Draw claims to check by hand."),
    "speakers": (f"{ROOM}.speakers:speakers", "Show, merge and split speakers: who is who, and why."),
}


class LazyGroup(TyperGroup):
    """Imports a command's file when that command is called or its help asked for, and no other."""

    names = tuple(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in _MADE:
            _MADE[cmd_name] = _make_command(cmd_name, load(COMMANDS[cmd_name][0]))
        return _MADE[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """By the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


_MADE: dict[str, Any] = {}


def _make_command(name: str, found: Callable[..., None] | typer.Typer) -> Any:
    if isinstance(found, typer.Typer):
        for one in found.registered_commands:
            one.callback = with_verbose(one.callback) if one.callback else None
        return get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=PlainCommand)(with_verbose(found))
    return get_command(alone)


app = typer.Typer(
    name="konon",
    cls=LazyGroup,
    help="Who says what in the news, in what words, through whom, how sure. In Indonesian and English.",
    epilog="Start with: konon demo",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    verbose: VerboseOption = False,
) -> None:
    """Who says what in the news, in what words, through whom, how sure. In Indonesian and English."""
    if version:
        typer.echo(f"konon {__version__}")
        raise typer.Exit
    if verbose:
        start_logging()
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit
