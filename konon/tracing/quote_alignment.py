"""A quotation's words and what somebody said -> which word stands where which stood, at the place that fits best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.tracing.quoted_words import QuotedWord

Costs = NDArray[np.float64]
WORD: Final = 1.0  # cost of a word that is the quotation's alone
SWAP: Final = 0.95  # of one in the place of another
DROPPED: Final = 0.2  # of a word that the quotation lacks: less, so that what stands before and behind is still found
LOSS: Final = 0.2  # besides, of each run of such words: up to three of them cost less than another word swapped
MARK: Final = 0.3  # of a comma or full stop that is the quotation's alone, or another in its place
DROPPED_MARK: Final = 0.05
CASE: Final = 0.1  # of a word that differs by a capital alone
FAR: Final = 0.001  # of each word that an ellipsis leaves out: the nearest place counts
NEVER: Final = 3.0  # a word for a mark, a "not" for anything but a denial
CLOSE: Final = 1e-4  # sums of these costs that are equal


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Pairs of places in the quotation and in what was said, in their order; None where one has nothing there.

    Only what lies between the first and the last word that both have: what stands around it was not quoted.
    """

    pairs: tuple[tuple[int | None, int | None], ...]
    skipped: tuple[int, ...]  # places in what was said that an ellipsis leaves out


def align(
    quote: Sequence[QuotedWord],
    heard: Sequence[QuotedWord],
    gaps: frozenset[int],
    denials: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
) -> Alignment:
    """`gaps`: places in the quotation before which an ellipsis stands. Time and room grow with the product.

    `denials`: places in both of words like "not", which come and go but never stand for another.
    """
    if not quote or not heard:
        return Alignment(pairs=(), skipped=())
    before = np.cumsum([0.0, *(DROPPED if one.is_word else DROPPED_MARK for one in heard)])
    swaps = _swap_costs(quote, heard, denials)
    rows = np.zeros((2, len(quote) + 1, len(heard) + 1))  # as reached, and once an ellipsis has passed over words
    for i, one in enumerate(quote):
        rows[1, i] = _pass_over(rows[0, i]) if i in gaps else rows[0, i]
        reached = rows[1, i] + _alone(one)
        reached[1:] = np.minimum(reached[1:], rows[1, i, :-1] + swaps[i])
        rows[0, i + 1] = np.minimum(reached, np.minimum.accumulate(reached - before) + before + LOSS)
    return _trace(rows, swaps, gaps, ([_alone(one) for one in quote], before))


def _alone(one: QuotedWord) -> float:
    return WORD if one.is_word else MARK


def _pass_over(row: Costs) -> Costs:
    steps = FAR * np.arange(len(row))
    return np.asarray(np.minimum.accumulate(row - steps) + steps)


def _swap_costs(
    quote: Sequence[QuotedWord], heard: Sequence[QuotedWord], denials: tuple[frozenset[int], frozenset[int]]
) -> Costs:
    """(words of the quotation, words of what was said)."""
    numbers: dict[str, int] = {}
    lows = [np.array([numbers.setdefault(one.low, len(numbers)) for one in side]) for side in (quote, heard)]
    forms = [np.array([numbers.setdefault(f"={one.form}", len(numbers)) for one in side]) for side in (quote, heard)]
    words = [np.array([one.is_word for one in side]) for side in (quote, heard)]
    both_words = words[0][:, None] & words[1][None, :]
    no_words = ~words[0][:, None] & ~words[1][None, :]
    nots = [np.isin(np.arange(len(side)), list(places)) for side, places in zip((quote, heard), denials, strict=True)]
    costs = np.where(both_words, SWAP, np.where(no_words, MARK, NEVER))
    costs = np.where(nots[0][:, None] != nots[1][None, :], NEVER, costs)
    costs = np.where(lows[0][:, None] == lows[1][None, :], CASE, costs)
    return np.asarray(np.where(forms[0][:, None] == forms[1][None, :], 0.0, costs))


def _trace(rows: Costs, swaps: Costs, gaps: frozenset[int], costs: tuple[Sequence[float], Costs]) -> Alignment:
    """From the cheapest end back to the beginning.

    `costs`: of each word of the quotation by itself, and of all words that were said before each place, were they lost.
    """
    alone, before = costs
    i, j = len(swaps), int(rows[0, -1].argmin())
    pairs: list[tuple[int | None, int | None]] = []
    skipped: list[int] = []
    lost: int | None = None  # behind the last word of a run that the quotation lacks
    while i > 0:
        here = rows[0, i, j] if lost is None else rows[0, i, lost] - LOSS - (before[lost] - before[j])
        if j and abs(rows[1, i - 1, j - 1] + swaps[i - 1, j - 1] - here) < CLOSE:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif abs(rows[1, i - 1, j] + alone[i - 1] - here) < CLOSE:
            i -= 1
            pairs.append((i, None))
        else:
            lost = j if lost is None else lost
            j -= 1
            pairs.append((None, j))
            continue
        lost = None
        while i in gaps and j and rows[0, i, j] - rows[1, i, j] > CLOSE:
            j -= 1
            skipped.append(j)
    return Alignment(pairs=tuple(reversed(pairs)), skipped=tuple(reversed(skipped)))
