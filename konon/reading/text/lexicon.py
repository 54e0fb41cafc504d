"""Language code -> the words of that language, merged and made ready. The words themselves are in `konon/languages`.

A language without a folder of its own gets those of all languages merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from konon.languages import language_files
from konon.languages.language_files import Shape
from konon.languages.tables import CueWords, DateWords, FactTable, OutletWords, RelayWords, SegmentWords, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """The table of factuality, with the cues by stem."""

    table: FactTable
    stems: dict[str, CueWords]  # for forms that are not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """All words of one language, by the step that reads them."""

    lang: str  # the code of the language, "und" for all merged
    traits: Traits
    segment: SegmentWords
    relays: RelayWords
    outlets: OutletWords
    facts: FactWords
    dates: DateWords


def load_words(lang: str) -> LanguageWords:
    """The words of `lang` (ISO 639-1, region ignored: "en-GB" is "en"); unknown languages get all merged."""
    return _load(language_files.language_of(lang))


@cache
def _load(code: str) -> LanguageWords:
    langs = language_files.languages_for(code)
    return LanguageWords(
        lang=code,
        traits=language_files.load_traits(code),
        segment=_merged("segment", langs, SegmentWords),
        relays=_merged("relays", langs, RelayWords),
        outlets=language_files.load_outlet_words(),
        facts=_fact_words(_merged("factuality", langs, FactTable)),
        dates=_merged("dates", langs, DateWords),
    )


def _fact_words(table: FactTable) -> FactWords:
    stems: dict[str, CueWords] = {}
    for group in table.cues:
        for form in group.forms:
            stems.setdefault(stem(form, table.prefixes, table.suffixes), group)
    return FactWords(table=table, stems=stems)


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


def _merged(name: str, langs: Iterable[str], shape: type[Shape]) -> Shape:
    """A file of several languages as one: lists are joined, tables merged, earlier values win."""
    out: dict[str, Any] = {}
    for lang in langs:
        language_files.load_table(lang, name, shape)  # each by itself is as it must be
        _merge_into(out, language_files.read_table(lang, name))
    if "cues" in out:
        out["cues"] = _joined_groups(out["cues"])
    return language_files.check_table(out, shape, f"{name}.toml")


def _joined_groups(groups: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Groups of the same name, of one language after another, as one."""
    known: dict[str, dict[str, Any]] = {}
    for group in groups:
        first = known.setdefault(group["name"], {**group, "forms": []})
        first["forms"] = [*first["forms"], *group["forms"]]
    return list(known.values())


def _merge_into(out: dict[str, Any], table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _merge_into(out.setdefault(key, {}), value)
        elif isinstance(value, list):
            joined = [*out.get(key, []), *value]
            out[key] = joined if any(isinstance(v, Mapping) for v in joined) else list(dict.fromkeys(joined))
        else:
            out.setdefault(key, value)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of `phrases` first, with any run of space between their words."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) or r"(?!)"
