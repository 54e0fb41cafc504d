"""Facets that were counted lately, kept while the ledger stays as it is: turning a page counts nothing again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from konon.ledger import Facets, Ledger, Query

KEPT = 200  # questions, the last asked; some kilobytes each


class KeptFacets:
    """Of one ledger, for all threads of a site."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, Query, int], Facets] = OrderedDict()

    def count(self, ledger: Ledger, query: Query, top: int) -> Facets:
        """As `Ledger.facets`. Two who ask the same at once both count; whoever asks next does not."""
        key = (ledger.state(), query, top)
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        found = ledger.facets(query, top=top)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
