"""Words of a text -> its amounts: "4 ribu", "4,000", "$20 million" and "dua puluh lima" as values with their units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from konon.tracing.vocabulary_of_drift import DriftLexicon

PHRASE: Final = 2  # words of the longest name of a unit
NEAR: Final = 0.5e-2  # relative difference that rounding makes: "2.33" against "2.3" is more
_DIGITS: Final = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit. `values` are several where a separator may be read in two ways."""

    values: frozenset[float]
    unit: str | None  # of the names in drift.toml, or "month 10"
    first: int  # of the words it spans, one past the last in `end`
    end: int

    def equals(self, other: Amount) -> bool:
        """Whether both may be the same number, whatever stands beside it."""
        return any(abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a in self.values for b in other.values)

    def units_differ(self, other: Amount) -> bool:
        """Whether both say what they count, and not the same."""
        return self.unit is not None and other.unit is not None and self.unit != other.unit


def find_amounts(low: Sequence[str], lexicon: DriftLexicon) -> list[Amount]:
    """The amounts among the words of a text (lower case), in text order."""
    found: list[Amount] = []
    at = 0
    while at < len(low):
        word = low[at]
        if not (word in lexicon.numbers or word in lexicon.scales or word[:1].isdigit()):  # as most are
            at += 1
            continue
        end, values = _read_number(low, at, lexicon)
        if end == at:
            at += 1
            continue
        found.append(_with_unit(low, at, end, values, lexicon))
        at = max(end, found[-1].end)
    return found


def read_digits(word: str) -> frozenset[float]:
    """What digits with separators may mean: "10.300" is 10300 or 10.3; none for anything else."""
    if not _DIGITS.fullmatch(word):
        return frozenset()
    plain = word.strip(".,")
    parts = re.split(r"[.,]", plain)
    if len(parts) == 1:
        return frozenset({float(plain)})
    values = set()
    if all(len(part) == 3 for part in parts[1:]) and parts[0] != "0" and len(parts[0]) <= 3:
        values.add(float("".join(parts)))
    if len({letter for letter in plain if letter in ".,"}) == len(parts) - 1:  # the last separator stands once
        values.add(float("".join(parts[:-1]) + "." + parts[-1]))
    return frozenset(values)


def _read_number(low: Sequence[str], at: int, lexicon: DriftLexicon) -> tuple[int, frozenset[float]]:
    """(one past its last word, its values); `at` itself where no number begins there."""
    values = read_digits(low[at])
    if values:
        end, factor = _read_scales(low, at + 1, lexicon)
        return end, frozenset(value * factor for value in values)
    return _read_words(low, at, lexicon)


def _read_scales(low: Sequence[str], at: int, lexicon: DriftLexicon) -> tuple[int, float]:
    factor = 1.0
    while at < len(low) and low[at] in lexicon.scales:
        factor *= lexicon.scales[low[at]]
        at += 1
    return at, factor


def _read_words(low: Sequence[str], at: int, lexicon: DriftLexicon) -> tuple[int, frozenset[float]]:
    """A number in words: "two hundred thirty four thousand", "dua puluh lima ribu"."""
    total = part = 0.0
    end = at
    while end < len(low):
        word = low[end]
        if word in lexicon.numbers:
            part += lexicon.numbers[word]
        elif word in lexicon.scales and (end > at or lexicon.scales[word] >= 100):
            part, total = _scaled(part, total, word, lexicon)
        elif not (end > at and word in lexicon.small and _goes_on(part, low[end + 1 : end + 2], lexicon)):
            break
        end += 1
    return end, frozenset({total + part}) if end > at else frozenset()


def _goes_on(part: float, after: Sequence[str], lexicon: DriftLexicon) -> bool:
    """ "two hundred and thirty", "half a million"."""
    if part >= 100:
        return bool(after) and after[0] in lexicon.numbers
    return 0 < part < 1 and bool(after) and after[0] in lexicon.scales


def _scaled(part: float, total: float, word: str, lexicon: DriftLexicon) -> tuple[float, float]:
    """(what is being counted up, what is complete) after a scale: hundred stays open, thousand closes."""
    scale = lexicon.scales[word]
    if word == "belas":
        return part + scale, total
    if scale >= 1000:
        return 0.0, (total + (part or 1.0) * scale if scale < 1e6 or total == 0 else (total + part) * scale)
    tens = part % 10 if scale == 10 else part
    return (part - tens) + (tens or 1.0) * scale, total


def _with_unit(low: Sequence[str], first: int, end: int, values: frozenset[float], lexicon: DriftLexicon) -> Amount:
    """The amount with what is written before it ("Rp", "$") or behind it ("persen", "October")."""
    for length in range(PHRASE, 0, -1):
        after = " ".join(low[end : end + length])
        if unit := lexicon.units.get(after) or lexicon.dates.get(after):
            return Amount(values=values, unit=unit, first=first, end=min(end + length, len(low)))
    before = low[first - 1] if first else ""
    unit = lexicon.units.get(before) or lexicon.dates.get(before)
    return Amount(values=values, unit=unit, first=first - 1 if unit else first, end=end)
