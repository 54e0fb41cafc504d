"""Nothing twice, nothing by halves, nothing lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from making import make_reading, many_readings, nobody, person

from konon.errors import LedgerError
from konon.ledger import Ledger
from konon.ledger.adding import Added
from konon.records import Page

HERE = Path(__file__).parent
ADDER = """
import sys
sys.path.insert(0, HERE)
from making import many_readings
from konon.ledger import Ledger
from konon.ledger.adding import Added
with Ledger.open(sys.argv[1], write=True) as ledger:
    for reading in many_readings(int(sys.argv[3]), int(sys.argv[2])):
        if ledger.add(reading).articles:
            print("added", flush=True)
""".replace("HERE", repr(str(HERE)))


def adder(address, start, number):
    command = [sys.executable, "-c", ADDER, address, str(start), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_what_was_read_comes_back_as_it_was(ledger):
    reading = make_reading(
        (person("Ratna Dewi", "Peneliti", "Balai Kajian", "ID"), "harga beras turun", {"hedged": True, "dated": True}),
        (nobody(), "kapal singgah", {"certainty": "possible", "act": "belief", "relays": ("Garis Lintang", "KCNA")}),
        url="https://kabarlaut.example/1",
    )
    ledger.add(reading)
    found = {finding.id: finding for finding in ledger.search()}
    for claim in reading.claims:
        finding = found[claim.attribution.id]
        known = replace(finding.claim, speaker=replace(finding.claim.speaker, id=claim.speaker.id))
        assert known == claim
        assert finding.article == reading.article
        assert (finding.reader, finding.version, finding.current) == (reading.reader, 1, True)


def test_the_same_again_changes_nothing(ledger):
    readings = list(many_readings(10))
    first = ledger.add_all(readings)
    assert (first.articles, first.claims, first.known) == (10, 30, 0)
    before = ledger.counts()
    again = ledger.add_all(readings)
    assert (again.articles, again.claims, again.known) == (0, 0, 10)
    assert ledger.counts() == before


def test_one_article_twice_in_one_batch_is_added_once(ledger):
    reading = make_reading((nobody(), "kapal singgah"))
    added = ledger.add_all([reading, reading])
    assert (added.articles, added.claims, added.known) == (1, 1, 1)


def test_a_changed_text_is_a_new_version_and_both_stay(ledger):
    old = make_reading((person("Ratna Dewi"), "harga beras pasti turun"), url="https://kabarlaut.example/1")
    new = make_reading((person("Ratna Dewi"), "harga beras mungkin turun"), url="https://kabarlaut.example/1")
    ledger.add(old)
    added = ledger.add(new)
    assert (added.articles, added.versions) == (1, 1)
    assert [found.content for found in ledger.search("beras")] == ["harga beras mungkin turun"]
    both = ledger.search("beras", history=True)
    assert {(found.version, found.article.text) for found in both} == {(1, old.article.text), (2, new.article.text)}


def test_the_old_version_read_again_does_not_come_to_the_front(ledger):
    old = make_reading((person("Ratna Dewi"), "harga pasti turun"))
    new = make_reading((person("Ratna Dewi"), "harga mungkin turun"))
    ledger.add_all([old, new])
    ledger.add(replace(old, reader="konon 0.2.0 / tagger-2"))
    assert [found.content for found in ledger.search("harga")] == ["harga mungkin turun"]


def test_a_newer_reader_adds_beside_the_older_and_is_shown(ledger):
    old = make_reading((person("Ratna Dewi"), "harga turun"), reader="konon 0.9.0 / tagger-1")
    new = make_reading((nobody(), "harga turun"), reader="konon 0.10.0 / tagger-1")
    new = replace(new, article=old.article, claims=(replace(old.claims[0], speaker=new.claims[0].speaker),))
    ledger.add(old)
    added = ledger.add(new)
    assert (added.articles, added.claims) == (0, 1)
    assert [found.reader for found in ledger.search("harga")] == [new.reader]
    assert [found.reader for found in ledger.history(old.claims[0].attribution.id)] == [new.reader, old.reader]


def test_an_older_reader_that_comes_late_is_not_shown(ledger):
    new = make_reading((nobody(), "harga turun"), reader="konon 0.10.0 / tagger-1")
    ledger.add(new)
    ledger.add(replace(new, reader="konon 0.9.0 / tagger-1"))
    assert [found.reader for found in ledger.search("harga")] == [new.reader]
    assert len(ledger.search("harga", history=True)) == 2


def test_a_page_is_kept_as_received(ledger):
    body = ("<p>Peluru</p>" * 500).encode()
    page = Page(body=body, form="html", path="a.html", fetched="2023-09-14T01:02:03Z")
    reading = make_reading((nobody(), "peluru lewat rel"))
    assert not ledger.has_page(page, reading.reader)
    ledger.add(reading, page)
    assert ledger.has_page(page, reading.reader)
    assert not ledger.has_page(page, "konon 9 / tagger-9")
    kept = ledger.page_of(ledger.search("peluru")[0])
    assert (kept.body, kept.path, kept.fetched) == (body, "a.html", page.fetched)


def test_a_failed_article_leaves_nothing_of_its_batch(ledger):
    good = make_reading((nobody(), "kapal singgah"), id="good")
    bad = make_reading((nobody(), "kapal singgah"), id="bad")
    bad = replace(bad, claims=(replace(bad.claims[0], factuality=None),))
    with pytest.raises(AttributeError):
        ledger.add_all([good, bad])
    assert ledger.counts()["articles"] == 0
    assert ledger.add(good).articles == 1


def test_letters_no_database_takes_become_marks(ledger):
    reading = make_reading((person("Ra\ud800tna"), "harga\x00 turun"), id="a\udcff")
    ledger.add(reading)
    found = ledger.search("turun")[0]
    assert found.claim.speaker.name == "Ra\ufffdtna"
    assert len(found.article.text) == len(reading.article.text)
    assert ledger.add(reading).known == 1


def test_kill_leaves_whole_articles_and_goes_on(address):
    for wait in (0.05, 0.2):
        process = adder(address, 0, 10_000)
        assert process.stdout.readline() == b"added\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with Ledger.open(address, write=True) as ledger:
        left = ledger.counts()
        assert 0 < left["articles"] < 10_000
        assert left["claims"] == 3 * left["articles"]
        assert len(ledger.search(limit=None)) == left["claims"]
        added = ledger.add_all(many_readings(left["articles"] + 5))
        assert (added.known, added.articles) == (left["articles"], 5)


def test_two_at_once_both_finish_without_duplicates(address):
    both = [adder(address, 0, 150), adder(address, 100, 150)]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
        assert out, "both added something"
    with Ledger.open(address) as ledger:
        counts = ledger.counts()
        assert (counts["articles"], counts["claims"]) == (250, 750)
        assert counts["speakers"] == 51
        assert len({found.id for found in ledger.search(limit=None)}) == 750


def test_reading_only_never_writes(address):
    with Ledger.open(address, write=True) as ledger:
        ledger.add(make_reading((nobody(), "kapal singgah")))
    with Ledger.open(address) as ledger, pytest.raises(LedgerError, match="read only"):
        ledger.add(make_reading((nobody(), "kapal pergi"), id="b"))


def test_a_full_disk_is_one_line_and_leaves_whole_articles(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(3))
    # SQLite's own limit raises what a full disk raises.
    with Ledger.open(path, write=True) as ledger:
        with ledger._place.writer.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(LedgerError, match="the disk is full; make room") as error:
            ledger.add_all(many_readings(5_000), batch=8)
        assert "\n" not in str(error.value)
    with Ledger.open(path, write=True) as ledger:
        counts = ledger.counts()
        assert counts["claims"] == 3 * counts["articles"]
        assert ledger.add_all(many_readings(counts["articles"] + 1)).articles == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system takes root")
def test_a_small_file_system_runs_full(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", small], check=False, capture_output=True
    ).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with (
            Ledger.open(small / "konon.db", write=True) as ledger,
            pytest.raises(LedgerError, match="the disk is full"),
        ):
            ledger.add_all(many_readings(20_000))
        with Ledger.open(small / "konon.db") as ledger:
            counts = ledger.counts()
            assert counts["claims"] == 3 * counts["articles"] > 0
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_page_of_other_bytes_with_the_same_article_is_known_when_it_comes_again(ledger):
    reading = make_reading((person("Budi"), "pasar tutup"))
    first, second = (Page(body=f"<!-- {n} --><p>Budi".encode(), form="html") for n in (1, 2))
    ledger.add(reading, first)
    assert not ledger.has_page(second, reading.reader)
    assert ledger.add_all([(reading, second), (reading, second)]) == Added(known=2)
    assert ledger.add(reading, second) == Added(known=1)
    assert ledger.has_page(first, reading.reader)
    assert ledger.has_page(second, reading.reader)
    assert not ledger.has_page(second, "another reader")
    assert ledger.counts() | {"articles": 1, "pages": 2} == ledger.counts()
    assert ledger.page_of(ledger.search()[0]).body == first.body


def test_foreign_keys_hold(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(20))
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute("INSERT INTO claims_fts(claims_fts) VALUES ('integrity-check')")
    finally:
        connection.close()
