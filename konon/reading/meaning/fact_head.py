"""Surroundings -> how likely each certainty, polarity and act is, by a small network over the tagger's vectors.

Each of several networks looks at the units with eight questions (attention), puts what it sees beside the traits, and
answers by one hidden layer; their answers are averaged. Made by `konon.training.train_facts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final, get_args

import numpy as np
from safetensors import safe_open

from konon.network.loading import VOCABULARY as FOLDER
from konon.network.loading import reading_weights
from konon.reading.meaning.surroundings import Surroundings
from konon.reading.text.heads import softmax
from konon.reading.text.units import Floats, Units
from konon.records import Act, Certainty, Polarity

FILE: Final = "facts.safetensors"
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "certainty": get_args(Certainty),
    "polarity": get_args(Polarity),
    "act": get_args(Act),
}

Likelihoods = Mapping[str, Mapping[str, float]]  # field -> value -> how likely, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWeights:
    """Of all networks, S of them; K wide, Q questions, T traits, H hidden, O answers."""

    keys: Floats  # (S, WIDTH, K)
    key_places: Floats  # (S, PLACES, K)
    values: Floats  # (S, WIDTH, K)
    value_places: Floats  # (S, PLACES, K)
    questions: Floats  # (S, K, Q)
    seen: Floats  # (S, Q * K, H)
    told: Floats  # (S, T, H)
    bias: Floats  # (S, H)
    answers: Floats  # (S, H, O)
    straight: Floats  # (S, T, O)
    answer_bias: Floats  # (S, O)


class FactHead:
    """The networks with the names of their traits."""

    def __init__(self, weights: FactWeights, traits: Sequence[str]) -> None:
        self.weights = weights
        self.numbers = {name: number for number, name in enumerate(traits)}

    def weigh_all(self, around: Sequence[Surroundings], units: Units) -> list[Likelihoods]:
        """Those of each; what the networks make of a unit is made once, however many stand around it."""
        numbers = sorted({unit for one in around for unit in one.units})
        w, vectors = self.weights, units.vectors[numbers]
        keys, values = vectors @ w.keys, vectors @ w.values
        rows = {unit: row for row, unit in enumerate(numbers)}
        seen = ([rows[unit] for unit in one.units] for one in around)
        return [self._weigh(one, keys[:, own], values[:, own]) for one, own in zip(around, seen, strict=True)]

    def _weigh(self, around: Surroundings, keys: Floats, values: Floats) -> Likelihoods:
        """Keys and values (S, units, K), by the units alone. Traits that the networks never met are passed over."""
        w = self.weights
        traits = sorted(self.numbers[name] for name in around.traits if name in self.numbers)
        told = w.told[:, traits].sum(1) + w.bias
        hidden = np.maximum(told + np.einsum("si,sih->sh", self._see(around, keys, values), w.seen), 0)
        out = np.einsum("sh,sho->so", hidden, w.answers) + w.straight[:, traits].sum(1) + w.answer_bias
        found, at = {}, 0
        for field, names in VALUES.items():
            shares = softmax(out[:, at : at + len(names)], axis=1).mean(0)
            found[field] = dict(zip(names, shares.tolist(), strict=True))
            at += len(names)
        return found

    def _see(self, around: Surroundings, keys: Floats, values: Floats) -> Floats:
        """What the questions take from the units: (S, Q * K)."""
        w, count = self.weights, len(self.weights.keys)
        if not around.units:
            return np.zeros((count, w.seen.shape[1]), np.float32)
        places = list(around.places)
        placed = np.tanh(keys + w.key_places[:, places])
        told = np.maximum(values + w.value_places[:, places], 0)
        shares = softmax(placed @ w.questions, axis=1)  # (S, units, Q)
        seen: Floats = (shares.transpose(0, 2, 1) @ told).reshape(count, -1)
        return seen


def read_head(path: Path) -> FactHead:
    """The networks in a file; NetworkError where it is missing or damaged."""
    with reading_weights(path), safe_open(path, framework="numpy") as held:
        traits = held.metadata()["traits"].split("\n")
        arrays = {f.name: held.get_tensor(f.name).astype(np.float32) for f in fields(FactWeights)}
    return FactHead(FactWeights(**arrays), traits)


@lru_cache(maxsize=1)
def load_fact_head() -> FactHead:
    """The shipped head, loaded once a process."""
    return read_head(FOLDER / FILE)
