"""`kill -9` at any moment: nothing is lost, and what is in the ledger is not asked for, read or recorded again."""

import json
import os
import signal
import subprocess
import sys
import time

from watching_help import shown

PAGES = 10
SAID = '"Harga beras turun 5 persen," kata Ratna Dewi, Kepala Dinas Pangan.'


def run(ledger, wait=True):
    command = [
        sys.executable,
        "-m",
        "konon.cli",
        "watch",
        "run",
        "--once",
        "--pause",
        "0",
        "--no-meaning",
        "--no-trace",
    ]
    env = {**os.environ, "KONON_LEDGER": ledger, "OMP_NUM_THREADS": "1"}
    started = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return started.communicate() if wait else started


def test_a_run_that_is_killed_again_and_again(site, ledger, watch, clock):
    paths = [f"/berita/10{number:02}" for number in range(PAGES)]
    for number, path in enumerate(paths):
        site.article(path, f'"Harga beras {number} turun," kata Ratna Dewi, Kepala Dinas Pangan.')
    watch(site.feed("/rss", *paths))
    name, kills = ledger.name, 0
    for asked in (1, 3, 6, 8):
        started = run(name, wait=False)
        while site.count() < asked and started.poll() is None:
            time.sleep(0.01)
        if started.poll() is None:
            kills += 1
            started.send_signal(signal.SIGKILL)
        started.communicate()
    out, errors = run(name)
    assert errors == ""
    assert kills
    assert [shown(ledger, site.url(path)) for path in paths] == [[1]] * PAGES, "each read, once"
    # What was asked for and not yet written when it was killed is asked for again, and nothing else is.
    had = [status for path, _, status in site.asked if path in paths]
    assert PAGES <= len(had) <= PAGES + kills * 4
    with ledger._place.reading() as connection:
        doubled = "SELECT count(*) FROM (SELECT article FROM visits GROUP BY article, at HAVING count(*) > 1) x"
        assert connection.exec_driver_sql(doubled).scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM readings").scalar() == PAGES
        assert connection.exec_driver_sql("SELECT min(looks), max(looks) FROM watched_pages").one() == (1, 1)
    assert "0 failed" in out


def test_a_hit_is_told_again_alike_where_its_teller_was_killed_and_then_no_more(site, ledger, tmp_path, capfd):
    """The receiver has it and kills the sender before that can note it."""
    page, got, senders = tmp_path / "page.html", [], []
    page.write_text(
        f"<article><h1>Kabar</h1><p>{SAID}</p><p>Warga menunggu di dermaga sejak pagi hari itu.</p></article>"
    )

    def receive(request):
        got.append((request.headers["Konon-Hit"], request.rfile.read(int(request.headers["Content-Length"]))))
        if senders:
            senders.pop().kill()
        request.send_response(204)
        request.end_headers()

    site.answers["/hook"] = receive
    env = {**os.environ, "KONON_LEDGER": ledger.name, "KONON_WEBHOOK_SECRET": "garam", "OMP_NUM_THREADS": "1"}
    konon = [sys.executable, "-m", "konon.cli"]
    for words in (["alert", "add", "beras"], ["add", str(page), "--quiet", "--no-meaning"]):
        subprocess.run([*konon, *words], env=env, check=True, stdout=subprocess.DEVNULL)
    tell = [*konon, "alert", "run", "--quiet", "--webhook", site.url("/hook")]
    with subprocess.Popen(tell, env=env) as process:
        senders.append(process)
    assert process.returncode == -signal.SIGKILL
    with ledger.alerts.alone():  # whoever was killed holds nothing, and two do not tell at once
        done = subprocess.run(tell, env=env, check=False, capture_output=True, text=True)
    assert (done.stderr.count("\n"), "another konon alert run" in done.stderr) == (1, True)
    for _ in range(2):
        subprocess.run(tell, env=env, check=True)
    assert len(got) == 2
    assert got[0] == got[1]
    assert json.loads(got[0][1])["id"] == got[0][0]


def test_two_do_not_watch_at_once(site, ledger, watch):
    site.article("/berita/1001", "Harga beras turun, kata Ratna Dewi.")
    watch(site.feed("/rss", "/berita/1001"))
    with ledger.watches.alone():
        _, errors = run(ledger.name)
    assert errors.count("\n") == 1
    assert "is watched by another konon watch run" in errors
    assert site.count() == 0
