"""Workers that tell that they live -> a run that ends in bounded time where none does, whatever an engine waits for.

A worker writes a small file while it works, once a minute; it ends where who started it has ended. What comes is taken
from a thread of its own; where neither a result nor a sign comes for `SILENT` seconds, nothing more will. Seconds are
counted while the run waits, so that a machine that slept is not taken for workers that died.
"""

from __future__ import annotations

import contextlib
import os
import platform
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from konon.batch.places import Folder
from konon.errors import FileError, KononError

ALIVE = "_work/alive"
EVERY = 60.0  # seconds
SILENT = 900.0  # a step of a page that lets nothing else run is given up long before
LOOK = 5.0
ORPHANED = 1.0  # seconds between two looks whether the parent is there
ORPHAN = 1  # exit code

T = TypeVar("T")


class SilenceError(KononError):
    """No worker has been heard of; what was done is kept."""


@contextlib.contextmanager
def living(folder: Folder) -> Iterator[None]:
    """A sign now and then, as long as this lasts."""
    ended = threading.Event()
    thread = threading.Thread(target=_tell, args=(folder, ended), name="sign of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _tell(folder: Folder, ended: threading.Event) -> None:
    name, count, parent = f"{ALIVE}/{platform.node()}-{os.getpid()}", 0, os.getppid()
    told = time.monotonic()
    while not ended.wait(min(EVERY, ORPHANED)):
        if os.getppid() != parent:
            os._exit(ORPHAN)  # what it makes would be made again
        if time.monotonic() - told >= EVERY:
            told, count = time.monotonic(), count + 1
            with contextlib.suppress(FileError):  # a full disk is told by what the work cannot write
                folder.write(name, b"+" * (count % 1000 + 1))


@dataclass(frozen=True, slots=True)
class _Came(Generic[T]):
    """A result, or what ended them: an error, or None at the end."""

    result: T | None = None
    ended: bool = False
    error: Exception | None = None


def signs_in(folder: Folder) -> dict[str, tuple[int, int]]:
    """None where the store does not answer: a listing that fails is no worker that died."""
    with contextlib.suppress(OSError):
        return folder.stamps(ALIVE)
    return {}


def heard(results: Iterator[T], folder: Folder) -> Iterator[T]:
    """The same results. SilenceError where neither one of them nor a sign comes for too long."""
    came: queue.SimpleQueue[_Came[T]] = queue.SimpleQueue()
    enough = threading.Event()
    thread = threading.Thread(target=_fetch, args=(results, came.put, enough), name="results", daemon=True)
    thread.start()
    try:
        while not (one := _next(came, folder)).ended:
            yield one.result  # type: ignore[misc]  # what has not ended is a result
        if one.error:
            raise one.error
    finally:
        enough.set()


def _fetch(results: Iterator[T], put: Callable[[_Came[T]], None], enough: threading.Event) -> None:
    try:
        for result in results:
            put(_Came(result))
            if enough.is_set():
                return
        put(_Came(ended=True))
    except Exception as error:  # it is raised again where the results are taken
        put(_Came(ended=True, error=error))


def do_apart(work: Callable[[], T]) -> T:
    """What `work` returns or raises, done in a thread of its own: an engine that computes hears no signal."""

    def once() -> Iterator[T]:
        yield work()

    came: queue.SimpleQueue[_Came[T]] = queue.SimpleQueue()
    threading.Thread(target=_fetch, args=(once(), came.put, threading.Event()), name="apart", daemon=True).start()
    one = came.get()
    if one.error:
        raise one.error
    return one.result  # type: ignore[return-value]  # what is no error is a result


def _next(came: queue.SimpleQueue[_Came[T]], folder: Folder) -> _Came[T]:
    silent, signs = 0.0, signs_in(folder)
    while True:
        try:
            return came.get(timeout=LOOK)
        except queue.Empty:
            silent, before, signs = silent + LOOK, signs, signs_in(folder)
            if signs != before:
                silent = 0.0
            if silent >= SILENT:
                why = f"no worker has been heard of for {SILENT / 60:.0f} minutes"
                remedy = "look whether the machines are well; the same command goes on where it stopped"
                raise SilenceError(why, remedy=remedy) from None
