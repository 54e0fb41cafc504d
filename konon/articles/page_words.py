"""The `pages.toml` of all languages -> sets and patterns ready for use: a page is read before its language is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from konon.languages.language_files import find_languages, load_page_words
from konon.languages.tables import BoilerplateWords


@cache
def stopwords() -> dict[str, frozenset[str]]:
    """Language -> its small common words."""
    return {code: words.stopwords for code, words in zip(find_languages(), load_page_words(), strict=False)}


@cache
def words_under(name: str) -> tuple[str, ...]:
    """The words of all languages under a key: "sections", "naming.before"."""
    found: list[str] = []
    for words in load_page_words():
        value: object = words
        for part in name.split("."):
            value = getattr(value, part)
        assert isinstance(value, tuple)
        found += value
    return tuple(found)


@cache
def boilerplate_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, any of its phrases), always in the same order."""
    kinds = [field.name for field in msgspec.structs.fields(BoilerplateWords)]
    return tuple((kind, phrase_pattern(words_under(f"boilerplate.{kind}"))) for kind in kinds)


@cache
def end_pattern() -> re.Pattern[str]:
    """A line that begins with a heading after which no body comes."""
    return re.compile(r"^\W*" + _any_of(words_under("ends")), re.I)


@cache
def thread_pattern() -> re.Pattern[str]:
    """A line that marks a reader's comment."""
    return re.compile("|".join(words_under("comments")), re.I)


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of `phrases` as whole words, any blanks between the words."""
    return re.compile(_any_of(phrases), re.I)


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    words = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"
