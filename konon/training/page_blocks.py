"""Saved pages with their true bodies -> konon/models/page-blocks.json, and figures by cross-validation over outlets.

    python -m konon.training.page_blocks train GOLD.jsonl... [--told FOLDER] [--out FILE]
    python -m konon.training.page_blocks cross GOLD.jsonl... [--told FOLDER]

A line of GOLD is {"id", "file", "body"}, with "publisher" or "outlet" where known; `file` lies beside GOLD and may
be packed with gzip. Of the pages in FOLDER those are learnt too that give their article's body to machines whole (they
hide it from the network, which could just copy it). Pages of one outlet are never parted.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from konon.articles.block_features import SUMMARY, Around, block_features, make_lines, make_of
from konon.articles.blocks import Block, read_blocks
from konon.articles.candidates import look_around
from konon.articles.charset import decode_page
from konon.articles.choose_blocks import Seen, is_passed, settle
from konon.articles.classifier import Classifier, dump_classifier
from konon.articles.compose import beside_words
from konon.articles.features import Floats
from konon.articles.metadata import read_metadata
from konon.articles.posts import find_posts
from konon.articles.read_html import parse_page
from konon.training import dump_lines
from konon.training.dump_lines import label_lines, shingles, weigh_lines

FOLDS = 10
SEEDS = (1, 2, 3, 4)
STEPS, DECAY = 1500, 0.05
CHANGE, BIAS = 0.5, 0.0
SMALL = 0.3  # what a page cut down to little more than its article counts beside the whole
WHOLE = 0.97  # of the body that a page gives to machines, which must be seen on it
MIN_WORDS = 120  # of such a body


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """A page as the network learns and is measured on it."""

    id: str
    outlet: str
    kind: str  # the name of the gold it comes from
    body: str
    features: Floats
    labels: Floats  # 0 or 1
    weights: Floats
    words: Floats
    passed: list[bool]
    blocks: list[str]
    makes: list[object]
    linked: list[float]
    titles: list[str]
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A page and the truth of it; no body where the page's own account of it is the truth."""

    id: str
    outlet: str
    kind: str
    page: bytes
    body: str | None


def load_saved(gold: Sequence[Path], told: Path | None) -> Iterator[Saved]:
    """Every page of the files, then those of the folder."""
    for path in gold:
        for row in map(json.loads, filter(str.strip, path.read_text("utf-8").split("\n"))):
            raw = (path.parent / row["file"]).read_bytes()
            page = gzip.decompress(raw) if row["file"].endswith(".gz") else raw
            outlet = row.get("publisher") or row.get("outlet") or row["id"]
            yield Saved(id=row["id"], outlet=outlet, kind=path.stem, page=page, body=row["body"])
    for path in sorted(told.glob("*.html")) if told else []:
        yield Saved(id=path.stem, outlet=path.stem, kind="told", page=path.read_bytes(), body=None)


def learn_page(saved: Saved) -> list[Learnt]:
    """The page whole and cut down; nothing where it was to tell its own body and does not."""
    tree = parse_page(decode_page(saved.page), saved.id)
    meta = read_metadata(tree)
    blocks = read_blocks(tree)
    body = saved.body if saved.body is not None else _seen_body(meta.body, blocks)
    if body is None:
        return []
    told = meta.body if saved.body is not None else None
    whole = _learn(saved, body, blocks, look_around(tree, told, meta.summary), list(meta.titles))
    small = _cut_down(tree, blocks, whole.labels, saved.id)
    blocks = read_blocks(tree)
    cut = _learn(saved, small, blocks, look_around(tree, None, meta.summary), list(meta.titles)) if blocks else whole
    return [whole, replace(cut, weights=SMALL * cut.weights, whole=False)]


def _seen_body(told: str | None, blocks: Sequence[Block]) -> str | None:
    """The body that the page tells, where nearly all of it is seen on the page."""
    told_runs = shingles(told or "")
    seen = shingles(" ".join(block.text for block in blocks))
    share = sum((told_runs & seen).values()) / max(1, sum(told_runs.values()))
    return told if told and len(told.split()) >= MIN_WORDS and share >= WHOLE else None


def _learn(saved: Saved, body: str, blocks: Sequence[Block], around: Around, titles: list[str]) -> Learnt:
    features = block_features(blocks, around)
    lines = make_lines(blocks)
    beside = {i for post in find_posts(blocks) for i in beside_words(post)}
    return Learnt(
        id=saved.id,
        outlet=saved.outlet,
        kind=saved.kind,
        body=body,
        features=features,
        labels=np.array(label_lines(lines, body), dtype=np.float64),
        weights=weigh_lines(lines),
        words=np.array([line.words for line in lines], dtype=np.float64),
        passed=[i in beside or is_passed(line.text) for i, line in enumerate(lines)],
        blocks=[block.text for block in blocks],
        makes=[make_of(block.element) for block in blocks],
        linked=[block.link / max(1, len(block.text)) for block in blocks],
        titles=titles,
    )


