"""MinHashes of all articles -> which earlier one each is likest to, and which are there twice, band by band.

What is sorted is one key an article at a time, so that this takes less than 100 bytes of memory for each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from konon.batch.minhashes import BANDS, HASHES, Keys, Longs, MinHashes

CHUNK = 4096  # pairs whose hashes are compared at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Likest:
    """Near-copies by their places: which is read for each, and which share of the hashes agrees."""

    place: Longs
    first: Longs
    likeness: npt.NDArray[np.float64]

    def none(self) -> Likest:
        """The same without any."""
        return Likest(place=self.place[:0], first=self.first[:0], likeness=self.likeness[:0])


def find_again(marks: MinHashes) -> Longs:
    """Places of articles whose id and text an earlier one has."""
    order = np.lexsort((marks.places, marks.texts, marks.ids))
    ids, texts = marks.ids[order], marks.texts[order]
    same = (ids[1:] == ids[:-1]) & (texts[1:] == texts[:-1])
    return np.sort(marks.places[order[1:][same]])


def find_likest(marks: MinHashes, again: Longs, least: float) -> Likest:
    """The likest of the first ones of its bands is what a text copies; where that is a copy itself, what that one does.
    One of the same id is a version, and no copy."""
    places, ids = marks.places[marked := marks.marked], marks.ids[marked]
    order = np.argsort(places)
    order = order[~np.isin(places[order], again)]
    pairs = _Pairs(hashes=marks.hashes(), rows=order, ids=ids[order], least=least)
    best, likeness = np.full(len(order), -1, np.int64), np.zeros(len(order))
    for band in range(BANDS):
        later, first = _meet(marks.band(band)[order])
        for at in range(0, len(later), CHUNK):
            pairs.take(later[at : at + CHUNK], first[at : at + CHUNK], best, likeness)
    copies = np.flatnonzero(best >= 0)
    places = places[order]
    return Likest(place=places[copies], first=places[_origins(best)[copies]], likeness=likeness[copies].round(4))


def _meet(keys: Keys) -> tuple[Longs, Longs]:
    """(row, the first row of the same key) for each row that is not the first."""
    by_key = np.argsort(keys, kind="stable")
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = keys[by_key[1:]] != keys[by_key[:-1]]
    starts = np.flatnonzero(begins)
    first = by_key[np.repeat(starts, np.diff(starts, append=len(keys)))]
    return by_key[~begins], first[~begins]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Rows are numbered by place; `rows` are their numbers in `hashes`."""

    hashes: npt.NDArray[np.uint32]
    rows: Longs
    ids: Keys
    least: float

    def take(self, later: Longs, first: Longs, best: Longs, likeness: npt.NDArray[np.float64]) -> None:
        """Write into `best` and `likeness` where a pair is likelier than what is there."""
        open_ = (self.ids[later] != self.ids[first]) & (best[later] != first)
        later, first = later[open_], first[open_]
        alike = (self.hashes[self.rows[later]] == self.hashes[self.rows[first]]).sum(axis=1) / HASHES
        before = likeness[later]
        better = (alike >= self.least) & ((alike > before) | ((alike == before) & (first < best[later])))
        best[later[better]], likeness[later[better]] = first[better], alike[better]


def _origins(best: Longs) -> Longs:
    """What no copy is copied from, for each row; itself where it is no copy."""
    origin = np.where(best >= 0, best, np.arange(len(best)))
    while not np.array_equal(further := origin[origin], origin):
        origin = further
    return origin
