"""Two claims -> which words of one are those of the other: by how they are written, or by their vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from konon.network.loading import Floats
from konon.tracing.pair_network import Encoded
from konon.tracing.statement import Statement
from konon.tracing.told import Told, are_word_for_word

UNLIKE: Final = 0.4  # cosine of two words' vectors in the lower layer up to which they mean other things
ALIKE: Final = 0.62  # from which on they mean the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How surely words are one, 0-1, and how alike the two are.

    `words` (words of a, words of b). `had`: of the words of either content, 0 for small ones, whether the other's
    sentence has them. `likeness`: of the contents, of the sentences, and the higher one of a content and a sentence.
    """

    words: Floats
    had: tuple[Floats, Floats]
    likeness: tuple[float, float, float]


def meet_by_letters(a: Told, b: Told) -> Met:
    """By the same letters: the network is asked for no more than the two vectors, where these are not known."""
    likeness = float(a.vector @ b.vector)
    return Met(
        words=_same_words(a.content, b.content),
        had=(
            _telling(a.content, _same_words(a.content, b.around)),
            _telling(b.content, _same_words(b.content, a.around)),
        ),
        likeness=(likeness, likeness, likeness),
    )


def meet(a: Told, b: Told) -> Met:
    """By the vectors of words in the lower layer, unless both say the same words."""
    if are_word_for_word(a, b):
        return meet_by_letters(a, b)
    one, other = a.encoded, b.encoded
    around = a.sentence, b.sentence
    return Met(
        words=_like_words(one, other),
        had=(_telling(a.content, _like_words(one, around[1])), _telling(b.content, _like_words(other, around[0]))),
        likeness=(
            float(one.mean @ other.mean),
            float(around[0].mean @ around[1].mean),
            max(float(one.mean @ around[1].mean), float(other.mean @ around[0].mean)),
        ),
    )


def _telling(content: Statement, met: Floats) -> Floats:
    """`met` (words of the content, words of a sentence) -> (words of the content,)."""
    if not met.shape[1]:
        return np.zeros(len(content), np.float32)
    return np.asarray(np.where(np.array(content.small, bool), 0, met.max(1)), np.float32)


def _same_words(one: Statement, other: Statement) -> Floats:
    numbers: dict[str, int] = {}  # an array of words would be as wide as the longest of them
    mine, theirs = (np.array([numbers.setdefault(low, len(numbers)) for low in side.low]) for side in (one, other))
    return np.asarray(mine[:, None] == theirs[None], np.float32)


def _like_words(one: Encoded, other: Encoded) -> Floats:
    half = one.words.shape[1] // 2
    cosines = one.words[:, :half] @ other.words[:, :half].T
    return np.asarray(np.minimum(np.maximum((cosines - UNLIKE) / (ALIKE - UNLIKE), 0), 1), np.float32)
