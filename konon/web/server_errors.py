"""An error of the server -> a line on its own terminal: no client hears more than that there was one."""

from __future__ import annotations

import os
import sys
import traceback

SHOW_TRACEBACKS = "KONON_TRACEBACK"  # an environment variable, for developers


def tell_maker(error: Exception, about: str = "") -> None:
    """`about`: what it stood in the way of."""
    if os.environ.get(SHOW_TRACEBACKS):
        traceback.print_exception(error)
    parts = ("konon", about, type(error).__name__, str(error))
    line = " ".join(": ".join(part for part in parts if part).split())
    print(line[:500].encode("ascii", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201
