"""The command line: `main` is its door, and where every error ends as one line on stderr."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from konon.collecting import collect_seldom
from konon.lazy import load

INTERRUPTED, PIPE_CLOSED, TERMINATED = 130, 141, 143  # 128 + the signal, as shells count
SHOW_TRACEBACKS = "KONON_TRACEBACK"  # an environment variable, for developers


class PipeClosedError(Exception):
    """Nobody reads standard output any more. No OSError: Typer would end those in its own way."""


class TerminatedError(BaseException):
    """SIGTERM came; nothing on the way may take it for an error of its own."""


STOPPED = (KeyboardInterrupt, TerminatedError)  # how a person or a system ends a command


def main() -> None:
    """Run `konon` with the process's own arguments and end the process with the exit code."""
    signal.signal(signal.SIGTERM, _end_on_signal)
    collect_seldom()
    try:
        code = run(sys.argv[1:])
    except TerminatedError:
        code = TERMINATED
    if code in (INTERRUPTED, PIPE_CLOSED, TERMINATED):
        os._exit(code)  # a thread that still waits for a host would hold the usual exit
    sys.exit(code)


def run(args: Sequence[str]) -> int:
    """The exit code: 0 all well, 1 something failed, 2 wrongly called, 130 Ctrl-C, 141 nobody reads on."""
    try:
        # Typer takes a tenth of a second to import; Ctrl-C must be quiet then too.
        code = load("konon.cli.app:app")(args=list(args), prog_name="konon", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second one ends whatever still runs
        return INTERRUPTED
    except (PipeClosedError, BrokenPipeError):
        _forget_output()
        return PIPE_CLOSED
    except Exception as error:
        # Nothing may end in a traceback; what was not foreseen says so, and how to see more.
        if os.environ.get(SHOW_TRACEBACKS):
            raise
        return _report(error)


def _report(error: Exception) -> int:
    if isinstance(error, OSError):
        _forget_output()
    code: int = load("konon.cli.messages:report_error")(error)
    return code


def _forget_output() -> None:
    """What is still buffered cannot be written; else Python complains of it at the very end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return


def _end_on_signal(_signal: int, _frame: FrameType | None) -> None:
    raise TerminatedError  # so that half-written output is removed, workers end, and how far it got is told
