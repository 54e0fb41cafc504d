"""Pairs -> the pair network's weights: `python -m konon.training.train_pairs ../shared/data/tracing --out FOLDER`.

The encoder of meaning is not trained: its vectors are made once, and the network on them is small.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn import functional as F

from konon.network.contextual import load_contextual
from konon.network.loading import Floats
from konon.tracing.drift import drift_signs
from konon.tracing.pair_labels import PAIR_KINDS, WORD_KINDS
from konon.tracing.pair_network import SeenPair
from konon.tracing.statement import Statement, prepare_statement
from konon.tracing.word_features import features_of, pair_features
from konon.training.pair_corpora import Pair
from konon.training.pair_layers import PairBatch, PairNetwork
from konon.training.pair_sets import fold_of, gather_pairs

WHAT: Final = (
    "which words of two statements differ and how, and how the two relate; over frozen word vectors of meaning-2"
    " (layers 6 and 12) and the table of senses"
)
LICENCES: Final = (
    "DEMETR and negation NLI MIT; IndoNLI, FEVER and NTREX CC BY-SA; MSRP for research use; no text of them is in the"
    " files"
)
BATCH: Final = 64
COUNTED_SIGNS: Final = (0, 1, 2, 3, 11)  # of `drift_signs`: the four plain kinds, and the highest of them
TRANSLATION_SIGNS: Final = {7: -1.0, 9: 1.0, 11: 1.0}  # "same", "drifts": too few are judged to fit
TRANSLATION_ALARMS: Final = 0.45  # about where F1 is highest while one of five drifts
JUDGED: Final = 3  # folds, each held out once, on which the judge is fitted; the network that ships has all
ALARMS: Final = 0.095  # share of pairs of one language that mean the same and may be said to drift
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
        place: Any = (row, *(slice(size) for size in array.shape))
        held[place] = array
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
            loss: Any = pair_loss(network, group, texts)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        report(epoch, network.eval())
    return network.eval()


def predict_pairs(
    network: PairNetwork, examples: Sequence[Example], texts: TextVectors
) -> list[tuple[Floats, Floats, Floats]]:
    """Of each example: probabilities of its words on either side, and of the pair."""
    order = sorted(range(len(examples)), key=lambda k: len(examples[k].features[0]))
    found: dict[int, tuple[Floats, Floats, Floats]] = {}
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        with torch.no_grad():
            words, pairs = network(make_batch([examples[k] for k in rows], texts))
            sides = [torch.sigmoid(side).numpy() for side in words]
            for at, row in enumerate(rows):
                sizes = [len(features) for features in examples[row].features]
                found[row] = (sides[0][at, : sizes[0]], sides[1][at, : sizes[1]], torch.sigmoid(pairs[at]).numpy())
    return [found[k] for k in range(len(examples))]


def as_seen(prediction: tuple[Floats, Floats, Floats]) -> SeenPair:
    """Probabilities alone, as the judge of drift takes them."""
    a, b, pair = prediction
    return SeenPair(a=a, b=b, pair=pair, between=np.zeros((len(a), len(b)), np.float32), likeness=0.0)


def fit_judge(found: Sequence[tuple[Pair, SeenPair, bool]], *, alarms: float) -> dict[str, Any]:
    """Predictions of pairs that the network was not trained on -> the card's `drift`.

    The third of each is whether its languages differ. `alarms`: of pairs of one language that mean the same, the share
    that may be said to drift; of translations TRANSLATION_ALARMS may.
    """
    rows = [(drift_signs(seen), dict(pair.labels).get("drifts"), two) for pair, seen, two in found]
    signs = np.stack([row[0] for row in rows if row[1] is not None])
    drifts, two = (np.array([row[k] for row in rows if row[1] is not None], bool) for k in (1, 2))
    fitted = LogisticRegression(C=0.3, max_iter=500, class_weight="balanced")
    fitted.fit(signs[~two][:, COUNTED_SIGNS], drifts[~two])
    one, both = np.zeros(signs.shape[1]), np.zeros(signs.shape[1])
    one[list(COUNTED_SIGNS)] = np.round(fitted.coef_[0], 4)
    for sign, weight in TRANSLATION_SIGNS.items():
        both[sign] = weight
    floors = (
        float(np.quantile((signs @ one)[~two & ~drifts], 1 - alarms)),
        float(np.quantile((signs @ both)[two & ~drifts], 1 - TRANSLATION_ALARMS)),
    )
    return {
        "one": {"weights": [round(float(w), 4) for w in one], "floor": round(floors[0], 4)},
        "two": {"weights": [round(float(w), 4) for w in both], "floor": round(floors[1], 4)},
        "shown": 0.3,
    }


def write_network(network: PairNetwork, card: dict[str, Any], folder: Path) -> None:
    """The weights in half precision, and the card."""
    folder.mkdir(parents=True, exist_ok=True)
    held = {name: part.detach().numpy().astype(np.float16) for name, part in network.state_dict().items()}
    save_file(held, folder / "pairs.safetensors")
    (folder / "pairs.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def measure_pairs(found: Iterable[tuple[Pair, SeenPair, bool]], held: dict[str, Any]) -> dict[str, Any]:
    """Of each source and kind, the share that is said to drift."""
    told: dict[str, list[bool]] = defaultdict(list)
    for pair, seen, two in found:
        scale = held["two" if two else "one"]
        told[f"{pair.source} {pair.kind}"].append(
            bool(drift_signs(seen) @ np.array(scale["weights"]) >= scale["floor"])
        )
    return {kind: {"told": round(sum(rows) / len(rows), 3), "of": len(rows)} for kind, rows in sorted(told.items())}


def judge_fold(
    examples: Sequence[Example], texts: TextVectors, fold: int, *, epochs: int
) -> list[tuple[Pair, SeenPair, bool]]:
    """What a network trained on the other folds says of the fold's judged pairs, for `fit_judge`."""
    network = train_network([e for e in examples if fold_of(e.pair) != fold], texts, epochs=epochs, report=_tell)
    judged = [e for e in examples if fold_of(e.pair) == fold and e.pair.source in ("demetr", "panl-drift")]
    predicted = zip(judged, predict_pairs(network, judged, texts), strict=True)
    return [(e.pair, as_seen(prediction), bool(e.features[0][0, 26])) for e, prediction in predicted]


