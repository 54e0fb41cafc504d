"""Features of lines or blocks -> which are body: a small network, then the most likely run of labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from konon.articles.features import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLayer:
    """One hidden layer of one network."""

    hidden: Floats  # (features, units)
    hidden_bias: Floats  # (units,)
    out: Floats  # (units,)
    out_bias: float

    def logits(self, features: Floats) -> Floats:
        """(lines,): log odds that a line is body."""
        return np.asarray(np.tanh(features @ self.hidden + self.hidden_bias) @ self.out + self.out_bias)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """Networks whose log odds are averaged, and what it costs to change between body and not."""

    mean: Floats
    scale: Floats
    layers: tuple[DenseLayer, ...]
    change: float
    bias: float = 0.0

    def logits(self, features: Floats) -> Floats:
        """(lines,): log odds that a line is body, its neighbours' labels unknown."""
        scaled = (features - self.mean) / self.scale
        return np.asarray(sum(layer.logits(scaled) for layer in self.layers) / len(self.layers) + self.bias)

    def decide(self, features: Floats, words: Floats, passed: Sequence[bool] = ()) -> list[bool]:
        """Whether each line, of so many `words`, is body; empty for no lines.

        Lines that are `passed` over are none, and neither end nor begin a body: a notice between two paragraphs.
        """
        if not len(features):
            return []
        odds = weigh_odds(self.logits(features), words)
        kept = [i for i in range(len(odds)) if not (passed and passed[i])]
        chosen = dict(zip(kept, decode(odds[kept], self.change), strict=True))
        return [chosen.get(i, False) for i in range(len(odds))]


def weigh_odds(logits: Floats, words: Floats) -> Floats:
    """A long line counts for more than a short one, which goes with its neighbours."""
    return np.asarray(logits * np.clip((words + 5) / 15, 0.3, 1.5))


def decode(logits: Floats, change: float) -> list[bool]:
    """The labels with the greatest sum of log odds less `change` for each change of label (Viterbi)."""
    off, on = 0.0, 0.0
    back: list[tuple[bool, bool]] = []  # whether the best way to (off, on) came from on
    for logit in logits.tolist():
        from_on = (on - change > off, on >= off - change)
        off, on = max(off, on - change), max(on, off - change) + logit
        back.append(from_on)
    label, labels = on > off, []
    for from_on in reversed(back):
        labels.append(label)
        label = from_on[label]
    return labels[::-1]


@cache
def load_classifier(name: str = "dump-lines") -> Classifier:
    """The shipped weights, for the lines of dumps or ("page-blocks") for the blocks of HTML pages."""
    raw = json.loads(files("konon.models").joinpath(f"{name}.json").read_text("utf-8"))
    return Classifier(
        mean=np.array(raw["mean"]),
        scale=np.array(raw["scale"]),
        layers=tuple(_load_layer(layer) for layer in raw["layers"]),
        change=raw["change"],
        bias=raw["bias"],
    )


def _load_layer(raw: dict[str, list[float]]) -> DenseLayer:
    return DenseLayer(
        hidden=np.array(raw["hidden"]),
        hidden_bias=np.array(raw["hidden_bias"]),
        out=np.array(raw["out"]),
        out_bias=float(raw["out_bias"][0]),
    )


def dump_classifier(classifier: Classifier, digits: int = 4) -> str:
    """The weights as JSON text."""

    def rounded(values: Floats | Sequence[float]) -> object:
        return np.round(np.asarray(values, dtype=np.float64), digits).tolist()

    layers = [
        {
            "hidden": rounded(layer.hidden),
            "hidden_bias": rounded(layer.hidden_bias),
            "out": rounded(layer.out),
            "out_bias": rounded([layer.out_bias]),
        }
        for layer in classifier.layers
    ]
    numbers = {"change": classifier.change, "bias": classifier.bias}
    scaling = {"mean": rounded(classifier.mean), "scale": rounded(classifier.scale)}
    return json.dumps({**numbers, **scaling, "layers": layers})
