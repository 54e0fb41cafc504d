"""Two sayings -> the numbers that a match is judged by, each with a name: what rules and the networks see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from konon.network.loading import Floats
from konon.tracing.meeting_words import Met, meet
from konon.tracing.pair_labels import PAIR_KINDS, WORD_KINDS
from konon.tracing.pair_network import SeenPair
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import compare_speakers, names_agree
from konon.tracing.statement import Statement
from konon.tracing.told import Told
from konon.tracing.word_features import matches

PART: Final = 2  # content words of a sentence that counts as a part of what was said
LONG: Final = 40  # words that count as 1
NAMES: Final = (
    "likeness", "sentences", "in sentence least", "in sentence most",
    "sentence run", "sentence words", "rare words", "either sentence",
    "sentence numbers shared", "sentence numbers apart", *(f"pair {kind}" for kind in PAIR_KINDS),
    "covered least", "covered most", "covered rare", "run", "run share", "words shared",
    "part covered least", "part covered most", "parts alike",
    "size least", "size ratio", "numbers shared", "numbers apart", "names shared", "names apart",
    "denials apart", "opposites", "speaker", "speaker known", "relay shared", "same outlet",
    "days", "dated", "said same", "both direct", "one direct", "polarity differs", "act differs",
    "certainty differs", "cue same", "place apart", "same language",
    *(f"most {kind}" for kind in WORD_KINDS),
)  # fmt: skip
PAIR, MOST = NAMES.index(f"pair {PAIR_KINDS[0]}"), NAMES.index(f"most {WORD_KINDS[0]}")
PLAIN: Final = (*range(PAIR), *range(PAIR + len(PAIR_KINDS), MOST))  # columns that need no network of pairs
_WORD: Final = re.compile(r"\w+")


def claim_features(a: Told, b: Told, seen: SeenPair) -> Floats:
    """(NAMES,); the same whichever comes first."""
    return with_seen(plain_features(a, b, meet(a, b)), seen)


def plain_features(a: Told, b: Told, met: Met) -> Floats:
    """The same without what the pair network sees, which is 0; `met`: what their words have in common."""
    one, other = a.content, b.content
    likeness, of_sentences, _ = met.likeness
    values = [likeness, of_sentences, *_sentences(a, b, met), *(0.0 for _ in PAIR_KINDS)]
    values += _shared_words(one, other, met.words)
    sizes = sorted((len(one), len(other)))
    values += [min(sizes[0], LONG) / LONG, sizes[0] / max(sizes[1], 1)]
    values += [*_shared_things(one, other), *_circumstances(a.saying, b.saying)]
    return np.array([*values, *(0.0 for _ in WORD_KINDS)], np.float32)


def with_seen(plain: Floats, seen: SeenPair) -> Floats:
    """`plain_features` with what the pair network sees of the two."""
    features = plain.copy()
    features[PAIR : PAIR + len(PAIR_KINDS)] = seen.pair
    features[MOST:] = np.maximum(seen.a.max(0), seen.b.max(0))
    return features


def _shared_words(one: Statement, other: Statement, met: Floats) -> list[float]:
    """How much of either is in the other by meaning, the longest run of the same words, and how many are the same."""
    best = (met.max(1), met.max(0))
    shares = sorted((_covered(one, best[0]), _covered(other, best[1])))
    rare = max(_covered(one, best[0], rare=True), _covered(other, best[1], rare=True))
    run = SequenceMatcher(None, one.low, other.low, autojunk=False).find_longest_match()
    small = min(len(one), len(other))
    words = [{word for word, small in zip(s.low, s.small, strict=True) if not small} for s in (one, other)]
    shared = len(words[0] & words[1]) / max(min(map(len, words)), 1)
    return [shares[0], shares[1], rare, min(run.size, 20) / 20, run.size / small, shared, *_parts(one, other, met)]


def _parts(one: Statement, other: Statement, met: Floats) -> list[float]:
    """How much the other has of the best sentence of either, least and most, and how alike any two sentences are.

    Of a long quotation another article may tell one sentence; `met` (words of one, words of other).
    """
    sides = (_content_rows(one), _content_rows(other))
    covered = sorted(
        max((_mean(best[rows]) for rows in side), default=0.0)
        for side, best in zip(sides, (met.max(1), met.max(0)), strict=True)
    )
    most = 0.0
    for rows in sides[0]:
        of_rows = met[rows]
        for columns in sides[1]:
            part = of_rows[:, columns]
            both = _mean(part.max(1)), _mean(part.max(0))
            most = max(most, 2 * both[0] * both[1] / max(sum(both), 1e-6))
    return [*covered, most]


def _mean(values: Floats) -> float:
    return float(values.sum()) / len(values)


def _content_rows(of: Statement) -> list[list[int]]:
    """The content words of each of its sentences that has some."""
    starts = [k for k in range(len(of)) if k == 0 or of.opens[k]]
    parts = zip(starts, [*starts[1:], len(of)], strict=True)
    rows = ([k for k in range(first, end) if not of.small[k]] for first, end in parts)
    return [held for held in rows if len(held) >= PART]


def _sentences(a: Told, b: Told, met: Met) -> list[float]:
    """How much of either content is in the other's sentence, and what the two sentences share."""
    inside = sorted((_covered_by(a.content, b.around, met.had[0]), _covered_by(b.content, a.around, met.had[1])))
    one, other = a.around, b.around
    run = SequenceMatcher(None, one.low, other.low, autojunk=False).find_longest_match()
    words = [{low for low, small in zip(s.low, s.small, strict=True) if not small} for s in (one, other)]
    rare = [{low for k, low in enumerate(s.low) if not s.small[k] and not s.common[k]} for s in (one, other)]
    numbers = sum(matches(amount, other.amounts) for amount in one.amounts)
    apart = min(len(one.amounts), len(other.amounts)) - numbers
    return [
        *inside, min(run.size, 20) / 20, len(words[0] & words[1]) / max(min(map(len, words)), 1),
        min(len(rare[0] & rare[1]), 6) / 6, met.likeness[2], min(numbers, 3) / 3, min(apart, 3) / 3,
    ]  # fmt: skip


