"""Sayings -> those met before that are worth comparing, recall first: they share a key and are alike at first look.

A key is a name, a number, a run of rare words, who spoke, through whom, or the cell in which the vector lies. Keys
are kept with the day, so that a new saying meets those that share one and no others: a scan of all vectors would take
a day.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from konon.network.loading import Floats
from konon.network.meaning import WIDTH
from konon.tracing.first_look import (
    CELL,
    FIRST,
    KIND_BITS,
    KINDS,
    NAME,
    NUMBER,
    RELAY,
    RUN_OF,
    SPEAKER,
    Met,
    Numbers,
    Outlines,
    Sketch,
    are_strange,
    choose_by_outlines,
    find_speakers,
    find_withdrawing,
    hash_words,
    join_outlines,
    look_at,
    may_take_back,
)  # fmt: skip
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import fold
from konon.tracing.statement import Statement, find_telling

RUN: Final = 3  # words of a run
RUNS: Final = 6  # of a saying's runs those with the smallest hashes are kept, which are the same in a copy
CELLS: Final = 3  # nearest cells a vector is filed in
WINDOW: Final = 45  # days between two reports of one statement, where both are dated
CROWDED: Final = 200  # sayings at one key: of more only the nearest in time are met
CROWDED_CELL: Final = 50  # at a cell, where any topic's are: what is said again shares another key nearly always
MET: Final = 100  # sayings whose vectors are looked at, for each new one
TOGETHER: Final = 250  # sayings whose candidates are in memory at once
KEPT: Final = 40  # of these, at most so many are compared
NUMBERS: Final = 10.0  # a smaller whole number is in every other article
UNDATED: Final = 0
LEAST: Final = np.float32(1e-3)  # how likely what a speaker may take back is worth a look, after all others


Wanted = tuple[int, int, int]  # a key, the day, and the number of the saying that asks
DAY_PLACE: Final = 40  # bits of a number below a day
Found = NDArray[np.int64]  # those that have a key (found,), each as `place_in_time`
NUMBER_MASK: Final = (1 << DAY_PLACE) - 1
NOBODY: Final[Found] = np.zeros(0, np.int64)


class KeyIndex(Protocol):
    """The sayings that were traced before, by their keys."""

    def near(self, wanted: Sequence[Wanted]) -> list[Found]:
        """The sayings that have each key, as `nearest_in_time` chooses `crowd_at` of them, in any order."""
        ...

    def outlines(self, numbers: Numbers) -> Outlines:
        """Of those there are; `numbers` ascend."""
        ...

    def sketches(self, numbers: Iterable[int]) -> Mapping[int, Sketch]:
        """By their numbers, those there are."""
        ...


def make_sketch(saying: Saying, statement: Statement, vector: Floats, cells: Floats, number: int) -> Sketch:
    """The saying as the first look sees it; `statement` and `vector` are of its words."""
    keys = find_keys(saying, statement, vector, cells)
    words = {low for low, small in zip(statement.low, statement.small, strict=True) if not small}
    return Sketch(
        number=number,
        article=saying.article,
        lang=saying.lang,
        day=day_of(saying),
        keys=keys,
        speakers=find_speakers(keys),
        words=hash_words(words),
        around=hash_words(find_telling(saying.sentence, saying.lang) - words),
        vector=vector,
    )


def find_keys(saying: Saying, statement: Statement, vector: Floats, cells: Floats) -> tuple[int, ...]:
    """`cells` (cells, WIDTH): the middles that vectors are filed by, the same for all sayings."""
    keys = {make_key(CELL, str(cell)) for cell in nearest_cells(vector, cells)}
    keys |= {make_key(NAME, word) for word in _names(statement)}
    values = {value for amount in statement.amounts for value in amount.values if _telling(value)}
    keys |= {make_key(NUMBER, f"{value:g}") for value in values}
    keys |= set(sorted(_runs(statement))[:RUNS])
    keys |= {make_key(SPEAKER, word) for word in fold(saying.speaker or saying.source) if len(word) > 2}
    keys |= {make_key(RELAY, " ".join(fold(relay))) for relay in saying.relays}
    return tuple(sorted(keys))


def make_key(kind: int, words: str) -> int:
    """A number of 63 bits, the same on every machine."""
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
    return kind << KIND_BITS | int.from_bytes(digest[:8], "big") >> 64 - KIND_BITS


def kind_of(key: int) -> int:
    """One of KINDS."""
    return key >> KIND_BITS


def day_of(saying: Saying) -> int:
    """Since year 1, or UNDATED."""
    return saying.day.toordinal() if saying.day else UNDATED


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


def _runs(statement: Statement) -> Iterator[int]:
    rows = [k for k in range(len(statement)) if not statement.small[k]]
    for first in range(len(rows) - RUN + 1):
        yield make_key(RUN_OF, " ".join(statement.low[k] for k in rows[first : first + RUN]))


def find_candidates(
    fresh: Sequence[Sketch], index: KeyIndex, likely: Callable[[Floats], Floats], *, kept: int = KEPT
) -> list[list[int]]:
    """For each, the numbers of those before it that are worth comparing, the likeliest first; never of its article.

    `likely`: (candidates, FIRST) -> how likely each is to be linked, positive where it is worth a look.
    """
    return [_choose(one, others, looked, likely)[:kept] for one, others, looked in look_at_met(fresh, index)]


def look_at_met(fresh: Sequence[Sketch], index: KeyIndex) -> Iterator[tuple[Sketch, list[Sketch], Floats]]:
    """Each with those before it that it meets and that are not unlike it, and `look_at` of them (others, FIRST)."""
    for first in range(0, len(fresh), TOGETHER):
        yield from _look_together(fresh[first : first + TOGETHER], index)


def _look_together(fresh: Sequence[Sketch], index: KeyIndex) -> Iterator[tuple[Sketch, list[Sketch], Floats]]:
    wanted = [(key, one.day, one.number) for one in fresh for key in one.keys]
    found = iter(index.near(wanted))
    met = [_meet(one, [next(found) for _ in one.keys]) for one in fresh]
    seen = index.outlines(_all_of(met))
    find = seen.finder()
    met = [choose_by_outlines(one, some, find(some[0]), seen) for one, some in zip(fresh, met, strict=True)]
    sketches = index.sketches(_all_of(met).tolist())
    for one, (numbers, shared) in zip(fresh, met, strict=True):
        held = [place for place, number in enumerate(numbers.tolist()) if _is_other(sketches.get(number), one)]
        others = [sketches[number] for number in numbers[held].tolist()]
        yield one, others, look_at(one, others, shared[held]) if others else np.zeros((0, FIRST), np.float32)


def _all_of(met: Sequence[Met]) -> Numbers:
    return np.unique(np.concatenate([numbers for numbers, _ in met]))


def _is_other(held: Sketch | None, one: Sketch) -> bool:
    """Whether it is there still, and of another article."""
    return held is not None and held.article != one.article


def _meet(one: Sketch, found: Sequence[Found]) -> Met:
    """The `MET` that share most with it: a key that few have counts more."""
    numbers = np.concatenate(found) & NUMBER_MASK if found else NOBODY
    if not len(numbers):
        return numbers, np.zeros((0, len(KINDS)), np.float32)
    sizes = [len(others) for others in found]
    weights = np.repeat([1 / (1 + math.log2(1 + size)) for size in sizes], sizes)
    kinds = np.repeat([kind_of(key) for key in one.keys], sizes)
    held, places = np.unique(numbers, return_inverse=True)
    shared = np.bincount(places * len(KINDS) + kinds, weights, len(held) * len(KINDS)).reshape(-1, len(KINDS))
    most = np.lexsort((held, -shared.sum(1)))[:MET]
    return held[most], shared[most].astype(np.float32)


def _choose(one: Sketch, others: Sequence[Sketch], looked: Floats, likely: Callable[[Floats], Floats]) -> list[int]:
    if not others:
        return []
    back = LEAST * np.array(may_take_back(one, others))
    chances = np.maximum(np.where(are_strange(one, others, looked), 0, likely(looked)), back)
    order = np.argsort(-chances, kind="stable")
    return [others[place].number for place in order if chances[place] > 0]


def place_in_time(day: int, number: int) -> int:
    """Day and number of a saying in one: of two the later is greater, of one day that with the greater number."""
    return day << DAY_PLACE | number


def crowd_at(key: int) -> int:
    """How many that have it are met, before, after, and without a date."""
    return CROWDED_CELL if kind_of(key) == CELL else CROWDED


def nearest_in_time(found: Found, day: int, most: int = CROWDED) -> Found:
    """Of those within `WINDOW` days the `most` nearest before and after, and the newest of those without a date.

    For a day that is not known, the newest of all.
    """
    held = np.sort(found)
    if day == UNDATED:
        return held[-most:]
    dated, first, after, end = np.searchsorted(
        held, [place_in_time(one, 0) for one in (UNDATED + 1, day - WINDOW, day + 1, day + WINDOW + 1)]
    ).tolist()
    before, later, undated = held[max(dated, first) : after], held[after:end], held[:dated]
    return np.concatenate([before[-most:], later[:most], undated[-most:]])


@dataclass(slots=True)
class MemoryIndex:
    """Sayings in memory, beside those of another index where one is given: a saying meets those of smaller numbers."""

    other: KeyIndex | None = None
    held: dict[int, Sketch] = field(default_factory=dict)
    _blocks: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # `place_in_time` of each

    def add(self, sketch: Sketch) -> None:
        """To be met from now on."""
        self.held[sketch.number] = sketch
        for key in sketch.keys:
            insort(self._blocks[key], place_in_time(sketch.day, sketch.number))

    def near(self, wanted: Sequence[Wanted]) -> list[Found]:
        """As `KeyIndex` says."""
        before = self.other.near(wanted) if self.other else [NOBODY for _ in wanted]
        return [self._near(one, held) for one, held in zip(wanted, before, strict=True)]

    def _near(self, wanted: Wanted, before: Found) -> Found:
        key, day, number = wanted
        block = self._blocks.get(key)
        if not block:
            return before
        mine = [one for one in _around(block, day) if one & NUMBER_MASK < number]
        if not mine:
            return before
        return nearest_in_time(np.concatenate([before, np.array(mine, np.int64)]), day, crowd_at(key))

    def outlines(self, numbers: Numbers) -> Outlines:
        """As `KeyIndex` says."""
        known = np.array([number in self.held for number in numbers.tolist()], bool)
        mine = [self.held[number] for number in numbers[known].tolist()]
        own = Outlines(
            numbers=numbers[known],
            vectors=np.array([one.vector for one in mine], np.float32).reshape(-1, WIDTH),
            withdraws=find_withdrawing([one.words for one in mine], [one.around for one in mine]),
        )
        return join_outlines(self.other.outlines(numbers[~known]), own) if self.other else own

    def sketches(self, numbers: Iterable[int]) -> Mapping[int, Sketch]:
        """As `KeyIndex` says."""
        wanted = set(numbers)
        mine = {number: self.held[number] for number in wanted & self.held.keys()}
        return {**self.other.sketches(wanted - mine.keys()), **mine} if self.other else mine


def _around(block: Sequence[int], day: int) -> Iterable[int]:
    """All that `nearest_in_time` may choose."""
    if day == UNDATED:
        return block
    undated = block[: bisect_left(block, place_in_time(UNDATED + 1, 0))]
    first, end = (bisect_left(block, place_in_time(max(one, 1), 0)) for one in (day - WINDOW, day + WINDOW + 1))
    return (*undated, *block[first:end])
