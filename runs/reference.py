"""Writes docs/reference/commands.md: every command of `konon` with its arguments and options, as its own help has them.

`python runs/reference.py` writes it anew; `pytest tests/cli/test_site.py` says when that is due.
"""

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from konon.cli.app import COMMANDS, app

PLACE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"
HEAD = """<!-- Made by `python runs/reference.py` from the commands' own help. -->
# Commands

`konon --help` lists commands, `konon read --help` says what one takes. [Options can stand in a file](../settings.md).

"""


def make_reference() -> str:
    """The page, whatever the environment sets."""
    with _without_settings():
        group: Any = get_command(app)
        context = typer.Context(group, info_name="konon")
        listed = [f"| [`konon {name}`](#konon-{name}) | {short} |" for name, (_, short) in COMMANDS.items()]
        shown = [part for name in COMMANDS for part in _describe(group.get_command(context, name), f"konon {name}")]
    return HEAD + "\n".join(["| command | what it does |", "|---|---|", *listed]) + "\n\n" + "\n\n".join(shown) + "\n"


def _describe(command: Any, name: str, level: int = 2) -> Iterator[str]:
    """Heading, help, usage, arguments and options; then the commands of a group."""
    context = typer.Context(command, info_name=name, help_option_names=["-h", "--help"])
    yield f"{'#' * level} {name}"
    yield inspect.cleandoc(command.help)
    yield f"```text\n{name} {' '.join(command.collect_usage_pieces(context))}\n```"
    records = [param.get_help_record(context) for param in command.get_params(context)]
    rows = [
        f"| `{_cell(left.partition(' <')[0])}` | {_cell(_choices(left) + right)} |"
        for left, right in filter(None, records)
    ]
    yield "\n".join(["| | |", "|---|---|", *rows])
    for one in getattr(command, "commands", {}).values():
        yield from _describe(one, f"{name} {one.name}", level + 1)


def _choices(left: str) -> str:
    """`--format <text|jsonl>`: what it takes; nothing where that is a Python type."""
    taken = left.partition(" <")[2].rstrip(">")
    return f"`{taken}`: " if "|" in taken else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


@contextmanager
def _without_settings() -> Iterator[None]:
    """Defaults are shown as they are where nobody set any."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("KONON_")}
    try:
        yield
    finally:
        os.environ.update(kept)


if __name__ == "__main__":
    PLACE.write_text(make_reference(), encoding="utf-8")
