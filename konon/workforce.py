"""Tasks -> what worker processes make of them, in the tasks' order; a worker that dies costs its one task.

A worker is a Python of its own that runs `konon/worker.py`, so that a program which reads with several needs no guard
around its main part. It has no more than `ahead` tasks at a time, and what waits for its turn is bounded too.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, Self

from konon.errors import InstallError
from konon.worker import Word

AHEAD: Final = 2  # tasks of a worker: the one it works at, and the next
WINDOW: Final = 16  # tasks for each worker that are out or wait for an earlier one
WINDOW_BYTES: Final = 64_000_000  # of them all together, where more than one is out
START: Final = "import sys; sys.path[:] = sys.argv[1:]; from konon.worker import main; main()"
# Workers share the cores, so each computes in one thread.
ALONE: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True)
class Done:
    """Among the tasks: nothing to do, but its turn is kept."""

    value: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a result: the worker ended at this task. `signal` is None where it ended by itself."""

    signal: int | None
    code: int

    @property
    def why(self) -> str:
        """In words, without the task's name."""
        if self.signal == getattr(signal, "SIGXCPU", -1):
            return "takes too long to read and was given up; look whether it is a news page"
        how = f"was killed by signal {self.signal}" if self.signal else f"ended with exit code {self.code}"
        return f"the process that read it {how}; the memory may be too small for so many (--jobs)"


@dataclass(eq=False, slots=True)
class _Turn:
    """A task in its order, and what came of it."""

    task: Any
    size: int
    result: Any = None
    is_done: bool = False

    def finish(self, result: Any) -> None:
        self.result, self.is_done = result, True


@dataclass(eq=False, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    listener: Thread
    turns: deque[_Turn] = field(default_factory=deque)  # given to it, the oldest first
    is_ready: bool = False
    has_begun: bool = False  # the oldest
    ever_began: bool = False


class Workforce:
    """Up to `jobs` processes, each of which calls `load(maker)(*given)` once, and what that returns for each task.

    Use it as a context; they are started when they are needed and gone when it ends, however it ends. `ahead`: tasks of
    one of them, more where each is small and whoever makes them takes long between two.
    """

    def __init__(self, maker: str, given: tuple[Any, ...] = (), *, jobs: int, ahead: int = AHEAD) -> None:
        self._first, self._jobs, self._ahead = (maker, given), max(jobs, 1), ahead
        self._heard: SimpleQueue[tuple[_Worker, Word | None]] = SimpleQueue()  # None: it is gone
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _bury(worker)
        self._workers.clear()

    def warm(self) -> None:
        """Start one of them before there is a task."""
        if not self._workers:
            self._start()

    def map(self, tasks: Iterable[Any], *, is_full: Callable[[], bool] = lambda: False) -> Iterator[tuple[Any, Any]]:
        """Each task with its result, or Lost, in order; a Done with its value.

        What a worker raises is raised here. A task has a `body`, whose length bounds how many may wait. While `is_full`
        no further task is asked for, unless none is out.
        """
        turns: deque[_Turn] = deque()
        for task in tasks:
            turn = _Turn(task, len(getattr(task, "body", b"")))
            turns.append(turn)
            if isinstance(task, Done):
                turn.finish(task.value)
            else:
                self._give(turn)
            yield from _take_done(turns)
            while turns and (self._is_enough(turns) or is_full()):
                self._hear()
                yield from _take_done(turns)
        while turns:
            self._hear()
            yield from _take_done(turns)

    def _is_enough(self, turns: deque[_Turn]) -> bool:
        size = sum(turn.size for turn in turns)
        return len(turns) >= WINDOW * self._jobs or (len(turns) > 1 and size > WINDOW_BYTES)

    def _give(self, turn: _Turn) -> None:
        """To the worker with the fewest tasks, when one has room."""
        while (worker := self._find_room()) is None:
            self._hear()
        self._send(worker, turn)

    def _find_room(self) -> _Worker | None:
        least = min(self._workers, key=lambda worker: len(worker.turns), default=None)
        if (least is None or least.turns) and len(self._workers) < self._jobs:
            return self._start()
        return least if least and len(least.turns) < self._ahead else None

    def _send(self, worker: _Worker, turn: _Turn) -> None:
        worker.turns.append(turn)
        with suppress(OSError):  # it is dead, which is heard next
            _write(worker.process, turn.task)

    def _start(self) -> _Worker:
        if not sys.executable:
            raise InstallError("no Python is known to start workers with", remedy="read with jobs=1")
        command = [sys.executable, "-c", START, *sys.path]
        with _deaf_child():
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **ALONE}
            )
        worker = _Worker(process, Thread(daemon=True))
        worker.listener = Thread(target=self._listen, args=(worker,), daemon=True)
        self._workers.append(worker)
        worker.listener.start()
        with suppress(OSError):
            _write(process, self._first)
        return worker

    def _listen(self, worker: _Worker) -> None:
        stream = worker.process.stdout
        try:
            while True:
                self._heard.put((worker, pickle.load(stream)))  # type: ignore[arg-type]  # there is one
        except Exception:  # it died, perhaps amid a word, of which anything may be left
            self._heard.put((worker, None))

    def _hear(self) -> None:
        """Wait for a word and act on it."""
        worker, word = self._heard.get()
        if word is None:
            self._replace(worker)
        elif word.told == "raised":
            raise word.value
        elif word.told == "ready":
            worker.is_ready = True
        elif word.told == "begun":
            worker.has_begun = worker.ever_began = True
        else:
            worker.has_begun = False
            worker.turns.popleft().finish(word.value)

    def _replace(self, worker: _Worker) -> None:
        """Its task is lost and not tried again; what it had not begun, another does."""
        self._workers.remove(worker)
        _bury(worker)
        code = worker.process.returncode
        if not worker.is_ready:
            remedy = "try fewer --jobs, for which the memory is enough"
            raise InstallError(f"a worker process ended at its start (exit code {code})", remedy=remedy)
        if worker.turns and (worker.has_begun or not worker.ever_began):
            worker.turns.popleft().finish(Lost(-code if code < 0 else None, code))
        for turn in worker.turns:
            self._give(turn)


def count_cores() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _take_done(turns: deque[_Turn]) -> Iterator[tuple[Any, Any]]:
    while turns and turns[0].is_done:
        turn = turns.popleft()
        yield turn.task, turn.result


def _write(process: subprocess.Popen[bytes], task: Any) -> None:
    stream = process.stdin
    if stream is None:
        return
    stream.write(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
    stream.flush()


def _bury(worker: _Worker) -> None:
    """Wait for its end and close what led to it; it was killed, or is gone by itself."""
    worker.process.kill()
    worker.process.wait()
    worker.listener.join()
    for stream in (worker.process.stdin, worker.process.stdout):
        if stream is not None:
            with suppress(OSError):  # what could not be written any more
                stream.close()


@contextmanager
def _deaf_child() -> Iterator[None]:
    """A child that is started here hears neither Ctrl-C nor SIGTERM, not even while Python starts in it.

    Both may come to all of them at once; whoever started it ends it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
