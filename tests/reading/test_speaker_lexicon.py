"""The word data of speakers: in order, lower case, and the same headings in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from konon.languages.language_files import find_languages
from konon.reading.speakers.countries import country_of, is_territory
from konon.reading.text.speaker_lexicon import LONGEST, load_speaker_words

FOLDER = files("konon.languages")


def table(lang: str) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(lang, "speakers.toml").read_text(encoding="utf-8"))


def lists(lang: str) -> Iterator[tuple[str, list[str]]]:
    for heading, keys in table(lang).items():
        for key, words in keys.items():
            if isinstance(words, list):
                yield f"{heading}.{key}", words


@pytest.mark.parametrize("lang", find_languages())
def test_entries_are_lower_case_short_and_stand_once(lang: str) -> None:
    for name, words in lists(lang):
        assert [w for w in words if w != w.lower() or w != w.strip()] == [], name
        assert [w for w in words if w.count(" ") >= LONGEST] == [], name
        assert sorted({w for w in words if words.count(w) > 1}) == [], name


@pytest.mark.parametrize("lang", find_languages())
def test_country_codes_are_two_capitals(lang: str) -> None:
    assert all(len(code) == 2 and code.isupper() for code in table(lang)["countries"].values())


@pytest.mark.parametrize("name", ["common.id", "common.en", "names.id", "bodies.id"])
def test_counted_lists_are_sorted_and_lower_case(name: str) -> None:
    table, _, lang = name.partition(".")
    head, *words = FOLDER.joinpath(lang, f"{table}.txt").read_text(encoding="utf-8").splitlines()
    assert head.startswith("#")
    assert words == sorted(set(words))
    assert all(w == w.lower() and " " not in w for w in words)


def test_role_words_of_english_serve_indonesian_and_pronouns_do_not() -> None:
    words = load_speaker_words("id")
    assert words.labels["managing director"] == "post"
    assert "she" not in words.among("pronouns.female")
    assert "she" in load_speaker_words("und").among("pronouns.female")


@pytest.mark.parametrize(
    ("phrase", "lang", "code"),
    [
        ("pejabat AS", "id", "US"),
        ("Amerika Serikat", "id", "US"),
        ("warga Selandia Baru", "id", "NZ"),
        ("pemerintah Korut", "id", "KP"),
        ("Samoa Amerika", "id", "AS"),
        ("the French government", "en", "FR"),
        ("as of today", "en", None),
        ("seorang pejabat", "id", None),
    ],
)
def test_the_country_words_tell(phrase: str, lang: str, code: str | None) -> None:
    assert country_of(phrase.split(), lang) == code


def test_a_country_by_itself_is_a_territory() -> None:
    assert is_territory("Selandia Baru", "id")
    assert not is_territory("Pasar Minggu", "id")
