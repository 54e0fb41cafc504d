"""Passage + attributions + units -> what each unit is like without the network: its shape, the lists it is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np

from konon.reading.text.lexicon import LanguageWords, load_words
from konon.reading.text.passage import Passage
from konon.reading.text.units import Floats, Units
from konon.records import Attribution

LISTS: Final = (
    "carried", "told", "channelled", "shows", "tails", "onward", "received", "credits", "fillers", "kinds", "posts",
    "audiences", "generic", "stops", "turns", "outlets", "platforms", "shapes", "heads", "own",
)  # fmt: skip
SHAPES: Final = (
    "capital", "shouted", "camel", "digit", "mark", "quotation mark", "at sign", "domain", "stuck", "first", "last",
    "in quotation", "in content", "in cue", "in source",
)  # fmt: skip
WIDTH: Final = (
    len(LISTS) + 1 + len(SHAPES)
)  # what is known of a unit; outlets have a second place, for their first word

_PARTS = re.compile(r"\w+|[^\w\s]")
_DOMAIN = re.compile(r"\w\.(?:com|co|id|net|org|tv|news|info|go)\b|^(?:com|co|id|net|org|tv|news)$", re.IGNORECASE)
_DOMAIN_END = re.compile(r"(?i:\.(?:com|co|id|net|org|tv|news)){1,2}$")
_QUOTES: Final = "\"“”‘’'«»„"

Phrase = tuple[str, ...]
Index = dict[str, list[tuple[Phrase, str]]]  # by its first word: a phrase, and the list it is in


def split_words(phrase: str) -> Phrase:
    """A phrase as units: words, marks, and the clitic -nya by itself."""
    words: list[str] = []
    for word in _PARTS.findall(phrase):
        stuck = word.endswith("nya") and len(word) > 5
        words += [word[:-3], "nya"] if stuck else [word]
    return tuple(words)


@dataclass(frozen=True, slots=True)
class PhraseIndex:
    """Phrases of many lists, found in one pass."""

    folded: Index
    cased: Index

    def find(self, words: Sequence[str], folded: Sequence[str]) -> Iterable[tuple[str, int, int]]:
        """List, first unit, end of every phrase in the words; the longest at each place of each list."""
        opening = [at for at in range(len(words)) if folded[at] in self.folded or words[at] in self.cased]
        for at in opening:
            best: dict[str, int] = {}
            for index, row in ((self.folded, folded), (self.cased, words)):
                for phrase, name in index.get(row[at], ()):
                    if len(phrase) > best.get(name, 0) and tuple(row[at : at + len(phrase)]) == phrase:
                        best[name] = len(phrase)
            yield from ((name, at, at + length) for name, length in best.items())


@cache
def load_phrases(lang: str) -> PhraseIndex:
    """The lists of a language and of the outlets of all."""
    words = load_words(lang)
    folded, cased = _lists(words), {"outlets": (*words.outlets.outlets, *words.outlets.described)}
    cased["platforms"] = words.outlets.platforms
    return PhraseIndex(
        _index({k: [p.casefold() for p in v] for k, v in folded.items()}),
        _index({k: [*v, *(n.upper() for n in v if " " in n)] for k, v in cased.items()}),
    )


def _lists(words: LanguageWords) -> dict[str, Iterable[str]]:
    relays, outlets = words.relays, words.outlets
    return {
        "carried": (*relays.carried, *relays.carried_known, *relays.yielding, *relays.published),
        "told": relays.told,
        "channelled": relays.channelled,
        "shows": relays.shows,
        "tails": relays.tails,
        "onward": relays.onward,
        "received": (*relays.received, *relays.reached),
        "credits": relays.credits,
        "fillers": (*relays.fillers, *relays.channel_fillers),
        "kinds": (*relays.kinds, *relays.vague_kinds, *relays.sites),
        "posts": relays.posts,
        "audiences": (*relays.audiences, *relays.crowds),
        "generic": relays.generic,
        "stops": relays.stops,
        "turns": (*relays.turns, *relays.shifts, *relays.back),
        "shapes": outlets.shapes,
        "heads": outlets.heads,
    }


def _index(lists: dict[str, Iterable[str]]) -> Index:
    found: Index = {}
    for name, phrases in lists.items():
        for phrase in {split_words(phrase) for phrase in phrases}:
            if phrase:
                found.setdefault(phrase[0], []).append((phrase, name))
    return found


def see_units(passage: Passage, attributions: Sequence[Attribution], units: Units) -> Floats:
    """(U, WIDTH) of noughts and ones."""
    out = np.zeros((len(units), WIDTH), np.float32)
    words = [passage.text[s:e] for s, e in zip(units.start, units.end, strict=True)]
    columns = {name: at for at, name in enumerate(LISTS)}
    for name, first, end in load_phrases(passage.lang).find(words, [word.casefold() for word in words]):
        out[first:end, columns[name]] = 1
        if name == "outlets":
            out[first, len(LISTS)] = 1
    for first, end in own_name(passage, words):
        out[first:end, columns["own"]] = 1
    base = len(LISTS) + 1
    if words:
        out[:, base : base + 9] = [
            _shape(passage.text, *place) for place in zip(units.start, units.end, words, strict=True)
        ]
        fresh = np.diff(units.paragraph) != 0
        out[:, base + 9] = np.concatenate([[True], fresh])
        out[:, base + 10] = np.concatenate([fresh, [True]])
    parts = (
        passage.quotations,
        [s for a in attributions for s in a.content],
        [s for a in attributions for s in a.cue],
        [s for a in attributions for s in a.source],
    )
    for place, spans in enumerate(parts):
        out[units.inside(spans), base + 11 + place] = 1
    return out


def own_name(passage: Passage, words: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Where the article names its own outlet."""
    name = split_words(_DOMAIN_END.sub("", passage.article.outlet or "").casefold())
    if not name:
        return
    folded = tuple(word.casefold() for word in words)
    for at in range(len(folded) - len(name) + 1):
        if folded[at] == name[0] and folded[at : at + len(name)] == name:
            yield at, at + len(name)


def _shape(text: str, start: int, end: int, word: str) -> tuple[bool, ...]:
    ahead = text[start : end + 5] if text.find(".", start, end + 5) >= 0 or end + 5 > len(text) else ""
    return _appearance(text[max(start - 1, 0) : start], word, ahead)


@lru_cache(maxsize=20_000)
def _appearance(before: str, word: str, ahead: str) -> tuple[bool, ...]:
    """What a word looks like, with the letter before it and what follows it up to a full stop."""
    return (
        *_spelling(word),
        before == "@" or word == "@",
        bool(_DOMAIN.search(ahead)) or (before == "." and bool(_DOMAIN.match(word))),
        before.isalnum() or before == "." or word == ".",
    )


def _spelling(word: str) -> tuple[bool, ...]:
    return (
        word[:1].isupper(),
        len(word) > 1 and word.isupper(),
        any(letter.isupper() for letter in word[1:]) and not word.isupper(),
        word[:1].isdigit(),
        not word[:1].isalnum(),
        word in _QUOTES,
    )
