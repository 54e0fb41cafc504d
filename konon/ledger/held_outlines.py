"""Outlines of traced sayings in memory, so that a run reads each of them once: a new one meets up to a hundred."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.ledger.vectors import SIGNS, SIZES, Packed
from konon.tracing.first_look import Numbers

PLACES: Final = 1 << 20  # 200 MB where all are taken; what was not written takes none

PackedOutlines = tuple[Numbers, Packed, NDArray[np.bool_]]  # keys of sayings, vectors, who takes something back


class HeldOutlines:
    """By the keys of sayings; of two that leave the same remainder the last is held."""

    def __init__(self) -> None:
        self._keys: Numbers = np.zeros(PLACES, np.int64)
        self._packed: Packed = np.zeros((PLACES, SIGNS + SIZES), np.uint8)
        self._withdraws: NDArray[np.bool_] = np.zeros(PLACES, np.bool_)

    def put(self, keys: Numbers, packed: Packed, withdraws: NDArray[np.bool_]) -> None:
        """In the place of what had theirs before."""
        places = keys % PLACES
        self._keys[places], self._packed[places], self._withdraws[places] = keys, packed, withdraws

    def has(self, keys: Numbers) -> NDArray[np.bool_]:
        """Of each whether it is here."""
        return np.asarray(self._keys[keys % PLACES] == keys, np.bool_)

    def take(self, keys: Numbers) -> PackedOutlines:
        """Of `keys` that are here."""
        places = keys % PLACES
        return keys, self._packed[places], self._withdraws[places]
