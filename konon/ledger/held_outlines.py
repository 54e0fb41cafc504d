"""Outlines of traced sayings in memory, so that a run reads each of them once: a new one meets up to a hundred."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.ledger.vectors import SIGNS, SIZES, Packed
from konon.tracing.first_look import Numbers

PLACES: Final = 1 << 20  # rows, 200 MB: where these are full they are emptied
FIRST: Final = 1 << 10
# Of as many sayings: their keys (rows,), vectors (rows, SIGNS + SIZES), who takes something back (rows,).
PackedOutlines = tuple[Numbers, Packed, NDArray[np.bool_]]


class HeldOutlines:
    """By the keys of sayings; of two that leave the same remainder one is found."""

    def __init__(self) -> None:
        self._row_at: NDArray[np.int32] = np.full(PLACES, -1, np.int32)  # of a key's remainder
        self._keys: Numbers = np.zeros(FIRST, np.int64)
        self._packed: Packed = np.zeros((FIRST, SIGNS + SIZES), np.uint8)
        self._withdraws: NDArray[np.bool_] = np.zeros(FIRST, np.bool_)
        self._count = 0

    def put(self, keys: Numbers, packed: Packed, withdraws: NDArray[np.bool_]) -> None:
        """As `PackedOutlines` says; no more than PLACES are kept."""
        keys, packed, withdraws = keys[:PLACES], packed[:PLACES], withdraws[:PLACES]
        if self._count + len(keys) > PLACES:
            self._row_at[:], self._count = -1, 0
        end = self._count + len(keys)
        self._make_room(end)
        rows = slice(self._count, end)
        self._keys[rows], self._packed[rows], self._withdraws[rows] = keys, packed, withdraws
        self._row_at[keys % PLACES] = np.arange(self._count, end)
        self._count = end

    def has(self, keys: Numbers) -> NDArray[np.bool_]:
        """Of each whether it is found."""
        rows = self._row_at[keys % PLACES]
        return np.asarray((rows >= 0) & (self._keys[rows] == keys), np.bool_)

    def take(self, keys: Numbers) -> PackedOutlines:
        """Of `keys`, all of which are found."""
        rows = self._row_at[keys % PLACES]
        return keys, self._packed[rows], self._withdraws[rows]

    def _make_room(self, end: int) -> None:
        """For so many rows: twice as many at a time, since memory that is only asked for may be taken all the same."""
        have = len(self._keys)
        if end > have:
            more = max(2 * have, end) - have
            self._keys = np.concatenate([self._keys, np.zeros(more, np.int64)])
            self._packed = np.concatenate([self._packed, np.zeros((more, SIGNS + SIZES), np.uint8)])
            self._withdraws = np.concatenate([self._withdraws, np.zeros(more, np.bool_)])
