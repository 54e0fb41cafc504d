"""A forest of decision trees -> log odds. The arrays hold all nodes of all trees, one after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from konon.network.loading import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Boosted trees; a leaf points to itself."""

    roots: NDArray[np.int32]  # (trees,)
    feature: NDArray[np.int32]  # (nodes,) which number is asked about
    threshold: NDArray[np.float64]  # (nodes,) up to which the left way is taken
    left: NDArray[np.int32]  # (nodes,)
    right: NDArray[np.int32]  # (nodes,)
    value: Floats  # (nodes,) of leaves, 0 elsewhere
    bias: Floats  # (1,)

    def odds(self, rows: Floats) -> Floats:
        """(rows,): the log odds of each."""
        at = np.repeat(self.roots[None, :], len(rows), axis=0)
        each = np.arange(len(rows))[:, None]
        while True:
            down = np.where(rows[each, self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
            if np.array_equal(down, at):
                return np.asarray(self.value[at].sum(axis=1) + self.bias[0], np.float32)
            at = down

    def chances(self, rows: Floats) -> Floats:
        """(rows,): the chance of each."""
        return np.asarray(1 / (1 + np.exp(-self.odds(rows))), np.float32) if len(rows) else np.zeros(0, np.float32)
