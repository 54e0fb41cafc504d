"""Quotations that nobody is said to have said -> attributions to whom the sentence before them is about.

`Governor Quint defended her decision. "Talk gives us the best chance."`, `Satu aduan datang dari Sinta Rawi, warga.
"Tiap malam begini."`: there is no cue, and the network finds nothing to link such a quotation to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
NESTED: Final = 3  # spans before a place that may reach beyond it
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
    held = sorted(span for one in found for span in one.content)
    told = sorted({one.source for one in found if one.source and not one.verbatim})
    free = [quotation for quotation in passage.quotations if _is_free(passage, quotation, held)]
    made = [one for quotation in free for one in _attributed(passage, quotation, told)]
    if not made:
        return list(found)
    taken = [span for one in made for span in one.content]
    cleared = (clear(one, _within(taken, (one.content[0][0], one.content[-1][1]))) for one in found)
    return [*(one for one in cleared if one), *made]


def _within(spans: Sequence[Span], part: Span) -> Sequence[Span]:
    """Those of sorted spans that may overlap a part of the text: also the few before it, one of which may be long."""
    return spans[max(bisect_left(spans, part) - NESTED, 0) : bisect_left(spans, (part[1], part[1]))]


def _is_free(passage: Passage, quotation: Span, held: Sequence[Span]) -> bool:
    """Whole sentences between quotation marks, most of them nobody's, with no teller behind them."""
    text, (start, end) = passage.text, quotation
    words = text[start:end].strip()
    if len(words.split()) < WORDS or not words[0].isupper() or words[-1] not in ".!?…":
        return False
    before, after = text[max(0, start - 4) : start - 1].rstrip(" ")[-1:], text[end + 1 : end + 6].lstrip(" ")
    goes_on = after.lstrip()[:1] in OPENING if after[:1] in "\n" else not after[0].isupper()
    if before not in "\n.!?" or goes_on:
        return False
    return sum(e - s for s, e in clip(_within(held, quotation), start, end)) <= CLAIMED * len(words)


def _attributed(passage: Passage, quotation: Span, told: Sequence[Spans]) -> Iterator[Extraction]:
    """To the source of the sentence before, else to the one person it names; `told` are all sources, sorted."""
    sentence = _sentence_before(passage, quotation)
    if sentence is None:
        return
    start, end = sentence
    sources = told[bisect_left(told, ((start, start),)) : bisect_left(told, ((end, end),))]
    source = sources[0] if len(sources) == 1 else () if sources else _one_name(passage, sentence)
    if source:
        yield Extraction(source=source, cue=(), content=(quotation,), confidence=SURE)


def _one_name(passage: Passage, sentence: Span) -> Spans:
    """The name of the one who sent something or who opens a sentence; empty for none and for several."""
    namer = _namer(passage.lang)
    names = tuple(match.span("sent") for match in namer.sent.finditer(passage.text, *sentence))
    if not names and (opening := namer.opens.match(passage.text, *sentence)):
        return (opening.span(opening.lastgroup or 0),)
    return names if len(names) == 1 else ()


def _sentence_before(passage: Passage, quotation: Span) -> Span | None:
    """In the same paragraph, or the last of the one above."""
    at = bisect_right(passage.body, (quotation[0], len(passage.text))) - 1
    for start, end in (passage.body[at], passage.body[at - 1]) if at > 0 else passage.body[:1]:
        sentences = passage.sentences(start, min(end, quotation[0] - 1))
        if sentences and passage.text[slice(*sentences[-1])].strip(MARKS):
            return sentences[-1]
    return None
