"""What was found -> the same, counted on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Found = TypeVar("Found")


class Count:
    """How many went through; final only once they were all taken."""

    def __init__(self) -> None:
        self.found = 0

    def through(self, findings: Iterable[Found]) -> Iterator[Found]:
        """One at a time."""
        for finding in findings:
            self.found += 1
            yield finding
