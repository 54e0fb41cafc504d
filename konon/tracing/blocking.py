"""Sayings -> the pairs of them that are worth comparing, recall first: those that share a key, the best few for each.

A key is a name, a number, a run of rare words, who spoke in which week, or the cell in which the vector lies. Keys are
kept, so that a new saying meets those that share one and no others: a scan of all vectors would take a day.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from konon.network.loading import Floats
from konon.records import hash_id
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import fold
from konon.tracing.statement import Statement

RUN: Final = 3  # words of a run
CELLS: Final = 3  # nearest cells a vector is filed in
WINDOW: Final = 45  # days between two reports of one statement, where both are dated
CROWDED: Final = 400  # sayings that share a key: more tell nothing, and only the nearest in time are met
KEPT: Final = 40  # candidates of one saying
NUMBERS: Final = 10.0  # a smaller whole number is in every other article


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A saying with its keys and its vector (WIDTH,) of length 1."""

    saying: Saying
    keys: frozenset[str]
    vector: Floats
    day: int | None  # days since year 1


def find_keys(saying: Saying, statement: Statement, vector: Floats, cells: Floats) -> Keyed:
    """`cells` (cells, WIDTH): the middles that vectors are filed by, the same for all sayings."""
    day = saying.day.toordinal() if saying.day else None
    keys = {f"cell {cell}" for cell in nearest_cells(vector, cells)}
    keys |= {f"name {word}" for word in _names(statement)}
    keys |= {f"number {value:g}" for amount in statement.amounts for value in amount.values if _telling(value)}
    keys |= set(_runs(statement))
    keys |= set(_speaker_keys(saying, day))
    return Keyed(saying=saying, keys=frozenset(keys), vector=vector, day=day)


def nearest_cells(vector: Floats, cells: Floats, count: int = CELLS) -> list[int]:
    """The numbers of the cells whose middles are nearest."""
    return [int(cell) for cell in np.argsort(-(cells @ vector), kind="stable")[:count]]


def _names(statement: Statement) -> Iterator[str]:
    for row, low in enumerate(statement.low):
        named = statement.capital[row] and not statement.common[row] and not statement.small[row]
        if named and len(low) > 2 and not statement.dates[row]:
            yield from fold(low)


def _telling(value: float) -> bool:
    return value >= NUMBERS or value != int(value)


def _runs(statement: Statement) -> Iterator[str]:
    rows = [k for k in range(len(statement)) if not statement.small[k]]
    for first in range(len(rows) - RUN + 1):
        yield f"run {hash_id(*(statement.low[k] for k in rows[first : first + RUN]))}"


def _speaker_keys(saying: Saying, day: int | None) -> Iterator[str]:
    """Each word of the name or source with the week, and the week after."""
    words = fold(saying.speaker or saying.source)
    for week in (day // 7, day // 7 + 1) if day is not None else ("undated",):
        yield from (f"speaker {word} {week}" for word in words if len(word) > 2)
        yield from (f"relay {' '.join(fold(relay))} {week}" for relay in saying.relays)


def candidate_pairs(
    given: Sequence[Keyed], *, kept: int = KEPT, fresh: Callable[[Saying], bool] = lambda saying: True
) -> list[tuple[int, int]]:
    """Pairs of places in `given`, each once and the smaller first; never within one article.

    Of each saying that is `fresh` the `kept` likeliest: so the work grows with the number of sayings, not its square.
    """
    blocks = _blocks(given)
    pairs: set[tuple[int, int]] = set()
    for row, one in enumerate(given):
        if fresh(one.saying):
            scores = _meet(row, one, given, blocks)
            near = sorted(scores, key=lambda other: (-scores[other], other))[:kept]
            pairs.update((min(row, other), max(row, other)) for other in near)
    return sorted(pairs)


def _blocks(given: Iterable[Keyed]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(given):
        for key in one.keys:
            blocks[key].append(row)
    return blocks


def _meet(row: int, one: Keyed, given: Sequence[Keyed], blocks: dict[str, list[int]]) -> dict[int, float]:
    """How likely each saying that shares a key is the same: rare keys count more, then the vectors."""
    found: dict[int, float] = defaultdict(float)
    for key in one.keys:
        block = blocks[key]
        weight = 0.0 if key.startswith("cell") else 1 / (2 + math.log2(len(block)))
        for other in _in_reach(row, block, given):
            found[other] += weight
    rows = [other for other in found if _may_be(one, given[other])]
    if not rows:
        return {}
    near = np.stack([given[other].vector for other in rows]) @ one.vector
    return {other: found[other] + 2.0 * float(likeness) for other, likeness in zip(rows, near, strict=True)}


def _in_reach(row: int, block: list[int], given: Sequence[Keyed]) -> list[int]:
    """All of a block; of a crowded one those nearest in time."""
    if len(block) <= CROWDED:
        return block
    day = given[row].day or 0
    return sorted(block, key=lambda other: abs((given[other].day or 0) - day))[:CROWDED]


def _may_be(one: Keyed, other: Keyed) -> bool:
    if one.saying.article == other.saying.article:
        return False
    return one.day is None or other.day is None or abs(one.day - other.day) <= WINDOW
