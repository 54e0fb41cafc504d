"""A progress bar with rate and time left, on stderr, only where that is a terminal and inputs are many."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from konon.cli import STOPPED
from konon.cli.messages import report
from konon.lazy import load
from konon.views.wording import count_of

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


GOES_ON = "; the same command goes on from there"


class Bar:
    """Use as a context; `step` after each input, `hidden` around whatever else goes to the terminal."""

    def __init__(self, total: int | None, *, wanted: bool = True, doing: str = "Reading") -> None:
        many = total is None or total > 1
        self.total, self.count, self._doing = total, 0, doing
        self._shown = wanted and many and sys.stderr is not None and sys.stderr.isatty()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        if self._shown:
            progress: Progress = load("konon.cli.columns:make_progress")()
            self._task = progress.add_task(self._doing, total=self.total)
            progress.start()
            self._progress = progress
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress:
            self._progress.stop()

    def step(self, count: int = 1, *, known: bool = False) -> None:
        """So many more are done; what was `known` before cost no time and counts neither for rate nor time left."""
        self.count += count
        if not self._progress or self._task is None:
            return
        if known:
            self._progress.tasks[0].completed += count
        else:
            self._progress.advance(self._task, count)

    @contextmanager
    def interruptible(self, remedy: str = "", *, thing: str = "input") -> Iterator[None]:
        """Ctrl-C or SIGTERM inside says how far it got, where there is more than one `thing`."""
        try:
            yield
        except STOPPED:
            if self.total != 1:
                of = f"of {self.total:,} {thing}s" if self.total else count_of(self.count, thing).partition(" ")[2]
                with self.hidden():
                    report(f"konon: stopped after {self.count:,} {of}{remedy}")
            raise

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar away while something else is written."""
        if not self._progress:
            yield
            return
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


def add_up(counts: Iterable[int], doing: str, *, quiet: bool) -> int:
    """The sum of the claims that are done step by step, with a bar meanwhile."""
    total = 0
    with Bar(None, wanted=not quiet, doing=doing) as bar, bar.interruptible(GOES_ON, thing="claim"):
        for count in counts:
            total += count
            bar.step(count)
    return total
