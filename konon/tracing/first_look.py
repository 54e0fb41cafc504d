"""A sketch and those that share a key with it -> the numbers by which the first look judges them, without a network."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from konon.network.loading import Floats
from konon.tracing.stances import telling_of_taking_back

CELL, NAME, NUMBER, RUN_OF, SPEAKER, RELAY = KINDS = tuple(range(6))  # of keys
KIND_BITS: Final = 60  # below a key's kind
NAMES_OF_LOOK: Final = (
    *(f"shared {kind}" for kind in ("cells", "names", "numbers", "runs", "speakers", "relays")), "likeness",
    "words of the shorter", "words of the longer", "words", "sentence share", "sentence words", "in sentence least",
    "in sentence most", "size ratio", "size least", "one speaker", "two speakers",
)  # fmt: skip
FIRST: Final = len(NAMES_OF_LOOK)
UNLIKE: Final = 0.1  # likeness under which two claims are two statements
ALIKE: Final = 0.3  # and under which they are that without a word in common, in one language

Hashes = NDArray[np.uint32]  # each once, in order
Numbers = NDArray[np.int64]  # of sketches
Met = tuple[Numbers, Floats]  # numbers (others,) of those that share keys, and how much, by kind (others, KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What the first look at a saying needs. `number` goes up in the order of tracing."""

    number: int
    article: str
    lang: str
    day: int  # since year 1, or 0
    keys: tuple[int, ...]
    words: Hashes  # of what was said, but for small words
    around: Hashes  # the other ones of its sentence
    vector: Floats  # (WIDTH,) of length 1
    speakers: frozenset[int]  # of the keys those that tell who spoke


def find_speakers(keys: Sequence[int]) -> frozenset[int]:
    """Of a sketch's keys, which ascend, those that tell who spoke."""
    first, end = (bisect_left(keys, kind << KIND_BITS) for kind in (SPEAKER, SPEAKER + 1))
    return frozenset(keys[first:end])


def hash_words(words: Iterable[str]) -> Hashes:
    """Each once, as numbers that are the same on every machine."""
    return np.array(sorted({crc32(word.encode("utf-8", "surrogatepass")) for word in words}), np.uint32)


