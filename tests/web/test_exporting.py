"""A file taken home by a client that reads slowly: the ledger is held for nobody meanwhile."""

import uuid
from itertools import islice

import pytest
from making import many_readings
from postgres import NONE, running_server
from sqlalchemy import text

from konon.ledger import Ledger
from konon.ledger.correction_rows import Fix
from konon.views.export_formats import EXPORTS
from konon.web.exporting import open_export
from konon.web.web_page import Given

ARTICLES = 400  # of three claims each: more than are read at once


def fill(address):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many_readings(ARTICLES))
        for number in (1, 2, 3):
            claim = ledger.article(f"art-{number}").findings[0]
            ledger.correct(claim.saying, Fix(certainty="possible"), by="Sari")


@pytest.fixture(scope="module")
def file_address(tmp_path_factory):
    path = tmp_path_factory.mktemp("ekspor") / "berita.db"
    fill(path)
    return str(path)


@pytest.fixture(scope="module")
def server_address():
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'konon[postgres]'")
    with running_server() as server:
        if server is None:
            pytest.skip(NONE)
        name = f"konon_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        address = f"{server.rpartition('/')[0]}/{name}"
        fill(address)
        yield address
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def ask(**pairs):
    return Given(pairs=tuple(pairs.items()))


EVERY = [*({"format": one.value} for one in EXPORTS), {"corrections": "1"}, {"format": "jsonl", "q": "pasar"}]


@pytest.mark.parametrize("asked", EVERY, ids=lambda one: "-".join(one.values()))
def test_nothing_is_held_between_two_pieces_of_a_file(file_address, asked):
    with Ledger.open(file_address) as ledger:
        chunks, _, _ = open_export(ledger, ask(**asked))
        held = [ledger._place.readers.pool.checkedout() for _ in chunks]
    assert len(held) > 1 or asked.get("format") == "parquet"
    assert set(held) == {0}


def test_a_slow_client_does_not_keep_a_log_of_sqlite_from_being_taken_in(file_address):
    with Ledger.open(file_address) as ledger, Ledger.open(file_address, write=True) as writer:
        chunks, _, _ = open_export(ledger, ask(format="jsonl"))
        begun = list(islice(chunks, 10))
        writer.add_all(many_readings(3, start=5000))
        with writer._place.alone() as connection:
            busy, left, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        assert (busy, left) == (0, 0)
        rest = list(chunks)
    assert begun
    assert rest


def test_a_slow_client_leaves_no_transaction_open_on_a_server(server_address):
    with Ledger.open(server_address) as ledger, Ledger.open(server_address, write=True) as writer:
        for asked in ({"format": "csv"}, {"corrections": "1"}):
            chunks, _, _ = open_export(ledger, ask(**asked))
            begun = list(islice(chunks, 1))
            open_ones = text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND (xact_start IS NOT NULL OR backend_xmin IS NOT NULL)"
                " AND application_name = 'konon'"
            )
            with writer._place.reading() as connection:
                assert connection.execute(open_ones).scalar() == 0
            writer.add_all(many_readings(2, start=7000))
            assert begun + list(chunks)
