"""Two compared statements -> what changed from one to the other: the kind, both spans, and words that say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from konon.network.loading import Floats
from konon.records import Spans
from konon.tracing.pair_labels import PAIR_KINDS, TOLD_AS, WORD_KINDS, Drift
from konon.tracing.pair_network import SeenPair
from konon.tracing.statement import Statement

PLAIN: Final = ("number", "name", "negation", "sense")  # the first of WORD_KINDS: what no wording excuses
SIGNS: Final = len(WORD_KINDS) + len(PAIR_KINDS) + 1  # of `drift_signs`
GAP: Final = 1  # words between two of one kind that are told as one
PARTNER: Final = 0.25  # of a word's attention, for the word beside it to be shown
WHY: Final[dict[str, str]] = {
    "number": "another number, unit or date",
    "name": "another name",
    "negation": "denied in one alone",
    "sense": "a word turned into its opposite",
    "hedge": "surer in one than in the other",
    "scope": "how much or how many differs",
    "words": "not in the other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed. Spans are into the two texts; one of them may be empty, where it was left out."""

    kind: Drift
    a: Spans
    b: Spans
    why: str
    sure: float  # 0-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A weighted sum of signs, and from where on it counts."""

    weights: Floats  # (signs,)
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Whether a pair drifts at all: other weights for a translation, in which every word differs."""

    one: Scale  # for two texts of one language
    two: Scale
    shown: float  # probability from which on a word is told where the pair drifts

    def drifts(self, signs: Floats, a: Statement, b: Statement) -> bool:
        """`signs`: `drift_signs`, with others behind them where the judge was trained on more."""
        scale = self.one if a.lang == b.lang else self.two
        return bool(signs @ scale.weights >= scale.floor)


def drift_signs(seen: SeenPair) -> Floats:
    """Log odds: the highest of any word for each of WORD_KINDS, those of the pair for PAIR_KINDS, and the highest
    of any word that another number, another name, a denial or an opposite stands there.
    """
    words = np.maximum(seen.a.max(0), seen.b.max(0))
    values = np.clip(np.concatenate([words, seen.pair, [words[: len(PLAIN)].max()]]), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(values / (1 - values)), np.float32)


def find_differences(
    a: Statement, b: Statement, seen: SeenPair, shown: float, *, kinds: Sequence[str] = WORD_KINDS
) -> tuple[Difference, ...]:
    """What words that differ with a probability of `shown` say, the surest first, each place once."""
    found: list[Difference] = []
    weights = (_softmax(seen.between.T), _softmax(seen.between))  # (words of b, of a), (words of a, of b)
    for kind in kinds:
        column = WORD_KINDS.index(kind)
        for first, end, sure in runs_over(seen.b[:, column], shown):
            side = _Side(mine=b, other=a, weights=weights[0], swapped=False)
            found.append(_difference(kind, side, (first, end), sure))
        for first, end, sure in runs_over(seen.a[:, column], shown):
            side = _Side(mine=a, other=b, weights=weights[1], swapped=True)
            found.append(_difference(kind, side, (first, end), sure))
    return without_doubles(found)


def as_other_words(change: Difference) -> Difference:
    """The same place, of which no more is told than that its words differ."""
    return replace(change, kind="words", why=f"{change.why.rpartition(': ')[0]}: other words")


def surest_word(seen: SeenPair) -> float:
    """The highest probability of any word to differ."""
    return float(max(seen.a.max(), seen.b.max()))


def runs_over(values: Floats, floor: float) -> Iterator[tuple[int, int, float]]:
    """(first, one past the last, the highest value) of the words over `floor`, near ones together."""
    rows = [int(k) for k in np.flatnonzero(values >= floor)]
    start = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or rows[k] - rows[k - 1] > GAP + 1:
            part = values[rows[start] : rows[k - 1] + 1]
            yield rows[start], rows[k - 1] + 1, float(part.max())
            start = k


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The statement in which a word differs, beside the other; weights (words of mine, words of other)."""

    mine: Statement
    other: Statement
    weights: Floats
    swapped: bool  # whether `mine` is the first of the two


def _difference(kind: str, side: _Side, run: tuple[int, int], sure: float) -> Difference:
    """`run` are words of `mine`."""
    mine, other = side.mine, side.other
    span = (mine.spans[run[0]][0], mine.spans[run[1] - 1][1])
    weights = side.weights
    if kind == "name":  # another name rather than a word that is the same on both sides
        fitting = [cap and low not in mine.low for cap, low in zip(other.capital, other.low, strict=True)]
        weights = np.where(fitting, weights, 0) if any(fitting) else weights
    beside = _partner(other, weights, run)
    partner = other.text[beside[0][0] : beside[0][1]] if beside else ""
    words = [mine.text[span[0] : span[1]], partner]
    if not side.swapped:
        words.reverse()
    against = " against ".join(f'"{word}"' if word else "nothing" for word in words)
    sides = ((span,), beside) if side.swapped else (beside, (span,))
    return Difference(kind=TOLD_AS[kind], a=sides[0], b=sides[1], why=f"{against}: {WHY[kind]}", sure=sure)


def _partner(other: Statement, weights: Floats, run: tuple[int, int]) -> Spans:
    """The words of the other that these are compared with; none where there are none."""
    rows = sorted({int(weights[k].argmax()) for k in range(*run) if weights[k].max() >= PARTNER})
    if not rows or rows[-1] - rows[0] > 2 * (run[1] - run[0]) + 2:
        return ()
    return ((other.spans[rows[0]][0], other.spans[rows[-1]][1]),)


def _softmax(scores: Floats) -> Floats:
    weights = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(weights / weights.sum(1, keepdims=True))


def without_doubles(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The surest first; a change seen from either side is one."""
    kept: list[Difference] = []
    for one in sorted(found, key=lambda one: -one.sure):
        same = (k for k in kept if k.kind == one.kind and (_touch(k.a, one.a) or _touch(k.b, one.b)))
        if next(same, None) is None:
            kept.append(one)
    return tuple(kept)


def _touch(some: Spans, others: Spans) -> bool:
    return any(s < end and start < e for s, e in some for start, end in others)
