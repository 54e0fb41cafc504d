"""What the network's numbers mean: shared by training (which makes them) and the tagger (which reads them)."""

from __future__ import annotations

from itertools import accumulate
from typing import get_args

from konon.records import Act, Certainty, Polarity

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("none", "source", "content")  # what a unit is to a cue
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
ACTS: tuple[Act, ...] = get_args(Act)
MEANINGS = len(CERTAINTIES) + len(POLARITIES) + len(ACTS)

ADD, MUL, MEAN = 128, 64, 64  # widths of the linker's sum, its product, and the meaning vector
PARTS = (
    len(TAGS),
    ADD + MUL,
    ADD + MUL,
    MEAN,
)  # what the network gives a unit: tags, as cue, as unit, meaning
OUT = sum(PARTS)
CUTS = tuple(accumulate(PARTS))[:-1]  # where to cut the numbers of a unit into its parts
