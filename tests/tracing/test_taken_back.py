"""Who takes back what he said, and who is against what he was for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konon.tracing.link import Link
from konon.tracing.matching import load_matcher
from konon.tracing.saying import Saying
from konon.tracing.stances import opposed, stance_of, takes_back
from konon.tracing.taken_back import find_taken_back

MakeSaying = Callable[..., Saying]


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("regrets", "calling the mayor a liar"),
        ("later walked back her remarks and said", "the bridge is safe"),
        ("said", "my comments about the bridge were ill-advised"),
        ("wrote", "that her claim about the flood was sarcasm"),
        ("retracted", "the figure"),
        ("meralat", "jumlah korban"),
        ("mengatakan", "saya minta maaf atas ucapan saya soal jembatan"),
        ("mencabut pernyataannya", "tentang jembatan"),
        ("menyebut", "pernyataannya kemarin hanya gurauan"),
        ("mengaku", "salah ucap dalam keterangannya soal banjir"),
    ],
)
def test_what_takes_words_back(make: MakeSaying, cue: str, words: str) -> None:
    assert takes_back(make(words, cue=cue))


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("said", "the driver has apologized to the family"),
        ("said", "the price went back up"),
        ("mengatakan", "sopir itu sudah minta maaf kepada keluarga"),
        ("said", "we regret the delay of the ferry"),
        ("said", "the statement was read in court"),
    ],
)
def test_what_takes_no_words_back(make: MakeSaying, cue: str, words: str) -> None:
    assert not takes_back(make(words, cue=cue))


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("endorsed", 1),
        ("refused to endorse", -1),
        ("has never backed", -1),
        ("didn’t support", -1),
        ("said", 0),
        ("mendukung", 1),
        ("tidak mendukung", -1),
        ("menolak", -1),
        ("membenarkan", 1),
        ("kata", 0),
    ],
)
def test_for_and_against(make: MakeSaying, cue: str, stance: int) -> None:
    assert stance_of(make("the plan", cue=cue)) == stance


def test_one_is_for_what_the_other_is_against(make: MakeSaying) -> None:
    plain, backs, refuses = (make("the plan", cue=cue) for cue in ("said", "backs", "rejects"))
    assert opposed(backs, refuses)
    assert not opposed(plain, refuses)
    assert not opposed(refuses, refuses)


def linked(a: Saying, b: Saying) -> Link:
    return Link(a=a.id, b=b.id, relation="repeats", score=0.9)


def test_what_was_said_is_linked_with_where_it_is_taken_back_at_most_length(make: MakeSaying) -> None:
    who = {"speaker": "Ratna Wulandari"}
    first = make("the bridge is a ruin", article="old", published="2024-05-01", **who)
    same = make("the ferry is late", article="old", published="2024-05-01", **who)
    copy = make("the ferry is late", article="new", published="2024-05-03", **who)
    short = make("remarks", cue="regrets", article="new", published="2024-05-03", **who)
    long = make("my remarks on the bridge were ill-advised", article="new", published="2024-05-03", **who)
    other = make("the bridge is a ruin", article="old", published="2024-05-01", speaker="Teguh Marlisan")
    cited = make("the bridge is a ruin", article="new", published="2024-05-03", speaker="Teguh Marlisan")
    pairs = [(first, short), (long, first), (same, copy), (other, long), (same, long), (other, cited)]
    found = find_taken_back(pairs, [linked(same, copy), linked(other, cited)])
    assert [(link.a, link.b, link.relation) for link in found] == [
        (first.id, long.id, "reverses"),
        (same.id, long.id, "reverses"),
    ]
    assert "takes words of his own back" in found[0].reasons[0]
    assert find_taken_back(pairs, [linked(same, copy)]) == [], "a slogan may be in both"


def test_nobody_takes_back_what_he_says_later(make: MakeSaying) -> None:
    who = {"speaker": "Ratna Wulandari"}
    back = make("my remarks were ill-advised", article="old", published="2024-05-01", **who)
    later = make("the bridge is a ruin", article="new", published="2024-05-03", **who)
    told, copy = (make("it rains", article=article, **who) for article in ("old", "new"))
    assert find_taken_back([(back, later), (told, copy)], [linked(told, copy), linked(copy, told)]) == []


def test_a_change_of_mind_is_found_among_many(make: MakeSaying) -> None:
    who = {"speaker": "Ratna Wulandari", "source": "Ratna Wulandari"}

    def said(words: str, article: str, day: str, cue: str = "said") -> Saying:
        return make(words, sentence=f"Ratna Wulandari {cue} {words}.", cue=cue, article=article, published=day, **who)

    old = said("the bridge of Rembang is a ruin that nobody should cross", "old", "2024-05-01")
    both = [
        said(words, article, day)
        for words in ("the ferry to Karimun will sail again on 12 May", "40 boats were lost in the storm of Jepara")
        for article, day in (("old", "2024-05-01"), ("new", "2024-05-03"))
    ]
    back = said("that her words were sarcasm", "new", "2024-05-03", cue="wrote")
    links = load_matcher().match([old, *both, back]).links
    assert (old.id, back.id, "reverses") in {(link.a, link.b, link.relation) for link in links}
