"""Quotations that nobody is said to have said -> attributions to whom the sentence before them is about.

`Governor Quint defended her decision. "Talk gives us the best chance."`, `Satu aduan datang dari Sinta Rawi, warga.
"Tiap malam begini."`: there is no cue, and the network finds nothing to link such a quotation to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from konon.reading.spans.decoding import Extraction
from konon.reading.spans.forms import clear
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Span, Spans, clip

SURE: Final = 0.6
WORDS: Final = 4  # of a quotation; a shorter one may be a title
CLAIMED: Final = 0.3  # of a quotation that is somebody's already
OPENING: Final = ("“", '"', "„", "«")
MARKS: Final = "\"“”„'‘’ "


class _Namer(NamedTuple):
    """The patterns of one language; a name has two words at least."""

    sent: re.Pattern[str]  # `dari [Sinta Rawi], warga`
    opens: re.Pattern[str]  # `[Kepala Desa Soleman Tuba] tersenyum`, `Warga lain, [Sari Lewa], punya`


@cache
def _namer(lang: str) -> _Namer:
    senders = any_of(load_words(lang).segment.senders)
    name = rf"[{CAPITALS}][\w’'-]+(?:\s[{CAPITALS}][\w’'-]+)+"
    return _Namer(
        re.compile(rf"(?<!\w)(?i:{senders})\s+(?P<sent>{name})"),
        re.compile(rf"(?P<name>{name})(?=\s[a-z])|(?:\w+\s){{0,3}}\w+,\s(?P<beside>{name}),\s"),
    )


def read_free_quotations(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found`, with the quotations that are nobody's yet."""
    held = [span for one in found for span in one.content]
    free = [quotation for quotation in passage.quotations if _is_free(passage, quotation, held)]
    made = [one for quotation in free for one in _attributed(passage, quotation, found)]
    if not made:
        return list(found)
    taken = [span for one in made for span in one.content]
    return [*(left for one in found if (left := clear(one, taken))), *made]


def _is_free(passage: Passage, quotation: Span, held: Spans | list[Span]) -> bool:
    """Whole sentences between quotation marks, most of them nobody's, with no teller behind them."""
    text, (start, end) = passage.text, quotation
    words = text[start:end].strip()
    if len(words.split()) < WORDS or not words[0].isupper() or words[-1] not in ".!?…":
        return False
    before, after = text[max(0, start - 4) : start - 1].rstrip(" ")[-1:], text[end + 1 : end + 6].lstrip(" ")
    goes_on = after.lstrip()[:1] in OPENING if after[:1] in "\n" else not after[0].isupper()
    if before not in "\n.!?" or goes_on:
        return False
    return sum(e - s for s, e in clip(held, start, end)) <= CLAIMED * len(words)


def _attributed(passage: Passage, quotation: Span, found: Sequence[Extraction]) -> Iterator[Extraction]:
    """To the source of the sentence before, else to the one person it names."""
    sentence = _sentence_before(passage, quotation)
    if sentence is None:
        return
    told = [one for one in found if one.source and not one.verbatim]
    sources = {one.source for one in told if sentence[0] <= one.source[0][0] < sentence[1]}
    namer = _namer(passage.lang)
    names = [match.span("sent") for match in namer.sent.finditer(passage.text, *sentence)]
    if not names and (opening := namer.opens.match(passage.text, *sentence)):
        names = [opening.span(opening.lastgroup or 0)]
    source = sources.pop() if len(sources) == 1 else tuple(names) if not sources and len(names) == 1 else ()
    if source:
        yield Extraction(source=source, cue=(), content=(quotation,), confidence=SURE)


def _sentence_before(passage: Passage, quotation: Span) -> Span | None:
    """In the same paragraph, or the last of the one above."""
    at = bisect_right(passage.body, (quotation[0], len(passage.text))) - 1
    for start, end in (passage.body[at], passage.body[at - 1]) if at > 0 else passage.body[:1]:
        sentences = passage.sentences(start, min(end, quotation[0] - 1))
        if sentences and passage.text[slice(*sentences[-1])].strip(MARKS):
            return sentences[-1]
    return None
