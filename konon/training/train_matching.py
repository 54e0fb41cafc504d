"""Marked clusters of articles -> the weights of matching.

    python -m konon.training.train_matching links.jsonl [more.jsonl ...] --texts demetr.jsonl ntrex.jsonl --out FOLDER

Claims are the gold's; who speaks, through whom and how surely is what the reader's rules make of them. Figures are of
folds over whole clusters; what is written is trained on all of them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from konon.contract import parse_reading
from konon.network.loading import Floats
from konon.network.meaning import load_encoder
from konon.tracing.blocking import MemoryIndex, look_at_met, make_sketch
from konon.tracing.claim_drift import drift_features
from konon.tracing.claim_features import PLAIN, plain_features, with_seen
from konon.tracing.first_look import FIRST, Sketch, are_strange
from konon.tracing.matching import COUNTED, counted
from konon.tracing.meeting_words import meet, meet_by_letters
from konon.tracing.pair_labels import Drift
from konon.tracing.pair_network import PairComparer, load_comparer
from konon.tracing.pair_surroundings import Standing, see_beside
from konon.tracing.saying import Saying, make_saying
from konon.tracing.statement import prepare_statement
from konon.tracing.told import Told
from konon.training.marked_claims import read_marked
from konon.training.marked_links import known_articles, read_across
from konon.training.pair_corpora import read_rows

FOLDS: Final = 6
FAR: Final = 12  # nearest claims of other clusters, which are no links, for each claim
HEAVY: Final = 30  # links of a cluster that count whole; more of them share that weight
FLOORS: Final = {"again": 0.03, "again en": 0.2, "again id": 0.45, "related": 0.05}
DRIFTS: Final = 0.25  # chance from which on a pair is told to drift
CROWD: Final = 25  # pairs of a cluster that count whole for drift
CELLS: Final = 256
FIRST_FLOOR: Final = -4.25  # log odds from which on the first look lets a pair through
NEARLY: Final = 0.25  # of the chance from which on a pair is told
MISSED: Final = 0.002  # share of what is told that a glance may miss
LINEAR: Final = 0.3  # how freely the linear judge may weigh

Claim = tuple[str, int]  # an article's id and the number of its claim in the gold
Linked = Set[frozenset[Claim]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPair:
    """Two claims of different articles; `cluster` (what they are about) is None where they are of two."""

    cluster: str | None
    a: Claim
    b: Claim
    relation: str
    drift: tuple[Drift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSet:
    """Marked pairs with their features, side by side."""

    pairs: list[MarkedPair]
    features: Floats  # (pairs, COUNTED)
    plain: Floats  # (pairs, PLAIN), by letters alone
    claims: list[Claim]

    @property
    def again(self) -> NDArray[np.bool_]:
        """Which were said again."""
        return np.array([pair.relation in ("repeats", "again") for pair in self.pairs])

    @property
    def weights(self) -> Floats:
        """1 for what is no link; the links of a large cluster count less each."""
        linked = [pair.cluster if again else None for pair, again in zip(self.pairs, self.again, strict=True)]
        sizes = {cluster: linked.count(cluster) for cluster in set(linked)}
        return np.array([1.0 if c is None else min(1.0, HEAVY / sizes[c]) + 0.3 for c in linked], np.float32)


def read_told(cluster: dict[str, Any], comparer: PairComparer) -> dict[Claim, Told]:
    """The gold's claims of one cluster, those without a word left out."""
    found = {}
    for row in cluster["articles"]:
        article, claims = read_marked(row)
        for number, claim in claims:
            saying = make_saying(article, claim)
            told = Told(saying, comparer).refine()
            if len(told.content):
                found[row["id"], number] = told
    return found


def marked_pairs(cluster: dict[str, Any], told: dict[Claim, Told]) -> Iterator[MarkedPair]:
    """Every pair of claims of different articles of a cluster, but what was left undecided."""
    undecided = undecided_of(cluster)
    links = {
        tuple(sorted((link[side]["article"], link[side]["claim"]) for side in "ab")): link for link in cluster["links"]
    }
    claims = list(told)
    for place, a in enumerate(claims):
        for b in claims[place + 1 :]:
            if a[0] != b[0] and frozenset((a, b)) not in undecided:
                link = links.get(tuple(sorted((a, b))), {"relation": "none", "drift": []})
                yield MarkedPair(
                    cluster=matter_of(cluster), a=a, b=b, relation=link["relation"], drift=tuple(link["drift"])
                )


def undecided_of(cluster: dict[str, Any]) -> Linked:
    """Pairs of claims of a cluster that its reader would neither link nor keep apart."""
    return {frozenset((place["article"], place["claim"]) for place in pair) for pair in cluster.get("undecided", [])}


