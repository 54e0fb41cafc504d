"""The pair network in torch: two statements' words -> what of each differs, and how the two relate.

Every word looks at the words of the other statement and is compared with what it finds there; a word of one side and
one of the other go through the same weights. `konon/tracing/pair_network.py` does the same in NumPy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from konon.network.contextual import DEPTH
from konon.tracing.pair_labels import PAIR_KINDS, WORD_KINDS
from konon.tracing.word_features import OF_PAIR, OF_WORD
from konon.training.layers import Dropout

KEPT, HIDDEN, AROUND, POOLED = 96, 128, 64, 64  # widths


@dataclass(frozen=True, slots=True, kw_only=True)
class PairBatch:
    """Padded pairs: words (B, n, DEPTH), features (B, n, OF_WORD), masks (B, n); between (B, OF_PAIR, na, nb)."""

    words: tuple[Tensor, Tensor]
    features: tuple[Tensor, Tensor]
    masks: tuple[Tensor, Tensor]
    between: Tensor
    means: Tensor  # (B, 1) cosine of the two texts' own vectors


class PairNetwork(nn.Module):
    """Words of both statements -> logits of each word and of the pair."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.keep = nn.Linear(DEPTH, KEPT)
        self.query, self.key = nn.Linear(KEPT, KEPT, bias=False), nn.Linear(KEPT, KEPT, bias=False)
        self.weigh = nn.Linear(OF_PAIR, 1, bias=False)
        self.compare = nn.Linear(4 * KEPT + 2 * OF_WORD + 2 * OF_PAIR, HIDDEN)
        self.around = nn.Linear(3 * HIDDEN, AROUND)
        self.word = nn.Linear(AROUND, len(WORD_KINDS))
        self.pool = nn.Linear(4 * AROUND + 1, POOLED)
        self.pair = nn.Linear(POOLED, len(PAIR_KINDS))
        self.drop, self.drop_pooled = Dropout(dropout), nn.Dropout(dropout)
        nn.init.constant_(self.weigh.weight, 0.0)
        self.weigh.weight.data[0, :4] = torch.tensor([8.0, 2.0, 1.0, 2.0])

    def forward(self, batch: PairBatch) -> tuple[tuple[Tensor, Tensor], Tensor]:
        """(logits of the words of each side (B, n, kinds)), logits of the pairs (B, kinds)."""
        kept = [self.keep(self.drop(words)) for words in batch.words]
        between = (batch.between, batch.between.transpose(2, 3))
        sides = [self._side(kept[k], kept[1 - k], batch, between[k], k) for k in (0, 1)]
        words = tuple(self.word(self.drop(side)) for side in sides)
        tops = [self._pool(side, mask) for side, mask in zip(sides, batch.masks, strict=True)]
        both = [torch.maximum(tops[0][k], tops[1][k]) for k in (0, 1)] + [
            (tops[0][k] - tops[1][k]).abs() for k in (0, 1)
        ]
        pooled = torch.relu(self.pool(self.drop_pooled(torch.cat([*both, batch.means], -1))))
        return (words[0], words[1]), self.pair(self.drop_pooled(pooled))

    def _side(self, mine: Tensor, other: Tensor, batch: PairBatch, between: Tensor, side: int) -> Tensor:
        scores = self.query(mine) @ self.key(other).transpose(1, 2) / math.sqrt(KEPT)
        scores = scores + self.weigh(between.permute(0, 2, 3, 1)).squeeze(-1)
        scores = scores.masked_fill(~batch.masks[1 - side][:, None, :], -1e4)
        weights = torch.softmax(scores, -1)  # (B, mine, other)
        found = weights @ other
        there = weights @ batch.features[1 - side]
        seen = torch.einsum("bij,bkij->bik", weights, between)
        most = between.masked_fill(~batch.masks[1 - side][:, None, None, :], -1.0).amax(-1).transpose(1, 2)
        all_of_it = [mine, found, (mine - found).abs(), mine * found, batch.features[side], there, seen, most]
        compared = torch.relu(self.compare(self.drop(torch.cat(all_of_it, -1)))) * batch.masks[side][:, :, None]
        before, after = (torch.roll(compared, step, 1) for step in (1, -1))
        before[:, 0], after[:, -1] = 0, 0
        return torch.relu(self.around(torch.cat([before, compared, after], -1)))

    def _pool(self, side: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        masked = side * mask[:, :, None]
        return masked.amax(1), masked.sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
