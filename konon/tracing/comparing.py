"""Two texts, in Indonesian or English -> how they relate and what changed from one to the other; needs no ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from konon.tracing.drift import Difference, Judge, Scale, drift_signs, find_differences, surest_word
from konon.tracing.pair_labels import PAIR_KINDS, Drift, Relation
from konon.tracing.pair_network import PairComparer, SeenPair, load_comparer

RELATED: Final = 0.3  # probability under which two texts are of different things
DENIED: Final = 0.5  # probability from which on one denies the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two versions relate: `repeats`, `contradicts` or `none`, for nothing is known of who said them and when."""

    relation: Relation
    score: float  # 0-1, how sure the relation is
    changes: tuple[Difference, ...] = ()

    @property
    def drift(self) -> tuple[Drift, ...]:
        """The kinds of the changes, each once, the surest first."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))


def compare(a: str, b: str, comparer: PairComparer | None = None) -> Comparison:
    """`none` where either text has no word or both are of different things; spans are into the texts as given."""
    comparer = comparer or load_comparer()
    one, other = comparer.encode(a), comparer.encode(b)
    if not len(one.statement) or not len(other.statement):
        same = a.split() == b.split()
        return Comparison(relation="repeats" if same and a.strip() else "none", score=1.0 if same else 0.0)
    if one.statement.low == other.statement.low:
        return Comparison(relation="repeats", score=1.0)
    seen = comparer.see(one, other)
    relation, score = _relate(seen)
    if relation == "none":
        return Comparison(relation=relation, score=score)
    judge = judge_of(comparer.card)
    if not judge.drifts(drift_signs(seen), one.statement, other.statement):
        return Comparison(relation=relation, score=score)
    shown = min(judge.shown, surest_word(seen))
    return Comparison(relation=relation, score=score, changes=find_differences(one, other, seen, shown))


def _relate(seen: SeenPair) -> tuple[Relation, float]:
    odds = dict(zip(PAIR_KINDS, (round(float(p), 3) for p in seen.pair), strict=True))
    if odds["related"] < RELATED:
        return "none", round(1 - odds["related"], 3)
    if odds["contradicts"] >= DENIED and odds["contradicts"] > odds["same"]:
        return "contradicts", odds["contradicts"]
    return "repeats", odds["related"]


def judge_of(card: Mapping[str, Any]) -> Judge:
    """The judge of drift as a card has it."""
    scales = {
        name: Scale(weights=np.array(card["drift"][name]["weights"], np.float32), floor=card["drift"][name]["floor"])
        for name in ("one", "two")
    }
    return Judge(**scales, shown=card["drift"]["shown"])
