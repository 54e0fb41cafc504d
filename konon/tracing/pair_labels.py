"""What the pair network says, of each word and of a pair: the order of its columns."""

from __future__ import annotations

from typing import Final, Literal

Relation = Literal["repeats", "again", "echoes", "contradicts", "reverses", "none"]
Drift = Literal["hedge", "negation", "number", "name", "scope", "speaker", "strength", "words", "omission"]

WORD_KINDS: Final = ("number", "name", "negation", "sense", "hedge", "scope", "words")
PAIR_KINDS: Final = ("same", "contradicts", "drifts", "related")
TOLD_AS: Final[dict[str, Drift]] = {  # a word turned into its opposite is a denial to those who read the drift
    "number": "number",
    "name": "name",
    "negation": "negation",
    "sense": "negation",
    "hedge": "hedge",
    "scope": "scope",
    "words": "omission",
}
