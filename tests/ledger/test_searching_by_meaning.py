"""Searching by meaning: over languages, with every filter, in ledgers that were filled in every way."""

import pytest
from making import make_reading, nobody, person

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger

RAIL = "Korea Utara mengirim peluru ke Rusia lewat kereta api"
RICE = "harga beras naik dua kali lipat di pasar"
FERRY = "the ferry to the islands has stopped running"
DENIAL = "no ammunition was ever sent to Moscow"
READINGS = [
    make_reading((person("Ratna Dewi"), RAIL), (nobody(), RICE), id="one", published="2023-09-14"),
    make_reading(
        (person("Leonie Hartwell"), FERRY),
        (person("Leonie Hartwell"), DENIAL, {"polarity": "negative"}),
        id="two",
        lang="en",
        outlet="Meridian Wire",
    ),
]


def contents(findings):
    return [finding.content for finding in findings]


@pytest.fixture
def filled(ledger):
    ledger.add_all(READINGS, meaning=True)
    return ledger


def test_an_english_question_finds_an_indonesian_claim(filled):
    first = filled.search("Has Pyongyang shipped shells by train?", meaning=True)[0]
    assert first.content == RAIL
    assert 0.25 < first.likeness < 1


def test_an_indonesian_question_finds_an_english_claim(filled):
    assert contents(filled.search("kapal feri berhenti beroperasi", meaning=True))[0] == FERRY


def test_what_is_far_from_the_question_is_no_answer(filled, monkeypatch):
    monkeypatch.setattr("konon.ledger.meaning.LEAST", 0.5)  # far from either: 0.7 and 0.2
    assert contents(filled.search("ferry service to the islands", meaning=True)) == [FERRY]
    monkeypatch.setattr("konon.ledger.meaning.LEAST", -1.0)
    assert RICE in contents(filled.search("ferry service to the islands", meaning=True))


def test_filters_narrow_it(filled):
    asked = "ammunition sent to Russia"
    assert set(contents(filled.search(asked, meaning=True))) >= {RAIL, DENIAL}
    assert contents(filled.search(asked, meaning=True, polarity="negative")) == [DENIAL]
    found = filled.search(asked, meaning=True, lang="id")
    assert contents(found)[0] == RAIL
    assert set(contents(found)) <= {RAIL, RICE}
    assert contents(filled.search(asked, meaning=True, speaker="Hartwell", limit=1)) == [DENIAL]


def test_a_filter_is_kept_where_the_nearest_of_all_do_not_pass_it(filled, monkeypatch):
    monkeypatch.setattr("konon.ledger.vectors.CANDIDATES", 1)
    assert contents(filled.search("ammunition sent to Russia by train", meaning=True, lang="en")) == [DENIAL]


def test_by_words_there_is_no_likeness(filled):
    assert {one.likeness for one in filled.search("peluru")} == {None}


def test_claims_added_without_get_their_vectors_later(ledger):
    ledger.add_all(READINGS)
    with pytest.raises(LedgerError, match="konon embed"):
        ledger.search("ferry", meaning=True)
    assert sum(ledger.embed()) == 4
    assert list(ledger.embed()) == []
    assert contents(ledger.search("kapal feri", meaning=True))[0] == FERRY


def test_vectors_of_another_encoder_are_left_alone_and_made_anew(address, ledger):
    ledger.add_all(READINGS, meaning=True)
    with ledger._place.writing() as connection:
        connection.exec_driver_sql("UPDATE meanings SET encoder = 'meaning-1'")
    with Ledger.open(address, write=True) as opened:
        with pytest.raises(LedgerError, match="konon embed"):
            opened.search("ferry", meaning=True)
        assert sum(opened.embed()) == 4
        assert contents(opened.search("kapal feri", meaning=True))[0] == FERRY


def test_only_what_is_missing_is_made_up_for(ledger):
    ledger.add(READINGS[0], meaning=True)
    ledger.add(READINGS[1])
    assert sum(ledger.embed()) == 2


def test_another_who_embeds_at_the_same_time_makes_nothing_twice(address, ledger):
    ledger.add_all(READINGS)
    with Ledger.open(address, write=True) as other:
        keys = ledger._meaning._without()
        assert sum(other.embed()) == 4
        rows = ledger._meaning._encoder.encode([RAIL, RICE, FERRY, DENIAL])
        with ledger._place.writing() as connection:
            ledger._meaning._put(connection, keys, rows)
        assert len(set(ledger._meaning._nearest.keys.tolist())) == len(ledger._meaning._nearest.keys) == 4
    assert contents(ledger.search("the ferry has stopped", meaning=True, limit=None)).count(FERRY) == 1


def test_claims_added_after_a_search_are_found_too(filled):
    filled.search("ferry", meaning=True)
    filled.add(make_reading((nobody(), "the bridge has collapsed"), id="three", lang="en"), meaning=True)
    assert contents(filled.search("jembatan ambruk", meaning=True))[0] == "the bridge has collapsed"


def test_a_newer_reading_is_the_one_that_is_found(filled):
    newer = make_reading((person("Ratna Dewi"), RAIL), id="one", reader="konon 9.9.9 / tagger-9")
    filled.add(newer, meaning=True)
    asked = {"words": "Has Pyongyang shipped shells by train?", "meaning": True, "lang": "id"}
    assert [one.reader for one in filled.search(**asked)] == ["konon 9.9.9 / tagger-9"]
    assert len(filled.search(**asked, history=True)) == 2


def test_without_words_meaning_asks_nothing(filled):
    assert len(filled.search("", meaning=True)) == 4


@pytest.mark.parametrize("asked", ["\u200b", "  \ufeff "])
def test_a_question_without_a_word_is_refused(filled, asked):
    with pytest.raises(UsageError, match="no word"):
        filled.search(asked + "\u200b", meaning=True)


@pytest.mark.parametrize("asked", ['"NEAR(a b)" -- *', "x" * 9_999, "'; DROP TABLE claims; --", "senjata " * 900])
def test_hostile_questions_are_only_words(filled, asked):
    filled.search(asked, meaning=True)
    assert filled.counts()["claims"] == 4


def test_a_ledger_of_the_first_schema_is_brought_up_to_date(tmp_path):
    path = str(tmp_path / "old.db")
    with Ledger.open(path, write=True) as opened:
        opened.add_all(READINGS)
        with opened._place.writing() as connection:
            connection.exec_driver_sql("DROP TABLE meanings")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(LedgerError, match="older"), Ledger.open(path) as opened:
        opened.search("ferry", meaning=True)
    with Ledger.open(path, write=True) as opened:
        assert sum(opened.embed()) == 4
