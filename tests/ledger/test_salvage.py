"""A damaged ledger: what reads it says so in one line, and what is whole of it can be saved."""

import json
import random
import sqlite3

import pytest
from making import make_reading, person

from konon.cli import run
from konon.errors import KononError, LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.salvage import only_file, salvage
from konon.records import Page

WORDS = ("harga beras turun", "pasokan pulih", "impor dihentikan", "panen raya dimulai")


@pytest.fixture
def path(tmp_path):
    """A ledger with forty articles, one page each, a decision and an erasure."""
    path = tmp_path / "a.db"
    with Ledger.open(path, write=True) as ledger:
        for number in range(40):
            reading = make_reading(
                *(
                    (person(f"Ratna {name}", role="Menteri"), f"{words} {number}")
                    for name, words in zip("ABCD", WORDS, strict=True)
                ),
                id=f"a-{number}",
                outlet=f"Kabar {number % 3}",
                url=f"https://contoh.id/{number}",
            )
            ledger.add(
                reading, Page(body=f"<p>{number}</p>".encode() * 50, form="html", url=f"https://contoh.id/{number}")
            )
        ledger.erase("https://contoh.id/39", by="Pengadilan", why="Putusan 12")
    return path


def change(path, statement, *values):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(statement, values).rowcount
    connection.close()


def test_a_sound_ledger_is_copied_whole(path, tmp_path):
    found = salvage(str(path), str(tmp_path / "b.db"))
    assert found.is_sound
    assert (found.articles, found.claims) == (39, 156)
    with Ledger.open(path) as old, Ledger.open(tmp_path / "b.db", write=True) as new:
        assert new.search("beras", limit=None) == old.search("beras", limit=None)
        assert len(new.search("beras", limit=None)) == 39
        assert new.facets() == old.facets()
        assert new.erasures() == old.erasures()
        assert new.counts() == old.counts()
        finding = new.search("panen")[0]
        assert new.page_of(finding) == old.page_of(finding)
        with pytest.raises(KononError, match="was erased"):
            new.add(make_reading((person("X"), "y"), id="a-39", url="https://contoh.id/39"))
        assert new.add(make_reading((person("X"), "y"), id="new")).claims == 1


DAMAGES = {
    "a text": ("UPDATE articles SET text = text || 'x' WHERE id = 'a-7'", 38, 152),
    "spans": ("UPDATE attributions SET content = '[[1' WHERE key = 9", 39, 155),
    "spans beyond the text": ("UPDATE attributions SET content = '[[1,99999]]' WHERE key = 9", 39, 155),
    "a label": ("UPDATE claims SET certainty = 77 WHERE key = 9", 39, 155),
    "hedges": ("UPDATE claims SET hedges = '7' WHERE key = 9", 39, 155),
    "related": ("UPDATE articles SET related = '[1]' WHERE id = 'a-7'", 39, 152),
    "a page": ("UPDATE pages SET body = x'28b52ffd00' WHERE key = 5", 39, 156),
    "a speaker": ("DELETE FROM speakers WHERE key = 1", 39, 156),
    "an article": ("DELETE FROM articles WHERE id = 'a-7'", 38, 152),
    "a saying": ("UPDATE attributions SET saying = 99999 WHERE key = 9", 39, 155),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_does_not_fit_is_left_out_and_told(path, tmp_path, name):
    statement, articles, claims = DAMAGES[name]
    change(path, statement)
    found = salvage(str(path), str(tmp_path / "b.db"))
    assert not found.is_sound
    assert (found.articles, found.claims) == (articles, claims)
    assert sum(found.lost.values()) > 0
    again = salvage(str(tmp_path / "b.db"), str(tmp_path / "c.db"))
    assert (again.is_sound, again.articles, again.claims) == (True, articles, claims)


@pytest.mark.parametrize("name", ["spans", "a label", "hedges", "related"])
def test_reading_a_damaged_row_is_one_line_with_the_remedy(path, capfd, name):
    change(path, DAMAGES[name][0])
    assert run(["search", "--limit", "0", "-l", str(path)]) == 1
    err = capfd.readouterr().err
    assert err.startswith(f"konon: {path}: is damaged")
    assert "konon check-ledger" in err
    assert err.count("\n") == 1


def test_a_damaged_page_is_one_line(path):
    change(path, "UPDATE pages SET body = x'28b52ffd00'")
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="is damaged"):
        ledger.page_of(ledger.search("panen")[0])


