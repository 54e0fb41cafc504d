"""Attributions -> where each stands and by whose name it goes, as both the rules of runs and the forest see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from konon.reading.text.passage import Passage
from konon.records import Attribution, words_of

_JOINED = re.compile(r"(?:\S+\s+){1,4}(?:dan|and)\s(?:\S+\s*){1,4}")


def place_of(attribution: Attribution) -> int:
    """Where its clause is: at the cue, else the source, else the end of the content."""
    for spans in (attribution.cue, attribution.source):
        if spans:
            return spans[0][0]
    return attribution.content[-1][1] - 1 if attribution.content else 0


def name_speakers(
    passage: Passage, attributions: Sequence[Attribution], names: Sequence[str | None], order: list[int]
) -> list[str | None]:
    """The names given; where a source has none, its words, or for a bare pronoun the speaker before it."""
    out: list[str | None] = [None] * len(attributions)
    before: str | None = None
    pronouns = passage.words.relays.pronouns
    for at in order:
        words = words_of(passage.text, attributions[at].source, " ")
        name = names[at] if at < len(names) else None
        if name is None and words:
            name = before if before and words.casefold() in pronouns else words
        out[at] = name if words else None
        before = out[at] or before
    return out


@lru_cache(maxsize=10_000)
def same_speaker(one: str | None, other: str | None) -> bool:
    """The same name, or one that is part of the other; `Budi dan Ani` is neither of them."""
    if one is None or other is None:
        return False
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if short == long:
        return True
    if short not in long or _JOINED.fullmatch(long):
        return False
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None
