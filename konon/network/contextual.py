"""Texts -> a vector for each word as it stands in its text: what the network of meaning thinks before its mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from konon.network.loading import Floats
from konon.network.meaning import INNER, LAYERS, WIDTH, MeaningEncoder, load_encoder
from konon.records import Span

DEPTH = WIDTH * len(LAYERS)


class ContextualEncoder:
    """The encoder of meaning with the outputs of two of its layers; make one and keep it (see `load_contextual`)."""

    def __init__(self, encoder: MeaningEncoder) -> None:
        self.encoder = encoder

    def encode(self, text: str, words: Sequence[Span]) -> tuple[Floats, Floats]:
        """The text's own vector (WIDTH,), and one a word (words, DEPTH); 0 where the network reads no piece of it.

        A word is the mean of its pieces, each layer brought to length 1. What is beyond the longest text is 0.
        """
        plain = "".join(" " if letter.isspace() else letter for letter in text.encode("utf-8", "replace").decode())
        encoding = self.encoder.vocabulary.tokenizer.encode(plain, add_special_tokens=False)
        if not encoding.ids:
            return np.zeros(WIDTH, np.float32), np.zeros((len(words), DEPTH), np.float32)
        vectors = self.encoder.look_up(encoding.ids)
        mean, *layers = self.encoder.session.run(["mean", *INNER], {"vectors": vectors})
        first = 1 + len(self.encoder.prompt)
        pieces = np.concatenate([layer[first:-1] for layer in layers], axis=1)  # (pieces, DEPTH)
        return self._centred(mean), _by_word(pieces, encoding.offsets[: len(pieces)], words)

    def _centred(self, mean: Floats) -> Floats:
        """As `MeaningEncoder.encode` makes it."""
        moved = mean / np.linalg.norm(mean) - self.encoder.centre
        moved = moved - self.encoder.forms.T @ (self.encoder.forms @ moved)
        return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-9), np.float32)


def _by_word(pieces: Floats, offsets: Sequence[Span], words: Sequence[Span]) -> Floats:
    """The mean of each word's pieces (words, DEPTH); pieces and words are both in text order."""
    shares, first = np.zeros((len(words), len(pieces)), np.float32), 0
    for row, (start, end) in enumerate(words):
        while first < len(offsets) and offsets[first][1] <= start:
            first += 1
        last = first
        while last < len(offsets) and offsets[last][0] < end:
            last += 1
        if last > first:
            shares[row, first:last] = 1 / (last - first)
    found = shares @ pieces
    layers = found.reshape(len(words), len(LAYERS), WIDTH)
    layers /= np.maximum(np.sqrt(np.einsum("wld,wld->wl", layers, layers))[:, :, None], 1e-9)
    return layers.reshape(len(words), DEPTH)


@lru_cache(maxsize=1)
def load_contextual() -> ContextualEncoder:
    """The shipped encoder with its words' vectors, loaded once a process."""
    return ContextualEncoder(load_encoder())
