"""Features and classes -> BoostedTrees, grown by scikit-learn and taken apart into arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from konon.network.loading import Floats
from konon.tracing.boosted_trees import BoostedTrees


def grow_trees(features: Floats, classes: NDArray[np.int64], weights: Floats, **dials: Any) -> BoostedTrees:
    """`classes` are 0, 1, ... three or more; of each there is a row at least."""
    grown = HistGradientBoostingClassifier(early_stopping=False, **dials).fit(features, classes, sample_weight=weights)
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    roots, owners, size = [], [], 0
    for round_of_trees in grown._predictors:
        for owner, tree in enumerate(round_of_trees):
            nodes = tree.nodes
            own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
            parts["feature"].append(nodes["feature_idx"])
            parts["threshold"].append(nodes["num_threshold"])
            parts["left"].append(np.where(leaf, own, nodes["left"]) + size)
            parts["right"].append(np.where(leaf, own, nodes["right"]) + size)
            parts["value"].append(nodes["value"])
            roots.append(size)
            owners.append(owner)
            size += len(nodes)
    whole = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    return BoostedTrees(
        feature=whole["feature"].astype(np.int16),
        threshold=whole["threshold"].astype(np.float32),
        left=whole["left"].astype(np.int32),
        right=whole["right"].astype(np.int32),
        value=whole["value"].astype(np.float32),
        roots=np.array(roots, np.int32),
        classes=np.array(owners, np.int16),
        start=np.asarray(grown._baseline_prediction, np.float32).reshape(-1),
    )
