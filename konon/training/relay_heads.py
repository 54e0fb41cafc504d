"""Marked articles -> the head that finds outlets, and the forests that say what they carried; figures on folds.

    python -m konon.training.relay_heads ../shared/data evals/marks NETWORKS konon/models/tagger

Needs torch and scikit-learn. The forests learn from outlets that heads found which had not seen the article, over
vectors of networks that had not either: NETWORKS holds those of `joint.py`, exported, each with its folds held out.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from msgspec import UNSET
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import nn

from konon.evaluation.letters import plain_outlet
from konon.reading.relays.chains import FILE as FOREST_FILE
from konon.reading.relays.chains import SCENES_FILE, decide
from konon.reading.relays.holding_features import lay_out, make_pairs, see_pairs
from konon.reading.relays.mentions import join_mentions, rule_mentions
from konon.reading.relays.name_edges import squeeze_outlet
from konon.reading.relays.outlet_features import LISTS, SHAPES, see_units
from konon.reading.relays.outlet_head import BEGIN, FILE, INSIDE, OutletHead
from konon.reading.relays.runs import run_chains
from konon.reading.speakers.resolve import resolve_speakers
from konon.reading.text.units import Floats
from konon.training.gold_articles import FOLDS, GoldArticle, PackageLooker, lookers_in, read_cases, read_gold
from konon.training.relay_forests import (
    Rows,
    ask_forest,
    cross_first,
    cross_scenes,
    first_forest,
    save_forest,
    scene_forest,
)
from konon.training.relay_gold import NamedRelays, name_relays, read_places

PROJECTED, HIDDEN, KERNEL, EPOCHS = 160, 48, 5, 12
SCALE = 0.6  # brings the projected numbers to the size of the features
MASKED = -1
WIDE = 9  # units about a word that leads to outlets, which a passage must have
OWN = 4  # times that the project's own passages are learned

Labels = NDArray[np.int64]

log = logging.getLogger("konon.training")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletLesson:
    """An article as the head learns from it."""

    article: GoldArticle
    relays: NamedRelays
    names: list[str | None]  # of the speakers
    known: Floats  # (U, ...) of `see_units`
    labels: Labels  # (U,)
    looked_at: NDArray[np.bool_]  # (U,): near words that lead to outlets, and some other paragraphs


class Convolution(nn.Module):
    """Three labels from a unit and its neighbours."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = nn.Conv1d(width, HIDDEN, KERNEL, padding=KERNEL // 2)
        self.out = nn.Linear(HIDDEN, 3)
        self.blank, self.drop = nn.Dropout(0.2), nn.Dropout(0.35)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(U, width) -> (U, 3)."""
        hidden = torch.relu(self.mix(self.blank(rows).T[None]))[0].T
        return torch.as_tensor(self.out(self.drop(hidden)))


def make_lesson(article: GoldArticle, relays: NamedRelays, seed: int) -> OutletLesson:
    """Labels of one article; other places of a relay's name are neither right nor wrong."""
    passage, units = article.passage, article.units
    mentions = rule_mentions(passage, article.attributions)
    given = (passage, article.attributions, mentions, article.units, article.pointed)
    names = [speaker.name for speaker in resolve_speakers(*given)]
    known = see_units(passage, article.attributions, units)
    labels = np.zeros(len(units), np.int64)
    labels[units.inside(relays.others)] = MASKED
    for place in relays.places:
        inside = list(units.within(place))
        labels[inside] = INSIDE
        labels[inside[:1]] = BEGIN
    hot = ("carried", "told", "channelled", "shows", "tails", "onward", "posts", "outlets", "platforms", "own")
    columns = [LISTS.index(name) for name in (*hot, "credits", "received")]
    columns += [len(LISTS) + 1 + SHAPES.index(name) for name in ("at sign", "domain")]
    near = np.convolve((known[:, columns].any(1) | (labels != 0)).astype(float), np.ones(WIDE), "same") > 0
    lines = np.array(units.paragraph)
    numbers = np.unique(lines)
    other = np.isin(lines, numbers[np.random.default_rng(seed).random(len(numbers)) < 0.12])
    return OutletLesson(article=article, relays=relays, names=names, known=known, labels=labels, looked_at=near | other)


def find_directions(lessons: Sequence[OutletLesson]) -> tuple[Floats, Floats]:
    """The mean of the units' vectors, and the directions in which they differ most."""
    sample = np.concatenate([lesson.article.units.vectors[::12] for lesson in lessons])
    mean = sample.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((sample - mean).T))
    return mean, np.asarray(directions[:, ::-1][:, :PROJECTED] / SCALE, np.float32)


