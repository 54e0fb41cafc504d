"""The tagger's network: windows of word vectors -> what each unit is, and what belongs to which cue.

A BERT encoder (the lowest layers of multilingual-e5-small) carries three heads on the units:
  tags      O, or the beginning or the inside of a source, a cue, a content
  links     for a cue's first unit and any other unit: none, source or content *of that cue*
  meanings  for a cue's first unit: certainty, polarity, act, from the cue and the content's mean

The heads are split so that the quadratic part stays small: one linear layer gives each unit `OUT` numbers
(this is what is exported), and `Linker` and `Meaner` are small enough for NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from konon.reading.spans.labels import ADD, MEAN, MEANINGS, MUL, OUT, PARTS, ROLES
from konon.reading.text.units import BUCKETS, REACH
from konon.training.base import Base
from konon.training.corpora import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The size of the encoder."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    positions: int = 256
    dropout: float = 0.1


class Dropout(nn.Module):
    """One mask a sequence instead of one a subword: as good here, and cheap on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """(batch, subwords, width) -> the same, some columns silenced per sequence while training."""
        if not self.training or not self.rate:
            return x
        keep = torch.empty(x.shape[0], 1, x.shape[2], dtype=x.dtype).bernoulli_(1 - self.rate)
        return x * keep / (1 - self.rate)


class Layer(nn.Module):
    """One post-norm transformer layer, as in BERT."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value, self.mixed = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.inner, self.outer = nn.Linear(shape.width, shape.inner), nn.Linear(shape.inner, shape.width)
        self.norm1, self.norm2 = (nn.LayerNorm(shape.width, eps=1e-12) for _ in range(2))
        self.drop = Dropout(shape.dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x (batch, subwords, width), bias (batch, 1, 1, subwords) -> (batch, subwords, width)."""
        batch, length, width = x.shape
        split = (batch, length, self.heads, width // self.heads)
        q, k, v = (f(x).view(split).transpose(1, 2) for f in (self.query, self.key, self.value))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(split[3]) + bias, dim=-1)
        seen = (weights @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + self.drop(self.mixed(seen)))
        return cast(Tensor, self.norm2(x + self.drop(self.outer(F.gelu(self.inner(x))))))


class Encoder(nn.Module):
    """Word vectors -> contextual vectors."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.position = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.drop = Dropout(shape.dropout)

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        """vectors (batch, subwords, width), mask (batch, subwords) of 0 and 1 -> (batch, subwords, width)."""
        x = self.drop(self.norm(vectors + self.position.weight[: vectors.shape[1]]))
        bias = (mask[:, None, None, :] - 1.0) * 1e4
        for layer in self.layers:
            x = layer(x, bias)
        return cast(Tensor, x)


class Linker(nn.Module):
    """What each unit is to each cue, from their vectors and their distance."""

    def __init__(self) -> None:
        super().__init__()
        self.distance = nn.Embedding(BUCKETS, ADD)
        self.sum = nn.Linear(ADD, len(ROLES))
        self.product = nn.Linear(MUL, len(ROLES), bias=False)

    def forward(self, anchors: Tensor, units: Tensor, bucket: Tensor) -> Tensor:
        """anchors (A, ADD+MUL), units (A, U, ADD+MUL), bucket (A, U) -> (A, U, roles)."""
        added = torch.relu(anchors[:, None, :ADD] + units[..., :ADD] + self.distance(bucket))
        return cast(Tensor, self.sum(added) + self.product(anchors[:, None, ADD:] * units[..., ADD:]))


class Meaner(nn.Module):
    """Certainty, polarity and act of a cue with its content."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(2 * MEAN, MEAN)
        self.outer = nn.Linear(MEAN, MEANINGS)

    def forward(self, anchor: Tensor, content: Tensor) -> Tensor:
        """anchor (A, MEAN), mean of the content's units (A, MEAN) -> (A, MEANINGS)."""
        return cast(Tensor, self.outer(torch.relu(self.inner(torch.cat([anchor, content], -1)))))


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.heads = nn.Linear(shape.width, OUT)
        self.linker = Linker()
        self.meaner = Meaner()

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        """vectors (batch, subwords, width), mask (batch, subwords) -> (batch, subwords, OUT)."""
        return cast(Tensor, self.heads(self.encoder(vectors, mask)))


def split_heads(x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(..., OUT) -> tags (..., TAGS), anchors (..., ADD+MUL), units (..., ADD+MUL), meaning (..., MEAN)."""
    tags, anchors, units, meaning = torch.split(x, list(PARTS), dim=-1)
    return tags, anchors, units, meaning


def distance_bucket(distance: Tensor) -> Tensor:
    """Signed distance in units -> bucket 0..BUCKETS-1; the middle one is the cue itself."""
    size = torch.bucketize(distance.abs(), torch.tensor(REACH), right=True)  # 0 for the cue itself
    return len(REACH) + torch.sign(distance).long() * size


Parts = tuple[Tensor, Tensor, Tensor, Tensor]  # tags, anchors, units, meaning, as `split_heads` gives them


class Vectors(Protocol):
    """What gives subwords' vectors by their numbers."""

    def __getitem__(self, tokens: Tensor, /) -> Tensor:
        """tokens (...) -> (..., width)."""


def read_units(network: Network, vectors: Vectors, batch: Batch, blank: float = 0.0) -> Parts:
    """What the network says of each unit (W, U, ...) where a share `blank` of the subwords is hidden from it."""
    looked_up = vectors[batch.tokens]
    if blank:
        looked_up = looked_up * (torch.rand(batch.tokens.shape) >= blank)[:, :, None]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network.encoder(looked_up, batch.mask)
    index = batch.first[:, :, None].expand(-1, -1, hidden.shape[2])
    return split_heads(network.heads(hidden.float().gather(1, index)))


def link(linker: Linker, anchors: Tensor, units: Tensor, window: Tensor, anchor: Tensor) -> Tensor:
    """What each unit is to the anchors (A,), from the (W, U, ADD+MUL) of all windows: (A, U, roles)."""
    distance = torch.arange(units.shape[1])[None, :] - anchor[:, None]
    return cast(Tensor, linker(anchors[window, anchor], units[window], distance_bucket(distance)))


E5_NAMES = {
    "q": "query",
    "k": "key",
    "v": "value",
    "ao": "mixed",
    "aln": "norm1",
    "fi": "inner",
    "fo": "outer",
    "oln": "norm2",
}


def load_e5(network: Network, base: Base, layers: Sequence[int] | None = None) -> None:
    """Start the encoder from multilingual-e5-small (`layers`: which of its layers, lowest first)."""
    encoder = network.encoder
    positions = base.tensor("emb.pos") + base.tensor("emb.type")[0]
    with torch.no_grad():
        encoder.position.weight.copy_(torch.from_numpy(positions[: network.shape.positions]))
        for kind, part in (("w", encoder.norm.weight), ("b", encoder.norm.bias)):
            part.copy_(torch.from_numpy(base.tensor(f"emb.ln.{kind}")))
        for target, source in enumerate(layers or range(network.shape.layers)):
            for theirs, ours in E5_NAMES.items():
                layer = getattr(encoder.layers[target], ours)
                layer.weight.copy_(torch.from_numpy(base.tensor(f"l{source}.{theirs}.w")))
                layer.bias.copy_(torch.from_numpy(base.tensor(f"l{source}.{theirs}.b")))
