"""Dumps with marked bodies -> konon/models/dump-lines.json, and its figures by cross-validation.

    python -m konon.training.dump_lines train DUMPS.jsonl... [--out FILE]
    python -m konon.training.dump_lines cross DUMPS.jsonl...

A line of DUMPS is {"id", "text", "body"}, body a string or spans. Dumps of one page have ids that differ
behind the last "-" and are never parted between training and measuring.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import numpy.typing as npt

from konon.articles.classifier import Classifier, DenseLayer, decode, dump_classifier, weigh_odds
from konon.articles.features import Floats, line_features
from konon.articles.lines import Line, split_lines

Singles = npt.NDArray[np.float32]
Anchor = tuple[int, int] | bool | None

FOLDS = 10
UNITS, STEPS, BATCH, RATE, DECAY = 16, 3000, 512, 0.01, 0.01
SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
CROPS, CROP = 1, 0.3  # cropped copies of a dump, and what each counts beside the whole
DROP = 0.1  # share of inputs left out at a time
CHANGE, BIAS = 1.5, 0.0  # from 1.0 to 2.5 `cross` is flat; short articles fare better with less
SHINGLE = 4
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A page's dump, its lines' labels and what each line counts in training."""

    id: str
    text: str
    body: str
    lines: list[Line]
    features: Floats
    labels: Floats  # 0 or 1
    weights: Floats

    @property
    def words(self) -> Floats:
        """(lines,): the words of each."""
        return np.array([line.words for line in self.lines], dtype=np.float64)

    @property
    def way(self) -> str:
        """How the page was dumped: "naive", "blocks" or "other"."""
        way = self.id.rpartition("-")[2]
        return way if way in ("naive", "blocks") else "other"

    @property
    def page(self) -> str:
        """What its dumps have in common."""
        return re.sub(r"-(?:naive|blocks)$", "", self.id)


def load_dumps(paths: Iterable[Path]) -> list[Dump]:
    """Every line of the files."""
    lines = (line for path in paths for line in path.read_text("utf-8").split("\n"))
    return [make_dump(json.loads(line)) for line in lines if line.strip()]


def make_dump(row: dict[str, Any]) -> Dump:
    """Labels from the marked body; a line counts by its words, a page by about the same as any other."""
    text, body = row["text"], row["body"]
    body = body if isinstance(body, str) else "\n\n".join(text[s:e] for s, e in body)
    lines = split_lines(text)
    return Dump(
        id=row["id"],
        text=text,
        body=body,
        lines=lines,
        features=line_features(lines),
        labels=np.array(label_lines(lines, body), dtype=np.float64),
        weights=weigh_lines(lines),
    )


def crop_dump(dump: Dump, seed: int) -> Dump:
    """The dump as a person copies it: few lines around the article, and perhaps only its first paragraphs."""
    rng = np.random.default_rng([seed, int(hashlib.sha256(dump.id.encode()).hexdigest()[:8], 16)])
    body = np.flatnonzero(dump.labels)
    first = int(body[0])
    last = int(body[min(len(body), int(rng.integers(3, 16))) - 1])
    start = max(0, first - int(rng.integers(0, 15)))
    tail = int(body[-1]) + 1
    lines = [*dump.lines[start : last + 1], *dump.lines[tail : tail + int(rng.integers(0, 15))]]
    labels = np.concatenate([dump.labels[start : last + 1], dump.labels[tail:][: len(lines) - (last + 1 - start)]])
    weights = CROP * weigh_lines(lines)
    return replace(dump, lines=lines, features=line_features(lines), labels=labels, weights=weights)


def weigh_lines(lines: Sequence[Line]) -> Floats:
    """A line counts by its words, a page more the longer it is, but not in proportion."""
    weights = np.minimum(np.array([line.words for line in lines], dtype=np.float64), 60) + 2.0
    return np.asarray(weights / np.sqrt(weights.sum()))


def label_lines(lines: Sequence[Line], body: str) -> list[bool]:
    """A long line is body where half of its shingles are the body's and no line before it had them.

    A short one is body where it stands between those.
    """
    truth = WORD.findall(body)
    places: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(truth) - SHINGLE + 1):
        places.setdefault(tuple(truth[i : i + SHINGLE]), []).append(i)
    anchors: list[Anchor] = []
    for line in lines:
        anchors.append(_anchor(WORD.findall(line.text), places))
        if isinstance(anchors[-1], tuple):  # what a page says twice is body once
            _claim(WORD.findall(line.text), places, anchors[-1][0])
    return [_is_body(i, lines, anchors, truth) for i in range(len(lines))]


