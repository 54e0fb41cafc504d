"""Inputs as typed -> the same, once it is clear that there are any."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from konon.cli.messages import report
from konon.errors import UsageError


def check_inputs(inputs: Sequence[str] | None, command: str) -> Sequence[str]:
    """UsageError where there is none; who sits at a terminal that is to be read learns how to end."""
    if not inputs:
        remedy = f"give a file, folder, URL or - (see konon {command} --help)"
        raise UsageError(f"nothing to {command}", remedy=remedy)
    if "-" in inputs and sys.stdin is not None and sys.stdin.isatty():
        report("konon: reading from the keyboard; end with Ctrl-D")
    return inputs