@pytest.mark.parametrize("table", ["claims", "articles", "pages", "sayings", "relays"])
def test_a_schema_that_is_no_text_is_one_line(path, tmp_path, capfd, table):
    data = path.read_bytes()
    start = data.index(f"CREATE TABLE {table} (".encode())
    path.write_bytes(data[: start + 7] + b"\xa0\xff\xa0" + data[start + 10 :])
    erase = ["erase", "https://contoh.id/3", "--by", "x", "--why", "y", "--yes"]
    for call in (["search", "beras"], erase, ["check-ledger"], ["check-ledger", "--save", str(tmp_path / "b.db")]):
        assert run([*call, "-l", str(path)]) == 1
        told = "".join(capfd.readouterr())
        assert "error of the program" not in told
        assert f"{path}: is damaged" in told


def flip(data, chance):
    for _ in range(chance.choice([1, 5, 50, 400])):
        data[chance.randrange(16384, len(data))] ^= 1 << chance.randrange(8)
    if chance.random() < 0.3:
        at = chance.randrange(1, len(data) // 16384) * 16384
        data[at : at + 16384] = chance.randbytes(16384)
    return data


@pytest.mark.parametrize("seed", range(24))
def test_flipped_bytes_never_end_in_an_error_of_the_program(path, tmp_path, capfd, seed):
    chance = random.Random(seed)
    path.write_bytes(flip(bytearray(path.read_bytes()), chance))
    calls = [
        ["search", "--limit", "0"],
        ["search", "beras", "--history"],
        ["speakers", "find", "Ratna"],
        ["export", "--format", "csv"],
        ["check-ledger"],
        ["check-ledger", "--save", str(tmp_path / "b.db")],
        ["erase", "https://contoh.id/3", "--by", "x", "--why", "y", "--yes"],
    ]
    for call in calls:
        code = run([*call, "-l", str(path)])
        err = capfd.readouterr().err
        assert code in (0, 1, 2)
        assert "error of the program" not in err
        assert "Traceback" not in err
    if (tmp_path / "b.db").exists():
        assert salvage(str(tmp_path / "b.db"), str(tmp_path / "c.db")).is_sound


def test_the_command_tells_and_saves(path, tmp_path, capfd):
    assert run(["check-ledger", "-l", str(path)]) == 0
    assert "is sound: 39 articles and 156 claims" in capfd.readouterr().out
    change(path, DAMAGES["a text"][0])
    assert run(["check-ledger", "-l", str(path), "--format", "json"]) == 1
    row = json.loads(capfd.readouterr().out)
    assert (row["sound"], row["articles"], row["lost"]["articles"]) == (False, 38, 1)
    saved = tmp_path / "b.db"
    assert run(["check-ledger", "-l", str(path), "--save", str(saved)]) == 1
    assert f"38 articles and 152 claims are whole; saved in {saved}" in capfd.readouterr().out
    assert run(["check-ledger", "-l", str(path), "--save", str(saved)]) == 2
    assert "is there already" in capfd.readouterr().err


def test_what_is_no_file_of_a_ledger_is_told(tmp_path):
    with pytest.raises(UsageError, match="is on a server; ask the server"):
        only_file("postgresql://konon:secret@host/db")
    with pytest.raises(LedgerError, match="there is no such ledger"):
        only_file(str(tmp_path / "none.db"))
    (tmp_path / "x.db").write_bytes(b"Harga beras turun. " * 1000)
    with pytest.raises(LedgerError, match="is damaged so that nothing of it can be read"):
        salvage(str(tmp_path / "x.db"), str(tmp_path / "y.db"))


# A file that was not copied whole.

SAID = tuple(zip("ABCD", WORDS, strict=True))
CUTS = (1, 5, 16, 50, 99, 100, 101, 1000, 16383, 16384, 16385)


def clear(folder, *names):
    for name in names:
        for end in ("", "-wal", "-shm"):
            (folder / f"{name}{end}").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """As a file of bytes: 400 articles, so that rows stand far beyond the tables' beginnings."""
    path = tmp_path_factory.mktemp("large") / "a.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(
            make_reading(
                *((person(f"Ratna {name}"), f"{words} {number} " + "kata " * 60) for name, words in SAID),
                id=f"a-{number}",
                outlet=f"Kabar {number % 3}",
            )
            for number in range(400)
        )
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_a_file_cut_off_anywhere_is_one_line_and_never_read_as_whole(large, tmp_path, capfd, seed):
    chance = random.Random(seed)
    path = tmp_path / "a.db"
    for cut in (*CUTS[seed::4], len(large) - 1 - seed, *(chance.randrange(1, len(large)) for _ in range(3))):
        clear(tmp_path, "a.db")
        path.write_bytes(large[:cut])
        for call in (["search", "beras"], ["info"], ["link"], ["add", __file__]):
            assert run([*call, "-l", str(path)]) == 1, (cut, call)
            out, err = capfd.readouterr()
            assert (out, err.count("\n")) == ("", 1), (cut, call, err)
            assert err.startswith(f"konon: {path}: is cut off; restore it from a copy, or see what konon check-ledger")
        assert path.read_bytes() == large[:cut], "nothing writes into what is left"


