"""Watching, edits and alerts by a ledger on PostgreSQL, as by a file."""

import sys
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from watching_help import outcomes

from konon.ledger import Ledger
from konon.watching.clocks import stamp
from konon.watching.edits import find_edits
from konon.watching.rounds import Rounds
from konon.watching.watch_options import WatchOptions

sys.path.insert(0, str(Path(__file__).parents[1] / "ledger"))

from postgres import NONE, running_server

QUIET = WatchOptions(meaning=False, trace=False)
SAID = '"Harga beras mungkin turun," kata Ratna Dewi, Kepala Dinas Pangan.'


@contextmanager
def own_database():
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'konon[postgres]'")
    with running_server() as server:
        if server is None:
            pytest.skip(NONE)
        name = f"konon_watch_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            yield f"{server.rpartition('/')[0]}/{name}"
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_page_is_watched_and_its_edit_told(site, clock):
    with own_database() as address, Ledger.open(address, write=True) as ledger, ledger.watches.alone():
        site.article("/berita/1001", SAID)
        ledger.watches.add(site.feed("/rss", "/berita/1001"), stamp(clock.now()))
        with Rounds(ledger, QUIET, clock=clock) as rounds:
            assert outcomes(rounds.run_once()) == ["listed", "new"]
            clock.turn(hours=1)
            site.article("/berita/1001", SAID.replace("mungkin ", ""), title="Kapal Tiba")
            assert outcomes(rounds.run_once()) == ["unchanged", "version"]
        (edit,) = find_edits(ledger)
        assert "hedge lost" in edit.labels
        assert edit.headline.after == "Kapal Tiba"
