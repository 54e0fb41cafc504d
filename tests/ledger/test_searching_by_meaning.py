"""Searching by meaning: over languages, with every filter, in ledgers that were filled in every way."""

import gzip
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from making import make_reading, nobody, person
from sqlalchemy import event, select

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.schema import claims
from konon.network.meaning import MeaningEncoder

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
    monkeypatch.setattr("konon.ledger.nearest.LEAST", 0.5)  # far from either: 0.7 and 0.2
    assert contents(filled.search("ferry service to the islands", meaning=True)) == [FERRY]
    monkeypatch.setattr("konon.ledger.nearest.LEAST", -1.0)
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
        connection.exec_driver_sql("UPDATE encoders SET name = 'meaning-1'")
    with Ledger.open(address, write=True) as opened:
        with pytest.raises(LedgerError, match="konon embed"):
            opened.search("ferry", meaning=True)
        assert sum(opened.embed()) == 4
        assert contents(opened.search("kapal feri", meaning=True))[0] == FERRY


def test_only_what_is_missing_is_made_up_for(ledger):
    ledger.add(READINGS[0], meaning=True)
    ledger.add(READINGS[1])
    assert sum(ledger.embed()) == 2


def test_several_who_embed_at_the_same_time_make_nothing_twice(address, ledger):
    ledger.add_all(READINGS)
    with Ledger.open(address, write=True) as other:
        with ledger._place.reading() as connection:
            found = connection.execute(select(claims.c.key, claims.c.content)).all()
        assert sum(other.embed()) == 4
        assert ledger._meaning._put(found) == 0, "the other was quicker"
        assert list(ledger.embed()) == []
    assert contents(ledger.search("the ferry has stopped", meaning=True, limit=None)) == [FERRY]


class Tape:
    """Every statement to a ledger, and how many rows came back on it."""

    def __init__(self, engine):
        self.statements, self.rows = [], 0
        event.listen(engine, "before_cursor_execute", self._note)
        event.listen(engine, "checkout", self._count)

    def _note(self, connection, cursor, statement, *_):
        if statement.startswith("SELECT"):
            self.statements.append(statement)

    def _count(self, connection, *_):
        def keep(cursor, row):
            self.rows += 1
            return row

        connection.row_factory = keep


@pytest.mark.parametrize("held", [0, 350, 400])
def test_embedding_looks_at_every_claim_once(tmp_path, monkeypatch, held):
    monkeypatch.setattr("konon.ledger.nearest.WALK", 50)
    monkeypatch.setattr("konon.ledger.nearest.AT_ONCE", 20)
    monkeypatch.setattr(MeaningEncoder, "encode", lambda self, texts: np.ones((len(texts), 384), np.float32) / 384**0.5)
    with Ledger.open(tmp_path / "konon.db", write=True) as ledger:
        ledger.add(make_reading(*((nobody(), f"kapal {number}") for number in range(held)), id="a"), meaning=True)
        ledger.add(make_reading(*((nobody(), f"kereta {number}") for number in range(400 - held)), id="b"))
        tape = Tape(ledger._place.readers)
        assert sum(ledger.embed()) == 400 - held
        # A claim's key, that it has a vector or else its words: no claim is read for each batch again.
        walks = 400 / 50 + 1
        assert 400 <= tape.rows <= 2 * 400 + walks
        batches = sum("content" in statement for statement in tape.statements)
        assert batches <= 3 * (400 - held) / 50  # of 20, 20 and 10
        assert len(tape.statements) <= 3 * walks + batches


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
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "old" / "ledger-0.1.db.gz").read_bytes()))
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE meanings")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerError, match="older"), Ledger.open(path) as opened:
        opened.search("ferry", meaning=True)
    with Ledger.open(path, write=True) as opened:
        assert sum(opened.embed()) == opened.counts()["claims"] > 0