def _anchor(words: list[str], places: dict[tuple[str, ...], list[int]]) -> Anchor:
    """(first, last word in the body) of a long line found there, False if not found, None for a short line."""
    if len(words) < SHINGLE:
        return None
    found = [places.get(tuple(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)]
    hits = [f for f in found if f]
    return (hits[0][0], hits[-1][0] + SHINGLE) if hits and len(hits) >= 0.5 * len(found) else False


def _claim(words: list[str], places: dict[tuple[str, ...], list[int]], start: int) -> None:
    """Takes the line's shingles out of the body, the next from `start` on where there are several."""
    for i in range(len(words) - SHINGLE + 1):
        if left := places.get(tuple(words[i : i + SHINGLE])):
            left.remove(next((at for at in left if at >= start), left[0]))


def _is_body(i: int, lines: Sequence[Line], anchors: Sequence[Anchor], truth: list[str]) -> bool:
    anchor = anchors[i]
    if anchor is not None:
        return bool(anchor)
    words = WORD.findall(lines[i].text)
    window = _words_between(i, anchors, truth)
    return bool(words) and any(window[k : k + len(words)] == words for k in range(len(window)))


def _words_between(i: int, anchors: Sequence[Anchor], truth: list[str]) -> list[str]:
    """The body's words between the anchors around line i; twelve where only one side has an anchor, none without."""
    before = next((a[1] for a in reversed(anchors[:i]) if isinstance(a, tuple)), None)
    after = next((a[0] for a in anchors[i + 1 :] if isinstance(a, tuple)), None)
    if before is None:
        return truth[max(0, after - 12) : after] if after is not None else []
    return truth[before : before + 12 if after is None else after]


def train_classifier(dumps: Sequence[Dump], seeds: Sequence[int] = SEEDS) -> Classifier:
    """One network a seed; `change` and `bias` are set by `tune`. Each dump is learnt whole and cropped."""
    dumps = [*dumps, *(crop_dump(dump, seed) for dump in dumps for seed in range(CROPS) if dump.labels.any())]
    features = np.vstack([dump.features for dump in dumps])
    center = features.mean(axis=0)
    scale = np.maximum(features.std(axis=0), 0.05)  # rare marks must not shout
    labels = np.concatenate([dump.labels for dump in dumps]).astype(np.float32)
    weights = np.concatenate([dump.weights for dump in dumps]).astype(np.float32)
    inputs = ((features - center) / scale).astype(np.float32)
    layers = tuple(train_layer(inputs, labels, weights / weights.mean(), seed) for seed in seeds)
    return Classifier(mean=center, scale=scale, layers=layers, change=1.0)


def train_layer(
    inputs: Singles, labels: Singles, weights: Singles, seed: int, *, steps: int | None = None, decay: float = DECAY
) -> DenseLayer:
    """Adam on the weighted log loss, with weight decay and noise on the inputs."""
    steps = steps or STEPS
    rng = np.random.default_rng(seed)
    n, wide = inputs.shape
    params = [rng.normal(0, 0.5 / np.sqrt(wide), (wide, UNITS)), np.zeros(UNITS)]
    params += [rng.normal(0, 0.5 / np.sqrt(UNITS), UNITS), np.zeros(1)]
    params = [p.astype(np.float32) for p in params]
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
    for step in range(1, steps + 1):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        rows = rng.integers(0, n, BATCH)
        x = inputs[rows] * (rng.random((BATCH, wide), dtype=np.float32) > DROP)
        hidden = np.tanh(x @ params[0] + params[1])
        odds = hidden @ params[2] + params[3][0]
        slope = (1 / (1 + np.exp(-odds)) - labels[rows]) * weights[rows] / BATCH
        back = slope[:, None] * params[2] * (1 - hidden**2)
        grads = [x.T @ back, back.sum(axis=0), hidden.T @ slope, np.array([slope.sum()])]
        for param, grad, (first, second) in zip(params, grads, moments, strict=True):
            first[...] += 0.1 * (grad - first)
            second[...] += 0.001 * (grad * grad - second)
            slope_now = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            param[...] -= rate * (slope_now + decay * param)
    return DenseLayer(hidden=params[0], hidden_bias=params[1], out=params[2], out_bias=float(params[3][0]))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; of a shorter text, the whole."""
    words = WORD.findall(text)
    return Counter(s for i in range(max(1, len(words) - SHINGLE + 1)) if (s := tuple(words[i : i + SHINGLE])))


def body_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Of (true, found) bodies: F1 of the mean precision and the mean recall of 4-word shingles."""
    precision, recall = [], []
    for true, found in pairs:
        a, b = shingles(true), shingles(found)
        hit = sum((a & b).values())
        if b:
            precision.append(hit / sum(b.values()))
        if a:
            recall.append(hit / sum(a.values()))
    p, r = mean(precision or [0.0]), mean(recall or [0.0])
    return 2 * p * r / (p + r) if p + r else 0.0


def join_lines(dump: Dump, labels: Sequence[bool]) -> str:
    """The body that `labels` choose."""
    return "\n\n".join(line.text for line, label in zip(dump.lines, labels, strict=True) if label)


def tune(dumps: Sequence[Dump], logits: Sequence[Floats]) -> tuple[float, float, float]:
    """(change, bias, F1) that are best on logits of dumps not trained on."""
    best = (1.0, 0.0, 0.0)
    for change in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0):
        for bias in (-1.0, -0.5, 0.0, 0.5, 1.0):
            pairs = (
                (d.body, join_lines(d, decode(weigh_odds(z + bias, d.words), change)))
                for d, z in zip(dumps, logits, strict=True)
            )
            f1 = body_f1(pairs)
            if f1 > best[2]:
                best = (change, bias, f1)
    return best


