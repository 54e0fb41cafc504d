"""Disputes of a ledger, by statement and party, on either database; links made by a person's word."""

import pytest
from making import make_reading, nobody, person

from konon.ledger.queries import Query

SITI, BUDI = person("Siti Rahma"), person("Budi Hartono")


@pytest.fixture
def disputed(ledger):
    """Two outlets have what Siti says, Budi denies it; Siti takes back something else."""
    rows = {
        "a": (SITI, "kereta membawa peluru", {}, "Kabar", "2024-05-01"),
        "b": (SITI, "kereta itu membawa peluru", {}, "Warta", "2024-05-02"),
        "c": (BUDI, "kereta tidak membawa apa pun", {"polarity": "negative"}, "Suara", "2024-05-03"),
        "d": (SITI, "jembatan tidak dibangun", {"polarity": "negative"}, "Kabar", "2024-06-01"),
        "e": (SITI, "jembatan akan dibangun", {}, "Kabar", "2024-06-09"),
    }
    ids = {}
    for name, (who, words, given, outlet, day) in rows.items():
        reading = make_reading((who, words, given), id=name, outlet=outlet, published=day)
        ledger.add(reading)
        ids[name] = reading.claims[0].attribution.id
    for a, b, relation in (
        ("a", "b", "repeats"),
        ("c", "a", "contradicts"),
        ("c", "b", "contradicts"),
        ("d", "e", "reverses"),
    ):
        ledger.judge(ids[a], ids[b], relation, by="Ani")
    return ledger, ids


def test_links_between_the_same_statements_are_one_dispute(disputed):
    ledger, _ = disputed
    reversal, denial = ledger.disputed()
    assert (reversal.relation, reversal.since) == ("reverses", "2024-06-09")
    assert (denial.asserts.speakers, denial.denies.speakers, denial.since) == (
        ("Siti Rahma",),
        ("Budi Hartono",),
        "2024-05-03",
    )
    assert [saying.outlet for saying in denial.asserts.sayings] == ["Kabar", "Warta"]
    assert len(denial.links) == 2


def test_filters_and_words_narrow(disputed):
    ledger, _ = disputed
    assert len(ledger.disputed(Query(words="jembatan"))) == 1
    assert len(ledger.disputed(Query(speaker="Budi Hartono"))) == 1
    assert ledger.disputed(Query(outlet="Lini")) == []


def test_a_thread_knows_who_disputes_it(disputed):
    ledger, ids = disputed
    thread = ledger.trace(ids["b"])
    assert len(thread.sayings) == 2
    against = {
        one.a.claim.speaker.name if one.b.article.id in "ab" else one.b.claim.speaker.name
        for one in ledger.disputing(thread)
    }
    assert against == {"Budi Hartono"}
    ledger.withdraw(ids["c"], ids["a"], by="Ani")
    ledger.withdraw(ids["c"], ids["b"], by="Ani")
    assert ledger.disputing(thread) == []


def test_outlets_by_any_name_of_one_publisher_are_one_source(ledger):
    ids = []
    for name, relay in (("a", "AP"), ("b", "The Associated Press"), ("c", "Associated Press")):
        reading = make_reading(
            (nobody(), "rice is cheaper", {"relays": (relay,)}), id=name, outlet=f"Outlet {name}", lang="en"
        )
        ledger.add(reading)
        ids.append(reading.claims[0].attribution.id)
    for other in ids[1:]:
        ledger.judge(ids[0], other, "repeats", by="Ani")
    thread = ledger.trace(ids[0])
    assert (thread.independent, len(thread.missing)) == (1, 3)
