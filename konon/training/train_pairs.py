"""Pairs -> the pair network's weights: `python -m konon.training.train_pairs ../shared/data/tracing --out FOLDER`.

The encoder of meaning is not trained: its vectors are made once, and the network on them is small.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn import functional as F

from konon.network.contextual import load_contextual
from konon.network.loading import Floats
from konon.tracing.pair_labels import PAIR_KINDS, WORD_KINDS
from konon.tracing.statement import Statement, prepare_statement
from konon.tracing.word_features import features_of, pair_features
from konon.training.pair_corpora import Pair
from konon.training.pair_layers import PairBatch, PairNetwork

BATCH: Final = 64
WORD_WEIGHT: Final = 1.0  # of the words' loss beside the pairs'


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pair as the network is given it; targets and weights of (words, WORD_KINDS) and (PAIR_KINDS,)."""

    pair: Pair
    sides: tuple[str, str]
    features: tuple[Floats, Floats]
    between: Floats
    targets: tuple[Floats, Floats]
    weights: tuple[Floats, Floats]
    labels: Floats
    known: Floats


class TextVectors:
    """Each text's statement and vectors, made once and kept in half precision."""

    def __init__(self) -> None:
        self.encoder = load_contextual()
        self.statements: dict[str, Statement] = {}
        self.means: dict[str, Floats] = {}
        self.words: dict[str, Any] = {}

    def add(self, text: str) -> Statement:
        """The text's statement."""
        if text not in self.statements:
            statement = prepare_statement(text)
            mean, words = self.encoder.encode(text, statement.spans)
            self.statements[text], self.means[text], self.words[text] = statement, mean, words.astype(np.float16)
        return self.statements[text]


def make_example(pair: Pair, texts: TextVectors) -> Example | None:
    """None where a text has no word."""
    a, b = texts.add(pair.a), texts.add(pair.b)
    if not len(a) or not len(b):
        return None
    vectors = [texts.words[text].astype(np.float32) for text in (pair.a, pair.b)]
    labels, known = np.zeros(len(PAIR_KINDS), np.float32), np.zeros(len(PAIR_KINDS), np.float32)
    for name, value in pair.labels:
        labels[PAIR_KINDS.index(name)], known[PAIR_KINDS.index(name)] = value, 1
    marks = [_word_targets(side, given) for side, given in ((a, pair.marks_a), (b, pair.marks_b))]
    return Example(
        pair=pair,
        sides=(pair.a, pair.b),
        features=(features_of(a, b), features_of(b, a)),
        between=pair_features(a, b, vectors[0], vectors[1]).astype(np.float16),
        targets=(marks[0][0], marks[1][0]),
        weights=(marks[0][1], marks[1][1]),
        labels=labels,
        known=known,
    )


def _word_targets(side: Statement, marks: tuple[tuple[tuple[int, int], str], ...] | None) -> tuple[Floats, Floats]:
    targets = np.zeros((len(side), len(WORD_KINDS)), np.float32)
    weights = np.full((len(side), 1), 0.0 if marks is None else 1.0, np.float32)
    for (start, end), kind in marks or ():
        for k, span in enumerate(side.spans):
            if span[0] < end and span[1] > start:
                targets[k, WORD_KINDS.index(kind)] = 1
    return targets, weights


def make_batch(examples: Sequence[Example], texts: TextVectors) -> PairBatch:
    """The examples side by side, padded."""
    sides = [[e.sides[k] for e in examples] for k in (0, 1)]
    words = tuple(_pad([texts.words[text] for text in side]) for side in sides)
    masks = tuple(_pad([np.ones(len(texts.words[text]), bool) for text in side]) for side in sides)
    cosines = [float(texts.means[e.sides[0]] @ texts.means[e.sides[1]]) for e in examples]
    return PairBatch(
        words=(words[0].float(), words[1].float()),
        features=(_pad([e.features[0] for e in examples]), _pad([e.features[1] for e in examples])),
        masks=(masks[0], masks[1]),
        between=_pad([e.between for e in examples]).float(),
        means=torch.tensor(cosines)[:, None],
    )


def _pad(arrays: Sequence[Any]) -> Tensor:
    shape = np.max([array.shape for array in arrays], axis=0)
    held = np.zeros((len(arrays), *shape), arrays[0].dtype)
    for row, array in enumerate(arrays):
        held[(row, *(slice(size) for size in array.shape))] = array
    return torch.from_numpy(held)


def pair_loss(network: PairNetwork, examples: Sequence[Example], texts: TextVectors) -> Tensor:
    """The words' and the pairs' losses together."""
    words, pairs = network(make_batch(examples, texts))
    loss = torch.zeros(())
    for side in (0, 1):
        targets, weights = (_pad([getattr(e, name)[side] for e in examples]) for name in ("targets", "weights"))
        each = F.binary_cross_entropy_with_logits(words[side], targets, reduction="none") * weights
        loss = loss + WORD_WEIGHT * each.sum() / weights.sum().clamp(min=1)
    labels, known = (torch.from_numpy(np.stack([getattr(e, name) for e in examples])) for name in ("labels", "known"))
    each = F.binary_cross_entropy_with_logits(pairs, labels, reduction="none") * known
    return loss + each.sum() / known.sum().clamp(min=1)


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """All examples in batches of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.features[0]) + len(e.features[1]) + rng.random() * 8)
    groups = [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    yield from groups


def train_network(
    examples: Sequence[Example],
    texts: TextVectors,
    *,
    epochs: int,
    seed: int = 1,
    report: Callable[[int, PairNetwork], None] = lambda epoch, network: None,
) -> PairNetwork:
    """A network trained on all `examples`; `report` is called after each epoch."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = PairNetwork()
    steps = epochs * (len(examples) // BATCH + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        network.train()
        for group in batches(examples, rng):
            optimizer.zero_grad()
            pair_loss(network, group, texts).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        report(epoch, network.eval())
    return network.eval()


@torch.no_grad()
def predict_pairs(
    network: PairNetwork, examples: Sequence[Example], texts: TextVectors
) -> list[tuple[Floats, Floats, Floats]]:
    """Of each example: probabilities of its words on either side, and of the pair."""
    order = sorted(range(len(examples)), key=lambda k: len(examples[k].features[0]))
    found: dict[int, tuple[Floats, Floats, Floats]] = {}
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        words, pairs = network(make_batch([examples[k] for k in rows], texts))
        sides = [torch.sigmoid(side).numpy() for side in words]
        for at, row in enumerate(rows):
            sizes = [len(features) for features in examples[row].features]
            found[row] = (sides[0][at, : sizes[0]], sides[1][at, : sizes[1]], torch.sigmoid(pairs[at]).numpy())
    return [found[k] for k in range(len(examples))]
