"""Tokens -> the country they name, by CLDR's names in the languages read and the aliases of `speakers.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from konon.languages.language_files import find_languages
from konon.reading.text.speaker_lexicon import load_speaker_words

LONGEST = 5  # words of the longest name looked up


@lru_cache(maxsize=1)
def territory_names() -> dict[str, str]:
    """Territory name in lower case -> ISO 3166 alpha-2."""
    from babel import Locale  # noqa: PLC0415  # slow to import, and needed only once a source is read

    names: dict[str, str] = {}
    for lang in find_languages():
        for code, name in Locale(lang).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
                names.setdefault(name.lower(), code)
    return names


@lru_cache(maxsize=8)
def territory_openings(lang: str) -> dict[str, int]:
    """First word of a country's name or alias, in lower case -> words of the longest one it opens."""
    openings: dict[str, int] = {}
    for name in (*territory_names(), *load_speaker_words(lang).countries):
        first, size = name.lower().split(" ", 1)[0], name.count(" ") + 1
        openings[first] = max(openings.get(first, 0), size)
    return openings


@lru_cache(maxsize=8)
def _aliases(lang: str) -> tuple[dict[str, str], dict[str, str]]:
    countries = load_speaker_words(lang).countries
    exact = {k: v for k, v in countries.items() if k != k.lower()}
    loose = {k: v for k, v in countries.items() if k == k.lower()}
    return exact, loose


def country_of(words: Sequence[str], lang: str) -> str | None:
    """The country that the words of one phrase name, the longest name first; None where they name none."""
    exact, loose = _aliases(lang)
    territories = territory_names()
    for size in range(min(LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            phrase = " ".join(words[at : at + size])
            low = phrase.lower()
            if code := exact.get(phrase) or loose.get(low):
                return code
            if phrase != low and (code := territories.get(low)):
                return code
    return None


def is_territory(phrase: str, lang: str) -> bool:
    """Whether a capitalised phrase names a country by itself."""
    exact, loose = _aliases(lang)
    low = phrase.lower()
    return phrase in exact or low in loose or low in territory_names()


def first_country(phrases: Iterable[str | None], lang: str) -> str | None:
    """The country of the first phrase that names one."""
    for phrase in phrases:
        if phrase and (code := country_of(phrase.replace("(", " ").replace(")", " ").replace(",", " ").split(), lang)):
            return code
    return None
