"""Inputs as typed -> the same, once it is clear that there are any."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from konon.cli.messages import report
from konon.errors import UsageError
from konon.pages import read_list


def check_inputs(inputs: Sequence[str] | None, command: str, lists: Sequence[Path] | None = None) -> Sequence[str]:
    """With those that `lists` name; what is piped in where nothing is named. UsageError where there is none.

    Who sits at a terminal that is to be read learns how to end.
    """
    inputs = [*(inputs or ()), *(given for path in lists or () for given in read_list(str(path)))]
    if not inputs and _is_piped():
        inputs = ["-"]
    if not inputs:
        remedy = f"give a file, folder, URL or - (see konon {command} --help)"
        raise UsageError(f"nothing to {command}", remedy=remedy)
    if "-" in inputs and sys.stdin is not None and sys.stdin.isatty():
        report("konon: reading from the keyboard; end with Ctrl-D")
    return inputs


def _is_piped() -> bool:
    """Whether standard input is a pipe or a file, rather than a terminal or nothing."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)
