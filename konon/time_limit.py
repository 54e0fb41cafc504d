"""A bound on the processor time that one page may take, by its size, so that a page made to be slow holds up no other.

An ordinary page takes a hundredth of it. The bound is there where signals are: in the main thread, on Unix. A process
that does nothing but read has a second one, which ends it where a library written in C never returns to Python.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import FrameType

if find_spec("resource"):  # on Unix
    import resource

LEAST = 60.0  # seconds of processor time
EACH_KB = 0.5  # more for each 1,000 bytes of the page
GRACE = 30.0  # seconds more until the process is ended


class TimeIsOverError(BaseException):
    """The bound was reached; no step on the way may take it for an error of its own."""


def time_for(size: int) -> float:
    """Seconds of processor time for a page of `size` bytes."""
    return LEAST + EACH_KB * size / 1000


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """TimeIsOverError inside, once the process has computed for so long; no bound where there can be none."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before or signal.SIG_DFL)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise TimeIsOverError


def die_after(seconds: float) -> None:
    """SIGXCPU ends the process once it has computed for `GRACE` seconds more than these; the last call counts."""
    if not find_spec("resource"):
        return
    most = int(time.process_time() + seconds + GRACE) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
