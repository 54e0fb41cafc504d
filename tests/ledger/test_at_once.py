"""Four writers and four readers at once, each a process of its own; clocks that go wrong; a ledger that is moved."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from making import make_reading, person

from konon.ledger import Ledger, visits
from konon.records import Page

WRITE = """
import sys
sys.path.insert(0, sys.argv[3])
from making import make_reading, person
from konon.ledger import Ledger
with Ledger.open(sys.argv[1], write=True) as ledger:
    for number in range(12):
        words = f"harga turun {sys.argv[2]} {number}"
        both = (person("Ratna Dewi"), words), (person("Budi"), words + " kata")
        ledger.add(make_reading(*both, id=f"{sys.argv[2]}-{number}"))
        ledger.add(make_reading((person("Ratna Dewi"), "pasokan pulih"), id=f"same-{number}"))
"""
READ = """
import sys
from konon.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    seen = 0
    for _ in range(25):
        found = ledger.search("harga", limit=None)
        assert len(found) >= seen and len(found) % 2 == 0, "half an article was seen"
        assert all(one.content in one.article.text for one in found)
        seen = len(found)
"""


def start(program, *args):
    folder = os.path.dirname(__file__)
    return subprocess.Popen([sys.executable, "-c", program, *args, folder], stderr=subprocess.PIPE, text=True)


def test_four_writers_and_four_readers_at_once(address):
    Ledger.open(address, write=True).close()
    running = [start(WRITE, address, str(number)) for number in range(4)]
    running += [start(READ, address) for _ in range(4)]
    for process in running:
        _, err = process.communicate(timeout=300)
        assert (process.returncode, err) == (0, "")
    with Ledger.open(address) as ledger:
        assert ledger.counts()["articles"] == 4 * 12 + 12
        assert len(ledger.search("harga", limit=None)) == 4 * 12 * 2
        assert len(ledger.search("pasokan", limit=None)) == 12  # added four times each, kept once
        assert {one.claims for one in ledger.facets().values["month"]} == {4 * 12 * 2 + 12}


def test_a_clock_in_the_past_or_future_hides_nothing(ledger, monkeypatch):
    """Pages of other versions, fetched by machines whose clocks are wrong."""
    first, second = (make_reading((person("Ratna Dewi"), f"harga turun {n}"), head=f"{n}. ") for n in range(2))
    later = (datetime.now(UTC) + timedelta(days=3650)).isoformat()
    ledger.add(first, Page(body=b"0", form="dump", fetched=later))
    monkeypatch.setattr("konon.ledger.adding.now", lambda: "1999-01-01T00:00:00Z")
    ledger.add(second, Page(body=b"1", form="dump", fetched="1970-01-01T00:00:00"))
    monkeypatch.undo()
    assert len(ledger.search("harga", limit=None)) == 1
    ledger.add(second, Page(body=b"2", form="dump", fetched=visits.now()))
    assert [one.version for one in ledger.search("harga")] == [2]


def test_a_file_that_is_moved_while_it_is_open_loses_nothing(tmp_path):
    old, new = tmp_path / "a.db", tmp_path / "sub" / "b.db"
    new.parent.mkdir()
    ledger = Ledger.open(old, write=True)
    ledger.add(make_reading((person("Ratna Dewi"), "harga turun"), id="before"))
    for end in ("", "-wal", "-shm"):
        if (tmp_path / f"a.db{end}").exists():
            os.rename(tmp_path / f"a.db{end}", f"{new}{end}")
    ledger.close()
    with Ledger.open(new) as moved:
        assert [one.article.id for one in moved.search("harga")] == ["before"]
