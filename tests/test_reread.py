"""What a ledger stores is read again by a newer reader, from its own pages alone."""

import json
import shutil
import sqlite3
from dataclasses import replace

import pytest

from konon import pipeline
from konon.cli import run
from konon.ledger import Ledger
from konon.ledger.correction_rows import Fix
from konon.ledger.reread_claims import Reread
from konon.pipeline import Additions, Rereadings, read_text
from konon.records import Failure

PAGE = """Harga Beras Turun

Harga beras sudah turun, kata Ratna Dewi, Kepala Dinas Pangan, Senin (4/9).

Budi Santoso mengatakan stok cukup sampai Desember.
"""


@pytest.fixture
def old(tmp_path, monkeypatch):
    """Two pages and a text without one, read by an older reader."""
    for number, more in enumerate(("", "\nMenurut Sari, gudang kosong.\n")):
        (tmp_path / f"{number}.txt").write_text(PAGE + more, encoding="utf-8")
    name = pipeline.reader_name
    monkeypatch.setattr(pipeline, "reader_name", lambda tagger: "konon 0.0.1 / tagger-0")
    read = pipeline.read_article
    monkeypatch.setattr(pipeline, "read_article", lambda *given: replace(read(*given), reader="konon 0.0.1 / tagger-0"))
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        assert len(list(Additions([str(tmp_path / "0.txt"), str(tmp_path / "1.txt")], ledger))) == 2
        ledger.add(replace(read_text("Tono mengatakan jalan itu ditutup."), reader="konon 0.0.1 / tagger-0"))
    monkeypatch.setattr(pipeline, "reader_name", name)
    monkeypatch.setattr(pipeline, "read_article", read)
    return path


def test_all_is_read_once_and_says_what_changed(old):
    with Ledger.open(old, write=True) as ledger:
        before = {one.saying: one for one in ledger.search(limit=None)}
        ledger.correct(next(iter(ledger.search("stok"))).id, Fix(speaker="Tono Prasetyo"), by="Ani")
        found = Rereadings(ledger)
        assert found.total == 3
        total = sum(found, start=Reread())
        assert (total.articles, total.same, total.other, total.new, total.gone) == (3, len(before), 0, 0, 0)
        assert {one.reader for one in ledger.search(limit=None)} == {found.reader}
        after = {one.saying: one for one in ledger.search(limit=None)}
        assert after.keys() == before.keys()
        assert len(ledger.search(speaker="Tono Prasetyo")) >= 1
        assert Rereadings(ledger).total == 0
        with ledger._place.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM visits").scalar() == 3


def test_an_interrupted_run_goes_on(old):
    with Ledger.open(old, write=True) as ledger:
        for _ in Rereadings(ledger):
            break
        assert Rereadings(ledger).total == 2
        assert [one.articles for one in Rereadings(ledger)] == [1, 1]


def test_a_text_that_is_extracted_otherwise_is_a_new_version_and_shown(old, monkeypatch):
    extract = pipeline.extract_article

    def longer(page):
        article = extract(page)
        text = f"{article.text}\nSari mengatakan air pasang naik.\n"
        return replace(article, text=text, body=(*article.body, (len(article.text) + 1, len(text) - 1)))

    monkeypatch.setattr(pipeline, "extract_article", longer)
    with Ledger.open(old, write=True) as ledger:
        assert len(ledger.search("stok")) == 2
        found = [one for one in Rereadings(ledger) if not isinstance(one, Failure)]
        assert (sum(one.versions for one in found), sum(one.new for one in found)) == (2, 2)
        assert sum(one.gone for one in found) == 0
        assert len(ledger.search("pasang")) == 2
        assert len(ledger.search("stok")) == 2
        assert Rereadings(ledger).total == 0, "it is not read for ever"


def test_what_cannot_be_read_is_a_failure_and_the_rest_goes_on(old, monkeypatch):
    read = pipeline.read_article

    def faulty(article, tagger):
        if "gudang" in article.text:
            raise ValueError("no")
        return read(article, tagger)

    monkeypatch.setattr(pipeline, "read_article", faulty)
    with Ledger.open(old, write=True) as ledger:
        found = list(Rereadings(ledger))
        assert [isinstance(one, Failure) for one in found].count(True) == 1
        assert Rereadings(ledger).total == 1


def test_by_command(old, capfd):
    assert run(["reread", "-l", str(old), "--no-meaning", "--no-trace", "-f", "json", "-q"]) == 0
    row = json.loads(capfd.readouterr().out)
    assert (row["articles"], row["new"], row["gone"], row["fields"]) == (3, 0, 0, {})
    assert row["same"] >= 4
    assert run(["reread", "-l", str(old)]) == 0
    out, err = capfd.readouterr()
    assert "0 articles read again" in out
    assert "already" in err


def rows_of(path):
    """Everything that a ledger says, but for when it was written."""
    with sqlite3.connect(path) as file:
        found = {
            name: file.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in ("claims", "articles", "vectors", "links", "sayings", "aliases", "speakers", "thread_sayings")
        }
    file.close()
    return found


@pytest.mark.parametrize("how", [{"meaning": True, "trace": True}, {}, {"trace": True}])
def test_two_processes_make_of_it_what_one_makes(old, tmp_path, how):
    path = tmp_path / "more.db"
    shutil.copy(old, path)
    with Ledger.open(path, write=True) as ledger:
        for number in range(6):
            said = f"Menteri Ratna Dewi mengatakan harga beras turun {number} persen."
            ledger.add(replace(read_text(said), reader="konon 0.0.1 / tagger-0"))
    shutil.copy(path, tmp_path / "two.db")
    with Ledger.open(path, write=True) as one, Ledger.open(tmp_path / "two.db", write=True) as two:
        expected, found = Rereadings(one, jobs=1, **how), Rereadings(two, jobs=2, **how)
        assert expected.total == found.total == 9
        assert list(found) == list(expected)
        assert Rereadings(two).total == 0
    assert rows_of(tmp_path / "two.db") == rows_of(path)


def test_few_pages_start_no_process(old, monkeypatch):
    monkeypatch.setattr("konon.workforce.Workforce._start", lambda _: pytest.fail("a process was started"))
    with Ledger.open(old, write=True) as ledger:
        assert len(list(Rereadings(ledger, jobs=None))) == 3


def test_a_process_that_dies_costs_one_page(old, tmp_path, monkeypatch):
    (tmp_path / "dying.py").write_text(DYING)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("konon.pipeline.REREADER", "dying:make")
    with Ledger.open(old, write=True) as ledger:
        found = list(Rereadings(ledger, jobs=2))
        (failed,) = [one for one in found if isinstance(one, Failure)]
        assert "killed by signal 9" in failed.why
        assert len(found) == 3
        assert Rereadings(ledger).total == 1, "it is tried again by the next run"


DYING = """
import os
from konon import pipeline
def make(*given):
    again = pipeline.make_rereader(*given)
    def work(key):
        if "gudang" in again._ledger.stored(key).article.text:
            os.kill(os.getpid(), 9)
        return again(key)
    return work
"""


def test_what_is_erased_after_it_was_read_is_passed_over(old, monkeypatch):
    with Ledger.open(old, write=True) as ledger:
        found = Rereadings(ledger)
        last = ledger.stored(found._versions[-1]).article.id
        first = next(running := iter(found))
        ledger.erase(last, by="x", why="y")
        assert [first.articles, *(one.articles for one in running)] == [1, 1]
