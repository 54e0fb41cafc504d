"""Words of a nameless source -> where its description ends, and whether it is of one or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from konon.reading.speakers.names import is_opening_plural
from konon.reading.speakers.tokens import COMMA, END, MARK, OPEN, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

LONGEST: Final = 9  # words of a description with what tells which one is meant


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a source that no comma, bracket or preposition parts."""

    lead: str  # the word or mark that parts it from the one before
    start: int
    end: int


def end_of_description(words: Tokens, parts: Sequence[Part]) -> int:
    """Where a description ends whose head is last: before "who ...", ", including ...", "filed by ..."."""
    among = words.lexicon.among
    cuts, separators, joins = among("words.cuts"), among("words.separators"), among("words.and")
    end, start = parts[0].end, parts[0].start
    listed = max((n for n, p in enumerate(parts) if p.lead == COMMA and words.low[p.start] in joins), default=0)
    told = 0  # where begins what only tells which one is meant
    for n, part in enumerate(parts[1:], 1):
        marks = (COMMA, MARK, END, OPEN)
        led = words.sep[part.start - 1] in marks and part.lead not in marks and part.start - 1 >= end
        cut = words.low[part.start] in cuts or part.lead in cuts
        apposed = part.lead in marks or led
        left_out = part.start - end > 1
        outlet = any(words.label[k] == kinds.MEDIA for k in range(part.start, part.end))
        by_outlet = left_out and (outlet or words.low[end] in among("words.shown"))
        if by_outlet or (apposed and (n > listed or cut)):
            break
        told = told or (end if cut or (left_out and part.lead in separators) else 0)
        end = part.end
    end = told if told and end - start > LONGEST and told - start > 1 else end
    return end if end - start > 1 else parts[-1].end


def is_participle(words: Tokens, k: int, start: int) -> bool:
    """Whether word k opens what is said of the noun before it: "a ledger seen by ..."."""
    low = words.low[k]
    endings = words.lexicon.traits.participle_endings
    if not endings or k - start < 1 or words.cap[k] or words.label[k] is not None:
        return False
    return low.endswith(endings) or low in words.lexicon.among("words.participles")


def is_several(words: Tokens, k: int, given: frozenset[str]) -> bool:
    """Whether word k is several of a post or a plain noun in the plural: "advocates", "citizens"."""
    low = words.low[k]
    if is_opening_plural(words, k, given) and low.endswith(words.lexicon.traits.doer_plurals):
        return not any(j - i > 1 and words.low[j - 1] == low for i, j in words.runs())  # "Sanders" of "Sam Sanders"
    several = words.lexicon.looks_plural(low) or low.endswith(words.lexicon.traits.irregular_plurals)
    return several and (not words.cap[k] or words.lexicon.labels.get(low[:-1]) == kinds.POST)


def find_led_outlet(words: Tokens, first: Part) -> tuple[int, int] | None:
    """The outlet that a kind of outlet leads to: "kantor berita KCNA", "the state news agency KCNA"."""
    k, names = first.end, words.lexicon.among("media.names")
    while k > first.start and words.cap[k - 1] and (words.label[k - 1] is None or words.low[k - 1] in names):
        k -= 1
    led = first.start < k < first.end and words.label[k - 1] == kinds.MEDIA and words.sep[k] == SPACE
    return (k, first.end) if led and not words.cap[k - 1] else None
