"""A sketch and those that share a key with it -> the numbers by which the first look judges them, without a network."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
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

Hashes = NDArray[np.uint32]  # each once, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What the first look at a saying needs. `number` goes up in the order of tracing."""

    number: int
    article: str
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
    sentence = np.union1d(one.words, one.around)
    theirs, around = [other.words for other in others], [other.around for other in others]
    sizes, rest = (np.array([len(held) for held in part], np.float32) for part in (theirs, around))
    both = _count(theirs, one.words)
    in_mine = _count(theirs, sentence)  # words of theirs that my sentence has
    in_theirs = both + _count(around, one.words)
    sentences = in_mine + _count(around, sentence)
    mine = np.float32(len(one.words))
    least, most = np.minimum(sizes, mine), np.maximum(sizes, mine)
    shares = (in_mine / np.maximum(sizes, 1), in_theirs / max(mine, np.float32(1)))
    short = np.minimum(sizes + rest, np.float32(len(sentence)))
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


def may_take_back(one: Sketch, others: Sequence[Sketch]) -> list[bool]:
    """Of each whether it may be the same speaker's, one of the two with a word by which he takes back what he said."""
    speakers, mine = one.speakers, _withdraws(one)
    return [not speakers.isdisjoint(other.speakers) and mine != _withdraws(other) for other in others]


def _withdraws(one: Sketch) -> bool:
    known = _withdrawing()
    return not known.isdisjoint(one.words.tolist()) or not known.isdisjoint(one.around.tolist())


@cache
def _withdrawing() -> frozenset[int]:
    return frozenset(hash_words(telling_of_taking_back()).tolist())


def _count(held: Sequence[Hashes], known: Hashes) -> Floats:
    """Of each how many are among `known` (held,)."""
    sizes = [len(some) for some in held]
    owner = np.repeat(np.arange(len(held)), sizes)
    found = np.isin(np.concatenate(held), known, kind="sort") if len(owner) else np.zeros(0, bool)
    return np.bincount(owner, found, len(held)).astype(np.float32)
