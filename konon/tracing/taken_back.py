"""Pairs of sayings and the links among them -> what a speaker said, with where he takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from konon.tracing.grouping import pair_of
from konon.tracing.link import SAID_AGAIN, Link
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import SAME, compare_speakers
from konon.tracing.stances import takes_back

IN_COMMON: Final = 2  # links of what was said again, from which two articles are of one matter
TAKEN_BACK: Final = 0.5  # how sure it is that what a speaker takes back is what he said


def find_taken_back(pairs: Iterable[tuple[Saying, Saying]], links: Sequence[Link]) -> list[Link]:
    """What somebody said with where he takes it back, in the words that say so at most length, of each other article.

    Seldom is a word of what he said in what takes it back: so both articles must tell several things in common.
    """
    linked = {pair_of(link.a, link.b) for link in links}
    held = [(a, b) if comes_first(a, b) else (b, a) for a, b in pairs]
    of = {saying.id: saying.article for pair in held for saying in pair}
    told = Counter(pair_of(of[link.a], of[link.b]) for link in links if link.relation in SAID_AGAIN)
    found: dict[tuple[str, str], tuple[Saying, Saying]] = {}
    for said, back in held:
        key = (said.id, back.article)
        of_one = told[pair_of(said.article, back.article)] >= IN_COMMON and compare_speakers(said, back) >= SAME
        if of_one and pair_of(said.id, back.id) not in linked and takes_back(back) and not takes_back(said):
            found[key] = max(found.get(key, (said, back)), (said, back), key=lambda pair: len(pair[1].words))
    return [_taken_back(said, back) for said, back in found.values()]


def _taken_back(said: Saying, back: Saying) -> Link:
    reasons = (
        f"{said.speaker} takes words of his own back: {back.cue} {back.words}",
        f"both articles tell {IN_COMMON} things or more in common",
    )
    return Link(a=said.id, b=back.id, relation="reverses", score=TAKEN_BACK, reasons=reasons)


def comes_first(one: Saying, other: Saying) -> bool:
    """By the day, the undated last; then by the article, so that the order is always one."""
    return (one.published or "9999", one.article) < (other.published or "9999", other.article)
