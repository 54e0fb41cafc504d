"""Two words, of one language or of two -> whether they share a sense, are akin, or opposites, by a table of senses.

The table is made of WordNet 3.0 and Wordnet Bahasa, which number their senses alike (`models/senses`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from konon.network.loading import MODELS, reading_weights

FOLDER: Final = MODELS / "senses"
FILE: Final = "senses.safetensors"
LANGS: Final = ("en", "id")
RELATIONS: Final = ("opposites", "similar", "derived")
# Endings that a word of a part of speech takes, and what stands there in its plain form.
ENGLISH: Final = {
    "n": (
        ("s", ""),
        ("ses", "s"),
        ("ves", "f"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ies", "y"),
    ),
    "v": (("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e"), ("ier", "y"), ("iest", "y")),
}
ENDINGS_TAKEN: Final = ("nya", "lah", "kah", "pun", "kan", "i")
# What an Indonesian root begins with -> what me- makes of it: before a vowel these four are swallowed.
NASALS: Final = (("p", "mem"), ("t", "men"), ("s", "meny"), ("k", "meng"))
BEFORE: Final = (("bfpv", "mem"), ("cdjstz", "men"), ("aeioughkx", "meng"), ("lmnrwy", "me"))
SHORTEST: Final = {"en": 2, "id": 3}  # letters of a plain form


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """Of one word: its senses, those akin to them, and those opposite to either, by number."""

    own: frozenset[int]
    akin: frozenset[int]  # similar ones, the kinds they are of, and their own
    opposite: frozenset[int]  # of a sense of its own
    far: frozenset[int]  # of one that is similar, or similar to an opposite


NOTHING: Final = Meanings(own=frozenset(), akin=frozenset(), opposite=frozenset(), far=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class _SensesOfWords:
    """Of one language: where a word's senses are among all."""

    rows: dict[str, int]
    first: NDArray[np.uint32]
    senses: NDArray[np.uint32]

    @classmethod
    def of(cls, held: Mapping[str, NDArray[Any]], lang: str) -> Self:
        rows = {word: row for row, word in enumerate(_lines(held[f"{lang}.words"]))}
        return cls(rows=rows, first=held[f"{lang}.first"], senses=held[f"{lang}.senses"])

    def look_up(self, form: str) -> list[int]:
        row = self.rows.get(form)
        if row is None:
            return []
        found: list[int] = self.senses[self.first[row] : self.first[row + 1]].tolist()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _SensePairs:
    """What each sense points to, by the first of two; a hundred thousand of them in a few bytes each."""

    first: array[int]  # ascending
    other: array[int]

    @classmethod
    def of(cls, pairs: NDArray[Any]) -> Self:
        first, other = (array("i", pairs[:, k].astype(np.int32).tobytes()) for k in (0, 1))
        return cls(first=first, other=other)

    def of_all(self, senses: frozenset[int]) -> frozenset[int]:
        """All that any of these points to."""
        found: set[int] = set()
        for sense in senses:
            start = bisect_left(self.first, sense)
            while start < len(self.first) and self.first[start] == sense:
                found.add(self.other[start])
                start += 1
        return frozenset(found)


class SenseTable:
    """The senses of words, looked up by any of their forms."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises NetworkError where the table is missing or damaged."""
        with reading_weights(folder):
            held = load_file(folder / FILE)
            self._parts: bytes = held["part"].tobytes()
            self._parent = array("i", held["parent"].astype(np.int32).tobytes())
            self._opposites, self._similar, self._derived = (_SensePairs.of(held[name]) for name in RELATIONS)
            forms = (row.partition(" ") for row in _lines(held["forms"]))
            self._irregular = {form: plain.split() for form, _, plain in forms}
            self._words = {lang: _SensesOfWords.of(held, lang) for lang in LANGS}

    def look_up(self, word: str, lang: str) -> Meanings:
        """A word in lower case; nothing where no form of it is known."""
        own = frozenset(self._find(word, lang)) if lang in LANGS else frozenset[int]()
        if not own:
            return NOTHING
        similar = self._widen(own)
        return Meanings(
            own=own,
            akin=similar | {parent for sense in own if (parent := self._parent[sense]) >= 0},
            opposite=self._opposites.of_all(own),
            far=self._widen(self._opposites.of_all(similar)),
        )

    def _widen(self, senses: frozenset[int]) -> frozenset[int]:
        return senses | self._similar.of_all(senses) | self._derived.of_all(senses)

    def words(self, lang: str) -> Iterator[tuple[str, list[int]]]:
        """All plain forms of a language with their senses."""
        known = self._words[lang]
        return ((word, known.look_up(word)) for word in known.rows)

    def _find(self, word: str, lang: str) -> Iterator[int]:
        if lang == "en":
            for part, form in _english_forms(word):
                yield from (sense for sense in self._words["en"].look_up(form) if self._parts[sense] == ord(part))
            for form in (word, *self._irregular.get(word, ())):
                yield from self._words["en"].look_up(form)
        else:
            for form in _indonesian_forms(word):
                yield from self._words["id"].look_up(form)


def _english_forms(word: str) -> Iterator[tuple[str, str]]:
    for part, endings in ENGLISH.items():
        for ending, plain in endings:
            form = word[: -len(ending)] + plain
            if word.endswith(ending) and len(form) >= SHORTEST["en"]:
                yield part, form
                if not plain and len(form) > SHORTEST["en"] and form[-1] == form[-2]:
                    yield part, form[:-1]  # "stopped"


def _indonesian_forms(word: str) -> Iterator[str]:
    """As it is, without what is stuck to its end, and a passive as its active."""
    ends = [ending for ending in ENDINGS_TAKEN if word.endswith(ending) and len(word) >= len(ending) + SHORTEST["id"]]
    for form in (word, *(word[: -len(ending)] for ending in ends)):
        yield form
        if form.startswith("di") and len(form) >= len("di") + SHORTEST["id"]:
            yield form[2:]
            yield _active(form[2:])


def _active(root: str) -> str:
    for first, prefix in NASALS:
        if root[0] == first and root[1] in "aeiou":
            return prefix + root[1:]
    return next((prefix for letters, prefix in BEFORE if root[0] in letters), "mem") + root


def _lines(held: NDArray[np.uint8]) -> list[str]:
    return held.tobytes().decode("utf-8").split("\n")


@lru_cache(maxsize=1)
def load_senses() -> SenseTable:
    """The shipped table, read once a process."""
    return SenseTable()
