"""Vectors and features of units -> which units name an outlet that carried something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from konon.network.loading import VOCABULARY as FOLDER
from konon.reading.text.heads import load_head
from konon.reading.text.units import Floats

FILE = "outlets.safetensors"
OUTSIDE, BEGIN, INSIDE = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletHead:
    """A projection of the unit's vector, with its features; a convolution over neighbours; three labels."""

    mean: Floats  # (vector,)
    project: Floats  # (vector, width)
    mix: Floats  # (heads, kernel, width + features, hidden)
    mix_bias: Floats  # (heads, hidden)
    out: Floats  # (heads, hidden, 3)
    out_bias: Floats  # (heads, 3)

    def chances(self, vectors: Floats, known: Floats) -> Floats:
        """(U, 3): outside of a name, its first unit, inside."""
        rows = np.concatenate([(vectors - self.mean) @ self.project, known], axis=1)
        reach = self.mix.shape[1] // 2
        padded = np.pad(rows, ((reach, reach), (0, 0)))
        total = np.zeros((len(rows), 3), np.float32)
        for mix, bias, out, last in zip(self.mix, self.mix_bias, self.out, self.out_bias, strict=True):
            hidden = sum(padded[at : at + len(rows)] @ mix[at] for at in range(len(mix))) + bias
            logits = np.maximum(hidden, 0) @ out + last
            grown = np.exp(logits - logits.max(axis=1, keepdims=True))
            total += grown / grown.sum(axis=1, keepdims=True)
        return np.asarray(total / len(self.mix), np.float32)


def read_names(chances: Floats, least: float) -> list[tuple[int, int, float]]:
    """Runs of units that are likelier part of a name than `least`, parted where another begins."""
    inside = 1 - chances[:, OUTSIDE]
    found, at = [], 0
    while at < len(chances):
        end = at + 1
        if inside[at] >= least:
            while end < len(chances) and inside[end] >= least and chances[end, INSIDE] >= chances[end, BEGIN]:
                end += 1
            found.append((at, end, float(inside[at:end].max())))
        at = end
    return found


@cache
def load_outlet_head(folder: Path = FOLDER) -> OutletHead:
    """The shipped weights."""
    return load_head(OutletHead, folder / FILE)
