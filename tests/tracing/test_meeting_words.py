"""Which words of two claims are one: by their letters, by their vectors; and when the network need not be asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from konon.tracing.meeting_words import meet, meet_by_letters
from konon.tracing.pair_network import load_comparer
from konon.tracing.saying import Saying
from konon.tracing.told import Told, are_word_for_word

MakeSaying = Callable[..., Saying]
WORDS = "the harbour of Rembang will be closed because of the storm"


def tell(saying: Saying) -> Told:
    return Told(saying, load_comparer(), vector=np.eye(1, 384, dtype=np.float32)[0])


def test_by_letters_a_word_is_itself_wherever_it_stands(make: MakeSaying, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_comparer(), "keep", lambda text, lang: pytest.fail(f"asked for {text}"))
    one, other = tell(make("the harbour was closed")), tell(make("Closed", sentence="Closed is the Harbour"))
    met = meet_by_letters(one, other)
    assert met.words.tolist() == [[0], [0], [0], [1]]
    assert [words.tolist() for words in met.had] == [[0, 1, 0, 1], [1]], "small words count for nothing"
    assert met.likeness == (1, 1, 1)


def test_by_vectors_words_of_one_meaning_meet(make: MakeSaying) -> None:
    met = meet(tell(make("the port was shut")), tell(make("the harbour was closed")))
    assert met.words[1, 1] > 0.3 < met.words[3, 3]
    assert met.words[1, 3] < 0.3


def test_without_a_word_nothing_meets(make: MakeSaying) -> None:
    one, other = tell(make("the harbour", sentence="")), tell(make("a storm", sentence=""))
    for met in (meet(one, other), meet_by_letters(one, other)):
        assert [words.tolist() for words in met.had] == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({}, True),
        ({"words": WORDS.upper()}, True),
        ({"words": WORDS.replace("storm", "flood")}, False),
        ({"lang": "id"}, False),
        ({"sentence": f"He said {WORDS}, and that much else was in the ministry's plan for the weeks to come"}, False),
    ],
)
def test_word_for_word(make: MakeSaying, given: dict[str, str], same: bool) -> None:
    words = given.pop("words", WORDS)
    assert are_word_for_word(tell(make(WORDS)), tell(make(words, **given))) is same


def test_a_word_of_a_whole_page_costs_no_more(make: MakeSaying) -> None:
    one, other = tell(make("a" * 100_000 + " storm")), tell(make("the storm passed"))
    assert meet_by_letters(one, other).words.tolist() == [[0, 0, 0], [0, 1, 0]]
