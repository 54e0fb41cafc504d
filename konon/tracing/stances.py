"""A saying -> whether it takes back what its speaker said, and whether its cue is for or against what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import DriftWords
from konon.tracing.saying import Saying

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
LONGEST: Final = 4  # words of a phrase
MEANT: Final = 5  # letters, up to which a word of a phrase says little by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """The phrases of all languages, in lower case."""

    taking_back: frozenset[str]
    own_words: frozenset[str]
    approving: frozenset[str]
    rejecting: frozenset[str]


@cache
def load_stances() -> Stances:
    """Of all languages together: a claim may be told in another than it was made in."""
    tables = [load_table(lang, "drift", DriftWords) for lang in find_languages()]
    return Stances(
        taking_back=frozenset().union(*(one.stances.taking_back for one in tables)),
        own_words=frozenset().union(*(one.stances.own_words for one in tables)),
        approving=frozenset().union(*(one.stances.approving for one in tables)),
        rejecting=frozenset().union(*(one.stances.rejecting | one.negations for one in tables)),
    )


def takes_back(saying: Saying) -> bool:
    """Whether the speaker withdraws or regrets words of his own: by the cue, or where what he says names them."""
    known = load_stances()
    if not known.taking_back.isdisjoint(_phrases(saying.cue)):
        return True
    said = set(_phrases(saying.words))
    return not known.taking_back.isdisjoint(said) and not known.own_words.isdisjoint(said)


def stance_of(saying: Saying) -> int:
    """1 where the cue is for what it names ("endorsed"), -1 against it ("refused to endorse"), else 0."""
    return _stance_of_cue(saying.cue)


@lru_cache(maxsize=10_000)
def _stance_of_cue(words: str) -> int:
    known, cue = load_stances(), set(_phrases(words))
    if not known.rejecting.isdisjoint(cue) or any(word.endswith("n't") for word in cue):
        return -1
    return int(not known.approving.isdisjoint(cue))


def opposed(one: Saying, other: Saying) -> bool:
    """Whether one is for what it names and the other against it."""
    return stance_of(one) * stance_of(other) < 0


@cache
def telling_of_taking_back() -> frozenset[str]:
    """Of each phrase the word by which it is known at first look, if there is one."""
    known = load_stances()
    words = (set(phrase.split()) - known.own_words for phrase in known.taking_back)
    longest = (max(some, key=lambda word: (len(word), word)) for some in words if some)  # of two the same everywhere
    return frozenset(word for word in longest if len(word) > MEANT)


def _phrases(text: str) -> Iterator[str]:
    """Every run of a few words."""
    words = [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]
    for first in range(len(words)):
        for size in range(1, min(LONGEST, len(words) - first) + 1):
            yield " ".join(words[first : first + size])
