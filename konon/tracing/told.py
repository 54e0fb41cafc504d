"""A saying ready to be compared with others."""

from __future__ import annotations

from typing import Final

import numpy as np

from konon.network.loading import Floats
from konon.tracing.pair_network import Encoded, PairComparer
from konon.tracing.saying import Saying
from konon.tracing.statement import Statement, prepare_statement

MOSTLY: Final = 0.5  # of a sentence's words


class Told:
    """A saying with its words, and those of the sentence around it.

    Their vectors are asked of the network when they are first needed. Those of the sentence are taken from what was
    said, unless `sentence` is given: as the network reads the whole sentence. `vector` is of what was said.
    """

    __slots__ = ("_comparer", "_encoded", "_sentence", "_vector", "around", "content", "saying")

    def __init__(
        self,
        saying: Saying,
        comparer: PairComparer,
        *,
        vector: Floats | None = None,
        sentence: Encoded | None = None,
    ) -> None:
        self.saying, self._comparer, self._vector = saying, comparer, vector
        self.content = prepare_statement(saying.words, saying.lang)
        self.around = prepare_statement(saying.sentence, saying.lang)
        self._encoded: Encoded | None = None
        self._sentence = sentence

    @property
    def vector(self) -> Floats:
        """What was said as one vector (WIDTH,): as it was given, else by the network."""
        return self.encoded.mean if self._vector is None else self._vector

    @property
    def encoded(self) -> Encoded:
        """`content` with its vectors."""
        if self._encoded is None:
            self._encoded = self._comparer.encode(self.saying.words, self.saying.lang)
        return self._encoded

    @property
    def sentence(self) -> Encoded:
        """`around` with its vectors."""
        if self._sentence is None:
            self._sentence = _take_from(self.encoded, self.around)
        return self._sentence

    @property
    def is_most(self) -> bool:
        """Whether it is so much of its sentence that the rest has little to add."""
        return len(self.content) >= MOSTLY * len(self.around)

    def refine(self) -> Told:
        """The same with its sentence as the network reads it: nothing in matching takes longer."""
        sentence = self._comparer.encode(self.saying.sentence, self.saying.lang)
        told = Told(self.saying, self._comparer, vector=self._vector, sentence=sentence)
        told._encoded = self._encoded
        return told


def _take_from(content: Encoded, around: Statement) -> Encoded:
    """The words of `around` that are in `content`; others have the vector 0."""
    rows: dict[str, int] = {}
    for row, low in enumerate(content.statement.low):
        rows.setdefault(low, row)
    words = np.zeros((len(around), content.words.shape[1]), np.float32)
    held = [(row, rows[low]) for row, low in enumerate(around.low) if low in rows]
    if held:
        mine, theirs = zip(*held, strict=True)
        words[list(mine)] = content.words[list(theirs)]
    return Encoded(statement=around, words=words, mean=content.mean)


def are_word_for_word(a: Told, b: Told) -> bool:
    """Whether both say the same words, and little more in their sentences: the network has nothing to add to that."""
    return a.content.low == b.content.low and a.saying.lang == b.saying.lang and a.is_most and b.is_most