@pytest.mark.parametrize("part", [0.9, 0.6])
def test_what_is_left_of_a_cut_file_is_saved(large, tmp_path, part):
    (tmp_path / "a.db").write_bytes(large[: int(len(large) * part)])
    found = salvage(str(tmp_path / "a.db"), str(tmp_path / "b.db"))
    assert not found.is_sound
    assert 0 < found.articles < 400
    again = salvage(str(tmp_path / "b.db"), str(tmp_path / "c.db"))
    assert (again.is_sound, again.articles, again.claims) == (True, found.articles, found.claims)
    with Ledger.open(tmp_path / "b.db", write=True) as ledger:
        assert all(one.content in one.article.text for one in ledger.search("beras", limit=None))
        assert ledger.add(make_reading((person("Baru"), "harga naik"), id="baru")).claims == 1


@pytest.mark.parametrize("cut", CUTS)
def test_of_a_file_cut_off_at_its_beginning_nothing_can_be_read(large, tmp_path, cut):
    (tmp_path / "a.db").write_bytes(large[:cut])
    with pytest.raises(LedgerError, match="is damaged so that nothing of it can be read; restore it from a copy"):
        salvage(str(tmp_path / "a.db"), str(tmp_path / "b.db"))


@pytest.fixture
def pair(tmp_path):
    """A ledger's file and its log, as a copy made while a program writes has them: 20 articles, and 20 in the log."""
    path = tmp_path / "live.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(make_reading((person("Ratna Dewi"), f"harga {n}"), id=f"a-{n}") for n in range(20))
    with Ledger.open(path, write=True) as ledger:
        for n in range(20, 40):
            ledger.add(make_reading((person("Ratna Dewi"), f"harga {n}"), id=f"a-{n}"))
        yield path.read_bytes(), path.with_name("live.db-wal").read_bytes()


def test_of_a_half_copied_log_what_was_committed_is_read(pair, tmp_path, capfd):
    whole, log = pair
    path, counts = tmp_path / "a.db", set()
    for part in (0.0, 0.5, 0.999, 1.0):
        clear(tmp_path, "a.db")
        path.write_bytes(whole)
        (tmp_path / "a.db-wal").write_bytes(log[: int(len(log) * part)])
        assert run(["check-ledger", "-l", str(path), "--format", "json"]) == 0
        row = json.loads(capfd.readouterr().out)
        assert row["sound"]
        assert 20 <= row["articles"] == row["claims"] <= 40
        counts.add(row["articles"])
    assert {20, 40} < counts


def test_a_cut_off_file_beside_a_whole_log_is_one_line(pair, tmp_path, capfd):
    whole, log = pair
    chance = random.Random(3)
    for cut in (*CUTS, *(chance.randrange(1, len(whole)) for _ in range(3))):
        clear(tmp_path, "a.db")
        (tmp_path / "a.db").write_bytes(whole[:cut])
        (tmp_path / "a.db-wal").write_bytes(log)
        for call in (["search", "harga", "--limit", "0"], ["info"], ["check-ledger"]):
            code = run([*call, "-l", str(tmp_path / "a.db")])
            out, err = capfd.readouterr()
            assert "error of the program" not in err
            assert (code, err.count("\n")) == (1, 1) or "is damaged" in out or code == 0, (cut, call, out, err)


@pytest.mark.parametrize("left", [None, b""])
def test_a_log_whose_file_is_gone_is_not_thrown_away(pair, tmp_path, capfd, left):
    path, log = tmp_path / "a.db", pair[1]
    if left is not None:
        path.write_bytes(left)
    (tmp_path / "a.db-wal").write_bytes(log)
    for call in (["search", "harga"], ["add", __file__], ["link"], ["check-ledger"]):
        assert run([*call, "-l", str(path)]) == 1
        err = capfd.readouterr().err
        assert err.count("\n") == 1
        assert "but its log is there (a.db-wal); restore both from one copy" in err
    assert (tmp_path / "a.db-wal").read_bytes() == log


def test_an_empty_file_and_a_folder_are_one_line(tmp_path, capfd):
    (tmp_path / "a.db").write_bytes(b"")
    (tmp_path / "b.db").mkdir()
    for name, words in (("a.db", "is empty; "), ("b.db", "is a folder; name a file in it")):
        for call in (
            ["search", "harga"],
            ["info"],
            ["check-ledger"],
            ["check-ledger", "--save", str(tmp_path / "c.db")],
        ):
            assert run([*call, "-l", str(tmp_path / name)]) == 1
            err = capfd.readouterr().err
            assert err.startswith(f"konon: {tmp_path / name}: {words}")
            assert err.count("\n") == 1
    assert not (tmp_path / "c.db").exists()