def _covered_by(content: Statement, around: Statement, had: Floats) -> float:
    return _covered(content, had) if len(content) and len(around) else 0.0


def _covered(of: Statement, met: Floats, *, rare: bool = False) -> float:
    """The share of its content words that the other has; `rare`: of those that no list of common words holds."""
    rows = [k for k, small in enumerate(of.small) if not small and not (rare and of.common[k])]
    return _mean(met[rows]) if rows else 0.5


def _shared_things(one: Statement, other: Statement) -> list[float]:
    numbers = sum(matches(amount, other.amounts) for amount in one.amounts)
    apart = min(len(one.amounts), len(other.amounts)) - numbers
    names = [
        {low for k, low in enumerate(s.low) if s.capital[k] and not s.small[k] and not s.common[k]}
        for s in (one, other)
    ]
    shared = len(names[0] & names[1])
    theirs = frozenset(pole for poles in other.poles for pole in poles)
    opposed = sum(any((name, 1 - side) in theirs for name, side in poles) and not poles & theirs for poles in one.poles)
    return [
        min(numbers, 3) / 3, max(apart, 0) / 3, min(shared, 4) / 4, (min(map(len, names)) - shared) / 4,
        abs(sum(one.denies) - sum(other.denies)) / 2, min(opposed, 2) / 2,
    ]  # fmt: skip


def _circumstances(a: Saying, b: Saying) -> list[float]:
    day = [a.day, b.day]
    days = abs((day[0] - day[1]).days) if day[0] and day[1] else 0
    quotations = [a.quotation == "direct", b.quotation == "direct"]
    return [
        compare_speakers(a, b),
        float(a.speaker is not None and b.speaker is not None),
        float(any(names_agree(x, y) for x in a.relays for y in b.relays)),
        float(a.outlet is not None and a.outlet == b.outlet),
        min(days, 30) / 30,
        float(None not in day),
        _said_same(a, b),
        float(all(quotations)),
        float(any(quotations)),
        float(a.polarity != b.polarity),
        float(a.act != b.act),
        float(a.certainty != b.certainty),
        float(_words(a.cue) == _words(b.cue)),
        abs(a.place / max(a.length, 1) - b.place / max(b.length, 1)),
        float(a.lang == b.lang),
    ]


def _said_same(a: Saying, b: Saying) -> float:
    """1 where both were said in one time, 0 where in two, between where a time is not known."""
    if a.said is None or b.said is None:
        return 0.5
    return float(a.said[0][:10] <= b.said[1][:10] and b.said[0][:10] <= a.said[1][:10])


def _words(text: str) -> Sequence[str]:
    return _WORD.findall(text.casefold())