def fold_of(page: str) -> int:
    """The same on every machine."""
    return int(hashlib.sha256(page.encode()).hexdigest(), 16) % FOLDS


def cross_validate(dumps: Sequence[Dump], seeds: Sequence[int] = SEEDS) -> list[Floats]:
    """Logits of every dump by networks that saw no dump of its page."""
    found: dict[str, Floats] = {}
    for fold in range(FOLDS):
        classifier = train_classifier([d for d in dumps if fold_of(d.page) != fold], seeds)
        found |= {d.id: classifier.logits(d.features) for d in dumps if fold_of(d.page) == fold}
    return [found[d.id] for d in dumps]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def report_folds(dumps: Sequence[Dump]) -> tuple[float, float]:
    """(change, bias) that are best for pages not trained on, with the figures they give, by way of dumping.

    The two are chosen on the dumps they are measured on, which flatters by a thousandth or two.
    """
    logits = cross_validate(dumps)
    change, bias, f1 = tune(dumps, logits)
    _say(f"all {f1:.4f} with change {change}, bias {bias}; {len(dumps)} dumps, {FOLDS} folds by page")
    for way in sorted({dump.way for dump in dumps}):
        some = [(d, z) for d, z in zip(dumps, logits, strict=True) if d.way == way]
        pairs = [(d.body, join_lines(d, decode(weigh_odds(z + bias, d.words), change))) for d, z in some]
        _say(f"  {way:8} {body_f1(pairs):.4f} of {len(pairs)}")
    return change, bias


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m konon.training.dump_lines", description=__doc__)
    parser.add_argument("step", choices=["train", "cross"])
    parser.add_argument("dumps", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("konon/models/dump-lines.json"))
    parser.add_argument("--change", type=float, default=CHANGE)
    parser.add_argument("--bias", type=float, default=BIAS)
    given = parser.parse_args(arguments)
    dumps = load_dumps(given.dumps)
    if given.step == "cross":
        report_folds(dumps)
        return
    classifier = replace(train_classifier(dumps), change=given.change, bias=given.bias)
    given.out.write_text(dump_classifier(classifier, digits=3), "utf-8")
    pairs = [(d.body, join_lines(d, classifier.decide(d.features, d.words))) for d in dumps]
    _say(f"{given.out}: F1 {body_f1(pairs):.4f} on the {len(pairs)} dumps trained on")


if __name__ == "__main__":
    main()
