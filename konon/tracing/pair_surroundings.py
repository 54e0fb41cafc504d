"""Pairs that are compared together -> what each is beside the others: its rivals, and what stands around its two sides.

Whoever speaks at length is quoted and summed up in a row, and two outlets that heard him tell the same things in the
same order: so what stands around two claims says whether they are one statement, where their own words do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence, Set
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from konon.network.loading import Floats
from konon.tracing.claim_features import NAMES
from konon.tracing.saying import Saying

NEAR: Final = 300  # code points from the beginning of a claim to that of another which stands beside it
AHEAD: Final = ("likeness", "sentences", "in sentence least", "in sentence most")
BESIDE_NAMES: Final = (
    *(f"ahead {name}" for name in AHEAD), "telling least", "telling most", "words behind least", "words behind most",
    "copy beside least", "copy beside most", "neighbours alike",
)  # fmt: skip


class Standing(NamedTuple):
    """Which saying it is, in which article, and where its first letter stands."""

    id: str
    article: str
    at: int


Pair = tuple[Standing, Standing]


def standing_of(saying: Saying) -> Standing:
    """Of a saying as tracing sees it."""
    return Standing(saying.id, saying.article, saying.place)


def find_rivals(pairs: Sequence[Pair], side: int) -> list[list[int]]:
    """The rows of pairs that have the same saying on this side (0, 1), and one of the same article on the other."""
    return _group((pair[side].id, pair[1 - side].article) for pair in pairs)


def find_unseen_rivals(pairs: Sequence[Pair], seen: Set[int]) -> list[int]:
    """The rows of what is a rival of one that is `seen`, and is not itself."""
    groups = (rows for side in (0, 1) for rows in find_rivals(pairs, side))
    return sorted({row for rows in groups if not seen.isdisjoint(rows) for row in rows} - seen)


def see_beside(features: Floats, pairs: Sequence[Pair], had: Sequence[Sequence[Floats]]) -> Floats:
    """(pairs, NAMES) -> (pairs, BESIDE_NAMES); `had`: of either side `Met.had` of each pair.

    How much a pair is ahead of its rivals, or behind; how much of what few rivals have it shares, and how many words
    fewer than the best of them, least and most; how much of a copy stands beside either side; and how alike the two are
    that stand beside both.
    """
    columns = [NAMES.index(name) for name in AHEAD]
    words, likeness = features[:, NAMES.index("words shared")], features[:, NAMES.index("likeness")]
    copied = features[:, NAMES.index("run share")] * features[:, NAMES.index("size ratio")]
    ahead = np.zeros((len(features), len(columns)), np.float32)
    shares, behind, copies = (np.zeros((len(features), 2), np.float32) for _ in range(3))
    for side in (0, 1):
        for rows in find_rivals(pairs, side):
            values = features[np.ix_(rows, columns)]
            best = _best_of_others(values)
            ahead[rows] += values - best
            shares[rows, side] = _telling_share(np.stack([had[side][row] for row in rows]))
            behind[rows, side] = np.maximum(_best_of_others(words[rows]) - words[rows], 0)
            copies[rows, side] = _most_near(copied[rows], [pairs[row][1 - side].at for row in rows])
    least_and_most = [np.sort(one, 1) for one in (shares, behind, copies)]
    return np.concatenate([ahead, *least_and_most, _neighbours_alike(likeness, pairs)[:, None]], 1)


def _group(keys: Iterable[Hashable]) -> list[list[int]]:
    """The rows of each key."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        groups[key].append(row)
    return list(groups.values())


def _best_of_others(values: Floats) -> Floats:
    """(rows, ...) -> of each row the greatest that another has, 0 where there is none."""
    if len(values) == 1:
        return np.zeros_like(values)
    second, top = np.sort(values, 0)[-2:]
    return np.asarray(np.where(values == top, second, top))


def _telling_share(had: Floats) -> Floats:
    """(rivals, words) -> the share of the words each has, a word counting less the more rivals have it."""
    weights = (had.max(0) > 0) / (0.5 + had.sum(0))
    return np.asarray((had * weights).sum(1) / max(float(weights.sum()), 1e-6), np.float32)


def _most_near(values: Floats, places: Sequence[int]) -> Floats:
    """(rows,) -> of each the greatest of those that stand beside it, 0 where there is none."""
    at = np.array(places)
    beside = np.abs(at[:, None] - at[None]) <= NEAR
    np.fill_diagonal(beside, False)
    return np.asarray(np.where(beside, values[None], 0).max(1))


def _neighbours_alike(likeness: Floats, pairs: Sequence[Pair]) -> Floats:
    """(pairs,): the greatest likeness of a pair whose sides stand beside both of its own."""
    found = np.zeros(len(pairs), np.float32)
    for rows in _group((a.article, b.article) for a, b in pairs):
        sides = [_places([pairs[row][side] for row in rows]) for side in (0, 1)]
        values = likeness[rows]
        for place, row in enumerate(rows):
            beside = np.logical_and(*(_beside(ids, at, place) for ids, at in sides))
            found[row] = values[beside].max(initial=0)
    return found


def _places(sides: Sequence[Standing]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number for each saying, and where it stands (rows,)."""
    numbers: dict[str, int] = {}
    ids = [numbers.setdefault(one.id, len(numbers)) for one in sides]
    return np.array(ids, np.int64), np.array([one.at for one in sides], np.int64)


def _beside(ids: NDArray[np.int64], at: NDArray[np.int64], place: int) -> NDArray[np.bool_]:
    return np.asarray((ids != ids[place]) & (np.abs(at - at[place]) <= NEAR))
