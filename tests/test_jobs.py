"""Several processes read what one reads, and a ledger gets the same from them, however it is interrupted."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from konon.contract import encode, reading_row
from konon.ledger import Ledger
from konon.ledger.adding import Added
from konon.pipeline import Additions, Readings
from konon.records import Failure, Reading

NAMES = ("Ratna Dewi", "Ana Lowe", "Budi Santosa", "Clara Okoye", "Made Wirawan")
SAID = (
    "“Harga beras sudah turun {n} persen,” kata {name}, Kepala Dinas Pangan, kepada Kabar Laut, Senin.",
    "Mayor {name} said on Monday that {n} bridges would not open before March.",
    "Menurut {name}, {n} kapal mungkin menunggu di pelabuhan.",
)


def make_lines(number):
    rows = [
        {"id": f"a{n}", "text": SAID[n % 3].format(n=n + 2, name=NAMES[n % 5]), "published": f"2025-03-{n % 27 + 1:02}"}
        for n in range(number)
    ]
    return "\n".join(json.dumps(row) for row in rows)


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(make_lines(12) + "\nnot json\n" + make_lines(3))  # the last three come twice
    return str(path)


def rows_of(found):
    return [encode(reading_row(one)) if isinstance(one, Reading) else one for one in found]


def test_two_processes_give_byte_for_byte_what_one_gives(articles):
    one = rows_of(Readings([articles]))
    assert rows_of(Readings([articles], jobs=2)) == one
    assert rows_of(Readings([articles], jobs=None)) == one
    assert sum(isinstance(row, bytes) for row in one) == 12


def test_by_default_few_pages_start_no_process(monkeypatch):
    monkeypatch.setattr("konon.workforce.Workforce._start", lambda _: pytest.fail("a process was started"))
    readings = Readings(["-"], stdin=io.BytesIO(make_lines(3).encode()), jobs=None)
    assert len(list(readings)) == 3


def dump(path):
    with sqlite3.connect(path) as file:
        tables = ("articles", "claims", "attributions", "sayings", "aliases", "speakers", "vectors", "links", "visits")
        counts = {name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        rows = [file.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in ("claims", "vectors")]
    file.close()
    return counts, rows


def add(articles, path, **more):
    with Ledger.open(path, write=True) as ledger:
        return list(Additions([articles], ledger, meaning=True, trace=True, **more))


def test_a_ledger_gets_the_same_from_two_processes(articles, tmp_path):
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    assert add(articles, one) == add(articles, two, jobs=2)
    assert dump(one) == dump(two)


def test_what_is_known_is_not_read_again(articles, tmp_path, monkeypatch):
    path = tmp_path / "news.db"
    add(articles, path)
    monkeypatch.setattr("konon.workforce.Workforce._start", lambda _: pytest.fail("a process was started"))
    again = add(articles, path, jobs=2)
    assert sum(one.known for one in again if isinstance(one, Added)) == 12
    assert all(isinstance(one, Failure) or one.known for one in again)


SLOW = """
import sys
sys.path.insert(0, {folder!r})
from konon import pipeline
def make():
    tagger = pipeline.load_tagger()
    def read(page):
        if b"lambat" in page.body:
            pipeline.extract_article = lambda _: exec("while True: pass")
            pipeline.time_for = lambda _: 0.3
        elif b"mati" in page.body:
            import os; os.kill(os.getpid(), 9)
        return pipeline.read_page(page, tagger)
    return read
"""


def test_a_slow_page_and_a_deadly_one_are_failures_of_their_own(tmp_path, monkeypatch):
    (tmp_path / "slow_pages.py").write_text(SLOW.format(folder=str(tmp_path)))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("konon.pipeline.READER", "slow_pages:make")
    said = "Menteri Ratna Dewi mengatakan harga beras turun."
    rows = [{"id": name, "text": f"{said} {name}"} for name in ("satu", "mati", "tiga", "lambat")]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("\n".join(map(json.dumps, rows)))
    found = list(Readings([str(pages)], jobs=2))
    assert [isinstance(one, Reading) for one in found] == [True, False, True, False]
    assert "killed by signal 9" in found[1].why
    assert found[1].name in found[1].why
    assert "takes more than 0 s" in found[3].why


# As a command


def run(*args, **more):
    return subprocess.run(
        [sys.executable, "-m", "konon.cli", *args], capture_output=True, text=True, check=False, timeout=300, **more
    )


def test_a_program_without_a_guard_may_read_with_several(articles, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(f"from konon.pipeline import Readings\nprint(len(list(Readings([{articles!r}], jobs=2))))")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=300)
    assert (done.stdout, done.stderr) == ("16\n", "")


def test_a_signal_ends_all_at_once_and_the_same_command_goes_on(tmp_path):
    path, articles = tmp_path / "news.db", tmp_path / "many.jsonl"
    articles.write_text(make_lines(88) + make_long_lines(12))
    adding = ["add", str(articles), "-l", str(path), "--jobs", "2", "--no-meaning", "--no-trace"]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as of tests that a shell runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    done = 0
    for ending, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        command = [sys.executable, "-m", "konon.cli", *adding]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0) as process:
            wait_for_articles(path, more_than=done + 4)
            os.killpg(process.pid, ending)  # as a terminal or a service manager does, to all of them
            began = time.monotonic()
            assert process.wait(60) == code
            told = process.stderr.read().decode()
        assert time.monotonic() - began < 30
        stopped = re.fullmatch(r"konon: stopped after (\d+) of 100 inputs; the same command goes on from there\n", told)
        assert stopped, told
        assert done < int(stopped[1]) < 100
        done = int(stopped[1])
    assert run("check-ledger", "-l", str(path)).returncode == 0
    row = json.loads(run(*adding, "--format", "json").stdout)
    assert row["articles"] + row["known"] == 100
    assert row["known"] >= done


def make_long_lines(count):
    """Articles that take a worker seconds each, so that no machine is done before it is told to stop."""
    said = 'Menteri Ratna Dewi mengatakan harga beras turun {} persen di pasar {}. "Panen baik," katanya di desa {}.'
    texts = ("\n\n".join(said.format(k % 90, k, n) for k in range(120)) for n in range(count))
    return "\n" + "\n".join(json.dumps({"id": f"long-{n}", "text": text}) for n, text in enumerate(texts)) + "\n"


def wait_for_articles(path, more_than):
    for _ in range(1200):
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
                found = file.execute("SELECT count(*) FROM articles").fetchone()[0]
            file.close()
            if found > more_than:
                return
        except sqlite3.Error:
            pass
        time.sleep(0.05)
    pytest.fail("nothing was added")


def test_help_says_what_a_worker_costs():
    assert "MB of memory" in " ".join(run("read", "--help").stdout.split())
