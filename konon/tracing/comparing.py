"""Two texts, in Indonesian or English -> how they relate and what changed from one to the other; needs no ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from konon.records import Spans
from konon.tracing.drift import (
    Difference,
    Judge,
    Scale,
    as_other_words,
    drift_signs,
    find_differences,
    surest_word,
    without_doubles,
)
from konon.tracing.pair_labels import PAIR_KINDS, WORD_KINDS, Drift, Relation
from konon.tracing.pair_network import Encoded, PairComparer, SeenPair, load_comparer
from konon.tracing.statement import Statement

RELATED: Final = 0.3  # probability under which two texts are of different things
DENIED: Final = 0.5  # probability from which on one denies the other
KEPT: Final = 0.67  # of the shorter one's words, for one to be another's opposite and not part of a new wording
SURELY_TURNED: Final = 0.5  # from which on the network's word for an opposite is enough
STEM: Final = 5  # letters by which forms of a word are one


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
    judge = judge_of(comparer.card)
    drifts = judge.drifts(drift_signs(seen), one.statement, other.statement)
    shown = min(judge.shown, surest_word(seen))
    changes = _find_changes(one, other, seen, shown) if drifts else ()
    relation, score = _relate(seen, drifts=any(one.kind != "words" or one.sure >= SURELY_TURNED for one in changes))
    return Comparison(relation=relation, score=score, changes=() if relation == "none" else changes)


def _find_changes(one: Encoded, other: Encoded, seen: SeenPair, shown: float) -> tuple[Difference, ...]:
    """What is told as an opposite and cannot be one is other words: a headline written anew has many such pairs."""
    sides = (one.statement, other.statement)
    found = find_differences(*sides, seen, shown, kinds=[kind for kind in WORD_KINDS if kind != "sense"])
    denied = (change for change in found if not _deny_both(change, *sides))
    opposites = find_differences(*sides, seen, shown, kinds=["sense"])
    told = (
        one if _is_turned(one, *sides) else as_other_words(one) for one in opposites if not _stands_in_both(one, *sides)
    )
    return without_doubles((*denied, *told))


def _stands_in_both(change: Difference, one: Statement, other: Statement) -> bool:
    """What is called another word is the same: "will be closed" and "will stay closed"."""
    if one.lang != other.lang or change.sure >= SURELY_TURNED:
        return False
    words = (_content(one, change.a), _content(other, change.b))
    every = [_content(side, ((0, len(side.text)),)) for side in (other, one)]
    if not any(held and held <= there for held, there in zip(words, every, strict=True)):
        return False
    known = _known_opposites(one, _within(one, change.a), other, range(len(other)))
    return not known and not _known_opposites(one, range(len(one)), other, _within(other, change.b))


def _deny_both(change: Difference, one: Statement, other: Statement) -> bool:
    """ "won't" and "will not", "never" and "not", where there is no denial more on either side."""
    if change.kind != "negation" or sum(one.denies) != sum(other.denies):
        return False
    return all(_denies_near(side, _within(side, held)) for side, held in ((one, change.a), (other, change.b)))


def _denies_near(of: Statement, rows: Sequence[int]) -> bool:
    """Whether one of these words or the next denies."""
    return any(of.denies[k] for row in rows for k in range(row, min(row + 2, len(of))))


def _is_turned(change: Difference, one: Statement, other: Statement) -> bool:
    """The words around are mostly those of the other side, and neither of the two stands there elsewhere."""
    if one.lang != other.lang:
        return change.sure >= SURELY_TURNED or _known_opposites(
            one, _within(one, change.a), other, _within(other, change.b)
        )
    sides, spans = (one, other), (change.a, change.b)
    if change.sure < SURELY_TURNED and not _known_opposites(
        one, _within(one, change.a), other, _within(other, change.b)
    ):
        return False
    every = [_content(side, ((0, len(side.text)),)) for side in sides]
    if not all(map(_may_turn, sides, spans, reversed(every))):
        return False
    own = map(_content, sides, spans)
    left = [{word[:STEM] for word in words - turned} for words, turned in zip(every, own, strict=True)]
    return len(left[0] & left[1]) >= KEPT * min(map(len, left))


def _known_opposites(one: Statement, rows: Sequence[int], other: Statement, others: Sequence[int]) -> bool:
    """Whether a list of ours or the table of senses has a word of either side as an opposite of one of the other's."""
    mine, theirs = one.meanings, other.meanings
    for k in rows:
        for j in others:
            if any((name, 1 - side) in other.poles[j] for name, side in one.poles[k]):
                return True
            if one.low[k] in other.bare[j] or other.low[j] in one.bare[k]:
                return True
            if not mine[k].far.isdisjoint(theirs[j].own):
                return True
    return False


def _may_turn(side: Statement, spans: Spans, theirs: set[str]) -> bool:
    """Of small words those alone that have an opposite: "before", "less"."""
    words = _content(side, spans)
    return not words <= theirs if words else not spans or any(side.poles[k] for k in _within(side, spans))


def _content(of: Statement, spans: Spans) -> set[str]:
    """The words within, but for small ones."""
    return {of.low[k] for k in _within(of, spans) if not of.small[k]}


def _within(of: Statement, spans: Spans) -> list[int]:
    return [k for k, (start, end) in enumerate(of.spans) if any(s < end and start < e for s, e in spans)]


def _relate(seen: SeenPair, *, drifts: bool) -> tuple[Relation, float]:
    """Nothing is denied where nothing changed: of two that say the same the network knows no better."""
    odds = dict(zip(PAIR_KINDS, (round(float(p), 3) for p in seen.pair), strict=True))
    if odds["related"] < RELATED:
        return "none", round(1 - odds["related"], 3)
    if drifts and odds["contradicts"] >= DENIED and odds["contradicts"] > odds["same"]:
        return "contradicts", odds["contradicts"]
    return "repeats", odds["related"]


def judge_of(card: Mapping[str, Any]) -> Judge:
    """The judge of drift as a card has it."""
    scales = {
        name: Scale(weights=np.array(card["drift"][name]["weights"], np.float32), floor=card["drift"][name]["floor"])
        for name in ("one", "two")
    }
    return Judge(**scales, shown=card["drift"]["shown"])
