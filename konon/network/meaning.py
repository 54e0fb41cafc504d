"""Texts -> vectors of what they mean, alike for a text and its translation.

The network is multilingual-e5-small in int8. What all sentences have in common, and what differs between
languages, is taken off its vectors: unlike texts are near 0 to each other, and a vector's signs alone hold much of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from safetensors.numpy import load_file

from konon.network.loading import MODELS, Floats, load_vocabulary, open_session, reading_weights

FOLDER = MODELS / "meaning"
FILES = ("encoder.onnx", "meaning.safetensors", "meaning.json")
BEGIN, END = 0, 2  # ids of <s> and </s>
WIDTH = 384
LAYERS = (5, 11)  # counted from 0: the middle one knows the word, the last one its place in what is said
INNER = tuple(f"/layers.{layer}/norm2/LayerNormalization_output_0" for layer in LAYERS)  # vectors of each piece there


class MeaningEncoder:
    """The network of meaning with all it needs; make one and keep it (see `load_encoder`)."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        with reading_weights(folder, FILES):
            card = json.loads((folder / "meaning.json").read_text(encoding="utf-8"))
            self.name: str = card["name"]
            self.longest: int = card["longest"]  # subwords of a text; what is beyond is not read
            parts = load_file(folder / "meaning.safetensors")
            self.prompt = parts["prompt"]  # (pieces, width), word vectors that stand before every text
            self.centre = parts["centre"]  # (width,), the mean of all sentences
            self.forms = parts["forms"]  # (directions, width), orthonormal: in these, form differs and not meaning
            self.vocabulary = load_vocabulary()
            self.session = open_session(folder / "encoder.onnx", threads, inner=INNER)

    def encode(self, texts: Sequence[str]) -> Floats:
        """(texts, width), each row of length 1, or 0 where a text has no word."""
        means = self.means(texts)
        means[means.any(1)] -= self.centre
        means -= means @ self.forms.T @ self.forms
        return cast(Floats, means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9))

    def means(self, texts: Sequence[str]) -> Floats:
        """The network's own vectors (texts, width), of length 1; 0 where a text has no word."""
        plain = [" ".join(text.encode("utf-8", "replace").decode().split()) for text in texts]
        encodings = self.vocabulary.tokenizer.encode_batch(plain, add_special_tokens=False)
        return np.stack([self._mean(one.ids) for one in encodings]) if plain else np.zeros((0, WIDTH), np.float32)

    def _mean(self, ids: list[int]) -> Floats:
        if not ids:
            return np.zeros(WIDTH, np.float32)
        mean: Floats = self.session.run(["mean"], {"vectors": self.look_up(ids)})[0]
        return mean / np.linalg.norm(mean)

    def look_up(self, ids: list[int]) -> Floats:
        """(subwords, width): what the network is given for a text's pieces, the prompt's vectors among them."""
        vectors = self.vocabulary.vectors.look_up(np.array([BEGIN, *ids[: self.longest], END], np.int32))
        return np.concatenate([vectors[:1], self.prompt, vectors[1:]])


@lru_cache(maxsize=1)
def load_encoder() -> MeaningEncoder:
    """The shipped encoder, loaded once a process."""
    return MeaningEncoder()
