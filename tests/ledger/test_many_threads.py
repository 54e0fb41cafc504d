"""One Ledger used by many threads at once: no error, whole articles, and nobody waits for a reader."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from making import make_reading, many_readings, nobody, person

from konon.errors import LedgerError
from konon.ledger import Ledger, Query

VACCINE = "the vaccine protects children against measles"
ROUNDS = 12
CLAIMS = 3  # of each of `many_readings`


@pytest.fixture
def filled(ledger):
    ledger.add(make_reading((person("Leonie Hartwell"), VACCINE), id="vaccine", lang="en"), meaning=True)
    ledger.add_all(many_readings(40), meaning=True)
    return ledger


def whole_articles(findings):
    """Claims by article; of each that is found there are as many as it has."""
    found = {}
    for finding in findings:
        found.setdefault(finding.article.id, []).append(finding)
    return {len(claims) for name, claims in found.items() if name != "vaccine"} == {CLAIMS}


def ask(ledger, number):
    """Questions of every kind, whose answers do not depend on what is added meanwhile."""
    for _ in range(ROUNDS):
        assert [one.content for one in ledger.search("measles")] == [VACCINE]
        assert ledger.search("vaksin campak melindungi anak", meaning=True)[0].content == VACCINE
        assert len(ledger.search(f"pasar nomor {number}", speaker=f"Santoso{number}")) == 1
        id_ = ledger.search("measles")[0].id
        assert ledger.show(id_).speaker.name == "Leonie Hartwell"
        assert whole_articles(ledger.search(limit=None))
        facets = ledger.facets()
        assert facets.claims == sum(one.claims for one in facets.values["polarity"])
        assert (facets.claims - 1) % CLAIMS == 0


def test_eight_threads_ask_while_another_adds(filled):
    done = threading.Event()

    def add():
        added = 0
        for start in range(100, 300, 5):
            if done.is_set():
                break
            filled.add_all(many_readings(5, start), meaning=start % 50 == 0)
            added += 5
        return added

    with ThreadPoolExecutor(9) as threads:
        adding = threads.submit(add)
        asking = [threads.submit(ask, filled, number) for number in range(8)]
        for one in asking:
            one.result()
        done.set()
        added = adding.result()
    assert added
    assert filled.counts()["articles"] == 41 + added
    assert filled.facets().claims == 1 + CLAIMS * (40 + added)


def test_several_threads_add_to_one_ledger(ledger):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda start: ledger.add_all(many_readings(12, start), batch=4), (0, 6, 12, 18)))
    assert ledger.counts()["articles"] == 30
    assert len({found.id for found in ledger.search(limit=None)}) == 30 * CLAIMS


def test_threads_of_a_ledger_that_may_only_be_read(address, filled):
    with Ledger.open(address) as reading, ThreadPoolExecutor(8) as threads:
        for one in [threads.submit(ask, reading, number) for number in range(8)]:
            one.result()
        with pytest.raises(LedgerError, match="read only"):
            reading.add(make_reading((nobody(), "kapal singgah")))


def test_a_long_reader_sees_one_state_and_nobody_waits_for_it(filled):
    rows = filled.rows(Query(limit=None, as_added=True))
    first = next(rows)
    with filled._place.reading() as connection:
        count = "SELECT count(*) FROM claims"
        before = connection.exec_driver_sql(count).scalar()
        filled.add_all(many_readings(10, start=500))
        assert connection.exec_driver_sql(count).scalar() == before
    assert len([first, *rows]) == before, "its keys were fetched before the others came"
    assert filled.counts()["claims"] == before + 10 * CLAIMS


def test_the_vectors_are_loaded_once_for_all_threads(filled, monkeypatch):
    read = []
    from konon.ledger import vectors

    whole = vectors._read_bytes

    def noted(connection, asked):
        rows = whole(connection, asked)
        if "signs" in str(asked):
            read.append(sum(len(claims) // 8 for _, claims, _ in rows))
        return rows

    monkeypatch.setattr(vectors, "_read_bytes", noted)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: filled.search("measles", meaning=True), range(24)))
    assert sum(read) == filled.counts()["claims"]


def test_closing_leaves_no_connection_and_no_file_beside(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(5))
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: ledger.search("pasar"), range(16)))
        assert ledger._place.readers.pool.checkedin() >= 1
    assert ledger._place.readers.pool.checkedin() == ledger._place.writer.pool.checkedin() == 0
    assert [one.name for one in tmp_path.iterdir()] == ["konon.db"]
