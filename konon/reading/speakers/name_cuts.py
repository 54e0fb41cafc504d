"""Units of sources -> how likely a name opens, goes on or stands nowhere at each word, by the head of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from konon.reading.speakers.naming import PARTS, source_units
from konon.reading.speakers.shapes import Words
from konon.reading.text.units import Floats, Units
from konon.records import Attribution

OPENS, GOES_ON = PARTS.index("B"), PARTS.index("I")
LEAST: Final = -12.0  # log probability; no head is surer of a word


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCut:
    """Log probabilities that a name opens at a word, that it goes on there, and of the contrary."""

    opens: float
    goes_on: float
    no_more: float  # that no name goes on there
    nothing: float  # that it is no part of a name


@dataclass(frozen=True)
class NameCuts:
    """What the head of names says of the words of an article's sources."""

    units: Units
    parts: Floats  # (U, PARTS) log probabilities
    inside: frozenset[int]  # the units of sources: of no others the head has learned

    @cached_property
    def _chances(self) -> dict[int, WordCut]:
        found = {}
        for unit in self.inside:
            opens, goes_on = float(self.parts[unit, OPENS]), float(self.parts[unit, GOES_ON])
            found[unit] = WordCut(
                opens=max(opens, LEAST),
                goes_on=max(goes_on, LEAST),
                no_more=_contrary(goes_on),
                nothing=_contrary(float(np.logaddexp(opens, goes_on))),
            )
        return found

    def of_words(self, starts: Sequence[int]) -> list[WordCut | None]:
        """By the places where words start; None outside of sources."""
        return [self._chances.get(bisect_right(self.units.start, start) - 1) for start in starts]


def _contrary(log_chance: float) -> float:
    return max(float(np.log1p(-min(np.exp(log_chance), 1 - 1e-9))), LEAST)


def cuts_of(words: Words, parts: Floats, attributions: Sequence[Attribution]) -> NameCuts:
    """Those of an article, of whose units the head of names says `parts` (U, PARTS)."""
    inside = frozenset(unit for one in attributions for unit in source_units(words, one))
    return NameCuts(words.units, parts, inside)
