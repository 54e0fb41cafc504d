"""Alerts are hit once by what is new, and told once to each who is to be told."""

import json
import re
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import ClassVar
from xml.etree import ElementTree

import feedparser
import pytest

from konon.cli import run
from konon.ledger import Ledger
from konon.ledger.alert_rows import Hit
from konon.watching.deliveries import sent_together, sign

RICE = '"Harga beras turun 5 persen," kata Ratna Dewi, Kepala Dinas Pangan.'
PORT = '"Pelabuhan akan ditutup pekan depan," kata Ratna Dewi, Kepala Dinas Pangan.'


@pytest.fixture
def add_page(tmp_path):
    """`add_page(name, lines)`: read into the ledger."""

    def add(name, *lines, title="Kabar pasar", address=None):
        told = "".join(f"<p>{line}</p>" for line in lines)
        page = tmp_path / f"{name}.html"
        page.write_text(f"<html><head><title>{title}</title></head><body><article>{told}</article></body></html>")
        assert run(["add", str(page), "--quiet", "--no-meaning"]) == 0

    return add


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "alerts.db"))


@pytest.fixture
def desk(clock, ledger, look, monkeypatch, request):
    """A ledger, what it watches and a clock, for the commands too."""
    site, watch = request.getfixturevalue("site"), request.getfixturevalue("watch")
    monkeypatch.setenv("KONON_LEDGER", ledger.name)
    monkeypatch.setattr("konon.cli.commands.alert.CLOCK", clock)
    return SimpleNamespace(site=site, clock=clock, ledger=ledger, watch=watch, look=look)


def alert(*words, code=0):
    assert run(["alert", *words]) == code


def told(capfd):
    return [line for line in capfd.readouterr().out.splitlines() if re.match(r"\d{4}-\d\d-\d\dT", line)]


def test_a_search_is_hit_by_what_is_new_and_once(add_page, capfd):
    add_page("one", RICE)
    alert("add", "harga beras", "--speaker", "Ratna Dewi")
    capfd.readouterr()
    alert("run")
    assert told(capfd) == [], "what was there before is no hit"
    add_page("two", RICE.replace("5 persen", "7 persen"), PORT)
    capfd.readouterr()
    alert("run")
    (line,) = told(capfd)
    assert "Harga beras turun 7 persen" in line
    alert("run")
    assert told(capfd) == []
    alert("list")
    assert "1 hit" in capfd.readouterr().out


def test_a_page_read_again_or_in_a_new_version_is_no_new_claim(desk, capfd):
    alert("add", "pelabuhan")
    desk.watch(desk.site.article("/berita/1001", PORT, RICE))
    desk.look()
    capfd.readouterr()
    alert("run")
    assert len(told(capfd)) == 1
    desk.clock.turn(hours=2)
    desk.site.article("/berita/1001", PORT, RICE.replace("5 persen", "9 persen"))
    desk.look()
    alert("run")
    assert told(capfd) == [], "the claim of the port stands as it stood"


def test_an_edit_of_a_page_and_a_hedge_lost_anywhere(desk, capfd):
    address = desk.site.article("/berita/1001", RICE.replace("turun", "mungkin turun"))
    desk.watch(address)
    desk.look()
    alert("add", "--edit", address)
    alert("add", "--hedge-lost", "all")
    alert("add", "--edit", "https://nowhere.example/1", code=2)
    desk.clock.turn(hours=2)
    desk.site.article("/berita/1001", RICE)
    desk.look()
    capfd.readouterr()
    alert("run")
    lines = told(capfd)
    assert len(lines) == 2
    assert all("hedge lost" in line for line in lines)
    desk.clock.turn(hours=1)
    alert("run")
    assert told(capfd) == []


def made_up(ledger, number, outlet, words, **more):
    from making import make_reading, person

    name = more.pop("speaker", person("Ratna Dewi"))
    own = " ".join(f"kata{number}{chr(97 + place)}" for place in range(26))  # so that it is no copy of another
    reading = make_reading(
        (name, words, more), id=f"https://{outlet}.example/{number}", outlet=outlet, published="2026-03-02",
        url=f"https://{outlet}.example/{number}", title=f"Kabar {number}", head=f"{own}.\n\n",
    )  # fmt: skip
    ledger.add(reading, trace=True)
    return ledger.search(limit=1, outlet=outlet)[0]


def test_a_statement_gains_a_source_and_is_denied(tmp_path, monkeypatch, capfd):
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "ledger"))
    said = "pasokan beras dari Lampung untuk Jakarta berkurang 40 persen sejak Januari"
    with Ledger.open(tmp_path / "alerts.db", write=True) as ledger:
        first = made_up(ledger, 1, "Kabar Laut", said, certainty="possible")
    alert("add", "--new-source", first.id)
    alert("add", "--denied", first.saying)
    alert("add", "--hedge-lost", first.id)
    alert("add", "--new-source", "all", code=2)
    with Ledger.open(tmp_path / "alerts.db", write=True) as ledger:
        made_up(ledger, 2, "Lintas Utara", said)
        made_up(ledger, 3, "Suara Pasar", said, polarity="negative")
        sources = ledger.trace(first.id).independent
        disputed = len(ledger.disputing(ledger.trace(first.id)))
    capfd.readouterr()
    alert("run")
    lines = told(capfd)
    assert sum("a new independent source" in line for line in lines) == sources - 1 > 0
    assert sum("hedge lost" in line for line in lines) == 1
    assert sum("somebody denies it" in line for line in lines) == min(disputed, 1)
    alert("run")
    assert told(capfd) == []


