"""words.toml -> sets and patterns ready for use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_words() -> dict[str, Any]:
    """The tables of words.toml, read once."""
    return tomllib.loads(files("konon.articles").joinpath("words.toml").read_text("utf-8"))


@cache
def stopwords(table: str, lang: str) -> frozenset[str]:
    """The words of one language in one table."""
    return frozenset(load_words()[table][lang].split())


@cache
def boilerplate_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, any of its phrases), in the order of the file."""
    return tuple((kind, phrase_pattern(phrases)) for kind, phrases in load_words()["boilerplate"].items())


@cache
def end_pattern() -> re.Pattern[str]:
    """A line that begins with a heading after which no body comes."""
    phrases = [phrase for table in load_words()["ends"].values() for phrase in table]
    return re.compile(r"^\W*" + _any_of(phrases), re.I)


@cache
def thread_pattern() -> re.Pattern[str]:
    """A line that marks a reader's comment."""
    return re.compile("|".join(load_words()["threads"]["patterns"]), re.I)


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of `phrases` as whole words, any blanks between the words."""
    return re.compile(_any_of(phrases), re.I)


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    words = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"
