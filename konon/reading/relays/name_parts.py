"""A run of words that holds an outlet's name -> the outlets it names, without what only stands beside them.

"A Reuters", "MSNBC interview", "Jane Poe of The Intercept", "CNN and MSNBC": of languages whose nouns stand behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from konon.reading.text.lexicon import LanguageWords, any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Span

_JOINED: Final = re.compile(r",?\s+(?:and|or|&)\s+|,\s+|/")
_PLACED: Final = re.compile(r"\s+(?:on|of|with)\s+(?:his|her|their)?\s*")
_OWNED: Final = re.compile(r"['’]s?\s+")
_OWNER: Final = re.compile(r"['’]s?$")
_SPACE: Final = re.compile(r"\s+")
_QUOTES: Final = ("“", '"', "‘")


def split_name(passage: Passage, span: Span) -> list[Span]:
    """The names in `span`; the span itself where nothing says otherwise."""
    if passage.words.traits.noun_head != "last":
        return [span]
    known, called = _patterns(passage.lang)
    if passage.text[: span[0]].endswith(_QUOTES):
        return [span]  # a title, whatever it begins with
    span = _without_ends(passage.text, span, known, load_words(passage.lang))
    return list(_parts(passage.text, span, known, called))


def _without_ends(text: str, span: Span, known: re.Pattern[str], words: LanguageWords) -> Span:
    """Without an article or conjunction that opens it, small words behind its capitals, a weekday, a possessive."""
    start, end = span
    while not known.fullmatch(text, start, end):
        parts = text[start:end].split()
        if len(parts) < 2:
            break
        rest = text.index(parts[1], start + len(parts[0]))
        if parts[0].casefold() in words.relays.before_names and known.match(text, rest, end):
            start = rest
        elif _is_beside(parts, words):
            end = start + len(text[start:end].rstrip()[: -len(parts[-1])].rstrip())
        else:
            break
    owner = _OWNER.search(text, start, end)
    return (start, owner.start()) if owner and known.fullmatch(text, start, owner.start()) else (start, end)


def _is_beside(parts: list[str], words: LanguageWords) -> bool:
    """Whether the last word of a name is none of it: "Sky Sports afterwards", but not "Wall Street journal"."""
    last = parts[-1]
    named = last in words.outlets.shapes and last not in words.relays.kinds
    small = last.islower() and any(not part.islower() for part in parts)
    return (small and not named) or last.casefold() in words.relays.stops


def _parts(text: str, span: Span, known: re.Pattern[str], called: re.Pattern[str]) -> Iterator[Span]:
    """All outlets that stand side by side; of outlet and person the outlet; else the whole."""
    if known.fullmatch(text, *span):
        yield span
        return
    joined = _cut_at(_JOINED, text, span)
    if len(joined) > 1 and all(known.fullmatch(text, *part) for part in joined):
        yield from joined
        return
    for gap in (_OWNED, called):  # "CBS News' Jane Poe", "CBS News correspondent Jane Poe"
        parts = _cut_at(gap, text, span)
        if len(parts) == 2 and known.fullmatch(text, *parts[0]):
            yield from (part for part in parts if known.fullmatch(text, *part))
            return
    beside = _broadcaster(text, span, known)
    yield from beside or [part for part in _cut_at(_PLACED, text, span) if known.fullmatch(text, *part)] or [span]


def _broadcaster(text: str, span: Span, known: re.Pattern[str]) -> list[Span]:
    """ "CBS Face the Nation" is two."""
    for gap in _SPACE.finditer(text, *span):
        if known.fullmatch(text, span[0], gap.start()) and known.fullmatch(text, gap.end(), span[1]):
            return [(span[0], gap.start()), (gap.end(), span[1])]
    return []


def _cut_at(gap: re.Pattern[str], text: str, span: Span) -> list[Span]:
    """What stands between the gaps."""
    start, found = span[0], []
    for match in gap.finditer(text, *span):
        found.append((start, match.start()))
        start = match.end()
    return [part for part in (*found, (start, span[1])) if part[0] < part[1]]


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Outlets known by name; and what stands between one and the name of somebody who works there."""
    words = load_words(lang)
    outlets = words.outlets
    names = [*outlets.outlets, *outlets.programmes, *outlets.platforms]
    shouted = (name.upper() for name in names if " " in name)
    known = re.compile(rf"(?:(?i:the)\s+)?(?:{any_of([*names, *shouted])})")
    return known, re.compile(rf"\s+(?i:{any_of(words.relays.callings)})\s+")
