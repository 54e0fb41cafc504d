"""The heads that the upper layers are learned with: what an attribution means, where outlets are named, who is meant.

Only the pointers are shipped (`konon.reading.text.pointing`); the others shape the vectors from which the heads that
NumPy runs learn afterwards.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from konon.reading.meaning.fact_head import VALUES
from konon.reading.text.units import BUCKETS, WIDTH
from konon.training.corpora import IGNORE
from konon.training.joint_lessons import PLACES, JointAsks
from konon.training.layers import distance_bucket

KEY, QUESTIONS, HIDDEN, OUTLETS, ANCHOR, POINT = 64, 8, 128, 96, 192, 64
OUTLET_WEIGHTS = (1.0, 4.0, 3.0)  # outside of a name, its first unit, inside
SMOOTH = 0.05
COUNTS = [len(values) for values in VALUES.values()]


class JointHeads(nn.Module):
    """Reads the vectors of windows W of units U, (W, U, WIDTH)."""

    def __init__(self) -> None:
        super().__init__()
        self.keys, self.values = nn.Linear(WIDTH, KEY), nn.Linear(WIDTH, KEY)
        self.key_places, self.value_places = nn.Embedding(len(PLACES), KEY), nn.Embedding(len(PLACES), KEY)
        self.questions = nn.Linear(KEY, QUESTIONS, bias=False)
        self.seen, self.answers = nn.Linear(QUESTIONS * KEY, HIDDEN), nn.Linear(HIDDEN, sum(COUNTS))
        self.near, self.outlet = nn.Conv1d(WIDTH, OUTLETS, 3, padding=1), nn.Linear(OUTLETS, 3)
        self.anchor, self.query = nn.Linear(4 * WIDTH, ANCHOR), nn.Linear(ANCHOR, 2 * POINT)
        self.key, self.distance = nn.Linear(WIDTH, 2 * POINT), nn.Embedding(BUCKETS, 2)
        self.nothing, self.carried = nn.Linear(ANCHOR, 2), nn.Linear(ANCHOR, 1)
        self.drop = nn.Dropout(0.2)
        nn.init.zeros_(self.distance.weight)

    def mean(self, vectors: Tensor, asked: JointAsks) -> tuple[Tensor, ...]:
        """Scores of each field's values, (A, values)."""
        units, inside = vectors[asked.window], asked.places
        keys = torch.tanh(self.keys(units) + self.key_places(inside))
        values = torch.relu(self.values(units) + self.value_places(inside))
        shares = self.questions(keys).masked_fill((inside == 0)[..., None], -1e4).softmax(1)
        seen = torch.einsum("auq,auk->aqk", shares, values).flatten(1)
        return cast(Tensor, self.answers(self.drop(torch.relu(self.seen(seen))))).split(COUNTS, -1)

    def name(self, vectors: Tensor) -> Tensor:
        """What each unit is to an outlet's name, (W, U, 3)."""
        near = torch.relu(self.near(vectors.transpose(1, 2))).transpose(1, 2)
        return cast(Tensor, self.outlet(self.drop(near)))

    def point(self, vectors: Tensor, asked: JointAsks, there: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of every unit and of nothing as speaker and as relay, (A, 2, U + 1); of being carried at all, (A,).

        `there` (W, U) tells units from padding.
        """
        units = vectors[asked.window]
        parts = [units[torch.arange(len(units)), asked.anchor]]
        parts += [_mean_of(units, asked.places == PLACES.index(name)) for name in ("content", "source", "cue")]
        inside = torch.relu(self.anchor(self.drop(torch.cat(parts, -1))))
        query, keys = self.query(inside).view(-1, 2, POINT), self.key(vectors).unflatten(-1, (2, POINT))[asked.window]
        scores = torch.einsum("atk,autk->atu", query, keys) / POINT**0.5
        away = torch.arange(units.shape[1])[None] - asked.anchor[:, None]
        scores = scores + self.distance(distance_bucket(away)).transpose(1, 2)
        scores = scores.masked_fill(~there[asked.window][:, None], -1e4)
        return torch.cat([scores, self.nothing(inside)[..., None]], -1), self.carried(inside)[:, 0]


def _mean_of(units: Tensor, chosen: Tensor) -> Tensor:
    share = chosen.float() / chosen.float().sum(1, keepdim=True).clamp(min=1)
    return torch.einsum("auw,au->aw", units, share)


def joint_losses(
    heads: JointHeads, vectors: Tensor, asked: JointAsks, there: Tensor, weights: list[Tensor]
) -> tuple[Tensor, ...]:
    """Of outlets, meaning, speakers, relays and carriers; `weights` are those of each field's values."""
    outlets = F.cross_entropy(
        heads.name(vectors).flatten(0, 1),
        asked.outlets.flatten(),
        weight=torch.tensor(OUTLET_WEIGHTS),
        ignore_index=IGNORE,
    )
    meaning = outlets.new_zeros(())
    for number, scores in enumerate(heads.mean(vectors, asked)):
        wanted = asked.facts[:, number]
        if bool((wanted != IGNORE).any()):
            meaning = meaning + F.cross_entropy(
                scores, wanted, weight=weights[number], ignore_index=IGNORE, label_smoothing=SMOOTH
            )
    scores, carried = heads.point(vectors, asked, there)
    judged = asked.carried >= 0
    held = F.binary_cross_entropy_with_logits(carried[judged], asked.carried[judged]) if judged.any() else outlets * 0
    return outlets, meaning, _pointed(scores[:, 0], asked.speaker), _pointed(scores[:, 1], asked.relay), held


def _pointed(scores: Tensor, right: Tensor) -> Tensor:
    """How far the right units together are from having all of the share."""
    judged = right.any(1)
    if not bool(judged.any()):
        return scores.new_zeros(())
    shares = scores[judged].log_softmax(-1).masked_fill(~right[judged], -1e9)
    return -torch.logsumexp(shares, -1).mean()


def export_pointing(heads: JointHeads, target: Path) -> None:
    """What `PointingHead` reads, in half floats."""
    held = {name: value.detach().numpy() for name, value in heads.state_dict().items()}
    arrays = {"distance": held["distance.weight"]}
    for name in ("anchor", "query", "key", "nothing", "carried"):
        arrays |= {name: held[f"{name}.weight"].T, f"{name}_bias": held[f"{name}.bias"]}
    save_file({name: np.ascontiguousarray(value, np.float16) for name, value in arrays.items()}, target)
