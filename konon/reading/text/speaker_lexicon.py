"""Language -> the words by which a source tells who speaks, read once from `languages/speakers.*.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("id", "en")
LONGEST: Final = 4  # words of the longest entry

# What a word is to a name. A later heading wins where a word stands under two.
MODIFIER, GROUP, DOCUMENT, ORGANISATION, GOVERNMENT = "modifier", "group", "document", "organisation", "government"
MEDIA, PLACE, UNNAMED, POST, TITLE, RANK = "media", "place", "unnamed", "post", "title", "rank"
HONORIFIC, FUNCTION = "honorific", "function"

_HEADINGS: Final = (
    (MODIFIER, "roles", "modifiers"),
    (GROUP, "groups", "heads"),
    (DOCUMENT, "documents", "heads"),
    (DOCUMENT, "documents", "wordings"),
    (ORGANISATION, "organisations", "heads"),
    (ORGANISATION, "organisations", "tails"),
    (PLACE, "words", "places"),
    (MEDIA, "media", "heads"),
    (MEDIA, "media", "names"),
    (GOVERNMENT, "organisations", "government"),
    (UNNAMED, "unnamed", "heads"),
    (POST, "roles", "posts"),
    (POST, "roles", "kin"),
    (TITLE, "roles", "titles"),
    (RANK, "names", "ranks"),
    (HONORIFIC, "names", "honorifics"),
    (FUNCTION, "words", "functions"),
)
_OWN: Final = frozenset({"words.functions", "words.and", "words.separators", "words.lead", "words.trail", "words.join"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWords:
    """The words of one language; those that name roles and organisations also of the other ones."""

    lang: str
    labels: dict[str, str]  # phrase in lower case -> what it is to a name
    openings: dict[str, int]  # first word -> words of the longest phrase it opens
    sets: dict[str, frozenset[str]]  # "heading.key" -> its words
    countries: dict[str, str]  # alias -> ISO 3166 alpha-2
    titles: dict[str, str]  # title -> the same in full
    common: frozenset[str]  # words that news mostly writes in small letters: seldom part of a name
    names: frozenset[str]  # words often met in persons' names
    bodies: frozenset[str]  # capitalised words met in other names

    @property
    def shortened(self) -> frozenset[str]:
        """Words after which a full stop ends no sentence: "Dr.", "Sen."."""
        return self.among("names.honorifics") | self.among("names.ranks") | self.among("names.shortened")

    @property
    def join(self) -> str:
        """The word that joins two names."""
        return min(self.among("words.join"))

    def among(self, name: str) -> frozenset[str]:
        """The words under "heading.key"; empty where there are none."""
        return self.sets.get(name, frozenset())


@lru_cache(maxsize=len(LANGUAGES) + 1)
def load_speaker_words(lang: str) -> SpeakerWords:
    """The words for `lang`; for any other language those of all."""
    order = [lang, *(x for x in LANGUAGES if x != lang)] if lang in LANGUAGES else list(LANGUAGES)
    tables = [_read(x) for x in order]
    merged = lang not in LANGUAGES
    labels = _label_words(tables, merged=merged)
    openings: dict[str, int] = {}
    for phrase in labels:
        first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        openings[first] = max(openings.get(first, 0), size)
    return SpeakerWords(
        lang=lang,
        labels=labels,
        openings=openings,
        sets=_merge_sets(tables, merged=merged),
        countries={k: v for table in reversed(tables) for k, v in table["countries"].items()},
        titles={k: v for table in reversed(tables) for k, v in table["titles"].items()},
        common=frozenset().union(*(_read_list(f"common.{x}") for x in LANGUAGES)),
        names=frozenset(_read_list("names.id")),
        bodies=frozenset(_read_list("bodies.id")),
    )


def _merge_sets(tables: list[dict[str, Any]], *, merged: bool) -> dict[str, frozenset[str]]:
    """The lists of the article's language, and those of the others that hold in every language."""
    sets: dict[str, frozenset[str]] = {}
    for place, table in enumerate(tables):
        for heading, keys in table.items():
            for key, words in keys.items():
                name = f"{heading}.{key}"
                own = heading in ("pronouns", "anaphora") or name in _OWN
                if isinstance(words, list) and (place == 0 or merged or not own):
                    sets[name] = sets.get(name, frozenset()) | frozenset(words)
    return sets


def _label_words(tables: list[dict[str, Any]], *, merged: bool) -> dict[str, str]:
    labels: dict[str, str] = {}
    for table in reversed(tables):  # the article's own language last, so that it wins
        for label, heading, key in _HEADINGS:
            if (label == FUNCTION or key == "kin") and not merged and table is not tables[0]:
                continue
            labels |= dict.fromkeys(table[heading].get(key, ()), label)
    return labels


def _read(lang: str) -> dict[str, Any]:
    return tomllib.loads(files("konon.languages").joinpath(lang, "speakers.toml").read_text(encoding="utf-8"))


def _read_list(name: str) -> list[str]:
    table, _, lang = name.partition(".")
    lines = files("konon.languages").joinpath(lang, f"{table}.txt").read_text(encoding="utf-8")
    return [line for line in lines.splitlines() if not line.startswith("#")]
