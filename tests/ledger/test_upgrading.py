"""A ledger that konon 0.1 made opens, is brought up to date, and all in it leads where it led.

`old/` holds one of three samples: one read by two readers, one in two versions, a merge and a split of speakers.
`expected.json` is what konon 0.1 answered from it.
"""

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from making import make_reading, nobody

from konon.errors import LedgerError
from konon.ledger import Ledger

FROM_NOTHING = True  # databases without a schema

OLD = Path(__file__).parent / "old"
EXPECTED = json.loads((OLD / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((OLD / "ledger-0.1.db.gz").read_bytes()))
    return path


@pytest.fixture
def upgraded(path):
    with Ledger.open(path, write=True) as ledger:
        yield ledger


def rows(path, asked):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(asked).fetchall()
    finally:
        connection.close()


def test_it_is_not_read_before_it_is_brought_up_to_date(path):
    with pytest.raises(LedgerError, match="older schema"):
        Ledger.open(path)


def test_searches_find_what_they_found(upgraded):
    for words, filters, expected in EXPECTED["searches"]:
        found = upgraded.search(words, limit=None, **filters)
        assert sorted([one.id, one.version, one.reader] for one in found) == expected
        assert expected


def test_every_id_shows_what_it_showed(upgraded):
    assert len(EXPECTED["shown"]) > 20
    for id_, expected in EXPECTED["shown"].items():
        found = upgraded.show(id_)
        same = [found.content, found.version, found.reader] == expected
        assert same or found.reader.endswith("other"), "else a newer reader's claim of the same saying"
        assert expected in [[one.content, one.version, one.reader] for one in upgraded.history(id_)]


def test_speakers_names_and_decisions_are_as_they_were(path):
    before = rows(path, "SELECT s.id, a.id, a.name FROM speakers s JOIN aliases a ON a.speaker = s.key ORDER BY 2")
    with Ledger.open(path, write=True) as ledger:
        assert ledger.speakers.decisions() == EXPECTED["decisions"]
        assert [row["verb"] for row in EXPECTED["decisions"]] == ["merge", "split"]
        for speaker, alias, name in before:
            assert speaker in {one.id for one in ledger.speakers.find(alias)}
            assert speaker in {one.id for one in ledger.speakers.find(name)}
        for id_, speaker in EXPECTED["speakers"].items():
            assert ledger.show(id_).speaker.id == speaker
        merged = EXPECTED["decisions"][0]
        assert ledger.search(speaker=merged["source"], limit=None), "an id noted before the merge leads on"
    assert (
        rows(path, "SELECT s.id, a.id, a.name FROM speakers s JOIN aliases a ON a.speaker = s.key ORDER BY 2") == before
    )


def test_the_second_readers_shifted_claim_is_the_same_saying(upgraded):
    readers = {}
    for one in upgraded.search(limit=None, history=True):
        readers.setdefault(one.saying, set()).add((one.reader, one.id))
    both = [pairs for pairs in readers.values() if len({reader for reader, _ in pairs}) == 2]
    assert any(len({id_ for _, id_ in pairs}) == 2 for pairs in both)
    assert all(len({reader for reader, _ in pairs}) == len(pairs) for pairs in readers.values())


def test_an_upgraded_ledger_gives_the_sayings_that_a_new_one_does(upgraded, tmp_path):
    found = upgraded.search(limit=None, history=True, as_added=True)
    groups = {}
    for one in found:
        groups.setdefault((one.article.id, one.version, one.reader), []).append(one)
    with Ledger.open(tmp_path / "new.db", write=True) as ledger:
        for some in groups.values():
            reading = make_reading((nobody(), "x"), reader=some[0].reader)
            claims = tuple(one.claim for one in some)
            ledger.add(type(reading)(article=some[0].article, claims=claims, reader=some[0].reader))
        fresh = {(one.id, one.version, one.reader): one.saying for one in ledger.search(limit=None, history=True)}
    assert {(one.id, one.version, one.reader): one.saying for one in found} == fresh


def test_every_version_has_its_visit_and_what_was_current_is(upgraded):
    with upgraded._place.reading() as connection:
        asked = (
            "SELECT count(*) FROM articles t JOIN visits v ON v.article = t.key AND v.address = t.id AND v.at = t.added"
        )
        assert connection.exec_driver_sql(asked).scalar() == 4
    two = next(one for one in upgraded.search(limit=None) if one.version == 2)
    old = next(one for one in upgraded.search(limit=None, history=True) if one.id == two.id and one.version == 1)
    reading = make_reading((nobody(), "x"), reader=old.reader)
    upgraded.add(type(reading)(article=old.article, claims=(), reader=old.reader))
    assert upgraded.show(two.id).version == 1, "the page went back"


def test_it_can_be_added_to_and_its_keys_hold(path):
    with Ledger.open(path, write=True) as ledger:
        assert ledger.add(make_reading((nobody(), "kapal singgah"))).articles == 1
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "SELECT count(*) FROM attributions WHERE saying IS NULL") == [(0,)]


def test_its_claims_are_linked_when_that_is_asked_for(upgraded):
    assert list(upgraded.links()) == []
    assert next(upgraded.threads(), None) is None
    claim = upgraded.search(limit=1)[0]
    assert [saying.id for saying in upgraded.trace(claim.id).sayings] == [claim.saying]
    linked = sum(upgraded.link_missing())
    assert linked == len({one.saying for one in upgraded.search(limit=None)})
    assert list(upgraded.links())
    assert max(len(thread.sayings) for thread in upgraded.threads()) > 1
