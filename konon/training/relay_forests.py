"""Attributions beside outlets -> the forests that say what each carried: pair by pair, then the whole scene.

The second learns from what the first says of articles that it has not learned from; so figures on folds are of first
forests that knew neither the fold asked nor the fold learned from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from konon.reading.relays.holding_features import Ground, HeldPair
from konon.reading.relays.scenes import see_in_scenes
from konon.reading.text.units import Floats
from konon.training.forest_files import Tree, write_forest
from konon.training.gold_articles import FOLDS, GoldArticle
from konon.training.relay_gold import NamedRelays

TREES: dict[str, Any] = {
    "max_iter": 160, "learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 25, "l2_regularization": 5.0,
    "max_features": 0.2, "early_stopping": False,
}  # fmt: skip
SEEDS = 2  # draws of the features
Boosted = list[HistGradientBoostingClassifier]
Chances = Mapping[int, Floats]  # of the rows by their number


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """An article's pairs of attribution and outlet, as the forests learn from them."""

    article: GoldArticle
    relays: NamedRelays
    ground: Ground
    pairs: list[HeldPair]
    seen: Floats
    right: NDArray[np.bool_]


def fit_forest(seen: Sequence[Floats], right: Sequence[NDArray[np.bool_]], seeds: int = SEEDS) -> Boosted:
    """Boosted trees, some by other draws of the features."""
    rows, labels = np.concatenate(seen), np.concatenate(right)
    return [HistGradientBoostingClassifier(**TREES, random_state=seed).fit(rows, labels) for seed in range(seeds)]


def ask_forest(forests: Boosted, seen: Floats) -> Floats:
    """How likely each pair is right (pairs,)."""
    odds = np.mean([one.decision_function(seen) for one in forests], axis=0)  # as `Forest.chances` has it
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def first_forest(rows: Sequence[Rows]) -> Boosted:
    """That which sees pair by pair."""
    held = [one for one in rows if one.pairs]
    return fit_forest([one.seen for one in held], [one.right for one in held])


def cross_first(rows: Sequence[Rows], without: int | None = None) -> dict[int, Floats]:
    """The pairs of every article, but those of the fold `without`, by forests that knew neither that nor its own."""
    found: dict[int, Floats] = {}
    for fold in set(range(FOLDS)) - {without}:
        asked = [at for at, one in enumerate(rows) if one.article.fold == fold and one.pairs]
        if asked:
            forest = first_forest([one for one in rows if one.article.fold not in (fold, without)])
            found |= {at: ask_forest(forest, rows[at].seen) for at in asked}
    return found


def see_scene(one: Rows, chances: Floats) -> Floats:
    """What the second forest sees."""
    return see_in_scenes(one.ground, one.pairs, chances, one.seen)


def scene_forest(rows: Sequence[Rows], chances: Chances) -> Boosted:
    """The second; `chances` by first forests that had not learned from the article."""
    return fit_forest([see_scene(rows[at], chances[at]) for at in chances], [rows[at].right for at in chances])


def cross_scenes(rows: Sequence[Rows]) -> list[list[float]]:
    """The chance of every pair by both forests, neither of which has learned from the article's fold."""
    found: list[list[float]] = [[] for _ in rows]
    for fold in range(FOLDS):
        asked = [at for at, one in enumerate(rows) if one.article.fold == fold and one.pairs]
        if not asked:
            continue
        first = first_forest([one for one in rows if one.article.fold != fold])
        second = scene_forest(rows, cross_first(rows, without=fold))
        for at in asked:
            found[at] = ask_forest(second, see_scene(rows[at], ask_forest(first, rows[at].seen))).tolist()
    return found


def save_forest(forests: Boosted, path: Path) -> None:
    """All trees as one forest for reading; log odds are the mean over the forests."""
    bias = float(np.mean([forest._baseline_prediction.item() for forest in forests]))
    trees = [_as_tree(tree.nodes, len(forests)) for forest in forests for (tree,) in forest._predictors]
    write_forest(trees, bias=bias, width=forests[0].n_features_in_, path=path)


def _as_tree(nodes: NDArray[Any], shared: int) -> Tree:
    """A tree of scikit-learn, one of so many forests'."""
    return Tree(
        leaf=nodes["is_leaf"].astype(bool),
        feature=nodes["feature_idx"],
        threshold=nodes["num_threshold"],
        left=nodes["left"],
        right=nodes["right"],
        value=nodes["value"] / shared,
    )
