"""A progress bar with rate and time left, on stderr, only where that is a terminal and inputs are many."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from konon.lazy import load

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Use as a context; `step` after each input, `hidden` around whatever else goes to the terminal."""

    def __init__(self, total: int | None, *, wanted: bool = True) -> None:
        many = total is None or total > 1
        self._total = total
        self._shown = wanted and many and sys.stderr is not None and sys.stderr.isatty()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        if self._shown:
            progress: Progress = load("konon.cli.columns:make_progress")()
            self._task = progress.add_task("Reading", total=self._total)
            progress.start()
            self._progress = progress
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress:
            self._progress.stop()

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        if self._progress and self._task is not None:
            self._progress.advance(self._task, count)

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


def add_up(counts: Iterable[int], *, quiet: bool) -> int:
    """The sum of what is done step by step, with a bar meanwhile."""
    total = 0
    with Bar(None, wanted=not quiet) as bar:
        for count in counts:
            total += count
            bar.step(count)
    return total
