"""Sayings -> Links: candidates are compared, and each pair is one statement said again, a dispute, an echo, or nothing.

Two judges, one of boosted trees and one linear, see the same numbers (`claim_features`), and their mean decides: the
gold is small, and each errs where the other does not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import load_file

from konon.errors import NetworkError
from konon.network.loading import Floats
from konon.tracing.blocking import Keyed, candidate_pairs, find_keys
from konon.tracing.boosted_trees import BoostedTrees
from konon.tracing.claim_drift import find_changes
from konon.tracing.claim_features import NAMES, Told, claim_features
from konon.tracing.comparing import judge_of
from konon.tracing.link import Link
from konon.tracing.pair_labels import Relation
from konon.tracing.pair_network import FOLDER, PairComparer, Seen, load_comparer
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import SAME, SIDE

CLASSES: Final[tuple[Relation, ...]] = ("none", "repeats", "again", "echoes", "contradicts", "reverses")
FILES: Final = ("links.safetensors", "links.json")
BESIDE: Final = ("likeness", "sentences", "in sentence least", "in sentence most")  # seen beside the rivals of a pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The links, and all pairs that were compared, by the sayings' ids: what was compared and not linked is a no."""

    links: tuple[Link, ...]
    compared: tuple[tuple[str, str], ...]


class Matcher:
    """The weights of matching with the comparer; make one and keep it (see `load_matcher`)."""

    def __init__(self, folder: Path = FOLDER, comparer: PairComparer | None = None) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        try:
            held = load_file(folder / FILES[0])
            self.card: dict[str, Any] = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
        except Exception as why:  # safetensors and json raise bare ones
            raise NetworkError(f"damaged weights ({why})", name=str(folder), remedy="install konon again") from why
        trees = {name.removeprefix("trees."): array for name, array in held.items() if name.startswith("trees.")}
        self.trees = BoostedTrees(**trees)
        self.linear = {name: held[f"linear.{name}"] for name in ("weights", "bias", "middle", "spread")}
        self.cells: Floats = held["cells"].astype(np.float32)
        self.floors: dict[str, float] = self.card["floors"]
        self.comparer = comparer or load_comparer()
        self.judge = judge_of(self.card)

    def prepare(self, saying: Saying) -> Told:
        """The saying with its vectors."""
        return Told(
            saying=saying,
            encoded=self.comparer.encode(saying.words, saying.lang),
            sentence=self.comparer.encode(saying.sentence, saying.lang),
        )

    def key(self, told: Told) -> Keyed:
        """The saying with its keys."""
        return find_keys(told.saying, told.encoded.statement, told.encoded.mean, self.cells)

    def match(self, sayings: Iterable[Saying]) -> Matched:
        """Links between sayings of different articles, the surest first."""
        told = [one for one in map(self.prepare, sayings) if len(one.encoded.statement)]
        return self.match_pairs(told, candidate_pairs([self.key(one) for one in told]))

    def match_pairs(self, told: Sequence[Told], pairs: Sequence[tuple[int, int]]) -> Matched:
        """The links among `pairs` of places in `told`."""
        if not pairs:
            return Matched(links=(), compared=())
        seen = [self.comparer.see(told[a].encoded, told[b].encoded) for a, b in pairs]
        features = np.stack([claim_features(told[a], told[b], one) for (a, b), one in zip(pairs, seen, strict=True)])
        sides = [[(told[p[k]].saying.id, told[p[1 - k]].saying.article) for p in pairs] for k in (0, 1)]
        chances = self.chances(np.concatenate([features, beside_rivals(features, sides)], 1))
        links = [
            link
            for (a, b), one, row, odds in zip(pairs, seen, features, chances, strict=True)
            if (link := self._decide(told[a], told[b], one, row, odds))
        ]
        compared = tuple((told[a].saying.id, told[b].saying.id) for a, b in pairs)
        return Matched(links=tuple(sorted(links, key=lambda one: (-one.score, one.a, one.b))), compared=compared)

    def chances(self, features: Floats) -> Floats:
        """(pairs, features and what stands beside) -> (pairs, CLASSES), the mean of both judges."""
        scaled = (features - self.linear["middle"]) / self.linear["spread"]
        scores = scaled @ self.linear["weights"].T + self.linear["bias"]
        odds = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray((odds / odds.sum(1, keepdims=True) + self.trees.probabilities(features)) / 2, np.float32)

    def _decide(self, a: Told, b: Told, seen: Seen, features: Floats, odds: Floats) -> Link | None:
        relation, score = choose_relation(odds, self.floors)
        if relation == "none":
            return None
        if (b.saying.published or "9", b.saying.article) < (a.saying.published or "9", a.saying.article):
            return self._decide(b, a, self.comparer.see(b.encoded, a.encoded), features, odds)
        said_again = relation in ("repeats", "again")
        return Link(
            a=a.saying.id,
            b=b.saying.id,
            relation=relation,
            score=round(score, 3),
            changes=find_changes(a, b, seen, self.judge) if said_again else (),
            reasons=tuple(_reasons(a, b, dict(zip(NAMES, map(float, features), strict=True)))),
        )


