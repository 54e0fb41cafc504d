"""What can be wrong with a ledger is one clear line with the remedy."""

import sqlite3
import stat

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from making import make_reading, many_readings, nobody
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger, opening
from konon.ledger.opening import KNOWN, REVISION, open_place
from konon.ledger.schema import metadata

FROM_NOTHING = True  # databases without a schema


def refuse(said, address, *, write=False):
    with pytest.raises((LedgerError, UsageError)) as error:
        Ledger.open(address, write=write)
    line = str(error.value)
    assert said in line
    assert "\n" not in line
    assert ";" in line, "a remedy is told"
    return line


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(many_readings(200))
    return path


def test_the_migrations_make_the_schema(address):
    place = open_place(address, write=True)
    try:
        with place.readers.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, metadata)
    finally:
        place.close()
    # What the databases have of their own is no part of the shared schema.
    own = ("claims_fts", "tokens", "ix_claims_recent", "Column('about'")
    assert [one for one in found if not any(name in str(one) for name in own)] == []


def test_the_newest_revision_is_the_one_the_program_asks_for():
    scripts = ScriptDirectory(str(opening.__file__).replace("opening.py", "migrations"))
    assert scripts.get_current_head() == REVISION == KNOWN[-1]
    assert {script.revision for script in scripts.walk_revisions()} == set(KNOWN)


def test_a_ledger_of_a_newer_schema(address):
    place = open_place(address, write=True)
    with place.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    place.close()
    for write in (False, True):
        assert "install a newer konon" in refuse("is of a newer schema (9999)", address, write=write)


def test_another_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE shopping (milk TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    for write in (False, True):
        refuse("holds other tables and is no ledger", path, write=write)
    assert path.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("write", [False, True])
def test_files_that_are_no_ledger(tmp_path, write):
    note = tmp_path / "note.txt"
    note.write_text("Beli beras.\n" * 100)
    refuse("is no ledger", note, write=write)
    assert note.read_text().startswith("Beli beras.")
    refuse("is a folder", tmp_path, write=write)
    refuse("has no name", " ", write=write)
    refuse("is no ledger", "mysql://host/db", write=write)


def test_there_is_none(tmp_path):
    assert "konon add" in refuse("there is no such ledger", tmp_path / "none.db")
    refuse("its folder does not exist", tmp_path / "no" / "konon.db", write=True)
    empty = tmp_path / "empty.db"
    empty.touch()
    refuse("is empty", empty)
    with Ledger.open(empty, write=True) as ledger:
        assert ledger.counts()["articles"] == 0


@pytest.mark.parametrize("share", [0.0005, 0.3, 0.9])
def test_a_truncated_ledger(path, share):
    whole = path.read_bytes()
    path.write_bytes(whole[: max(20, int(len(whole) * share))])
    for write in (False, True):
        refuse("is cut off", path, write=write)


def test_a_ledger_that_another_program_makes_longer_is_not_cut_off(path, monkeypatch):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(opening.time, "sleep", lambda _: path.write_bytes(whole))
    with Ledger.open(path) as ledger:
        assert ledger.search("pasar", limit=1)


@pytest.mark.parametrize("beside", ["-wal", "-journal"])
def test_what_is_half_written_is_not_cut_off(path, beside):
    short = path.with_name("short.db")
    short.write_bytes(path.read_bytes()[:-16_384])
    short.with_name(f"short.db{beside}").touch()
    opening._measure(short, "short.db")


def test_a_locked_ledger_is_not_read_past_its_lock(path, monkeypatch):
    tried = []

    def connect(uri):
        tried.append(uri)
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    monkeypatch.setattr(opening, "_connect_sqlite", connect)
    refuse("held by another program", path)
    assert not [uri for uri in tried if "immutable" in uri]


def test_a_wal_beside_it_is_seen_from_another_folder(path, monkeypatch, tmp_path):
    def connect(uri):
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error if "immutable" not in uri else AssertionError("the WAL is passed over")

    path.with_name(f"{path.name}-wal").touch()
    monkeypatch.setattr(opening, "_connect_sqlite", connect)
    monkeypatch.chdir(path.parent)
    engine = opening._sqlite(path.name)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(OperationalError), engine.connect():
        pass


def test_a_damaged_ledger(path):
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xa5" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(LedgerError, match=r"is damaged|is no ledger"), Ledger.open(path) as ledger:
        ledger.search("pasar")


def test_a_file_that_may_only_be_read(path, monkeypatch):
    path.chmod(stat.S_IRUSR)
    with Ledger.open(path) as ledger:
        assert ledger.search("pasar", limit=1)
    monkeypatch.setattr(opening.os, "access", lambda *_: False)  # root may write everything
    refuse("may not be written", path, write=True)


def test_a_writer_that_holds_on_is_told_of(path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with Ledger.open(path, write=True) as ledger, pytest.raises(LedgerError, match="held by another program"):
            ledger.add(make_reading((nobody(), "kapal singgah")))
        with Ledger.open(path) as ledger:
            assert ledger.search("pasar", limit=1), "who only reads need not wait"
    finally:
        holder.close()


def test_a_server_that_is_not_there():
    pytest.importorskip("psycopg")
    line = refuse("no server answers there", "postgresql://me:secret@127.0.0.1:1/konon")
    assert "secret" not in line
    refuse("there is no such host", "postgresql://me@no-such-host.invalid/konon")


def test_a_database_that_is_not_there(server):
    if server is None:
        pytest.skip("no PostgreSQL")
    refuse("has no such database", f"{server.rpartition('/')[0]}/nothing_here", write=True)
