"""Keys or names -> as many as go into one question to a database, again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

AT_ONCE = 500


def in_chunks(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Lists of `size`, the last one shorter; none where there are no items."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