def _tell(epoch: int, _: PairNetwork) -> None:
    sys.stdout.write(f"epoch {epoch}\n")


def main(argv: list[str] | None = None) -> None:
    """Train the network and write it with its card."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tracing", type=Path, help="folder with demetr-dev.jsonl and the other sets")
    ap.add_argument("--translations", type=Path, required=True, help="English and Indonesian, tab-separated")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--epochs", type=int, default=4)
    ap.add_argument("--name", default="pairs-3")
    a = ap.parse_args(argv)
    torch.set_num_threads(1)
    texts, started = TextVectors(), time.time()
    pairs = gather_pairs(a.tracing, a.translations, random.Random(1))
    examples = [made for pair in pairs if (made := make_example(pair, texts))]
    sys.stdout.write(f"{len(examples)} pairs, {time.time() - started:.0f} s\n")
    found = [one for fold in range(JUDGED) for one in judge_fold(examples, texts, fold, epochs=a.epochs)]
    judge = fit_judge(found, alarms=ALARMS)
    figures = measure_pairs(found, judge)
    network = train_network(examples, texts, epochs=a.epochs, report=_tell)
    counts = {source: sum(e.pair.source == source for e in examples) for source in {e.pair.source for e in examples}}
    card = {
        "name": a.name,
        "what": WHAT,
        "licences": LICENCES,
        "made": f"konon/training/train_pairs.py, {a.epochs} epochs; figures are of networks that had not seen the fold",
        "drift": judge,
        f"held out (folds 0 to {JUDGED - 1})": figures,
        "trained on, pairs": dict(sorted(counts.items())),
        "of these": "+ one thing was changed, r the two texts are turned, id Indonesian beside itself",
    }
    write_network(network, card, a.out)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
