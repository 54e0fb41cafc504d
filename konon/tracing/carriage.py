"""Article -> Carriage: what tells whence an article has its matter; its credits and its runs of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from konon.languages.language_files import find_languages, load_outlet_words, load_table
from konon.languages.tables import DriftWords, RelayWords
from konon.records import Article
from konon.tracing.speaker_likeness import fold
from konon.tracing.vocabulary_of_drift import load_drift_lexicon

RUN: Final = 8  # words
COPIED: Final = 0.3  # of the shorter article's runs
TITLE: Final = 6  # words of the longest name of an outlet
HEAD: Final = 400  # characters in which a dateline's agency stands
TOP: Final = 4_000  # characters in which a byline stands
DATELINE: Final = 81  # characters before its agency
BYLINE: Final = 100  # characters of its line
ACRONYM: Final = 4  # letters
JOB: Final = 3  # words behind the outlet: "AP Diplomatic Writer"
Runs = NDArray[np.uint64]
_PLACES: Final = np.cumprod(np.full(RUN, 0x9E3779B97F4A7C15, np.uint64))  # odd, one for each place in a run
_WORD: Final = re.compile(r"\w+")
_LINE: Final = re.compile(r"^.+$", re.MULTILINE)
_BEFORE_AGENCY: Final = re.compile(r"[^\n()]{0,60}?\w[^\n()]{0,20}")
_AGENCY: Final = re.compile(r"\(([A-Z][\w.& ]{1,30}?)(?:\s+[A-Z]{2})?\)\s*[-–—]+\s")
_NAME: Final = re.compile(r"[\s:]*([A-Z0-9][\w.&'-]*(?: [A-Z0-9][\w.&'-]*)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """One article, as a carrier of statements."""

    article: str
    outlet: str | None
    published: str | None  # ISO 8601
    credits: tuple[str, ...]  # outlets that the article as a whole names as its source
    runs: Runs = field(compare=False, repr=False)  # each once, in the order of their numbers

    @property
    def time(self) -> str:
        """For sorting; what has no date comes last."""
        return self.published or "9999"


class CarriageSource(Protocol):
    """Where carriages come from: a ledger, or a list in memory."""

    def carriages(self, articles: Iterable[str]) -> Iterable[Carriage]:
        """Those of these articles, in any order."""
        ...


def make_carriage(article: Article) -> Carriage:
    """By its text and what is known of its page."""
    return Carriage(
        article=article.id,
        outlet=article.outlet,
        published=article.published,
        credits=tuple(dict.fromkeys((*_credited_byline(article), *find_credits(article.text, article.lang)))),
        runs=find_runs(article.text),
    )


def find_runs(text: str) -> Runs:
    """Its runs of RUN words as numbers, the same on every machine."""
    words = _WORD.findall(text.casefold())
    if len(words) < RUN:
        return np.empty(0, np.uint64)
    numbers = np.fromiter(map(_number, words), np.uint64, len(words))
    return np.unique(np.lib.stride_tricks.sliding_window_view(numbers, RUN) @ _PLACES)


@lru_cache(maxsize=100_000)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def find_credits(text: str, lang: str) -> tuple[str, ...]:
    """What the whole article is taken from, each outlet once, in text order.

    A dateline's agency, "(AP) —"; a byline, "By The Associated Press"; "Artikel ini telah tayang di ..." anywhere.
    """
    found = list(_datelines(text))
    bare = (match for match in _AGENCY.finditer(text[:HEAD]) if not _may_be_place(match.group(1)))
    found += [(match.start(), match.group(1)) for match in bare]
    found += _bylines(text[:TOP])
    for match in _openers(lang).finditer(text) if _may_open(text, lang) else ():
        name = _NAME.match(text, match.end())
        if name:
            found.append((match.start(), " ".join(name.group(1).split()[:TITLE]).rstrip(".")))
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _datelines(text: str) -> Iterator[tuple[int, str]]:
    """ "WASHINGTON (AP) —" at the beginning of a line: where that begins, and the agency."""
    for match in _AGENCY.finditer(text):
        end = match.start()
        start = text.rfind("\n", max(0, end - DATELINE - 1), end) + 1  # a line may be as long as the page
        if end - start <= DATELINE and _BEFORE_AGENCY.fullmatch(text, start, end):
            yield start, match.group(1)


def _may_be_place(name: str) -> bool:
    """ "(GREYFIELD) —" alone is where it was written, "(AFP) —" and "(Baltic Press) —" by whom."""
    return name.isupper() and len(name) > ACRONYM and " " not in name and not is_known_outlet(name)


def _credited_byline(article: Article) -> Iterator[str]:
    """What the page itself gives as the author, where that is an outlet."""
    if article.byline:
        yield from (name for _, name in _bylines(f"by {article.byline}"))


def _bylines(text: str) -> Iterator[tuple[int, str]]:
    """ "By Ada Marsk, AP Science Writer", "By Reuters", "Ada Marsk and Tom Hale, AP", "Reuters Monday, May 6, 2024"."""
    for match in _LINE.finditer(text):
        line = match.group().partition("|")[0].strip()
        by = _by_words().match(line)
        names = line[by.end() :] if by else line
        people, comma, last = re.sub(r"\s+[-–—]\s+", ", ", names).rpartition(",")
        if (by or comma) and len(line) <= BYLINE and all(map(_is_name, people.replace(",", " ").split())):
            name = _known_start(last.split(), lambda rest: len(rest) <= JOB)
        else:
            name = _known_start(line.replace(",", " ").split(), _is_date) if len(line) <= BYLINE else None
        if name:
            yield match.start(), name


def _known_start(words: Sequence[str], may_follow: Callable[[Sequence[str]], bool]) -> str | None:
    """The longest name of an outlet that the words begin with, where the rest may stand behind it."""
    names = ((" ".join(words[:end]), words[end:]) for end in range(min(TITLE, len(words)), 0, -1))
    return next((name for name, rest in names if is_known_outlet(name) and may_follow(rest)), None)


def _is_date(words: Sequence[str]) -> bool:
    """ "Monday July 16 2018"."""
    known = {form for lang in find_languages() for form in load_drift_lexicon(lang).dates}
    return bool(words) and all(word.casefold() in known or word[0].isdigit() for word in words)


def _is_name(word: str) -> bool:
    return (word[0].isupper() and word[-1] != ":") or word.casefold() in ("and", "dan", "&")


@cache
def _by_words() -> re.Pattern[str]:
    forms = {form for one in find_languages() for form in load_table(one, "drift", DriftWords).bylines}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(forms)))})\s+", re.IGNORECASE)


def is_known_outlet(name: str) -> bool:
    """Whether it is in the list of outlets, and no common word: "Time" and "People" tell nothing by themselves."""
    return name in _known_outlets()


@cache
def _known_outlets() -> frozenset[str]:
    common = {word for lang in find_languages() for word in load_drift_lexicon(lang).common}
    return frozenset(name for name in load_outlet_words().outlets if name.casefold() not in common)


def _may_open(text: str, lang: str) -> bool:
    """Looks for the bare words, which is much quicker than for the whole pattern."""
    folded = text.casefold()
    return any(form.casefold() in folded for form in _opening_words(lang))


@cache
def _openers(lang: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _opening_words(lang))) + r")(?!\w)", re.IGNORECASE)


@cache
def _opening_words(lang: str) -> tuple[str, ...]:
    """The longest first."""
    languages = (lang,) if lang in find_languages() else find_languages()
    forms = {form for one in languages for form in load_table(one, "drift", DriftWords).credited}
    forms |= {form for one in languages for form in load_table(one, "relays", RelayWords).credits}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def names_outlet(one: str, other: str) -> bool:
    """Whether two names mean one outlet: "The Jakarta Post" and "Jakarta Post", "Kompas.com" and "Kompas"."""
    return plain_outlet(one) == plain_outlet(other) != ()


def is_own_name(name: str, outlet: str, *, dateline: bool = False) -> bool:
    """Whether an outlet may call itself so: also by initials, and in a dateline by its first word (KAWAT)."""
    if names_outlet(name, outlet):
        return True
    words, given = [word for word in fold(outlet) if word != "the"], fold(name)
    if len(given) != 1 or len(words) < 2:
        return False
    return given[0] == "".join(word[0] for word in words) or (dateline and given[0] == words[0])


def plain_outlet(name: str) -> tuple[str, ...]:
    """The same for all names of an outlet that differ by "The", ".com" and the like; () for one without a word."""
    words = [word for word in fold(name) if word not in ("the", "com", "co", "id", "news", "www", "org")]
    return ("".join(words),) if words else fold(name)


def hours_between(a: str | None, b: str | None) -> float | None:
    """From `a` to `b`; None where either is unknown. A day without a time is its noon."""
    times = [_time(one) for one in (a, b)]
    return None if times[0] is None or times[1] is None else (times[1] - times[0]).total_seconds() / 3600


def _time(given: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(given or "")
    except ValueError:
        return None
    return (found.replace(hour=12) if len(given or "") <= 10 else found).replace(tzinfo=None)
