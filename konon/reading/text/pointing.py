"""Attributions -> where the text names who speaks and through whom it came, as the network points to them.

For each attribution a query is made of the units of its cue, source and content, and set against every unit that the
network read in the same window: what stands highest is the name of the speaker (or of the outlet), or nothing there
is. The query and the last layers of the network were learned together (`konon.training.joint`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from konon.network.loading import VOCABULARY as FOLDER
from konon.reading.text.heads import load_head, softmax
from konon.reading.text.units import Floats, Units, distance_buckets
from konon.records import Attribution

FILE: Final = "pointing.safetensors"
SPEAKER, RELAY = range(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """Where one attribution points to: shares of one over the units of its window and nothing."""

    begin: int  # the window's first unit
    speaker: Floats  # (units of the window,)
    nobody: float  # what is left for no speaker in the window
    relay: Floats  # (units of the window,)
    none: float  # what is left for no outlet in the window
    carried: float  # how likely any outlet carried it, whether it is named in the window or not

    def speaks(self, units: Iterable[int]) -> float:
        """How much of the speaker's share these units have."""
        return self._sum(self.speaker, units)

    def carries(self, units: Iterable[int]) -> float:
        """How much of the outlet's share these units have."""
        return self._sum(self.relay, units)

    def _sum(self, shares: Floats, units: Iterable[int]) -> float:
        return float(sum(shares[u - self.begin] for u in set(units) if 0 <= u - self.begin < len(shares)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """What the network points to, attribution by attribution, in an article's units."""

    units: Units
    each: Sequence[Pointed | None]

    def of(self, numbers: Sequence[int]) -> Pointing:
        """That of some attributions alone."""
        return Pointing(units=self.units, each=[self.each[number] for number in numbers])


@dataclass(frozen=True, slots=True, kw_only=True)
class PointingHead:
    """H wide inside, K a query; both for the speaker and for the relay."""

    anchor: Floats  # (4 WIDTH, H): the cue's first unit, and the means of content, source and cue
    anchor_bias: Floats  # (H,)
    query: Floats  # (H, 2 K)
    query_bias: Floats  # (2 K,)
    key: Floats  # (WIDTH, 2 K)
    key_bias: Floats  # (2 K,)
    distance: Floats  # (BUCKETS, 2)
    nothing: Floats  # (H, 2)
    nothing_bias: Floats  # (2,)
    carried: Floats  # (H, 1)
    carried_bias: Floats  # (1,)

    def point(self, units: Units, attributions: Sequence[Attribution]) -> list[Pointed | None]:
        """One for each attribution; None where the network has read none of its words."""
        stands = [_stand_of(units, one) for one in attributions]
        seen = [stand for stand in stands if stand]
        if not seen:
            return [None] * len(attributions)
        found = iter(self._point(units, seen))
        return [next(found) if stand else None for stand in stands]

    def _point(self, units: Units, stands: Sequence[_Stand]) -> Iterator[Pointed]:
        keys = (units.vectors @ self.key + self.key_bias).reshape(len(units), 2, -1).transpose(1, 0, 2)  # (2, U, K)
        inside = np.maximum(np.stack([stand.anchor for stand in stands]) @ self.anchor + self.anchor_bias, 0)  # (A, H)
        queries = (inside @ self.query + self.query_bias).reshape(len(stands), 2, -1)  # (A, 2, K)
        empty = inside @ self.nothing + self.nothing_bias  # (A, 2)
        carried = 1 / (1 + np.exp(-(inside @ self.carried + self.carried_bias)))
        for stand, query, nothing, outlet in zip(stands, queries, empty, carried, strict=True):
            window = stand.window
            scores = (keys[:, window.start : window.stop] @ query[:, :, None])[:, :, 0] / np.sqrt(query.shape[1])
            scores += self.distance[distance_buckets(np.arange(window.start, window.stop) - stand.at)].T
            shares = softmax(np.concatenate([scores, nothing[:, None]], axis=1), axis=1)
            yield Pointed(
                begin=window.start,
                speaker=shares[SPEAKER, :-1],
                nobody=float(shares[SPEAKER, -1]),
                relay=shares[RELAY, :-1],
                none=float(shares[RELAY, -1]),
                carried=float(outlet[0]),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """From where an attribution points."""

    at: int  # the first unit of its cue, or of its content
    window: range  # the units that the network read together with this one
    anchor: Floats  # (4 WIDTH,)


def _stand_of(units: Units, one: Attribution) -> _Stand | None:
    content, source, cue = (units.inside(spans) for spans in (one.content, one.source, one.cue))
    place = cue or content
    if not place:
        return None
    at, window = place[0], _window_of(units, place[0])
    parts = [units.vectors[at], *(_mean(units, some, window) for some in (content, source, cue))]
    return _Stand(at=at, window=window, anchor=np.concatenate(parts))


def _window_of(units: Units, at: int) -> range:
    """The units that the network read together with this one."""
    starts = units.windows or (0,)
    number = bisect_right(starts, at)
    return range(starts[number - 1], starts[number] if number < len(starts) else len(units))


def _mean(units: Units, some: Sequence[int], window: range) -> Floats:
    """Of the vectors of those in the window, which are in order; zeros where there is none."""
    inside = [unit for unit in some if unit in window]
    if not inside:
        return np.zeros(units.vectors.shape[1], np.float32)
    first, last = inside[0], inside[-1] + 1
    whole = last - first == len(inside)  # most often they stand in one piece, which needs no copy
    return np.asarray((units.vectors[first:last] if whole else units.vectors[inside]).mean(0), np.float32)


@cache
def load_pointing(folder: Path = FOLDER) -> PointingHead:
    """The shipped weights; NetworkError where they are missing or damaged."""
    return load_head(PointingHead, folder / FILE)
