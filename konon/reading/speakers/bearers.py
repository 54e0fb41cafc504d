"""Names in an article -> who may be meant: each name as it is written, with the places where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from konon.reading.speakers.shapes import PRONOUNS, Words

Key = tuple[str, ...]

KNOWN: Final = 50_000  # pairs of names that are not compared again: those of an article meet at each source
LONGEST: Final = 12  # words of a name that others may be short for
_MARKS: Final = frozenset(",.;:()[]\"“”'‘’")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlace:
    """A place where somebody is named."""

    first: int  # unit
    last: int  # exclusive
    person: float  # how likely the words are a person's name
    body: float  # an organisation's or a place's
    sure: float  # that it is a name, and cut right
    source: int = -1  # number of the attribution whose source it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whoever has a name as it is written, wherever it stands; two names of one person are two of these."""

    key: Key  # the words, in lower case and without marks
    name: str
    mentions: tuple[NamePlace, ...]  # in text order

    @property
    def person(self) -> float:
        """How likely this is a person, by all mentions."""
        return sum(m.person for m in self.mentions) / len(self.mentions)

    @property
    def sourced(self) -> int:
        """How many sources are called so."""
        return sum(m.source >= 0 for m in self.mentions)

    @property
    def sure(self) -> float:
        """How sure the surest mention is."""
        return max(m.sure for m in self.mentions)


def key_of(words: Words, first: int, last: int) -> Key:
    """The words of a name by which it is known again."""
    return tuple(low.strip(".") for low in words.low[first:last] if low not in _MARKS)


def gather(words: Words, text: str, mentions: Iterable[NamePlace]) -> tuple[Bearer, ...]:
    """Mentions -> one bearer for each name, in the order of their first mentions."""
    found: dict[Key, list[NamePlace]] = {}
    for one in sorted(mentions, key=lambda m: (m.first, -m.source)):
        key = key_of(words, one.first, one.last)
        pronoun = any(" ".join(key) in words.lexicon.among(f"pronouns.{name}") for name in PRONOUNS)
        if key and not pronoun and not any(m.first == one.first for m in found.get(key, ())):
            found.setdefault(key, []).append(one)
    return tuple(
        Bearer(key=key, name=words.phrase(some[0].first, some[0].last, text), mentions=tuple(some))
        for key, some in found.items()
    )


@lru_cache(maxsize=KNOWN)
def holds(long: Key, short: Key) -> bool:
    """Whether the longer name has the words of the shorter one side by side."""
    size = len(short)
    return size < len(long) and any(long[at : at + size] == short for at in range(len(long) - size + 1))


@lru_cache(maxsize=KNOWN)
def spells(short: Key, long: Key) -> bool:
    """Whether a single word is made of the first letters of a longer name: KPK, and Kemlu of its first syllables."""
    if len(short) != 1 or len(long) < 2 or len(short[0]) < 2:
        return False
    letters = short[0]
    initials = "".join(word[0] for word in long if word)
    if initials.startswith(letters) or "".join(w[0] for w in long if len(w) > 3).startswith(letters):
        return True
    return letters[0] == long[0][:1] and _runs_through(letters, long)


def _runs_through(letters: str, long: Sequence[str]) -> bool:
    """Whether the letters stand in this order in the words, beginnings of two of them among these."""
    at, begun = 0, 0
    for word in long:
        took = 0
        while at < len(letters) and took < len(word) and letters[at] == word[took]:
            at, took = at + 1, took + 1
        begun += took > 1
    return at == len(letters) and begun > 1
