"""Small learned heads on the network's vectors, run in NumPy: one for units, one for rows of numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from konon.network.loading import reading_weights

Floats = NDArray[np.float32]
Head = TypeVar("Head")


def log_softmax(x: Floats) -> Floats:
    """Over the last axis."""
    x = x - x.max(-1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(-1, keepdims=True)), np.float32)


def softmax(scores: Floats, axis: int) -> Floats:
    """Shares of one along an axis."""
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shares: Floats = raised / raised.sum(axis=axis, keepdims=True)
    return shares


def load_head(kind: type[Head], path: Path) -> Head:
    """The one head of a file, its numbers as float32; else as `load_stored`."""
    return load_stored(kind, path, np.float32)


def load_stored(kind: type[Head], path: Path, dtype: type[np.float32] | None = None) -> Head:
    """What a file holds, whose arrays are called as the fields of `kind`, as they lie or as `dtype`; NetworkError where
    it is missing or damaged."""
    with reading_weights(path):
        held = load_file(path)
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # every one is a dataclass
        return kind(**{name: held[name] if dtype is None else held[name].astype(dtype) for name in names})


class _Stored:
    """Weights by the names of the fields, with a prefix, in one file of many heads."""

    @classmethod
    def of(cls, held: dict[str, NDArray[np.float16] | Floats], prefix: str) -> Self:
        """The head whose arrays are called `prefix.field` in a file of weights; KeyError where one is missing."""
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]  # every one is a dataclass
        return cls(**{name: held[f"{prefix}.{name}"].astype(np.float32) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHead(_Stored):
    """What each unit is, from its vector (D), its shape (S) and its neighbours: a width W, a window K, labels L."""

    mean: Floats  # (D,) of the vectors it was trained on
    scale: Floats  # (D,) one over their deviation
    vector: Floats  # (D, W)
    shape: Floats  # (S, W)
    bias: Floats  # (W,)
    window: Floats  # (K, W, W)
    window_bias: Floats  # (W,)
    out: Floats  # (2 W, L)
    out_bias: Floats  # (L,)

    def run(self, vectors: Floats, shapes: Floats) -> Floats:
        """(U, D), (U, S) -> (U, L), log odds before any softmax."""
        x = np.maximum(((vectors - self.mean) * self.scale) @ self.vector + shapes @ self.shape + self.bias, 0)
        reach = len(self.window) // 2
        padded = np.pad(x, ((reach, reach), (0, 0)))
        seen = sum(padded[k : k + len(x)] @ part for k, part in enumerate(self.window))
        both = np.concatenate([x, np.maximum(seen + self.window_bias, 0)], axis=1)
        return np.asarray(both @ self.out + self.out_bias, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHead(_Stored):
    """Numbers in a row (F) -> L answers, by one layer of W between."""

    mean: Floats  # (F,)
    scale: Floats  # (F,)
    inner: Floats  # (F, W)
    inner_bias: Floats  # (W,)
    out: Floats  # (W, L)
    out_bias: Floats  # (L,)

    def run(self, rows: Floats) -> Floats:
        """(N, F) -> (N, L)."""
        x = np.maximum(((rows - self.mean) * self.scale) @ self.inner + self.inner_bias, 0)
        return np.asarray(x @ self.out + self.out_bias, np.float32)
