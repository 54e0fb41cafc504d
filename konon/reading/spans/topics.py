"""What the network found -> the same with whom a sentence is about as its source, where a particle marks it.

`그는 [...] 말했다`, `クラーク氏は[...]と述べた`: English and Indonesian, by which the network learned, put who speaks
beside the cue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from konon.languages.language_files import UNKNOWN, load_other_words
from konon.reading.spans.decoding import Extraction
from konon.reading.text.lexicon import any_of
from konon.reading.text.passage import Passage
from konon.records import Span, Spans, clip

LONGEST: Final = 40  # code points before the particle
HANGUL, HANGUL_END = "\uac00", "\ud7b0"
APART: Final = " 、,"  # behind a connective, and between particle and content


@cache
def _topic(lang: str) -> re.Pattern[str] | None:
    """The first phrase of a sentence that ends in a particle of topics; None where a language has none."""
    topics = load_other_words(lang).topics
    if not topics:
        return None
    apart = r"[^、,「」“”\"\n]"
    behind = r"(?=\W|[^\uac00-\ud7af])"  # a particle ends a Korean word
    return re.compile(rf"(?:{apart}{{1,12}}[、,]\s*)?(?P<topic>{apart}{{1,{LONGEST}}}?)(?:{any_of(topics)}){behind}")


def take_topics(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found` in the same order."""
    pattern = _topic(passage.lang) if passage.words.lang == UNKNOWN else None
    if pattern is None:
        return list(found)
    return [_take_topic(passage, pattern, _without_particle(passage, one)) for one in found]


def _without_particle(passage: Passage, one: Extraction) -> Extraction:
    """Without the particle that the network took for a part of its source; in Hangul it may end a name."""
    if not one.source:
        return one
    text, (*others, (start, end)) = passage.text, one.source
    topic = next((t for t in load_other_words(passage.lang).topics if text.endswith(t, start + 1, end)), "")
    before = text[end - len(topic) - 1]
    if not topic or HANGUL <= before < HANGUL_END or text[end : end + 1].isspace():
        return one
    return replace(one, source=(*others, (start, end - len(topic))))


def _take_topic(passage: Passage, pattern: re.Pattern[str], one: Extraction) -> Extraction:
    """As it is where a source stands in the sentence of the cue, or the cue before what is said."""
    if not one.cue or not one.content or one.cue[0][0] < one.content[0][0]:
        return one
    sentence = _sentence_of(passage, one.cue[-1])
    match = pattern.match(passage.text, *sentence) if sentence else None
    if match is None or match.end() > one.cue[0][0] or _has_source(passage, one, match.start()):
        return one
    source, left = _with_particle(passage, match), clip(one.content, match.end(), one.content[-1][1])
    return replace(one, source=(source,), content=_trimmed(passage.text, left)) if left else one


def _has_source(passage: Passage, one: Extraction, start: int) -> bool:
    """Whether it has a source behind `start` that may be one."""
    never = load_other_words(passage.lang).never
    return bool(one.source) and one.source[0][0] >= start and not passage.text[slice(*one.source[-1])].endswith(never)


def _with_particle(passage: Passage, match: re.Match[str]) -> Span:
    """A particle that is one word with what it marks stays with it."""
    joined = passage.text[match.end() : match.end() + 1].isspace()
    return (match.start("topic"), match.end() if joined else match.end("topic"))


def _sentence_of(passage: Passage, cue: Span) -> Span | None:
    """The sentence in which a cue stands; its paragraph's part before it where a quotation ends a sentence."""
    start, end = next((span for span in passage.body if span[0] <= cue[0] < span[1]), (0, 0))
    return next((span for span in passage.sentences(start, end) if span[0] <= cue[0] < span[1]), None)


def _trimmed(text: str, spans: Spans) -> Spans:
    """Spans without what parts them from the particle before."""
    first, *others = spans
    start = first[0]
    while start < first[1] and text[start] in APART:
        start += 1
    return ((start, first[1]), *others) if start < first[1] else tuple(spans)