def choose_relation(odds: Floats, floors: dict[str, float]) -> tuple[Relation, float]:
    """What a pair is by its CLASSES' probabilities, and how sure; `none` where nothing reaches its floor."""
    by_name = dict(zip(CLASSES, map(float, odds), strict=True))
    again, dispute = by_name["repeats"] + by_name["again"], by_name["contradicts"] + by_name["reverses"]
    if again >= floors["again"] and again >= dispute:
        return ("repeats" if by_name["repeats"] >= by_name["again"] else "again"), again
    if dispute >= floors["dispute"] and dispute >= by_name["echoes"]:
        return ("contradicts" if by_name["contradicts"] >= by_name["reverses"] else "reverses"), dispute
    if by_name["echoes"] >= floors["echo"]:
        return "echoes", by_name["echoes"]
    return "none", by_name["none"]


def beside_rivals(features: Floats, sides: Sequence[Sequence[tuple[str, str]]]) -> Floats:
    """(pairs, BESIDE): how much a pair is ahead of, or behind, what else its sayings have in the other's article.

    `sides`: of each pair, for either saying, its id and the other's article.
    """
    columns = [NAMES.index(name) for name in BESIDE]
    found = np.zeros((len(features), len(columns)), np.float32)
    for keys in sides:
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            groups[key].append(row)
        for rows in groups.values():
            values = features[np.ix_(rows, columns)]
            top = values.max(0)
            second = np.sort(values, 0)[-2] if len(rows) > 1 else np.zeros_like(top)
            found[rows] += np.where(values == top, values - second, values - top)
    return found


def _reasons(a: Told, b: Told, seen: dict[str, float]) -> Iterable[str]:
    speaker = seen["speaker"]
    if speaker == SAME:
        yield f"both name {a.saying.speaker} as the speaker" if a.saying.speaker == b.saying.speaker else (
            f"{a.saying.speaker} and {b.saying.speaker} are one name"
        )
    elif speaker == SIDE:
        yield f"{a.saying.speaker or a.saying.source} and {b.saying.speaker or b.saying.source} may speak for one another"
    elif a.saying.speaker and b.saying.speaker:
        yield f"the speakers differ: {a.saying.speaker}, {b.saying.speaker}"
    yield f"likeness of meaning {seen['likeness']:.2f}"
    yield f"{seen['covered most']:.0%} of the words of one have their like in the other"
    run = round(seen["run"] * 20)
    if run >= 4:
        yield f"{run} words in a row are the same" if run < 20 else "20 or more words in a row are the same"
    if seen["numbers shared"]:
        yield f"numbers in both: {round(seen['numbers shared'] * 3)}"
    if seen["dated"]:
        yield f"published {round(seen['days'] * 30)} days apart"


@lru_cache(maxsize=1)
def load_matcher() -> Matcher:
    """The shipped one, loaded once a process."""
    return Matcher()
