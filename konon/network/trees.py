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
        ways = np.stack([self.right, self.left], axis=1).astype(np.intp).ravel()  # of node n: at 2 n and 2 n + 1
        feature, flat = self.feature.astype(np.intp), np.ascontiguousarray(rows).ravel()
        at = np.repeat(self.roots[None, :].astype(np.intp), len(rows), axis=0)
        before = np.arange(len(rows))[:, None] * rows.shape[1]  # numbers before each row's first
        while True:
            asked = flat.take(feature.take(at) + before)
            down = ways.take(2 * at + (asked <= self.threshold.take(at)))
            if np.array_equal(down, at):
                return np.asarray(self.value.take(at).sum(axis=1) + self.bias[0], np.float32)
            at = down

    def chances(self, rows: Floats) -> Floats:
        """(rows,): the chance of each."""
        return np.asarray(1 / (1 + np.exp(-self.odds(rows))), np.float32) if len(rows) else np.zeros(0, np.float32)
