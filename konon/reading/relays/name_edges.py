"""Units that name an outlet -> its name, cut where a reader would cut it; a name as it is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from konon.reading.relays.name_parts import split_name
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Span

TITLE: Final = 48  # code points of a title in quotation marks
MORE: Final = 3  # words by which a name may be too short
REACH: Final = 40  # code points in which they stand
_DOMAIN = re.compile(r"\.(?:com|co|id|net|org|tv)\b")
_LEFT = re.compile(r"[^\w@]+")
_RIGHT = re.compile(r"(?:['’]s?\b)?[^\w!]*$")
_SMALL_WORDS = frozenset(("the", "di", "dari", "has", "had", "dan", "and", "on", "of", "in", "with", "pada", "to"))
_OPENING = re.compile(r"(?:On|In|At|To|From|For|By|With|And|But)\s+")
_TITLE = re.compile(r"[“\"‘]([^“”\"\n]{2,48}?),?[”\"’]")


@lru_cache(maxsize=10_000)
def squeeze_outlet(name: str) -> str:
    """Without spaces, case, marks, domain and `The`."""
    bare = _DOMAIN.sub("", name.casefold())
    squeezed = "".join(letter for letter in bare if letter.isalnum())
    return squeezed[3:] if squeezed.startswith("the") and len(squeezed) > 5 else squeezed


def is_short_for(short: str, long: str) -> bool:
    """Whether a name is made of the first letters of another: "NBC", "National Broadcasting Company"."""
    firsts = "".join(word[0] for word in long.split() if word[:1].isupper() and word != "The")
    return len(short) > 1 and short.isupper() and firsts == short


def cut_names(passage: Passage, found: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """Names by place and confidence, each cut where it ends; parts of one title are one name."""
    cut: dict[Span, float] = {}
    for place, sure in found:
        span = _before_handle(passage, _cut(passage, place))
        posted = passage.text[slice(*span)].casefold() in passage.words.relays.posts
        if passage.words.traits.noun_head == "last" and not posted:
            span = _extend(passage, span)
        for part in split_name(passage, span) if span[0] < span[1] else ():
            cut[part] = max(sure, cut.get(part, 0.0))
    return sorted(cut.items())


def _before_handle(passage: Passage, span: Span) -> Span:
    """The platform alone, whose account is who speaks: "Instagram | @example"."""
    platform, at, _ = passage.text[slice(*span)].partition("@")
    return (span[0], span[0] + len(platform.rstrip())) if at and platform.strip() else span


def _cut(passage: Passage, span: Span) -> Span:
    title = _title(passage.text, span)
    if title:
        return title
    start, end = _unstuck(passage, span)
    text = passage.text
    start = left.end() if (left := _LEFT.match(text, start, end)) else start
    while start < end and (words := text[start:end].split()):
        if len(words) > 1 and words[-1] in _SMALL_WORDS:
            end = start + text[start:end].rstrip().rfind(words[-1])
        elif (right := _RIGHT.search(text, start, end)) and right.start() < end:
            end = right.start()
        elif len(words) > 1 and words[0] in _SMALL_WORDS and words[0] != "the":
            start = text.index(words[1], start + len(words[0]))
        else:
            break
    return (start, end)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Patterns of what may be part of a name beside it, and of what never is."""

    before: re.Pattern[str]
    behind: re.Pattern[str]
    stops: re.Pattern[str]


def _extend(passage: Passage, span: Span) -> Span:
    """To the whole run of capitals that a name stands in, days and callings left out: "[Fox News] 6"."""
    around, text = _neighbours(passage.lang), passage.text
    ahead = around.behind.match(text, span[1])
    back = around.before.search(text, max(span[0] - REACH, 0), span[0])
    start = _taken(around, back, span[0], 0)
    opening = _OPENING.match(text, start, span[0])  # the capital of "On The Example Show" is the sentence's
    return (opening.end() if opening else start, _taken(around, ahead, span[1], 1))


def _taken(around: _Neighbours, match: re.Match[str] | None, else_at: int, side: int) -> int:
    """Where the name ends on one side: behind the words found, where they can be part of it."""
    words = match.group().split() if match else []
    can = 0 < len(words) <= MORE and not around.stops.search(match.group() if match else "")
    return match.span()[side] if match and can else else_at


@cache
def _neighbours(lang: str) -> _Neighbours:
    words = load_words(lang)
    small = rf"(?:(?:{any_of([*words.outlets.inner, 'with'])})[ \xa0])?"
    never = (*words.relays.stops, *words.relays.carried, *words.relays.told, *words.relays.onward)
    part = rf"(?:[{CAPITALS}][\w’'\-]*|\d+)"
    return _Neighbours(
        before=re.compile(rf"(?:\b{part}[ \xa0]{small})+$"),
        behind=re.compile(rf"(?:[ \xa0]{small}{part})+"),
        stops=re.compile(rf"(?i)\b(?:{any_of(never)})\b"),
    )


def _title(text: str, span: Span) -> Span | None:
    """The whole of a short title in quotation marks that a name lies in: “State of the Union”."""
    for match in _TITLE.finditer(text, max(span[0] - TITLE, 0), min(span[1] + TITLE, len(text))):
        start, end = match.span(1)
        if match.start() <= span[0] and span[1] <= match.end() and _is_title(text[start:end]):
            return (start, end)
    return None


def _is_title(words: str) -> bool:
    big = [word[:1].isupper() or not word[:1].isalpha() for word in words.split() if len(word) > 3]
    return words[:1].isupper() and all(big)


def _unstuck(passage: Passage, span: Span) -> Span:
    """Pages lose the space before a name: "dilansirAFP", "kepadadetikcom"."""
    found = _stuck(passage.lang).match(passage.text, *span)
    return (found.end(), span[1]) if found else span


@cache
def _stuck(lang: str) -> re.Pattern[str]:
    words = load_words(lang)
    small = any_of(name for name in words.outlets.outlets if name[0].islower())
    long = [lead for lead in (*words.relays.carried, *words.relays.told) if len(lead) > 4]
    leads = any_of([*long, *(lead.capitalize() for lead in long)])
    return re.compile(rf"(?:{leads})(?=[{CAPITALS}@]|{small})")
