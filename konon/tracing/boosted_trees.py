"""Boosted decision trees as plain arrays: features -> the probability of each class, without the program that grew them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from konon.network.loading import Floats

DEEPEST = 32  # steps from a root to a leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostedTrees:
    """All nodes of all trees in one row of arrays; a leaf's `left` is itself."""

    feature: NDArray[np.int16]  # (nodes,)
    threshold: Floats  # (nodes,), up to which it goes left
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats  # (nodes,), of a leaf
    roots: NDArray[np.int32]  # (trees,)
    classes: NDArray[np.int16]  # (trees,), which class a tree speaks of
    start: Floats  # (classes,), before any tree

    def probabilities(self, features: Floats) -> Floats:
        """(rows, features) -> (rows, classes), each row of sum 1."""
        at = np.tile(self.roots, (len(features), 1))  # (rows, trees)
        rows = np.arange(len(features))[:, None]
        for _ in range(DEEPEST):
            goes_left = features[rows, self.feature[at]] <= self.threshold[at]
            after = np.where(goes_left, self.left[at], self.right[at])
            if (after == at).all():
                break
            at = after
        scores = np.tile(self.start, (len(features), 1))
        values = self.value[at]
        for one in range(len(self.start)):
            scores[:, one] += values[:, self.classes == one].sum(1)
        odds = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(odds / odds.sum(1, keepdims=True), np.float32)
