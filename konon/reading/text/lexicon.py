"""Language code -> the words of that language. Words are data in `languages/*.toml`, read once.

A language without data of its own gets Indonesian and English merged.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from konon.records import Act, Certainty, Polarity

LANGUAGES: Final = ("id", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentWords:
    """Where sentences do not end."""

    abbreviations: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayWords:
    """How news says that another outlet carried a statement; the TOML files explain each list."""

    carried: tuple[str, ...]
    yielding: tuple[str, ...]
    carried_known: tuple[str, ...]
    published: tuple[str, ...]
    fillers: tuple[str, ...]
    told: tuple[str, ...]
    received: tuple[str, ...]
    reached: tuple[str, ...]
    onward: tuple[str, ...]
    shows: tuple[str, ...]
    channelled: tuple[str, ...]
    channel_fillers: tuple[str, ...]
    own: tuple[str, ...]
    sites: tuple[str, ...]
    kinds: tuple[str, ...]
    vague_kinds: tuple[str, ...]
    credits: tuple[str, ...]
    generic: tuple[str, ...]
    audiences: tuple[str, ...]
    crowds: tuple[str, ...]
    turns: tuple[str, ...]
    shifts: tuple[str, ...]
    back: tuple[str, ...]
    pronouns: tuple[str, ...]
    stops: tuple[str, ...]
    tails: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletWords:
    """Names of outlets and channels, the same in every language."""

    outlets: tuple[str, ...]
    described: tuple[str, ...]
    shapes: tuple[str, ...]
    heads: tuple[str, ...]
    platforms: tuple[str, ...]
    owned: tuple[str, ...]
    videos: tuple[str, ...]
    inner: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueWords:
    """Cues that say the same of what follows them."""

    name: str
    forms: tuple[str, ...]
    act: Act = "statement"
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """What words tell of certainty, polarity and act."""

    cues: tuple[CueWords, ...]  # in order of precedence
    content: dict[str, tuple[str, ...]]  # kinds of words inside a content
    endings: tuple[str, ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    idle_prefixes: tuple[str, ...]  # of verbs that tell no deed
    deed_prefixes: tuple[str, ...]  # of verbs that tell one
    relative_reach: int  # tokens of a subject's relative clause that may hold a sign; 0 for any
    stems: dict[str, CueWords]  # of the cues, for forms that are not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """How dates are written in prose; the TOML files explain each list."""

    order: str  # "dmy" or "mdy": how 5/3 is read
    until: tuple[str, ...]
    joins: tuple[str, ...]  # of `until`, those that also join two dates of their own
    clock: tuple[str, ...]
    last: tuple[str, ...]
    next: tuple[str, ...]
    this: tuple[str, ...]
    in_day: tuple[str, ...]
    in_month: tuple[str, ...]
    in_year: tuple[str, ...]
    vague: tuple[str, ...]
    capital_weekdays: frozenset[str]
    capital_months: frozenset[str]
    months: dict[str, int]
    weekdays: dict[str, int]  # Monday is 1
    numbers: dict[str, int]
    ordinals: dict[str, int]
    parts: dict[str, int]  # of a year, and how many of them it has
    of_year: tuple[str, ...]
    decade: tuple[str, ...]  # behind the first year of one
    units: dict[str, str]  # "day", "week", "month", "year", or several: "10 year"
    days: dict[str, int]  # from the article's date
    zones: dict[str, str]  # ISO 8601 offsets


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All words of one language, by the step that reads them."""

    lang: str  # the code asked for
    segment: SegmentWords
    relays: RelayWords
    outlets: OutletWords
    facts: FactWords
    dates: DateWords


def load_words(lang: str) -> Words:
    """The words of `lang` (ISO 639-1, region ignored: "en-GB" is "en"); unknown languages get all merged."""
    code = lang.casefold().replace("_", "-").split("-")[0]
    return _load(code if code in LANGUAGES else "und")


@cache
def _load(code: str) -> Words:
    langs = (code,) if code in LANGUAGES else LANGUAGES
    return Words(
        lang=code,
        segment=SegmentWords(abbreviations=frozenset(_merge("segment", langs)["abbreviations"])),
        relays=RelayWords(**_tuples(_merge("relays", langs))),
        outlets=OutletWords(**_tuples(read_table("outlets"))),
        facts=_fact_words(_merge("factuality", langs)),
        dates=_date_words(_merge("dates", langs)),
    )


def _date_words(table: dict[str, Any]) -> DateWords:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    values |= {key: frozenset(table[key]) for key in ("capital_weekdays", "capital_months")}
    return DateWords(**values)


def _fact_words(table: dict[str, Any]) -> FactWords:
    groups: dict[str, dict[str, Any]] = {}
    for group in table["cues"]:  # one language after another: groups of the same name are joined
        known = groups.setdefault(group["name"], {**group, "forms": ()})
        known["forms"] = (*known["forms"], *group["forms"])
    cues = tuple(CueWords(**group) for group in groups.values())
    prefixes, suffixes = tuple(table["prefixes"]), tuple(table["suffixes"])
    stems: dict[str, CueWords] = {}
    for group in cues:
        for form in group.forms:
            stems.setdefault(stem(form, prefixes, suffixes), group)
    return FactWords(
        cues=cues,
        content=_tuples(table["content"]),
        endings=tuple(table["endings"]),
        prefixes=prefixes,
        suffixes=suffixes,
        idle_prefixes=tuple(table["idle_prefixes"]),
        deed_prefixes=tuple(table["deed_prefixes"]),
        relative_reach=int(table["relative_reach"]),
        stems=stems,
    )


def stem(word: str, prefixes: Iterable[str], suffixes: Iterable[str]) -> str:
    """A word without the affixes of its language; a sound that a prefix swallowed is not put back."""
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word[: -len(suffix)]
            break
    for prefix in prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


def read_table(name: str) -> dict[str, Any]:
    """One file of `languages/`: "relays.id" is `id/relays.toml`, "forms" is `forms.toml`."""
    table, _, lang = name.partition(".")
    return tomllib.loads(files("konon.languages").joinpath(lang, f"{table}.toml").read_text("utf-8"))


def _merge(name: str, langs: Iterable[str]) -> dict[str, Any]:
    """The tables `name.lang` one after another: lists are joined, tables merged, earlier values win."""
    out: dict[str, Any] = {}
    for lang in langs:
        _merge_into(out, read_table(f"{name}.{lang}"))
    return out


def _merge_into(out: dict[str, Any], table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _merge_into(out.setdefault(key, {}), value)
        elif isinstance(value, list):
            joined = [*out.get(key, []), *value]
            out[key] = joined if any(isinstance(v, Mapping) for v in joined) else list(dict.fromkeys(joined))
        else:
            out.setdefault(key, value)


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) for key, value in table.items()}


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of `phrases` first, with any run of space between their words."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) or r"(?!)"
