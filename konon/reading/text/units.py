"""What the network makes of an article, unit by unit: the ground that all learned heads of the reading stand on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from konon.records import Span

REACH = (1, 2, 3, 4, 6, 9, 14, 21, 34, 55)  # distance in units between a unit and a cue, in buckets
BUCKETS = 2 * len(REACH) + 1
WIDTH = 768  # of a unit's vector: 384 from the middle of the network, 384 from its end

Floats = NDArray[np.float32]


def distance_buckets(distance: NDArray[np.int_]) -> NDArray[np.intp]:
    """Signed distances in units -> buckets 0..BUCKETS-1, in the same shape; the middle one is the cue itself."""
    return len(REACH) + np.sign(distance) * np.searchsorted(REACH, np.abs(distance), side="right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The words, marks and clitics of an article's paragraphs, in text order. U of them."""

    start: tuple[int, ...]  # code point into the article's text
    end: tuple[int, ...]  # exclusive
    paragraph: tuple[int, ...]  # number of the paragraph in the article
    vectors: Floats  # (U, WIDTH)
    windows: tuple[int, ...] = ()  # the first unit of each window that the network read at once

    def __len__(self) -> int:
        return len(self.start)

    def within(self, span: Span) -> range:
        """The units that lie in a span; of one that begins or ends in a unit that unit too."""
        first, last = bisect_left(self.end, span[0] + 1), bisect_left(self.start, span[1])
        return range(first, max(first, last))

    def inside(self, spans: Iterable[Span]) -> list[int]:
        """The units in any of the spans, in order."""
        return sorted({unit for span in spans for unit in self.within(span)})


def no_units() -> Units:
    """Those of an article without a word."""
    return Units(start=(), end=(), paragraph=(), vectors=np.zeros((0, WIDTH), np.float32))