def _cut_down(tree: Any, blocks: Sequence[Block], labels: Floats, key: str) -> str:
    """Takes from the tree all but the article's first paragraphs and some blocks around; gives what is left of it."""
    rng = np.random.default_rng(int(hashlib.sha256(key.encode()).hexdigest()[:8], 16))
    inside = np.flatnonzero(labels)
    if not len(inside):
        return ""
    own = inside[: int(rng.integers(3, 13))]
    first, last, end = int(own[0]), int(own[-1]), int(inside[-1]) + 1
    kept = {*range(max(0, first - int(rng.integers(0, 7))), last + 1), *range(end, end + int(rng.integers(0, 9)))}
    stay = {e for i in kept if i < len(blocks) for e in (blocks[i].element, *blocks[i].element.iterancestors())}
    for i, block in enumerate(blocks):
        parent = block.element.getparent()
        if i not in kept and block.element not in stay and parent is not None:
            parent.remove(block.element)
    return "\n\n".join(blocks[int(i)].text for i in own)


def train_classifier(pages: Sequence[Learnt], seeds: Sequence[int] = SEEDS) -> Classifier:
    """One network a seed, their log odds averaged."""
    features = np.vstack([page.features for page in pages])
    center = features.mean(axis=0)
    scale = np.maximum(features.std(axis=0), 0.05)  # rare marks must not shout
    labels = np.concatenate([page.labels for page in pages]).astype(np.float32)
    weights = np.concatenate([page.weights for page in pages]).astype(np.float32)
    inputs = ((features - center) / scale).astype(np.float32)
    layers = tuple(
        dump_lines.train_layer(inputs, labels, weights / weights.mean(), seed, steps=STEPS, decay=DECAY)
        for seed in seeds
    )
    return Classifier(mean=center, scale=scale, layers=layers, change=CHANGE, bias=BIAS)


def find_body(page: Learnt, classifier: Classifier) -> str:
    """The body as the reader would find it, embedded posts' words apart."""
    chosen = classifier.decide(page.features, page.words, page.passed)
    seen = Seen(
        texts=page.blocks,
        makes=page.makes,
        linked=page.linked,
        summary=page.features[:, SUMMARY].tolist(),
        odds=classifier.logits(page.features).tolist(),
    )
    return "\n\n".join(page.blocks[i] for i in settle(seen, chosen, page.titles))


def fold_of(outlet: str) -> int:
    """The same on every machine."""
    return int(hashlib.sha256(outlet.encode()).hexdigest(), 16) % FOLDS


def report_folds(pages: Sequence[Learnt]) -> None:
    """F1, precision, recall and pages at 0.98 of each gold, by networks that saw no page of the outlet."""
    found: dict[str, str] = {}
    for fold in range(FOLDS):
        held = [page for page in pages if page.whole and fold_of(page.outlet) == fold]
        classifier = train_classifier([page for page in pages if fold_of(page.outlet) != fold])
        found |= {f"{page.kind}/{page.id}": find_body(page, classifier) for page in held}
    for kind in sorted({page.kind for page in pages}):
        some = [page for page in pages if page.whole and page.kind == kind]
        _say(f"{kind:14} {measure([(page.body, found[f'{kind}/{page.id}']) for page in some])}")


def measure(pairs: Sequence[tuple[str, str]]) -> str:
    """Of (true, found) bodies: the figures in words."""
    precision, recall, whole = [], [], 0
    for true, found in pairs:
        a, b = shingles(true), shingles(found)
        hit, wanted, given = (a & b).total(), a.total(), b.total()
        precision += [hit / given] if given else []
        recall.append(hit / max(1, wanted))
        whole += 2 * hit >= 0.98 * (wanted + given)
    p, r = mean(precision or [0.0]), mean(recall or [0.0])
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return f"F1 {f1:.4f}, precision {p:.4f}, recall {r:.4f}, {whole} of {len(pairs)} pages at 0.98"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def load_pages(gold: Sequence[Path], told: Path | None, workers: int = 2) -> list[Learnt]:
    """Every page, whole and cut down."""
    with ProcessPoolExecutor(workers) as pool:
        return [page for pages in pool.map(learn_page, load_saved(gold, told)) for page in pages]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m konon.training.page_blocks", description=__doc__)
    parser.add_argument("step", choices=["train", "cross"])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--told", type=Path)
    parser.add_argument("--out", type=Path, default=Path("konon/models/page-blocks.json"))
    given = parser.parse_args(arguments)
    pages = load_pages(given.gold, given.told)
    if given.step == "cross":
        report_folds(pages)
        return
    classifier = train_classifier(pages)
    given.out.write_text(dump_classifier(classifier, digits=3), "utf-8")
    whole = [page for page in pages if page.whole]
    _say(f"{given.out}: {measure([(page.body, find_body(page, classifier)) for page in whole])} (trained on)")


if __name__ == "__main__":
    main()
