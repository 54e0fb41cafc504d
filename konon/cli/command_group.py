"""Commands under one name (`konon watch add`, `konon watch list`), which alone shows what it can do."""

from __future__ import annotations

import typer


def make_group(help: str) -> typer.Typer:
    """Without commands yet."""
    group = typer.Typer(help=help, invoke_without_command=True, add_completion=False, rich_markup_mode=None)

    @group.callback(help=help)
    def list_commands(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    return group