def test_feeds_hold_the_latest_and_are_read_by_a_reader(add_page, tmp_path, capfd):
    alert("add", "harga beras")
    add_page("one", RICE, title="Kabar <b>&amp; pasar</b>")
    alert(
        "run",
        "--atom",
        str(tmp_path / "a.xml"),
        "--json-feed",
        str(tmp_path / "f.json"),
        "--base",
        "https://x.example/",
    )
    found = feedparser.parse((tmp_path / "a.xml").read_bytes())
    assert not found.bozo
    (entry,) = found.entries
    assert "Harga beras turun 5 persen" in entry.title
    assert entry.link.startswith("https://x.example/claims/")
    feed = json.loads((tmp_path / "f.json").read_text())
    assert feed["items"][0]["url"] == entry.link
    alert("run", "--atom", str(tmp_path / "a.xml"), "--quiet")
    assert len(ElementTree.parse(tmp_path / "a.xml").findall("{*}entry")) == 1, "it stays in the feed"


def test_a_webhook_is_signed_and_made_up_where_it_failed(add_page, site, monkeypatch, capfd):
    got, status = [], [500]

    def answer(request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        got.append((request.headers, body))
        request.send_response(status[0])
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.answers["/hook"] = answer
    url = site.url("/hook")
    alert("add", "harga beras")
    add_page("one", RICE)
    alert("run", "--webhook", url, code=2)
    assert "needs a secret" in capfd.readouterr().err
    monkeypatch.setenv("KONON_WEBHOOK_SECRET", "garam")
    alert("run", "--webhook", url, code=1)
    assert "answered 500; it is tried again" in capfd.readouterr().err
    status[0] = 200
    for _ in range(2):
        alert("run", "--webhook", url)
    assert len(got) == 2
    headers, body = got[-1]
    assert headers["Konon-Signature"] == f"sha256={sign(b'garam', headers['Konon-Timestamp'], body)}"
    assert json.loads(body)["id"] == headers["Konon-Hit"] == json.loads(got[0][1])["id"]
    for wrong in ("http://192.0.2.7/hook", "ftp://desk.example/hook", "https:///"):
        assert run(["alert", "run", "--webhook", wrong]) != 0


class MailServer(socketserver.StreamRequestHandler):
    got: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                parts = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    parts.append(part)
                self.got.append(b"".join(parts))
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 well\r\n")
            if verb == b"QUIT":
                return


def test_mail_is_sent_once(add_page, capfd):
    MailServer.got.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        smtp = f"127.0.0.1:{server.server_address[1]}"
        alert("add", "harga")
        add_page("one", RICE, RICE.replace("beras", "gula"))
        for _ in range(2):
            alert("run", "--mail", "desk@example.org", "--smtp", smtp)
        server.shutdown()
    (mail,) = MailServer.got
    assert b"Subject: konon: " in mail
    assert b"and 1 more" in mail
    alert("run", "--mail", "desk@example.org\nBcc: x@example.org", code=2)
    alert("run", "--mail", "other@example.org", "--smtp", "127.0.0.1:1", code=1)
    assert "cannot be sent" in capfd.readouterr().err


def test_what_is_sent_again_is_alike_however_many_came_since():
    hits = [Hit(alert=1, id=f"h{number}", at=at, article=None, claim=None, why="found")
            for number, at in enumerate(["2026-03-02T06:00:00Z"] * 3 + ["2026-03-02T07:00:00Z"])]  # fmt: skip
    before, after = (list(sent_together(some, 100)) for some in (hits[:3], hits))
    assert after[0] == before[0] == hits[:3]
    assert [len(some) for some in sent_together(hits, 2)] == [2, 1, 1]


def test_nothing_of_an_erased_page_is_told(desk, capfd, tmp_path):
    alert("add", "harga")
    desk.watch(desk.site.article("/berita/1001", RICE))
    desk.look()
    alert("run", "--quiet")
    desk.ledger.erase(desk.site.url("/berita/1001"), by="Court", why="Order 12")
    alert("run", "--atom", str(tmp_path / "a.xml"))
    assert told(capfd) == []
    assert "entry" not in (tmp_path / "a.xml").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add"], "asks for one thing"),
        (["add", "x", "--edit", "all"], "asks for one thing"),
        (["add", "--country", "Atlantis"], "is no country"),
        (["add", "--denied", "0123456789abcdef"], "no claim has this id"),
        (["remove", "7"], "is no alert"),
    ],
)
def test_wrong_calls_are_one_line(add_page, capfd, words, said):
    add_page("one", RICE)
    capfd.readouterr()
    alert(*words, code=2)
    errors = capfd.readouterr().err
    assert said in errors
    assert errors.count("\n") == 1
