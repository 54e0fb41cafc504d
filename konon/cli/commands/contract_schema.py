"""`konon schema`: the output contract as JSON Schema."""

from __future__ import annotations

import json

import typer

from konon.contract import contract_schema


def schema() -> None:
    """Print the JSON Schema of a line of konon read --format jsonl, with its version.

    For programs that check what they take in, or make types of it.
    """
    typer.echo(json.dumps(contract_schema(), indent=2, ensure_ascii=False))
