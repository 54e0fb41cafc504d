"""Sayings of several articles -> links with reasons and changes, and threads of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from konon.tracing.carriage import Carriage, find_runs
from konon.tracing.claim_drift import into_article
from konon.tracing.claim_features import LONG, NAMES, PLAIN
from konon.tracing.judgements import Judgement
from konon.tracing.matching import choose_relation, load_matcher
from konon.tracing.saying import Saying, sentence_around
from konon.tracing.speaker_likeness import OTHER, SAME, SIDE, UNKNOWN, compare_speakers, name_two_persons, names_agree
from konon.tracing.tracer import trace_sayings

MakeSaying = Callable[..., Saying]
FLOORS = {"again": 0.25, "related": 0.05}


class Held:
    """A stand-in for a ledger."""

    def __init__(self, sayings: Sequence[Saying]) -> None:
        self.held = sayings

    def sayings(self, ids: Iterable[str] | None = None) -> Iterable[Saying]:
        wanted = None if ids is None else set(ids)
        return [one for one in self.held if wanted is None or one.id in wanted]

    def carriages(self, articles: Iterable[str]) -> Iterable[Carriage]:
        wanted = set(articles)
        return [
            Carriage(article=one.article, outlet=one.outlet, published=one.published, credits=(), runs=find_runs(""))
            for one in self.held
            if one.article in wanted
        ]


def said(make: MakeSaying, words: str, **given: object) -> Saying:
    given = {"speaker": "Ratna Wulandari", **given}
    verb = "mengatakan" if given.get("lang") == "id" else "said"
    return make(words, sentence=f"{given['speaker']} {verb} {words}.", source=given["speaker"], cue=verb, **given)


def test_one_statement_in_two_outlets_is_linked_with_reasons_and_what_changed(make: MakeSaying) -> None:
    one = said(make, "the harbour of Rembang will be closed for 14 days because of the storm", outlet="Kabar")
    other = said(make, "the harbour of Rembang will be closed for 40 days because of the storm", outlet="Warta")
    (link,) = load_matcher().match([one, other]).links
    assert (link.a, link.b, link.relation) == (one.id, other.id, "repeats")
    assert "number" in link.drift
    assert "both name Ratna Wulandari as the speaker" in link.reasons


def test_a_statement_is_followed_into_the_other_language(make: MakeSaying) -> None:
    one = said(make, "the harbour of Rembang will be closed for 14 days because of the storm")
    other = said(make, "pelabuhan Rembang akan ditutup selama 14 hari karena badai", lang="id")
    (link,) = load_matcher().match([one, other]).links
    assert link.relation == "repeats"
    assert "number" not in link.drift


def test_what_has_nothing_to_do_with_it_is_not_linked(make: MakeSaying) -> None:
    one = said(make, "the harbour of Rembang will be closed for 14 days because of the storm")
    other = said(make, "tim voli putri menang di final", lang="id", speaker="Teguh Marlisan")
    assert load_matcher().match([one, other]).links == ()
    assert load_matcher().match([]).links == ()
    assert load_matcher().match([said(make, "…"), said(make, "")]).links == ()


def test_threads_follow_a_judgement(make: MakeSaying) -> None:
    one = said(make, "the harbour of Rembang will be closed for 14 days", outlet="Kabar")
    other = said(make, "the harbour of Rembang will be closed for 14 days", outlet="Warta", relays=("Kabar",))
    found = trace_sayings(Held([one, other]))
    assert [(t.independent, t.origin) for t in found.threads] == [(1, one.article)]
    judged = Judgement(a=one.id, b=other.id, relation="none", by="Ani", at="2024-05-02")
    assert trace_sayings(Held([one, other]), [judged]).threads == ()


def test_relations_by_rule() -> None:
    seen = {"speaker": SAME, "two persons": 0.0, "polarity differs": 0.0, "pair contradicts": 0.0, "likeness": 0.9}
    seen |= {"names apart": 0.0, "same outlet": 0.0, "dated": 1.0, "days": 0.1, "run share": 0.5}
    seen |= {"stances apart": 0.0, "names shared": 0.0, "sentence words": 0.5, "size least": 0.2}
    seen |= {"numbers apart": 0.0, "numbers shared": 0.0, "most number": 0.0, "most words": 0.0, "most name": 0.0}
    seen |= {"same language": 1.0}
    assert choose_relation(0.8, seen, FLOORS)[0] == "repeats"
    assert choose_relation(0.8, {**seen, "two persons": 1.0}, FLOORS)[0] == "echoes"
    denied = {**seen, "polarity differs": 1.0, "pair contradicts": 0.9}
    assert choose_relation(0.1, denied, FLOORS)[0] == "reverses"
    assert choose_relation(0.1, {**denied, "speaker": OTHER}, FLOORS)[0] == "contradicts"
    assert choose_relation(0.01, denied, FLOORS)[0] == "none"
    assert choose_relation(0.1, {**denied, "likeness": 0.1, "speaker": OTHER}, FLOORS)[0] == "none", "of other things"
    opposed = {**seen, "stances apart": 1.0, "likeness": 0.1}
    assert choose_relation(0.8, {**opposed, "names shared": 0.3}, FLOORS)[0] == "reverses"
    assert choose_relation(0.1, opposed, FLOORS)[0] == "none"
    other = {**seen, "numbers apart": 0.3, "most number": 0.9, "most words": 0.5}
    assert choose_relation(0.8, other, FLOORS)[0] == "none"
    assert choose_relation(0.8, {**other, "most words": 0.1}, FLOORS)[0] == "repeats"
    elsewhere = {**seen, "numbers apart": 0.3, "names apart": 0.5}
    assert choose_relation(0.8, elsewhere, FLOORS)[0] == "none", "another number, and another place"
    otherwise = {**seen, "numbers apart": 0.3}
    assert [choose_relation(p, otherwise, FLOORS)[0] for p in (0.29, 0.31)] == ["none", "repeats"], "not one number"
    of_two = {**otherwise, "same language": 0.0}
    assert [choose_relation(p, of_two, {**FLOORS, "again": 0.03})[0] for p in (0.19, 0.21)] == ["none", "repeats"]
    short = {**denied, "speaker": OTHER, "size least": 2 / LONG}
    assert choose_relation(0.01, short, FLOORS)[0] == "none", "his comments may be of anything"


def test_the_network_of_pairs_sees_what_may_be_linked_alone(make: MakeSaying, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher, seen = load_matcher(), []
    see = matcher.comparer.see
    monkeypatch.setattr(matcher.comparer, "see", lambda a, b: (seen.append((a, b)), see(a, b))[1])
    words = "the harbour of Rembang will be closed for 14 days because of the storm"
    one, other = said(make, words, outlet="Kabar"), said(make, words.replace("for", "during"), outlet="Warta")
    strange = said(make, "tim voli putri menang di final", lang="id", speaker="Teguh Marlisan", outlet="Pos")
    told = [matcher.prepare(saying) for saying in (one, other, strange)]
    found = matcher.match_pairs(told, [(0, 1), (0, 2), (1, 2)])
    assert len(found.compared) == 3
    assert [link.relation for link in found.links] == ["repeats"]
    assert len(seen) == 1
    assert matcher.match_pairs(told, [(0, 2)]).links == ()
    assert len(seen) == 1


def test_the_same_words_need_no_network(make: MakeSaying, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "the harbour of Rembang will be closed for 14 days because of the storm"
    one, other = said(make, words, outlet="Kabar"), said(make, words, outlet="Warta")
    matcher = load_matcher()
    monkeypatch.setattr("konon.tracing.matching.are_word_for_word", lambda a, b: False)
    monkeypatch.setattr("konon.tracing.meeting_words.are_word_for_word", lambda a, b: False)
    read = matcher.match_pairs([matcher.prepare(one), matcher.prepare(other)], [(0, 1)])
    monkeypatch.undo()
    vector = matcher.prepare(one).vector
    matcher.see(*(matcher.prepare(saying) for saying in (one, other)))  # the sample is read once
    monkeypatch.setattr(matcher.comparer, "keep", lambda text, lang: pytest.fail(text))
    known = matcher.match_pairs([matcher.prepare(one, vector), matcher.prepare(other, vector)], [(0, 1)])
    (link,), (by_network,) = known.links, read.links
    assert (link.relation, link.changes, link.reasons) == ("repeats", (), by_network.reasons)
    assert link.score == pytest.approx(by_network.score, abs=0.01)


def test_who_is_against_it_is_seen_however_unlike(make: MakeSaying) -> None:
    matcher, nothing = load_matcher(), [(np.zeros(len(NAMES), np.float32), (np.zeros(1), np.zeros(1)))]
    weights = matcher.glance[:-1]
    assert matcher.glance[-1] < 0, "what has nothing in common is not looked at"
    for cue, seen in (("refused to endorse", [0]), ("endorsed", []), ("spoke of", [])):
        told = [matcher.prepare(make("the plan", cue=one)) for one in ("endorsed", cue)]
        assert matcher._glance(told, [(0, 1)], nothing) == seen
    assert len(weights) == len(PLAIN)


@pytest.mark.parametrize(
    ("source", "name", "other", "two"),
    [
        ("Gubernur Sari Wulandari", "Teguh Marlisan", "Teguh Marlisan", True),
        ("dia", "Teguh Marlisan", "Teguh Marlisan", False),
        ("Sari Wulandari", "Teguh Marlisan", "katanya", False),
        ("", "Teguh Marlisan", "Teguh Marlisan", False),
        ("Wulandari", "Teguh Wulandari", "Wulandari", False),
        ("Sari Wulandari", "Sari Marlisan", "Sari Marlisan", True),
    ],
)
def test_an_echo_is_of_two_who_are_named(make: MakeSaying, source: str, name: str, other: str, *, two: bool) -> None:
    one = make("x", speaker="Sari Wulandari", source=source)
    assert name_two_persons(one, make("x", speaker=name, source=other)) is two
    assert not name_two_persons(one, make("x", speaker="Polda Jawa Timur", speaker_kind="government"))


def test_like_words_of_one_who_is_only_pointed_to_are_said_again(make: MakeSaying) -> None:
    words = "the harbour of Rembang will be closed for 14 days because of the storm"
    named = said(make, words, speaker="Sari Wulandari")
    other = said(make, words, speaker="Teguh Marlisan", outlet="Warta")
    assert [link.relation for link in load_matcher().match([named, other]).links] == ["echoes"]
    assert [link.relation for link in load_matcher().match([named, replace(other, source="he")]).links] == ["repeats"]


def test_an_outlet_that_tells_the_like_on_another_day_tells_another_thing(make: MakeSaying) -> None:
    words = "heavy rain is expected in the hills around {} this afternoon"
    given = {"outlet": "Kabar", "speaker": "Weather Office", "speaker_kind": "organisation"}
    one = said(make, words.format("Rembang and Jepara"), **given)
    again = said(make, words.format("Rembang and Jepara"), **{**given, "outlet": "Warta", "published": "2024-05-02"})
    later = said(make, words.format("Rembang and Kudus"), **{**given, "published": "2024-05-04"})
    assert [(link.a, link.b) for link in load_matcher().match([one, again]).links] == [(one.id, again.id)]
    assert load_matcher().match([one, later]).links == ()


def test_who_may_be_one_speaker(make: MakeSaying) -> None:
    trump = make("x", speaker="Ratna Wulandari")
    assert compare_speakers(trump, make("x", speaker="Wulandari")) == SAME
    assert compare_speakers(trump, make("x", speaker="Teguh Marlisan")) == OTHER
    assert compare_speakers(trump, make("x")) == UNKNOWN
    police = make("x", speaker="Polres Rembang", speaker_kind="organisation")
    chief = make("x", speaker="Teguh Marlisan", speaker_role="Kapolres Rembang")
    assert compare_speakers(chief, police) == SIDE
    assert names_agree("BNPB", "Badan Nasional Penanggulangan Bencana")
    assert names_agree("Rusman Wulandari", "Rusman Wulandarimengatakan")
    assert not names_agree("Rusman Hartanto", "Rusman Hartantono"), "two letters more are another name"
    assert not names_agree("Wulan", "Wulandari")
    assert names_agree("the Marl campaign", "Marl campaign")
    assert not names_agree("the Marl campaign", "The Vorn council")
    assert not names_agree("A. Rahman", "Budi Rahman Hakim"), "an initial is no article"
    assert not names_agree("", "Budi")


def test_spans_of_a_saying_are_put_back_into_its_article() -> None:
    content = ((10, 15), (20, 30))  # its words: five letters, a blank, ten letters
    assert into_article(((0, 3),), content) == ((10, 13),)
    assert into_article(((3, 8),), content) == ((13, 15), (20, 22))
    assert into_article(((6, 16),), content) == ((20, 30),)
    assert into_article((), content) == ()


def test_the_sentence_around_a_claim() -> None:
    text = "It rained. Budi said prices fell. Then he left."
    assert sentence_around(text, [(16, 20), (21, 32)]) == "Budi said prices fell."
    assert sentence_around(text, []) == ""
