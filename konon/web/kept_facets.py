"""What pages counted lately, kept while the ledger stays as it is: turning a page counts nothing again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Any, TypeVar

from konon.ledger import Facets, Ledger, Query

KEPT = 200  # answers, the last asked; most some kilobytes, a page of edits more
Made = TypeVar("Made")
MOST_NUMBERS = 50_000


class KeptFacets:
    """Of one ledger, for all threads of a site."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state = ""
        self._numbers: dict[int, int] = {}
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def count(self, ledger: Ledger, query: Query, top: int) -> Facets:
        """As `Ledger.facets`."""
        return self.keep(ledger, (query, top), lambda: ledger.facets(query, top=top))

    def keep(self, ledger: Ledger, asked: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives. Two who ask the same at once both make it; whoever asks next does not."""
        key = (ledger.state(), asked)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                known: Made = self._kept[key]
                return known
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def numbers(
        self, ledger: Ledger, keys: Collection[int], count: Callable[[Collection[int]], dict[int, int]]
    ) -> dict[int, int]:
        """What `count` gives of each key; it is asked for those alone that are not kept."""
        state = ledger.state()
        with self._lock:
            if self._state != state or len(self._numbers) > MOST_NUMBERS:
                self._state, self._numbers = state, {}
            known = {key: self._numbers[key] for key in keys if key in self._numbers}
        missing = [key for key in keys if key not in known]
        fresh = dict.fromkeys(missing, 0) | count(missing) if missing else {}
        with self._lock:
            if self._state == state:
                self._numbers |= fresh
        return {key: number for key, number in (known | fresh).items() if number}
