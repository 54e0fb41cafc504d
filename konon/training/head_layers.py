"""The small heads in torch: what `konon.reading.text.heads` runs, to be learned."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from konon.reading.text.heads import RowHead, UnitHead

Floats = NDArray[np.float32]
Item = TypeVar("Item")


class UnitLayers(nn.Module):
    """As `UnitHead`; `labels` are those of all tasks side by side."""

    def __init__(self, vectors: int, shapes: int, labels: int, *, width: int = 96, window: int = 5, drop: float = 0.3):
        super().__init__()
        self.vector, self.shape = nn.Linear(vectors, width), nn.Linear(shapes, width, bias=False)
        self.window = nn.Conv1d(width, width, window, padding=window // 2)
        self.out = nn.Linear(2 * width, labels)
        self.drop = nn.Dropout(drop)
        self.register_buffer("mean", torch.zeros(vectors))
        self.register_buffer("scale", torch.ones(vectors))

    def forward(self, vectors: Tensor, shapes: Tensor) -> Tensor:
        """(U, D), (U, S) -> (U, L)."""
        x = (vectors - cast(Tensor, self.mean)) * cast(Tensor, self.scale)
        x = self.drop(torch.relu(self.vector(self.drop(x)) + self.shape(shapes)))
        seen = torch.relu(self.window(x.T[None])[0].T)
        return cast(Tensor, self.out(torch.cat([x, seen], 1)))

    def set_scale(self, vectors: Floats) -> None:
        """From now on vectors are taken by how they lie among these."""
        self.mean = torch.tensor(vectors.mean(0))
        self.scale = torch.tensor(1 / (vectors.std(0) + 1e-3))

    def plain(self) -> UnitHead:
        """The same for NumPy."""
        return UnitHead(
            mean=as_array(self.mean),
            scale=as_array(self.scale),
            vector=as_array(self.vector.weight.T),
            shape=as_array(self.shape.weight.T),
            bias=as_array(self.vector.bias),
            window=as_array(self.window.weight.permute(2, 1, 0)),
            window_bias=as_array(self.window.bias),
            out=as_array(self.out.weight.T),
            out_bias=as_array(self.out.bias),
        )


class RowLayers(nn.Module):
    """As `RowHead`."""

    def __init__(self, numbers: int, labels: int, *, width: int = 32, drop: float = 0.1):
        super().__init__()
        self.inner, self.out = nn.Linear(numbers, width), nn.Linear(width, labels)
        self.drop = nn.Dropout(drop)
        self.register_buffer("mean", torch.zeros(numbers))
        self.register_buffer("scale", torch.ones(numbers))

    def forward(self, rows: Tensor) -> Tensor:
        """(N, F) -> (N, L)."""
        x = (rows - cast(Tensor, self.mean)) * cast(Tensor, self.scale)
        return cast(Tensor, self.out(self.drop(torch.relu(self.inner(self.drop(x))))))

    def set_scale(self, rows: Floats) -> None:
        """From now on rows are taken by how they lie among these; what never changes is left out."""
        deviation = rows.std(0)
        self.mean = torch.tensor(rows.mean(0))
        self.scale = torch.tensor(np.where(deviation > 1e-4, 1 / np.maximum(deviation, 1e-4), 0).astype(np.float32))

    def plain(self) -> RowHead:
        """The same for NumPy."""
        return RowHead(
            mean=as_array(self.mean),
            scale=as_array(self.scale),
            inner=as_array(self.inner.weight.T),
            inner_bias=as_array(self.inner.bias),
            out=as_array(self.out.weight.T),
            out_bias=as_array(self.out.bias),
        )


def as_array(value: Tensor | nn.Module) -> Floats:
    """A tensor as NumPy has it."""
    return np.ascontiguousarray(cast(Tensor, value).detach().numpy().astype(np.float32))


def learn(
    layers: nn.Module,
    items: Sequence[Item],
    loss: Callable[[Item], Tensor | None],
    *,
    epochs: int,
    rate: float = 2e-3,
    batch: int = 4,
    seed: int = 0,
    decay: float = 0.02,
) -> None:
    """Goes over the items `epochs` times, a few at a step, in an order that `seed` alone decides."""
    order, rng = list(items), random.Random(seed)
    steps = epochs * ((len(order) + batch - 1) // batch)
    optimizer = torch.optim.AdamW(layers.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    layers.train()
    for _ in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order), batch):
            losses = [one for item in order[start : start + batch] if (one := loss(item)) is not None]
            if losses:
                optimizer.zero_grad()
                torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
                optimizer.step()
            schedule.step()
    layers.eval()
