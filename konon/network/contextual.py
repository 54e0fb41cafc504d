"""Texts -> a vector for each word as it stands in its text: what the network of meaning thinks before its mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import onnxruntime

from konon.network.loading import Floats
from konon.network.meaning import FOLDER, WIDTH, MeaningEncoder, load_encoder
from konon.records import Span

LAYERS = (5, 11)  # counted from 0: the middle one knows the word, the last one its place in what is said
DEPTH = WIDTH * len(LAYERS)


class ContextualEncoder:
    """The encoder of meaning with the outputs of two of its layers; make one and keep it (see `load_contextual`)."""

    def __init__(self, encoder: MeaningEncoder, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self.encoder = encoder
        self.names = [f"/layers.{layer}/norm2/LayerNormalization_output_0" for layer in LAYERS]
        model = (FOLDER / "encoder.onnx").read_bytes() + b"".join(map(_as_output, self.names))
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def encode(self, text: str, words: Sequence[Span]) -> tuple[Floats, Floats]:
        """The text's own vector (WIDTH,), and one a word (words, DEPTH); 0 where the network reads no piece of it.

        A word is the mean of its pieces, each layer brought to length 1. What is beyond the longest text is 0.
        """
        plain = "".join(" " if letter.isspace() else letter for letter in text.encode("utf-8", "replace").decode())
        encoding = self.encoder.vocabulary.tokenizer.encode(plain, add_special_tokens=False)
        if not encoding.ids:
            return np.zeros(WIDTH, np.float32), np.zeros((len(words), DEPTH), np.float32)
        vectors = self.encoder.look_up(encoding.ids)
        mean, *layers = self.session.run(["mean", *self.names], {"vectors": vectors})
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


def _as_output(name: str) -> bytes:
    """A model's bytes that, put behind another's, add one output to its graph.

    Protocol Buffers merge a message that comes twice: so the 22 MB of weights are shipped once, for both sessions.
    """
    kind = _field(1, bytes([0x08, 0x01]))  # a tensor of float32
    value = _field(1, name.encode()) + _field(2, kind)
    return _field(7, _field(12, value))  # ModelProto.graph, GraphProto.output


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content if len(content) < 128 else _long_field(number, content)


def _long_field(number: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([number << 3 | 2, size & 127 | 128, size >> 7]) + content


@lru_cache(maxsize=1)
def load_contextual() -> ContextualEncoder:
    """The shipped encoder with its words' vectors, loaded once a process."""
    return ContextualEncoder(load_encoder())
