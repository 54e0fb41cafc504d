"""Units of an article -> what letters, places and word lists show of each: numbers that heads take beside vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.reading.speakers.countries import territory_names
from konon.reading.text import speaker_lexicon as kinds
from konon.reading.text.speaker_lexicon import LONGEST, SpeakerWords
from konon.reading.text.units import Units
from konon.records import Attribution

LABELS: Final = (
    kinds.MODIFIER,
    kinds.GROUP,
    kinds.DOCUMENT,
    kinds.ORGANISATION,
    kinds.GOVERNMENT,
    kinds.MEDIA,
    kinds.PLACE,
    kinds.UNNAMED,
    kinds.POST,
    kinds.TITLE,
    kinds.RANK,
    kinds.HONORIFIC,
    kinds.FUNCTION,
)
PRONOUNS: Final = ("singular", "plural", "first", "male", "female", "thing", "relative", "clitics")
_ENDS: Final = frozenset(".!?:\"“”'‘’…")
MANY: Final = 3  # times a word is met, past which more say nothing
LONG: Final = 12  # letters

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The units of an article as words. U of them."""

    units: Units
    said: tuple[str, ...]
    low: tuple[str, ...]
    capital: tuple[bool, ...]
    opens: tuple[bool, ...]  # a sentence
    label: tuple[str | None, ...]  # by the word lists: what a word is to a name
    lexicon: SpeakerWords

    def phrase(self, first: int, last: int, text: str) -> str:
        """Units first to last (exclusive) as the text has them, on one line."""
        return " ".join(text[self.units.start[first] : self.units.end[last - 1]].split())


def read_words(units: Units, text: str, lexicon: SpeakerWords) -> Words:
    """The units with what the word lists say of them."""
    said = tuple(text[start:end] for start, end in zip(units.start, units.end, strict=True))
    paragraphs = units.paragraph
    opens = tuple(k == 0 or paragraphs[k] != paragraphs[k - 1] or said[k - 1] in _ENDS for k in range(len(said)))
    low = tuple(word.lower() for word in said)
    capital = tuple(word[:1].isupper() for word in said)
    label = _label(said, low, capital, lexicon)
    return Words(units=units, said=said, low=low, capital=capital, opens=opens, label=label, lexicon=lexicon)


def _label(
    said: Sequence[str], low: Sequence[str], capital: Sequence[bool], lexicon: SpeakerWords
) -> tuple[str | None, ...]:
    """The longest phrase of the word lists at each place; countries are places."""
    out: list[str | None] = [None] * len(low)
    at = 0
    while at < len(low):
        most = min(max(lexicon.openings.get(low[at], 0), 1 + 2 * capital[at]), LONGEST, len(low) - at)
        step = 1
        for size in range(most, 0, -1):
            phrase = " ".join(low[at : at + size])
            found = lexicon.labels.get(phrase)
            if found is None and capital[at] and (phrase in territory_names() or phrase in lexicon.countries):
                found = kinds.PLACE
            if found is not None:
                out[at : at + size] = [found] * size
                step = size
                break
        at += step
    return tuple(out)


def shape_units(words: Words, attributions: Sequence[Attribution]) -> Floats:
    """(U, SHAPES): all numbers of each unit, in one order."""
    size = len(words.units)
    columns = [*_letters(words), *_places(words, attributions), *_counts(words, attributions), *_lists(words)]
    return np.array(columns, np.float32).T.reshape(size, len(columns))


def _letters(words: Words) -> list[Sequence[float]]:
    said, units = words.said, words.units
    glued = [k > 0 and units.start[k] == units.end[k - 1] for k in range(len(said))]
    return [
        words.capital,
        [word.isupper() and len(word) > 1 for word in said],
        [word[:1].isdigit() for word in said],
        [len(word) == 1 and word.isalpha() for word in said],
        [not word[:1].isalnum() for word in said],
        words.opens,
        glued,
        [word == "(" for word in said],
        [word == ")" for word in said],
        [word == "," for word in said],
        [min(len(word), LONG) / LONG for word in said],
    ]


def _places(words: Words, attributions: Sequence[Attribution]) -> list[Sequence[float]]:
    units, size = words.units, len(words.units)
    marks = np.zeros((5, size), np.float32)
    for one in attributions:
        inside = units.inside(one.source)
        marks[0, inside] = 1
        if inside:
            marks[1, inside[0]] = marks[2, inside[-1]] = 1
        marks[3, units.inside(one.cue)] = 1
        marks[4, units.inside(one.content)] = 1
    return list(marks.tolist())


def _counts(words: Words, attributions: Sequence[Attribution]) -> list[Sequence[float]]:
    """How the rest of the article uses a capitalised word: alone, as the first of several, as a whole source."""
    low, capital, size = words.low, words.capital, len(words.low)
    after = [k > 0 and capital[k - 1] for k in range(size)]
    before = [k + 1 < size and capital[k + 1] for k in range(size)]
    alone = Counter(low[k] for k in range(size) if capital[k] and not (after[k] or before[k]))
    first = Counter(low[k] for k in range(size) if capital[k] and not after[k])
    sole = Counter(low[inside[0]] for one in attributions if len(inside := words.units.inside(one.source)) == 1)
    small = {word for word, big in zip(low, capital, strict=True) if not big}

    def share(counter: Counter[str]) -> list[float]:
        return [min(counter[word], MANY) / MANY if big else 0.0 for word, big in zip(low, capital, strict=True)]

    return [share(alone), share(first), share(sole), [word in small for word in low]]


def _lists(words: Words) -> list[Sequence[float]]:
    low, lexicon = words.low, words.lexicon
    given = lexicon.among("people.given") | lexicon.among("people.male") | lexicon.among("people.female")
    sets = [given, lexicon.names, lexicon.bodies, lexicon.common]
    sets += [lexicon.among(f"pronouns.{name}") for name in PRONOUNS]
    sets += [lexicon.among("anaphora.after") | lexicon.among("anaphora.before"), lexicon.among("anaphora.new")]
    columns: list[Sequence[float]] = [[label == name for label in words.label] for name in LABELS]
    columns += [[word in some for word in low] for some in sets]
    return [*columns, [float(lexicon.head_last)] * len(low)]
