"""Article -> Carriage: what tells whence an article has its matter; its credits and its runs of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Final, Protocol

from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import DriftWords, RelayWords
from konon.records import Article
from konon.tracing.speaker_likeness import fold

RUN: Final = 8  # words
COPIED: Final = 0.3  # of the shorter article's runs
TITLE: Final = 6  # words of the longest name of an outlet
HEAD: Final = 400  # characters in which a dateline's agency stands
_WORD: Final = re.compile(r"\w+")
_AGENCY: Final = re.compile(r"\(([A-Z][\w.& ]{1,30}?)(?:\s+[A-Z]{2})?\)\s*[-–—]+\s")
_NAME: Final = re.compile(r"[\s:]*([A-Z0-9][\w.&'-]*(?: [A-Z0-9][\w.&'-]*)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """One article, as a carrier of statements."""

    article: str
    outlet: str | None
    published: str | None  # ISO 8601
    credits: tuple[str, ...]  # outlets that the article as a whole names as its source
    runs: frozenset[int]

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
        credits=find_credits(article.text, article.lang),
        runs=find_runs(article.text),
    )


def find_runs(text: str) -> frozenset[int]:
    """Its runs of RUN words as numbers, the same on every machine."""
    words = [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(text.casefold())]
    return frozenset(_number(b" ".join(words[k : k + RUN])) for k in range(len(words) - RUN + 1))


def _number(run: bytes) -> int:
    return int.from_bytes(blake2b(run, digest_size=8).digest(), "big")


def find_credits(text: str, lang: str) -> tuple[str, ...]:
    """ "(AP) —" at its head, "Artikel ini telah tayang di ..." anywhere: each outlet once, in text order."""
    found = [match.group(1) for match in _AGENCY.finditer(text[:HEAD])]
    for match in _openers(lang).finditer(text):
        name = _NAME.match(text, match.end())
        if name:
            found.append(" ".join(name.group(1).split()[:TITLE]).rstrip("."))
    return tuple(dict.fromkeys(found))


@cache
def _openers(lang: str) -> re.Pattern[str]:
    languages = (lang,) if lang in find_languages() else find_languages()
    forms = {form for one in languages for form in load_table(one, "drift", DriftWords).credited}
    forms |= {form for one in languages for form in load_table(one, "relays", RelayWords).credits}
    ordered = sorted(forms, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)", re.IGNORECASE)


def names_outlet(one: str, other: str) -> bool:
    """Whether two names mean one outlet: "The Jakarta Post" and "Jakarta Post", "Kompas.com" and "Kompas"."""
    return plain_outlet(one) == plain_outlet(other) != ()


def plain_outlet(name: str) -> tuple[str, ...]:
    """What is the same in all names of one outlet; () where nothing is left."""
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
