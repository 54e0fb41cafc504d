"""PostgreSQL goes away: a clear error in bounded time, nothing half written, nothing else on stderr."""

import logging
import socket
import threading
import time
import uuid
from contextlib import contextmanager, suppress

import pytest
from making import make_reading, person
from postgres import NONE

from konon.errors import LedgerError
from konon.ledger import Ledger, opening

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
LONGEST = 60  # seconds; it takes one or two


@pytest.fixture
def address(server):
    """A database that no other test uses, for its connections are lost."""
    if server is None:
        pytest.skip(NONE)
    name = f"konon_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def made(number):
    return make_reading((person("Ratna Dewi"), f"harga turun {number} persen"), id=f"lost-{number}-{time.monotonic()}")


def add_until_lost(ledger):
    """The error, and how long after the loss it came."""
    start = time.monotonic()
    for number in range(100_000):
        try:
            ledger.add(made(number))
        except LedgerError as error:
            return str(error), time.monotonic() - start
    raise AssertionError("it was never lost")


@contextmanager
def throwing_out(address):
    """All connections end, again and again: one that nobody uses just then is made anew without a word."""
    over = threading.Event()

    def work():
        with psycopg.connect(address.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            while not over.wait(0.1):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [address.rpartition("/")[2]],
                )

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def test_being_thrown_out_is_one_clear_line_each_time(address, capfd):
    for _ in range(4):
        with Ledger.open(address, write=True) as ledger:
            before = ledger.counts()
            with throwing_out(address):
                said, seconds = add_until_lost(ledger)
            assert "the server went away; run it again" in said
            assert seconds < LONGEST
            after = ledger.counts()  # a new connection
            assert after["articles"] - before["articles"] == after["claims"] - before["claims"]
            assert ledger.add(made("again")).claims == 1
    assert capfd.readouterr().err == ""


def test_drivers_log_nothing_of_their_own():
    assert logging.getLogger("psycopg").handlers
    assert logging.getLogger("sqlalchemy").handlers


@contextmanager
def proxy(address):
    """`(the address through it, stand_still)`: after that call it takes everything and gives nothing."""
    host, port = address.partition("@")[2].partition("/")[0].split(":")
    still = threading.Event()
    door = socket.create_server(("127.0.0.1", 0))
    open_ends = []

    def pass_on(source, target):
        try:
            while data := source.recv(65536):
                if not still.is_set():
                    target.sendall(data)
        except OSError:
            pass

    def serve():
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            far = socket.create_connection((host, int(port)))
            open_ends.extend([near, far])
            for ends in ((near, far), (far, near)):
                threading.Thread(target=pass_on, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield address.replace(f":{port}/", f":{door.getsockname()[1]}/"), still.set
    door.close()
    for end in open_ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def test_a_server_that_stands_still_is_given_up(address, monkeypatch):
    with proxy(address) as (through, stand_still):
        ledger = Ledger.open(through, write=True)
        ledger.add(made(0))
        monkeypatch.setattr("konon.ledger.server_waits.PATIENCE", 1.0)
        timer = threading.Timer(0.3, stand_still)
        timer.start()
        said, seconds = add_until_lost(ledger)
        assert "the server" in said
        assert seconds < LONGEST
        start = time.monotonic()
        with pytest.raises(LedgerError):
            ledger.counts()
        ledger.close()
        assert time.monotonic() - start < LONGEST


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(address, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 1.0)
    with psycopg.connect(address) as other, Ledger.open(address, write=True) as ledger:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [opening.LOCK])
        start = time.monotonic()
        with pytest.raises(LedgerError, match="is held by another program"):
            ledger.add(made(1))
        assert time.monotonic() - start < LONGEST
