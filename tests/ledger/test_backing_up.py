"""A copy is whole and of one moment, while others write; or nothing is written and one line says why."""

import sqlite3
import threading
from contextlib import closing

import pytest
from making import many_readings

from konon.cli import run
from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.backing_up import back_up
from konon.ledger.salvage import salvage


def test_a_copy_while_another_writes_is_whole(tmp_path):
    path, done = tmp_path / "k.db", threading.Event()

    def write():
        with Ledger.open(path, write=True) as ledger:
            for reading in many_readings(200, start=10):
                if done.is_set():
                    return
                ledger.add(reading)

    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(10))
        writer = threading.Thread(target=write)
        writer.start()
        try:
            copies = [tmp_path / f"copy-{number}.db" for number in range(3)]
            for copy in copies:
                back_up(str(path), copy)
        finally:
            done.set()
            writer.join()
    for copy in copies:
        with Ledger.open(copy) as opened:
            counts = opened.counts()
            assert counts["claims"] == 3 * counts["articles"] >= 30
            assert opened.facets().claims == counts["claims"]
        assert salvage(str(copy), f"{copy}.whole").is_sound
    assert {one.name for one in tmp_path.iterdir() if one.name.startswith(".")} == set()


def test_nothing_is_written_over_and_what_cannot_be_copied_is_told(tmp_path, capfd):
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(5))
    there = tmp_path / "there"
    there.write_text("mine")
    for address, target, error, message in (
        (path, there, UsageError, "is there already"),
        (path, tmp_path / "no" / "copy.db", UsageError, "folder does not exist"),
        (tmp_path / "none.db", tmp_path / "copy.db", LedgerError, "no such ledger"),
        (there, tmp_path / "copy.db", LedgerError, "is damaged"),
        ("postgresql://me@host/db", tmp_path / "copy.db", UsageError, "pg_dump"),
    ):
        with pytest.raises(error, match=message):
            back_up(str(address), target)
    assert there.read_text() == "mine"
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE x (y)")
    with pytest.raises(LedgerError, match="is no ledger"):
        back_up(str(tmp_path / "other.db"), tmp_path / "copy.db")
    assert run(["backup", str(tmp_path / "copy.db"), "--ledger", str(path)]) == 0
    assert "copied to" in capfd.readouterr().out
    assert run(["backup", str(tmp_path / "copy.db"), "--ledger", str(path)]) == 2


def test_a_damaged_ledger_gives_no_copy(tmp_path):
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(40))
    held = bytearray(path.read_bytes())
    size = 16384
    for page in range(3, len(held) // size - 1, 2):
        held[page * size : page * size + 200] = b"\xff" * 200
    path.write_bytes(held)
    with pytest.raises(LedgerError, match="is damaged"):
        back_up(str(path), tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
