"""A sentence with one word turned into its opposite."""

from __future__ import annotations

import random

import pytest

from konon.tracing.senses import load_senses
from konon.tracing.statement import prepare_statement
from konon.training.alterations import alter_opposite


@pytest.mark.parametrize(
    ("text", "lang", "old"),
    [
        ("he was guilty", "en", "guilty"),
        ("The shop opened early in the morning", "en", None),
        ("warga bilang jembatan itu kuat", "id", None),
    ],
)
def test_a_word_becomes_an_opposite_of_the_table(text: str, lang: str, old: str | None) -> None:
    statement = prepare_statement(text, lang)
    for seed in range(5):
        made = alter_opposite(statement, random.Random(seed))
        assert made is not None
        assert made.kind == "sense"
        before, after = text[slice(*made.old)].lower(), made.text[slice(*made.new)].lower()
        assert old in (None, before)
        assert before != after
        assert made.text == text[: made.old[0]] + made.text[slice(*made.new)] + text[made.old[1] :]
        one, other = (load_senses().look_up(word, lang) for word in (before, after))
        assert not other.own or one.opposite & other.own


@pytest.mark.parametrize("text", ["", "...", "Rembang Halmahera", "the of and"])
def test_what_has_no_opposite_stays(text: str) -> None:
    assert alter_opposite(prepare_statement(text, "en"), random.Random(1)) is None
