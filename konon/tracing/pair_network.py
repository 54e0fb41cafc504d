"""Two statements -> what the pair network says of each word and of the pair; weights and card in `models/pairs`."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from konon.network.contextual import ContextualEncoder, load_contextual
from konon.network.loading import MODELS, Floats, reading_weights
from konon.tracing.statement import Statement, prepare_statement
from konon.tracing.word_features import LETTERS, features_of, pair_features

FOLDER: Final = MODELS / "pairs"
FILES: Final = ("pairs.safetensors", "pairs.json")
SAMPLE: Final = "The harbour will be closed on Monday until the storm has passed."
FAR: Final = 20.0  # the least and most that one word is another
HELD: Final = 2_000  # texts whose words' vectors are remembered in half floats, some 40 kB each


Text = tuple[str, str | None]  # and its language
Kept = tuple[Statement, NDArray[np.float16], Floats]  # of a text: its words with their vectors (words, DEPTH), its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A statement with its vectors: of its words (words, DEPTH) and of all of it (WIDTH,)."""

    statement: Statement
    words: Floats
    mean: Floats
    brought: list[tuple[Floats, Floats, Floats]] = field(
        default_factory=list, compare=False
    )  # by `_bring` of the one network, once made: of other words another is to be made


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPair:
    """What the network says of a pair.

    `a` and `b` are probabilities of the words of each side (words, WORD_KINDS), `pair` of the pair (PAIR_KINDS,).
    `between` (words of a, words of b) is how much each word of a is the word of b.
    """

    a: Floats
    b: Floats
    pair: Floats
    between: Floats
    likeness: float  # cosine of the two texts' vectors


class PairComparer:
    """The weights with the encoder they were trained on; make one and keep it (see `load_comparer`)."""

    def __init__(self, folder: Path = FOLDER, encoder: ContextualEncoder | None = None) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        with reading_weights(folder, FILES):
            self.card = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))
            self.name: str = self.card["name"]
            held = load_file(folder / FILES[0])
            self.weights: dict[str, Floats] = {k: np.ascontiguousarray(v.T, np.float32) for k, v in held.items()}
        self.encoder = encoder or load_contextual()
        self._held: OrderedDict[Text, Kept] = OrderedDict()
        self._lock = Lock()
        self._same: SeenPair | None = None

    def encode(self, text: str, lang: str | None = None) -> Encoded:
        """The text ready to be compared with any other; the last `HELD` texts are remembered."""
        statement, words, mean = self.keep(text, lang)
        return Encoded(statement=statement, words=words.astype(np.float32), mean=mean)

    def keep(self, text: str, lang: str | None) -> Kept:
        """What is remembered of the text, which another process may be told by `remember`."""
        found = self._held.get((text, lang))
        if found is None:
            statement = prepare_statement(text, lang)
            mean, words = self.encoder.encode(text, statement.spans)
            found = statement, words.astype(np.float16), mean
        self.remember({(text, lang): found})
        return found

    def remember(self, kept: Mapping[Text, Kept]) -> None:
        """Texts that were encoded, here or in another process; the oldest are forgotten."""
        with self._lock:
            for text, found in kept.items():
                self._held[text] = found
                self._held.move_to_end(text)
            while len(self._held) > HELD:
                self._held.popitem(last=False)

    def see(self, a: Encoded, b: Encoded) -> SeenPair:
        """Both need at least one word."""
        between = pair_features(a.statement, b.statement, a.words, b.words)  # (OF_PAIR, na, nb)
        letters = between[LETTERS]
        features = (features_of(a.statement, b.statement, letters), features_of(b.statement, a.statement, letters.T))
        mine, other = self._bring(a), self._bring(b)
        scores = self._scores(mine, other, between)
        back = self._scores(other, mine, between.transpose(0, 2, 1))
        sides = [
            self._side(mine[0], other[0], features, between, scores),
            self._side(other[0], mine[0], features[::-1], between.transpose(0, 2, 1), back),
        ]
        likeness = float(a.mean @ b.mean)
        tops = [(side.max(0), side.mean(0)) for side in sides]
        both = [np.maximum(tops[0][k], tops[1][k]) for k in (0, 1)] + [np.abs(tops[0][k] - tops[1][k]) for k in (0, 1)]
        pooled = np.maximum(self._linear("pool", np.concatenate([*both, np.array([likeness], np.float32)])), 0)
        return SeenPair(
            a=_sigmoid(self._linear("word", sides[0])),
            b=_sigmoid(self._linear("word", sides[1])),
            pair=_sigmoid(self._linear("pair", pooled)),
            between=scores,
            likeness=likeness,
        )

    def see_same(self, words: int) -> SeenPair:
        """What it says of a text of so many words and the very same words again, without reading them."""
        if self._same is None:
            sample = self.encode(SAMPLE, "en")
            self._same = self.see(sample, sample)
        still = np.zeros((words, self._same.a.shape[1]), np.float32)
        between = (2 * FAR * np.eye(words) - FAR).astype(np.float32)
        return SeenPair(a=still, b=still, pair=self._same.pair, between=between, likeness=1.0)

    def _linear(self, name: str, x: Floats) -> Floats:
        return np.asarray(x @ self.weights[f"{name}.weight"] + self.weights.get(f"{name}.bias", np.float32(0)))

    def _bring(self, side: Encoded) -> tuple[Floats, Floats, Floats]:
        """Its words in fewer numbers, as they ask and as they are asked for; it is compared with many."""
        if not side.brought:
            kept = self._linear("keep", side.words)
            side.brought.append((kept, self._linear("query", kept), self._linear("key", kept)))
        return side.brought[0]

    def _scores(self, mine: tuple[Floats, ...], other: tuple[Floats, ...], between: Floats) -> Floats:
        scores = mine[1] @ other[2].T / np.sqrt(np.float32(mine[0].shape[1]))
        return np.asarray(scores + np.tensordot(self.weights["weigh.weight"][:, 0], between, 1))

    def _side(
        self, mine: Floats, other: Floats, features: tuple[Floats, ...], between: Floats, scores: Floats
    ) -> Floats:
        """What each word of one side is beside the other side, and beside its neighbours (words, AROUND)."""
        weights = np.exp(scores - scores.max(1, keepdims=True))
        weights /= weights.sum(1, keepdims=True)
        found = weights @ other
        seen, most = (weights[None] * between).sum(2).T, between.max(2).T
        parts = [mine, found, np.abs(mine - found), mine * found, features[0], weights @ features[1], seen, most]
        compared = np.maximum(self._linear("compare", np.concatenate(parts, 1)), 0)
        none = np.zeros((1, compared.shape[1]), np.float32)
        around = np.concatenate([np.vstack([none, compared[:-1]]), compared, np.vstack([compared[1:], none])], 1)
        return np.maximum(self._linear("around", around), 0)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


@lru_cache(maxsize=1)
def load_comparer() -> PairComparer:
    """The shipped network, loaded once a process."""
    return PairComparer()
