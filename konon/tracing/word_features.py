"""Two statements -> what a rule can see of each word and of each pair of words, as numbers for the pair network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from konon.network.loading import Floats
from konon.tracing.amounts import Amount
from konon.tracing.statement import Statement

OF_WORD = 29  # columns of `features_of`
OF_PAIR = 13  # layers of `pair_features`
LETTERS = 3  # the one that holds `likeness_of_letters`
SENSES = 9  # the first of those that `_put_senses` fills


def features_of(mine: Statement, other: Statement, letters: Floats | None = None) -> Floats:
    """(words of mine, OF_WORD): each word as it is, and what the other statement has beside it.

    `letters`: their `likeness_of_letters`, where it is known already.
    """
    found = np.zeros((len(mine), OF_WORD), np.float32)
    if not len(mine):
        return found
    found[:, 0:6] = _numbers(mine, other)
    found[:, 6] = [cap and not opens for cap, opens in zip(mine.capital, mine.opens, strict=True)]
    found[:, 7] = [c and o and not k for c, o, k in zip(mine.capital, mine.opens, mine.common, strict=True)]
    known = set(other.low)
    found[:, 8] = [word in known for word in mine.low]
    letters = likeness_of_letters(mine.low, other.low) if letters is None else letters
    found[:, 9] = letters.max(1, initial=0)
    found[:, 10] = mine.small
    marks = ((mine.denies, other.denies), (mine.hedges, other.hedges), (mine.plans, other.plans))
    for column, (ours, theirs) in enumerate((*marks, (mine.conditions, other.conditions))):
        found[:, 11 + 2 * column] = ours
        found[:, 12 + 2 * column] = np.clip((sum(theirs) - sum(ours)) / 2, -1, 1)
    found[:, 19:22] = _opposites(mine, other)
    found[:, 22:25] = _steps(mine, other)
    found[:, 25] = mine.common
    found[:, 26] = mine.lang != other.lang
    found[:, 27] = np.arange(len(mine)) / len(mine)
    found[:, 28] = np.log((len(other) + 1) / (len(mine) + 1))
    return found


def pair_features(mine: Statement, other: Statement, vectors: Floats, others: Floats) -> Floats:
    """(OF_PAIR, words of mine, words of other): how alike two words are, by their vectors and by what they mean."""
    half = vectors.shape[1] // 2
    found = np.zeros((OF_PAIR, len(mine), len(other)), np.float32)
    if not found.size:
        return found
    found[0] = vectors[:, :half] @ others[:, :half].T
    found[1] = vectors[:, half:] @ others[:, half:].T
    found[2] = np.array(mine.low)[:, None] == np.array(other.low)[None, :]
    found[LETTERS] = likeness_of_letters(mine.low, other.low)
    found[4] = _both(mine, other, [m.denies for m in (mine, other)])
    found[5] = _both(mine, other, [m.hedges for m in (mine, other)])
    found[6] = _both(mine, other, [[m.amount_of.get(k) is not None for k in range(len(m))] for m in (mine, other)])
    for k, ours in enumerate(mine.poles):
        for j, theirs in enumerate(other.poles) if ours else ():
            found[7, k, j] = bool(ours & theirs)
            found[8, k, j] = any((name, 1 - side) in theirs for name, side in ours)
    for side, there, place in ((mine, other, found[8]), (other, mine, found[8].T)):
        for k, affirmed in enumerate(side.bare):
            for j, low in enumerate(there.low) if affirmed else ():
                if low in affirmed:
                    place[k, j] = 1
    _put_senses(mine, other, found[SENSES:])
    return found


def _put_senses(mine: Statement, other: Statement, found: Floats) -> None:
    """Into (4, words of mine, words of other): of one sense, akin, opposites, nearly opposites."""
    theirs = [(j, meanings) for j, meanings in enumerate(other.meanings) if meanings.own]
    for k, ours in enumerate(mine.meanings):
        if not ours.own:
            continue
        for j, meanings in theirs:
            if not ours.own.isdisjoint(meanings.own):
                found[0, k, j] = 1
            if not ours.akin.isdisjoint(meanings.akin):
                found[1, k, j] = 1
            if not ours.opposite.isdisjoint(meanings.own):
                found[2, k, j] = 1
            if not ours.far.isdisjoint(meanings.own) or not meanings.far.isdisjoint(ours.own):
                found[3, k, j] = 1


def likeness_of_letters(mine: Sequence[str], other: Sequence[str]) -> Floats:
    """(words of mine, words of other): Dice's share of common letter pairs; "Malaysian" and "Malaysia" are alike."""
    found = np.zeros((len(mine), len(other)), np.float32)
    theirs = [_letter_pairs(word) for word in other]
    for k, word in enumerate(mine):
        ours = _letter_pairs(word)
        for j, pairs in enumerate(theirs):
            if common := len(ours & pairs):
                found[k, j] = 2 * common / (len(ours) + len(pairs))
    return found


@lru_cache(maxsize=50_000)
def _letter_pairs(word: str) -> frozenset[str]:
    whole = f" {word}" if len(word) > 3 else f" {word} "
    return frozenset(whole[k : k + 2] for k in range(len(whole) - 1))


def _both(mine: Statement, other: Statement, marks: Sequence[Sequence[bool]]) -> Floats:
    return np.outer(np.array(marks[0], np.float32), np.array(marks[1], np.float32))


def matches(amount: Amount, others: Sequence[Amount]) -> bool:
    """Whether one of the others is the same number of the same thing."""
    return any(amount.equals(other) and not amount.units_differ(other) for other in others)


def _numbers(mine: Statement, other: Statement) -> Floats:
    """A number; one that the other has; how many of the other's are not here; the same three for days and months."""
    found = np.zeros((len(mine), 6), np.float32)
    open_amounts = min(1.0, sum(not matches(theirs, mine.amounts) for theirs in other.amounts) / 2)
    dates, others = set(mine.dates) - {None}, set(other.dates) - {None}
    for word, row in mine.amount_of.items():
        found[word, :3] = 1, matches(mine.amounts[row], other.amounts), open_amounts
    for word, date in enumerate(mine.dates):
        if date is not None:
            sort = date.split()[0]
            unmatched = any(theirs is not None and theirs.startswith(sort) for theirs in others - dates)
            found[word, 3:] = 1, date in others, unmatched
    return found


def _opposites(mine: Statement, other: Statement) -> Floats:
    """Has an opposite; the other has it and not the same sense; the other has the same sense."""
    found = np.zeros((len(mine), 3), np.float32)
    theirs = frozenset(pole for poles in other.poles for pole in poles)
    for word, poles in enumerate(mine.poles):
        if poles:
            same = bool(poles & theirs)
            found[word] = 1, not same and any((name, 1 - side) in theirs for name, side in poles), same
    bare, low = frozenset().union(*other.bare), frozenset(other.low)
    for word, text in enumerate(mine.low):  # "unprecedented" against "precedented"
        if text not in low and (text in bare or mine.bare[word] & low):
            found[word, :2] = 1
    return found


def _steps(mine: Statement, other: Statement) -> Floats:
    """On a scale; the other has only other steps of that scale; the other has this step."""
    found = np.zeros((len(mine), 3), np.float32)
    theirs = {step for step in other.steps if step}
    for word, step in enumerate(mine.steps):
        if step is not None:
            same = step in theirs
            found[word] = 1, not same and any(scale == step[0] for scale, _ in theirs), same
    return found