def train_head(lessons: Sequence[OutletLesson], mean: Floats, project: Floats, seed: int = 1) -> OutletHead:
    """The head after some passes over the articles, six at a time."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows = [_rows(lesson, mean, project) for lesson in lessons]
    model = Convolution(rows[0][0].shape[1])
    steps = EPOCHS * ((len(rows) + 5) // 6)
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=3e-2)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 4.0, 3.0]), ignore_index=MASKED)
    for _ in range(EPOCHS):
        order = rng.permutation(len(rows))
        for at in range(0, len(rows), 6):
            some = [rows[one] for one in order[at : at + 6]]
            inputs, labels = (torch.from_numpy(np.concatenate(parts)) for parts in zip(*some, strict=True))
            loss = loss_of(model(inputs), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rate.step()
    return _as_head(model.eval(), mean, project)


def _rows(lesson: OutletLesson, mean: Floats, project: Floats) -> tuple[Floats, Labels]:
    """What is looked at of an article and two units on either side; gaps are not parted further."""
    wide = np.convolve(lesson.looked_at.astype(float), np.ones(KERNEL), "same") > 0
    vectors = (lesson.article.units.vectors[wide] - mean) @ project
    inputs = np.concatenate([vectors, lesson.known[wide]], axis=1)
    labels = np.where(lesson.looked_at, lesson.labels, MASKED)[wide]
    gap = np.zeros((2, inputs.shape[1]), np.float32)
    return np.concatenate([inputs, gap]).astype(np.float32), np.concatenate([labels, [MASKED] * 2])


def _as_head(model: Convolution, mean: Floats, project: Floats) -> OutletHead:
    parts = {name: value.detach().numpy().astype(np.float32) for name, value in model.state_dict().items()}
    return OutletHead(
        mean=mean,
        project=project,
        mix=parts["mix.weight"].transpose(2, 1, 0)[None],
        mix_bias=parts["mix.bias"][None],
        out=parts["out.weight"].T[None],
        out_bias=parts["out.bias"][None],
    )


def make_rows(lesson: OutletLesson, head: OutletHead) -> Rows:
    """`head` must not have learned from the article."""
    article, passage = lesson.article, lesson.article.passage
    ruled = rule_mentions(passage, article.attributions)
    mentions = join_mentions(passage, article.units, ruled, head.chances(article.units.vectors, lesson.known))
    chains = run_chains(passage, article.attributions, lesson.names, ruled)
    ground = lay_out(
        passage,
        article.attributions,
        lesson.names,
        article.units,
        known=lesson.known,
        chains=chains,
        pointed=article.pointed,
    )
    pairs = make_pairs(ground, mentions)
    wanted = [{squeeze_outlet(name) for name in names} for names in lesson.relays.names]
    right = np.array([pair.outlet in wanted[pair.attribution] for pair in pairs], bool)
    seen = see_pairs(ground, pairs, mentions)
    return Rows(article=article, relays=lesson.relays, ground=ground, pairs=pairs, seen=seen, right=right)


def count(rows: Sequence[Rows], chances: Sequence[Sequence[float]]) -> dict[str, Counter[str]]:
    """Relays right, in gold and given, by set and language."""
    counts: dict[str, Counter[str]] = {}
    for one, values in zip(rows, chances, strict=True):
        chains = decide(one.ground, one.pairs, values)
        for wanted, chain in zip(one.relays.names, chains, strict=True):
            given = {plain_outlet(relay.name) for relay in chain}
            for key in (one.article.set, one.ground.passage.lang[:2]):
                counts.setdefault(key, Counter()).update(
                    hit=len(wanted & given), gold=len(wanted), predicted=len(given)
                )
    return counts


def show(name: str, counts: dict[str, Counter[str]]) -> None:
    """F1, precision and recall, one line a set."""
    for key, c in sorted(counts.items()):
        f1 = 2 * c["hit"] / max(c["gold"] + c["predicted"], 1)
        p, r = c["hit"] / max(c["predicted"], 1), c["hit"] / max(c["gold"], 1)
        log.info("%-12s %-28s F1 %.3f  P %.3f  R %.3f  of %d", name, key, f1, p, r, c["gold"])


def cross_rows(lessons: Sequence[OutletLesson], mean: Floats, project: Floats) -> list[Rows]:
    """Every article's pairs, by heads that learned from the other folds."""
    heads = [train_head([x for x in lessons if x.article.fold != k], mean, project) for k in range(FOLDS)]
    return [make_rows(lesson, heads[lesson.article.fold]) for lesson in lessons]


def _whole(array: Floats) -> NDArray[np.float16]:
    """In half floats, row after row: safetensors writes a turned array as it lies, which reads back as another."""
    return np.ascontiguousarray(array, np.float16)


def main(shared: Path, marks: Path, networks: Path, out: Path) -> None:
    """Train, measure on folds, write the weights."""
    places = read_places(marks)
    articles = read_gold(shared, marks, lookers_in(networks))
    lessons = [make_lesson(article, name_relays(article, places), seed) for seed, article in enumerate(articles)]
    mean, project = find_directions(lessons)
    rows = cross_rows(lessons, mean, project)
    alone = cross_first(rows)
    show("pair by pair", count(rows, [alone.get(at, np.zeros(0)).tolist() for at in range(len(rows))]))
    show("scenes", count(rows, cross_scenes(rows)))
    show("outlets only", count(rows, [one.right.astype(float).tolist() for one in rows]))
    head = train_head(lessons, mean, project)
    save_file({name: _whole(getattr(head, name)) for name in OutletHead.__slots__}, str(out / FILE))
    own = case_rows(read_cases(marks.parent.parent / "tests", PackageLooker(out)), head)
    save_forest(first_forest(rows + own * OWN), out / FOREST_FILE)
    unseen = first_forest(rows)
    alone |= {len(rows) + at: ask_forest(unseen, one.seen) for at, one in enumerate(own * OWN) if one.pairs}
    save_forest(scene_forest(rows + own * OWN, alone), out / SCENES_FILE)


def case_rows(cases: Sequence[GoldArticle], head: OutletHead) -> list[Rows]:
    """Of the project's own passages those in which every attribution has its relays marked."""
    marked = [a for a in cases if len(a.units) > WIDE and all(m.relay is not UNSET for m in a.marks)]
    return [make_rows(make_lesson(a, name_relays(a, {}), seed), head) for seed, a in enumerate(marked)]


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(*map(Path, sys.argv[1:5]))
