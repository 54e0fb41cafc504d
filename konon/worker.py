"""The other end of a workforce: tasks from standard input -> what is made of each, to standard output."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, Final, Literal

from konon.collecting import collect_seldom
from konon.lazy import load

Told = Literal["ready", "begun", "done", "raised"]
GIVE_UP: Final = 1  # exit code where the one who gives the tasks is gone


@dataclass(frozen=True, slots=True)
class Word:
    """What a worker says: that it is ready, has begun a task, what it made of it, or what ended it."""

    told: Told
    value: Any = None


def main() -> None:
    """Work until standard input ends. The first thing in it is the place of what makes the work, and its arguments."""
    for one in (signal.SIGINT, signal.SIGTERM):  # they go to all; the one who gives the tasks ends the rest
        signal.signal(one, signal.SIG_IGN)
    tasks, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    collect_seldom()
    os.dup2(2, 1)  # whatever a library prints must not get among the results
    try:
        place, given = pickle.load(tasks)
        work = load(place)(*given)
        _say(results, Word("ready"))
        waiting: SimpleQueue[Any] = SimpleQueue()
        Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
        while True:
            task = waiting.get()
            _say(results, Word("begun"))
            _say(results, Word("done", work(task)))
    except EOFError:
        os._exit(0)
    except BrokenPipeError:
        os._exit(GIVE_UP)
    except Exception as error:  # it ends the run, where it was asked for
        _say(results, Word("raised", error))
        os._exit(GIVE_UP)


def _say(results: BinaryIO, word: Word) -> None:
    results.write(pickle.dumps(word, pickle.HIGHEST_PROTOCOL))
    results.flush()


def _listen(tasks: BinaryIO, waiting: SimpleQueue[Any]) -> None:
    """Into `waiting` at once, so that nobody waits to hand a task over; where they end, so does the process."""
    try:
        while True:
            waiting.put(pickle.load(tasks))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)