def look_at(one: Sketch, others: Sequence[Sketch], shared: Floats) -> Floats:
    """(others, FIRST); `shared` (others, KINDS): weights of the keys that they have in common."""
    theirs, around = [other.words for other in others], [other.around for other in others]
    sizes, rest = (np.array([len(held) for held in part], np.float32) for part in (theirs, around))
    both, in_mine = _count(theirs, one)  # words of theirs that are mine, or that my sentence has
    around_both, around_mine = _count(around, one)
    in_theirs, sentences = both + around_both, in_mine + around_mine
    mine = np.float32(len(one.words))
    least, most = np.minimum(sizes, mine), np.maximum(sizes, mine)
    shares = (in_mine / np.maximum(sizes, 1), in_theirs / max(mine, np.float32(1)))
    short = np.minimum(sizes + rest, np.float32(len(one.words) + len(one.around)))
    speakers = one.speakers
    same = [bool(speakers & other.speakers) for other in others]
    two = [bool(speakers and other.speakers) and not known for other, known in zip(others, same, strict=True)]
    columns = [
        np.stack([other.vector for other in others]) @ one.vector,
        both / np.maximum(least, 1), both / np.maximum(most, 1), np.minimum(both, 8) / 8,
        sentences / np.maximum(short, 1), np.minimum(sentences, 10) / 10, np.minimum(*shares), np.maximum(*shares),
        least / np.maximum(most, 1), np.minimum(least, 10) / 10, np.array(same, np.float32), np.array(two, np.float32),
    ]  # fmt: skip
    return np.asarray(np.concatenate([shared, np.stack(columns, 1)], 1), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Of many sketches what says whether they need be looked at at all, a row each, in any order."""

    numbers: Numbers  # (rows,)
    vectors: Floats  # (rows, WIDTH)
    withdraws: NDArray[np.bool_]  # (rows,), whether it has a word by which somebody takes back what he said

    def finder(self) -> Callable[[Numbers], NDArray[np.int64]]:
        """Numbers -> the row of each, -1 where there is none."""
        order = np.argsort(self.numbers)
        known = self.numbers[order]

        def find(numbers: Numbers) -> NDArray[np.int64]:
            places = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
            return np.where(known[places] == numbers, order[places], -1)

        return find if len(known) else lambda numbers: np.full(len(numbers), -1)


def choose_by_outlines(one: Sketch, met: Met, rows: NDArray[np.int64], seen: Outlines) -> Met:
    """Of those that share keys with it the ones that are like it, or may be what the speaker takes back.

    `rows`: where they stand in `seen`, -1 for one that does not. Without this whatever a person says within some weeks
    would be looked at word by word.
    """
    numbers, shared = met
    likeness = seen.vectors[rows] @ one.vector if len(seen.numbers) else np.zeros(len(rows), np.float32)
    worth = (rows >= 0) & (likeness >= UNLIKE)
    speaks = np.flatnonzero((rows >= 0) & ~worth & (shared[:, SPEAKER] > 0))
    if len(speaks):
        worth[speaks] = seen.withdraws[rows[speaks]] != _withdraws(one)
    return numbers[worth], shared[worth]


def are_strange(one: Sketch, others: Sequence[Sketch], looked: Floats) -> NDArray[np.bool_]:
    """(others,): hardly alike, and no word that the other's sentence has, in one language; `looked`: `look_at`."""
    strange = (looked[:, _column("likeness")] < ALIKE) & (looked[:, _column("in sentence most")] == 0)
    return np.asarray(strange & np.array([other.lang == one.lang for other in others], bool))


def find_withdrawing(words: Sequence[Hashes], around: Sequence[Hashes]) -> NDArray[np.bool_]:
    """Of each whether a word of it, or of its sentence, is one by which somebody takes back what he said."""
    withdraws = np.zeros(len(words), bool)
    for held in (words, around) if len(words) else ():
        withdraws |= _sum_each(held, _among(np.concatenate(held), _withdrawing())) > 0
    return withdraws


def join_outlines(one: Outlines, other: Outlines) -> Outlines:
    """Both; no number may be in both."""
    if not len(one.numbers) or not len(other.numbers):
        return other if len(other.numbers) else one
    return Outlines(
        numbers=np.concatenate([one.numbers, other.numbers]),
        vectors=np.concatenate([one.vectors, other.vectors]),
        withdraws=np.concatenate([one.withdraws, other.withdraws]),
    )


def _column(name: str) -> int:
    return NAMES_OF_LOOK.index(name)


def may_take_back(one: Sketch, others: Sequence[Sketch]) -> list[bool]:
    """Of each whether it may be the same speaker's, one of the two with a word by which he takes back what he said."""
    speakers, mine = one.speakers, _withdraws(one)
    return [not speakers.isdisjoint(other.speakers) and mine != _withdraws(other) for other in others]


def _withdraws(one: Sketch) -> bool:
    return any(_among(words, _withdrawing()).any() for words in (one.words, one.around))


@cache
def _withdrawing() -> Hashes:
    return hash_words(telling_of_taking_back())


def _count(held: Sequence[Hashes], one: Sketch) -> tuple[Floats, Floats]:
    """Of each how many it has of the words of `one`, and of all its sentence (held,)."""
    words = np.concatenate(held)
    mine = _among(words, one.words)
    return _sum_each(held, mine), _sum_each(held, mine | _among(words, one.around))


def _sum_each(held: Sequence[Hashes], found: NDArray[np.bool_]) -> Floats:
    """Of each how many of its words were found (held,)."""
    owner = np.repeat(np.arange(len(held)), [len(some) for some in held])
    return np.bincount(owner, found, len(held)).astype(np.float32)


def _among(words: Hashes, known: Hashes) -> NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(words), bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, words), len(known) - 1)] == words)