def matter_of(cluster: dict[str, Any]) -> str:
    """What a cluster is about; of clusters of one matter none is far from another."""
    return str(cluster.get("matter", cluster["cluster"]))


def far_pairs(clusters: Sequence[tuple[str, dict[Claim, Told]]], linked: Linked) -> Iterator[MarkedPair]:
    """The likest claims of other matters: what is not the same although it sounds so. `linked` is known to be so."""
    claims = [(matter, claim, told) for matter, held in clusters for claim, told in held.items()]
    vectors = np.stack([told.encoded.mean for _, _, told in claims])
    for place, (matter, claim, _) in enumerate(claims):
        for other in np.argsort(-(vectors @ vectors[place]))[:FAR]:
            far, one = claims[other][:2]
            if other > place and far != matter and frozenset((claim, one)) not in linked:
                yield MarkedPair(cluster=None, a=claim, b=one, relation="none", drift=())


def make_set(
    clusters: Sequence[dict[str, Any]], comparer: PairComparer, linked: Linked = frozenset()
) -> tuple[MatchingSet, list[Told]]:
    """All pairs with their features; and all claims. `linked`: pairs of different clusters that may be links."""
    told = [read_told(cluster, comparer) for cluster in clusters]
    pairs = [pair for cluster, held in zip(clusters, told, strict=True) for pair in marked_pairs(cluster, held)]
    pairs += far_pairs(list(zip(map(matter_of, clusters), told, strict=True)), linked)
    of = {claim: one for held in told for claim, one in held.items()}
    features, had, plain = [], [], []
    for pair in pairs:
        a, b = of[pair.a], of[pair.b]
        seen = comparer.see(a.encoded, b.encoded)
        met = meet(a, b)
        features.append(with_seen(plain_features(a, b, met), seen))
        had.append(met.had)
        plain.append(plain_features(a, b, meet_by_letters(a, b))[list(PLAIN)])
    standing = {claim: Standing(str(claim), claim[0], one.saying.place) for claim, one in of.items()}
    beside = see_beside(
        np.stack(features), [(standing[p.a], standing[p.b]) for p in pairs], list(zip(*had, strict=True))
    )
    made = MatchingSet(
        pairs=pairs, features=counted(np.stack(features), beside), plain=np.stack(plain), claims=list(of)
    )
    return made, list(of.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearJudge:
    """A weighted sum of features, each brought to one spread."""

    scaler: StandardScaler
    linear: LogisticRegression

    def chances(self, features: Floats) -> Floats:
        """(pairs,), how likely each was said again."""
        return np.asarray(self.linear.predict_proba(self.scaler.transform(features))[:, 1], np.float32)


def fit_judge_of_claims(features: Floats, again: NDArray[np.bool_], weights: Floats) -> LinearJudge:
    """On pairs of both sorts."""
    scaler = StandardScaler().fit(features)
    linear = LogisticRegression(C=LINEAR, max_iter=300)
    return LinearJudge(scaler=scaler, linear=linear.fit(scaler.transform(features), again, sample_weight=weights))


def folds_of(pairs: Sequence[MarkedPair]) -> NDArray[np.int64]:
    """All pairs of a cluster in one fold; those between clusters at random."""
    rng = random.Random(4)
    order = sorted({pair.cluster for pair in pairs if pair.cluster})
    rng.shuffle(order)
    fold = {cluster: place % FOLDS for place, cluster in enumerate(order)}
    return np.array([fold[pair.cluster] if pair.cluster else rng.randrange(FOLDS) for pair in pairs])


def cross_judge(held: MatchingSet) -> Floats:
    """Each pair as judged by what was trained on the other folds: (pairs,)."""
    folds, chances = folds_of(held.pairs), np.zeros(len(held.pairs), np.float32)
    for fold in range(FOLDS):
        out = folds == fold
        judge = fit_judge_of_claims(held.features[~out], held.again[~out], held.weights[~out])
        chances[out] = judge.chances(held.features[out])
    return chances


def fit_glance(held: MatchingSet, chances: Floats, langs: Mapping[Claim, str]) -> tuple[Floats, float]:
    """(PLAIN + 1,): what needs no network -> 0 or more where two claims may be linked; the share of such.

    `chances`: `cross_judge`. It learns what has NEARLY the chance to be told, and lets through all but MISSED of what
    is told.
    """
    floors = floors_of(held, langs)
    scaler = StandardScaler().fit(held.plain)
    linear = LogisticRegression(C=LINEAR, max_iter=500, class_weight="balanced")
    linear.fit(scaler.transform(held.plain), chances >= NEARLY * floors)
    weights = linear.coef_[0] / scaler.scale_
    scores = held.plain @ weights
    floor = np.quantile(scores[chances >= floors], MISSED)
    return np.append(weights, -floor).astype(np.float32), float(np.mean(scores >= floor))


def floors_of(held: MatchingSet, langs: Mapping[Claim, str]) -> Floats:
    """(pairs,) the chance from which on each is told: of its language, or of two."""
    sides = ((langs[pair.a], langs[pair.b]) for pair in held.pairs)
    own = (FLOORS.get(f"again {one}") if one == other else None for one, other in sides)
    return np.array([FLOORS["again"] if floor is None else floor for floor in own], np.float32)


def find_cells(vectors: Floats, rounds: int = 15) -> Floats:
    """The middles of CELLS groups of vectors, each of length 1."""
    rng = np.random.default_rng(0)
    middles = vectors[rng.choice(len(vectors), CELLS, replace=False)]
    for _ in range(rounds):
        nearest = (vectors @ middles.T).argmax(1)
        full = [k for k in range(CELLS) if (nearest == k).any()]
        middles[full] = np.stack([vectors[nearest == k].mean(0) for k in full])
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    return np.asarray(middles, np.float32)


def fit_first(told: Sequence[Told], linked: set[frozenset[str]], cells: Floats, others: Sequence[Saying]) -> Floats:
    """(FIRST + 1,): what the first look knows of two claims -> log odds, above FIRST_FLOOR, that they are linked.

    Of `others` none are taken to be linked.
    """
    sketches = [
        make_sketch(one.saying, one.content, one.encoded.mean, cells, number) for number, one in enumerate(told)
    ]
    met, pairs = look_at_all(sketches)
    found = [frozenset((told[a].saying.id, told[b].saying.id)) in linked for a, b in pairs]
    statements = [prepare_statement(one.words, one.lang) for one in others]
    vectors = load_encoder().encode([one.words for one in others])
    apart = [
        make_sketch(one, statement, vector, cells, number)
        for number, (one, statement, vector) in enumerate(zip(others, statements, vectors, strict=True))
        if len(statement)
    ]
    more, unlinked = look_at_all(apart)
    weights = [1.0] * len(pairs) + [0.5] * len(unlinked)
    linear = LogisticRegression(C=100, max_iter=1000)
    linear.fit(np.concatenate([met, more]), [*found, *([False] * len(unlinked))], sample_weight=weights)
    return np.append(linear.coef_[0], linear.intercept_[0] - FIRST_FLOOR).astype(np.float32)


def look_at_all(sketches: Sequence[Sketch]) -> tuple[Floats, list[tuple[int, int]]]:
    """All that meet and are not unlike: (pairs, FIRST), and the pairs by the sketches' numbers."""
    index, met, pairs = MemoryIndex(), [np.zeros((0, FIRST), np.float32)], []
    for sketch in sketches:
        index.add(sketch)
        for one, others, looked in look_at_met([sketch], index):
            worth = ~are_strange(one, others, looked)
            met.append(looked[worth])
            pairs += [(one.number, other.number) for other, is_so in zip(others, worth, strict=True) if is_so]
    return np.concatenate(met), pairs


def fit_drift(held: MatchingSet, told: Sequence[Told], comparer: PairComparer) -> Floats:
    """(OF_DRIFT + 1,): weights of `drift_features` and a bias -> log odds, above DRIFTS, that a pair drifts."""
    of = dict(zip(held.claims, told, strict=True))
    pairs = [pair for pair, again in zip(held.pairs, held.again, strict=True) if again]
    rows = []
    for pair in pairs:
        a, b = of[pair.a], of[pair.b]
        rows.append(drift_features(a, b, comparer.see(a.encoded, b.encoded)))
    sizes = Counter(pair.cluster for pair in pairs)
    scaler = StandardScaler().fit(rows)
    linear = LogisticRegression(C=0.01, max_iter=500).fit(
        scaler.transform(rows),
        [bool(pair.drift) for pair in pairs],
        sample_weight=[min(1.0, CROWD / sizes[pair.cluster]) for pair in pairs],
    )
    weights = linear.coef_[0] / scaler.scale_
    bias = linear.intercept_[0] - weights @ scaler.mean_ - math.log(DRIFTS / (1 - DRIFTS))
    return np.append(weights, bias).astype(np.float32)


def write_matching(judge: LinearJudge, parts: dict[str, Floats], card: dict[str, Any], folder: Path) -> None:
    """The weights and the card; `parts`: `cells`, and the weights of the `first` look, the `glance` and of `drift`."""
    held = {
        "first": parts["first"],
        "drift": parts["drift"],
        "glance": parts["glance"],
        "weights": judge.linear.coef_[0].astype(np.float32),
        "bias": judge.linear.intercept_.astype(np.float32),
        "middle": judge.scaler.mean_.astype(np.float32),
        "spread": judge.scaler.scale_.astype(np.float32),
        "cells": parts["cells"].astype(np.float16),
    }
    save_file(held, folder / "links.safetensors")
    (folder / "links.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def f1_over_folds(held: MatchingSet, chances: Floats, langs: Mapping[Claim, str]) -> dict[str, float]:
    """Of pairs said again, each by the floor of its language."""
    told, gold = chances >= floors_of(held, langs), held.again
    hits = int((told & gold).sum())
    return {
        "p": hits / max(1, int(told.sum())),
        "r": hits / int(gold.sum()),
        "f1": 2 * hits / int(told.sum() + gold.sum()),
    }


def main(argv: list[str] | None = None) -> None:
    """Train the judges of matching and write them beside the pair network."""
    a = _read_arguments(argv)
    comparer = load_comparer()
    across = dict(read_across(a.across)) if a.across else {}
    unsure = {pair for pair, relation in across.items() if relation != "none"}
    clusters = [row for path in a.links for row in read_rows(path)]
    unsure = unsure.union(*map(undecided_of, clusters))
    held, told = make_set(clusters, comparer, unsure)
    lines = [row["text_a"] for path in a.texts for row in read_rows(path)]
    means = np.stack([one.encoded.mean for one in told])
    cells = find_cells(np.concatenate([means, comparer.encoder.encoder.encode(lines)]))
    langs = {claim: one.saying.lang for claim, one in zip(held.claims, told, strict=True)}
    chances = cross_judge(held)
    figures = {name: round(value, 3) for name, value in f1_over_folds(held, chances, langs).items()}
    glance, passed = fit_glance(held, chances, langs)
    card = {
        "name": "links-7",
        "pairs": comparer.name,
        "floors": FLOORS,
        "over folds": figures,
        "let through at a glance": round(passed, 3),
        "what": f"whether two claims are one statement said again: a linear judge over {len(COUNTED)} features; "
        f"whether they drift; {CELLS} middles of cells",
        "trained on": f"{len(clusters)} clusters of marked claims: {', '.join(path.name for path in a.links)}",
        "made": "konon/training/train_matching.py",
    }
    whole = known_articles(read_rows(a.links[0]))  # where every pair was judged, for a first look that is wide
    looked = [one for claim, one in zip(held.claims, told, strict=True) if claim[0] in whole]
    judge = fit_judge_of_claims(held.features, held.again, held.weights)
    if a.first_of:
        kept = load_file(a.first_of)
        cells, first = kept["cells"].astype(np.float32), kept["first"]
        card["kept"] = f"the cells and the first look of {a.first_of.name}, made before"
    else:
        first = fit_first(looked, _linked_sayings(held, told, unsure), cells, _sayings_of(a.unlinked))
    parts = {
        "cells": cells,
        "first": first,
        "drift": fit_drift(held, told, comparer),
        "glance": glance,
    }
    write_matching(judge, parts, card, a.out)
    sys.stdout.write(json.dumps(card, indent=1) + "\n")


def _read_arguments(argv: list[str] | None) -> argparse.Namespace:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("links", type=Path, nargs="+", help="links-dev.jsonl, and what marked_links makes of evals/marks")
    ap.add_argument("--across", type=Path, help="evals/marks/links-en-across.jsonl: links between clusters")
    ap.add_argument(
        "--texts", type=Path, nargs="+", required=True, help="pairs of texts, by whose vectors cells are found"
    )
    ap.add_argument(
        "--unlinked", type=Path, required=True, help="what konon read --format jsonl gave of articles on many matters"
    )
    ap.add_argument("--first-of", type=Path, help="a links.safetensors whose cells and first look are kept as they are")
    ap.add_argument("--out", type=Path, required=True)
    return ap.parse_args(argv)


def _linked_sayings(held: MatchingSet, told: Sequence[Told], unsure: Linked) -> set[frozenset[str]]:
    """Ids of two sayings that are linked, or may be."""
    ids = {claim: one.saying.id for claim, one in zip(held.claims, told, strict=True)}
    linked = {frozenset((ids[pair.a], ids[pair.b])) for pair in held.pairs if pair.relation != "none"}
    return linked | {frozenset(ids[claim] for claim in pair) for pair in unsure if pair <= ids.keys()}


def _sayings_of(path: Path) -> list[Saying]:
    """Of what konon read --format jsonl gave."""
    read = [parse_reading(line, str(path)) for line in path.read_bytes().splitlines()]
    return [make_saying(one.article, claim) for one in read for claim in one.claims]


if __name__ == "__main__":
    main()
