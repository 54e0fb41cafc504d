"""What people add in the browser: text, files and addresses; read by workers, told as it goes, and after a restart."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import konon
from konon.errors import FetchError, LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.adding import Added
from konon.records import Failure
from konon.web import add_queue, sent_forms
from konon.web.add_pages import QUEUE, read_addresses
from konon.web.add_queue import AddJob, AddQueue, GivenPage, given_file, given_text, queue_folder
from konon.web.queue_lock import CAN_LOCK
from konon.web.signing import Signer, read_session
from konon.web.web_form import SentFile

KEY = b"k" * 32
TEXT = (
    "Harga beras di pasar induk turun pekan ini.\n\n"
    "“Stok di gudang cukup sampai akhir tahun,” kata Wulan Sari, kepala dinas perdagangan kota itu, Senin.\n\n"
    "Menurut para pedagang, pasokan dari desa sekitar mulai lancar sejak jalan diperbaiki bulan lalu.\n"
)
PAGE = "<html><head><title>Beras</title></head><body><article><h1>Harga beras turun</h1>{}</article></body></html>"


class Reader:
    """Stands in for the workers: one article a page, unless its text says otherwise."""

    def __init__(self):
        self.seen, self.warmed, self.closed = [], 0, 0

    def add(self, pages):
        for page in pages:
            self.seen.append(page)
            if isinstance(page, Exception):
                yield None, Failure(name=page.name, why=str(page))
            elif b"terhapus" in page.body:
                yield None, Failure(name=page.name, why="was erased on 2026-11-29 by Sari: Perintah 12", erased=True)
            elif b"jatuh" in page.body:
                raise RuntimeError("a worker fell")
            else:
                yield "first", Added(articles=1, claims=2)

    def warm(self):
        self.warmed += 1

    def close(self):
        self.closed += 1


@pytest.fixture
def reader(monkeypatch):
    made = Reader()
    monkeypatch.setattr("konon.web.add_queue.StandingAdditions", lambda *_, **__: made)
    return made


@pytest.fixture
def queue(written, reader):
    made = AddQueue(written, queue_folder(written))
    yield made
    made.close()


@pytest.fixture
def add(browse, written, queue):
    """`add(files=..., **fields)`: the job's address; `add.client` looks at pages."""
    client = browse(written, key=KEY, services={QUEUE: queue})
    client.get("/add")
    token = read_session(Signer(KEY), client.cookies["konon_session"]).token

    def post(files=(), **fields):
        parts = [("files", (name, io.BytesIO(body))) for name, body in files] or [("files", ("", b""))]
        return client.post("/add", data={"token": token} | fields, files=parts)

    post.client, post.token = client, token
    return post


def wait_for(client, answer):
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"].partition("?")[0]
    for _ in range(600):
        row = client.get(f"{address}.json").json()
        if row["state"] == "done":
            return row
        time.sleep(0.05)
    raise AssertionError(row)


def test_a_text_is_pasted_and_leads_to_its_article(add, reader):
    answer = add(text=TEXT, title="Beras", outlet="Kabar Kota", published="1 November 2025")
    row = wait_for(add.client, answer)
    assert (row["claims"], row["articles"], row["failures"]) == (2, ["first"], [])
    (page,) = reader.seen
    assert (page.title, page.outlet, page.published, page.path) == ("Beras", "Kabar Kota", "2025-11-01", None)
    assert page.body.decode() == TEXT
    assert 'data-go="/articles/first"' in add.client.get(answer.headers["location"]).text
    assert 'content="0;url=/articles/first"' in add.client.get(answer.headers["location"]).text


@pytest.mark.parametrize("around", [("", ""), ("\n\n", ""), ("", " \n\n")])
def test_a_text_that_is_held_from_a_file_is_the_same_article_when_pasted(browse, tmp_path, around):
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        queue = AddQueue(ledger, queue_folder(ledger))
        client = browse(ledger, key=KEY, services={QUEUE: queue})
        client.get("/add")
        token = read_session(Signer(KEY), client.cookies["konon_session"]).token
        files = [("files", ("a.txt", TEXT.encode()))]
        for sent in ({"files": files}, {}):
            text = "" if sent else TEXT.join(around).replace("\n", "\r\n")
            row = wait_for(client, client.post("/add", data={"token": token, "text": text}, **sent))
            assert row["failures"] == []
        queue.close()
        assert ledger.counts()["articles"] == 1


def test_files_are_read_one_by_one_and_failures_told(add, reader, queue, written):
    body = PAGE.format("<p>Harga beras turun, kata Wulan.</p>").encode()
    files = [("../../etc/a.html", body), ("kosong.html", b""), ("gambar.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)]
    row = wait_for(add.client, add(files=files))
    assert row["done"] == 3
    assert [one["name"] for one in row["failures"]] == ["kosong.html", "gambar.png"]
    assert reader.seen[0].path == "a.html"
    assert str(queue_folder(written)) not in str(row)
    page = add.client.get(f"/add/{row['id']}").text
    assert "2 could not be read" in page
    assert "kosong.html: is empty" in page
    assert [path.name for path in (queue_folder(written) / row["id"]).iterdir()] == ["job.json"]


def test_a_bomb_is_a_failure_not_a_full_memory(add):
    bomb = gzip.compress(b"\0" * 50_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pages.warc.gz", gzip.compress(gzip.compress(b"WARC/1.0\r\n" + b"\0" * 50_000_000)))
    row = wait_for(add.client, add(files=[("bom.html.gz", bomb), ("bom.zip", packed.getvalue())]))
    assert row["failed"] >= 1
    assert row["articles"] in ([], ["first"])


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/x",
        "http://10.0.0.1/",
        "http://localhost/x",
    ],
)
def test_an_address_of_this_network_is_not_fetched(add, address):
    row = wait_for(add.client, add(addresses=address))
    assert row["articles"] == []
    assert row["failed"] == 1


@pytest.fixture
def asked_inside():
    """A server of this machine, which others cannot reach: its port, and what it was asked."""
    asked = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = b"" if self.path == "/robots.txt" else PAGE.format("<p>rahasia</p>").encode()
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Inside) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_of_this_network_is_not_even_asked(add, asked_inside, host):
    port, asked = asked_inside
    row = wait_for(add.client, add(addresses=f"http://{host}:{port}/rahasia"))
    assert asked == []
    assert row["articles"] == []
    (failure,) = row["failures"]
    assert "private address" in failure["why"]
    assert "type that address yourself" not in failure["why"]


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "file:///etc/passwd", "-", "~/.ssh", "ftp://example.org/x", "http://"]
)
def test_what_is_no_address_is_refused_at_once(add, queue, address):
    answer = add(addresses=address)
    assert answer.status_code == 400, address
    assert queue.all() == []


def test_addresses_are_taken_as_people_type_them():
    assert [one.place for one in read_addresses("www.kabar.example/1\n kabar.example/2  https://kabar.example/2")] == [
        "https://www.kabar.example/1",
        "https://kabar.example/2",
    ]
    with pytest.raises(UsageError, match="at most"):
        read_addresses("https://kabar.example/a " + " ".join(f"https://kabar.example/{n}" for n in range(300)))
    with pytest.raises((UsageError, FetchError)):
        read_addresses("gopher://kabar.example/1")


def test_nothing_given_is_said(add):
    answer = add(text="  ", addresses=" ")
    assert answer.status_code == 400
    assert "nothing is given" in answer.text.casefold()
    assert add(text=TEXT, published="kapan-kapan").status_code == 400
    assert add(text=TEXT, url="javascript:alert(1)").status_code == 400


def test_too_much_is_one_clear_page(add, queue, monkeypatch):
    monkeypatch.setattr(sent_forms, "MOST_UPLOAD", 10_000)
    answer = add(files=[("besar.html", b"x" * 50_000)])
    assert answer.status_code == 413
    assert "more than can be taken at once" in answer.text
    monkeypatch.setattr(sent_forms, "MOST_TEXT", 1000)
    assert add(text="x" * 5000).status_code == 413
    assert queue.all() == []


def test_a_form_with_files_needs_the_token_too(add, queue):
    answer = add.client.post("/add", data={"text": TEXT, "token": "x"}, files=[("files", ("a.html", b"x"))])
    assert answer.status_code == 403
    broken = add.client.post("/add", content=b"nonsense", headers={"content-type": "multipart/form-data; boundary=x"})
    assert broken.status_code in {400, 403}
    assert queue.all() == []


def test_what_a_stopped_server_left_is_read_by_the_next(written, reader, monkeypatch):
    folder = queue_folder(written)
    monkeypatch.setattr(AddQueue, "_run", lambda self: None)  # a server that stops before it has read anything
    stopped = AddQueue(written, folder)
    place = folder.parent / "halaman.txt"
    place.write_text(TEXT)
    job = stopped.add([given_text(TEXT, {"title": "Beras"})], {"0.txt": place}, "Sari")
    stopped.close()
    monkeypatch.undo()
    monkeypatch.setattr("konon.web.add_queue.StandingAdditions", lambda *_, **__: reader)
    (folder / "rusak").mkdir()
    (folder / "rusak" / "job.json").write_text("{")
    again = AddQueue(written, folder)
    for _ in range(200):
        if again.find(job.id).state == "done":
            break
        time.sleep(0.02)
    found = again.find(job.id)
    again.close()
    assert (found.state, found.by, found.claims) == ("done", "Sari", 2)
    assert reader.seen[0].body.decode() == TEXT


def test_a_second_server_leaves_the_jobs_of_the_first_alone(written, reader, monkeypatch):
    folder = queue_folder(written)
    place = folder.parent / "halaman.txt"
    place.write_text(TEXT)
    with monkeypatch.context() as busy:
        busy.setattr(AddQueue, "_run", lambda self: None)
        first = AddQueue(written, folder)
        job = first.add([given_text(TEXT, {})], {"0.txt": place}, "Sari")
    second = AddQueue(written, folder)
    place.write_text(TEXT)
    own = second.add([given_text(TEXT, {})], {"0.txt": place}, "Budi")
    for _ in range(200):
        if second.find(own.id).state == "done":
            break
        time.sleep(0.02)
    assert (second.find(own.id).state, second.find(job.id).state, len(reader.seen)) == ("done", "waiting", 1)
    assert (folder / job.id / "0.txt").exists()
    second.close()
    first.close()
    third = AddQueue(written, folder)
    assert third.find(job.id).by == "Sari"
    third.close()


SERVER = """
import sys, time
from pathlib import Path
from konon.ledger import Ledger
from konon.web import add_queue
add_queue.AddQueue._read = lambda self, job: (print("reads", flush=True), time.sleep(600))
with Ledger.open(sys.argv[1], write=True) as ledger:
    queue = add_queue.AddQueue(ledger, add_queue.queue_folder(ledger))
    for number in range(2):
        place = Path(sys.argv[1]).parent / f"given{number}.txt"
        place.write_text("teks")
        queue.add([add_queue.given_text("teks", {"title": str(number)})], {"0.txt": place}, "Budi")
    time.sleep(600)
"""


@pytest.fixture
def killed(written):
    """A server of the same ledger that was killed while it read one job and had another one waiting."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, written.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def wait_until(told, tries=1500):
    for _ in range(tries):
        if told():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(not CAN_LOCK, reason="locks of files are POSIX's")
def test_what_a_killed_server_left_is_read_once_by_one_that_runs(written, reader, killed, monkeypatch):
    monkeypatch.setattr(add_queue, "LOOKS", 0.05)
    folder = queue_folder(written)
    assert killed.stdout.readline() == "reads\n"
    runs = [AddQueue(written, folder), AddQueue(written, folder)]
    assert wait_until(lambda: len(runs[0].all()) == 2)  # seen, and not taken while its server lives
    time.sleep(0.3)
    assert [one.state for one in runs[0].all()].count("done") == 0
    assert reader.seen == []
    killed.send_signal(signal.SIGKILL)
    assert wait_until(lambda: [one.state for one in runs[0].all()] == ["done", "done"])
    time.sleep(0.3)
    assert sorted(page.title for page in reader.seen) == ["0", "1"]  # neither lost nor doubled
    assert [one.state for one in runs[1].all()] == ["done", "done"]
    assert wait_until(lambda: {path.name for path in folder.rglob("*") if path.is_file()} == {"job.json"})
    for one in runs:
        one.close()


def test_what_was_sent_by_half_is_nobodys_and_goes(written, reader, monkeypatch):
    folder = queue_folder(written)
    for name in (".old", ".new"):
        (folder / name).mkdir(parents=True)
        (folder / name / "0.txt").write_text("separuh")
    os.utime(folder / ".old", (1, 1))
    queue = AddQueue(written, folder)
    assert queue.all() == []
    assert queue.find(".new") is None
    queue.close()
    assert [one.name for one in folder.iterdir()] == [".new"]


def test_the_files_of_a_job_whose_server_was_killed_at_its_end_go(written, reader, monkeypatch):
    folder = queue_folder(written)
    place = folder.parent / "halaman.txt"
    place.write_text(TEXT)
    with monkeypatch.context() as cut:
        cut.setattr(AddQueue, "_clear", lambda self, id: None)
        queue = AddQueue(written, folder)
        job = queue.add([given_text(TEXT, {})], {"0.txt": place}, "Sari")
        assert wait_until(lambda: queue.find(job.id).state == "done")
        queue.close()
    assert (folder / job.id / "0.txt").exists()
    AddQueue(written, folder).close()
    assert not (folder / job.id / "0.txt").exists()
    assert len(reader.seen) == 1


def test_one_that_falls_ends_its_job_alone(add, reader):
    row = wait_for(add.client, add(text="jatuh " + TEXT))
    assert row["failures"] == [{"name": "konon", "why": "a worker fell"}]
    assert reader.closed == 1
    assert wait_for(add.client, add(text=TEXT))["articles"] == ["first"]


def test_progress_is_told_as_events_and_ends_with_where_to_go(add):
    answer = add(text=TEXT)
    row = wait_for(add.client, answer)
    told = add.client.get(f"/add/{row['id']}/progress")
    assert told.headers["content-type"].startswith("text/event-stream")
    assert told.text == "event: end\ndata: /articles/first\n\n"
    assert add.client.get("/add/nix/progress").status_code == 404
    assert add.client.get("/add/nix").status_code == 404


def test_a_worker_is_ready_before_the_form_is_sent(add, reader):
    for _ in range(100):
        if reader.warmed:
            return
        time.sleep(0.02)
    raise AssertionError


def test_a_job_goes_with_the_article_that_was_erased(add, written):
    row = wait_for(add.client, add(text=TEXT))
    assert [one["id"] for one in add.client.get(f"/add/{row['id']}.json").json()["added"]] == ["first"]
    written.erase("first", by="Sari", why="Perintah 12")
    assert add.client.get(f"/add/{row['id']}.json").status_code == 404, "what was noted of it went with it"
    assert add.client.get(f"/add/{row['id']}").status_code == 404
    assert add.client.get("/add").status_code == 200


def test_a_job_that_waited_keeps_nothing_of_what_was_erased_meanwhile(add, written):
    secret = "Rahasia keluarga"
    given = {"text": f"{secret} yang terhapus", "title": secret, "url": "https://kabar.example/rahasia"}
    row = wait_for(add.client, add(files=[("rahasia.html", PAGE.format(TEXT).encode())], **given))
    assert [one["why"] for one in row["failures"]] == ["was erased on 2026-11-29 by Sari: Perintah 12"]
    assert (row["given"], row["articles"], row["failed"]) == (["-"], ["first"], 1)
    for place in ("/add", f"/add/{row['id']}"):
        assert "rahasia" not in add.client.get(place).text.lower()
    for path in queue_folder(written).rglob("*"):
        assert path.is_dir() or b"rahasia" not in path.read_bytes().lower()


def test_a_job_whose_article_is_erased_while_it_is_read_goes(add, written, reader, monkeypatch):
    def erase_meanwhile(pages):
        for _ in pages:
            yield "first", Added(articles=1, claims=2)
            written.erase("first", by="Sari", why="Perintah 12")  # the note says "reading"

    monkeypatch.setattr(reader, "add", erase_meanwhile)
    address = add(text=TEXT).headers["location"].partition("?")[0]
    for _ in range(200):
        if add.client.get(f"{address}.json").status_code == 404:
            break
        time.sleep(0.05)
    assert add.client.get(f"{address}.json").status_code == 404
    assert not list(queue_folder(written).glob("*/*"))


def test_a_ledger_that_is_gone_for_a_while_ends_a_job_and_not_those_behind_it(add, written, reader, monkeypatch):
    def gone(*_):
        raise LedgerError("the server went away", name="berita")

    with monkeypatch.context() as patched:
        patched.setattr(reader, "add", gone)
        patched.setattr(type(written), "erasures", gone)
        row = wait_for(add.client, add(text=TEXT))
    assert [one["why"] for one in row["failures"]] == ["berita: the server went away"]
    assert wait_for(add.client, add(text=TEXT))["articles"] == ["first"]


def test_hostile_names_are_text(add):
    evil = "<script>alert(1)</script>\"'><svg onload=alert(3)>"
    row = wait_for(add.client, add(files=[(f"{evil}.html", b"")], text=f"{evil} {TEXT}", title=evil))
    for page in ("/add", f"/add/{row['id']}"):
        text = add.client.get(page).text
        assert "<script>alert" not in text
        assert "<svg onload" not in text


def test_a_file_keeps_its_endings_and_no_path(tmp_path):
    for name, place in (
        ("a.jsonl.gz", "3.jsonl.gz"),
        ("..\\..\\x.HTML", "3.html"),
        ("/etc/passwd", "3"),
        ("\n", "3"),
        ("a.b/ c", "3"),
    ):
        made = given_file(3, SentFile(name=name, place=tmp_path))
        assert made.place == place
        assert "/" not in made.name
        assert "\\" not in made.name


def test_no_more_waits_than_can_be_kept(add, queue, monkeypatch):
    monkeypatch.setattr("konon.web.add_queue.MOST_WAITING", 0)
    answer = add(text=TEXT)
    assert answer.status_code == 400
    assert "too much waits" in answer.text.casefold()


def test_what_cannot_be_kept_is_told_and_waits_for_nobody(add, queue, written, monkeypatch):
    def refuse(self, *_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", refuse)
        answer = add(files=[("a.html", PAGE.encode())])
    assert answer.status_code == 400
    assert "No space left" in answer.text
    assert queue.all() == []
    assert [one for one in queue_folder(written).iterdir() if one.is_dir()] == []
    assert wait_for(add.client, add(text=TEXT))["articles"] == ["first"]


def test_a_disk_that_is_full_at_the_end_of_a_job_does_not_end_the_queue(add, monkeypatch):
    replaced = os.replace

    def refuse(given, place):
        if json.loads(Path(given).read_text("utf-8"))["state"] != "waiting":
            raise OSError(28, "No space left on device")
        replaced(given, place)

    with monkeypatch.context() as full:
        full.setattr("konon.web.add_queue.os.replace", refuse)
        row = wait_for(add.client, add(text=TEXT))
    assert row["failures"] == [{"name": "konon", "why": "[Errno 28] No space left on device"}]
    assert wait_for(add.client, add(text=TEXT))["articles"] == ["first"]


def test_time_left_follows_the_rate():
    job = AddJob(
        id="x", at="", by="", given=(GivenPage(name="a", place="b"),), state="reading", total=10, done=4, seconds=2
    )
    assert (job.rate, job.left) == (2.0, 3.0)


def test_a_ledger_that_is_only_read_has_no_form(browse, path):
    with Ledger.open(path) as ledger:
        page = browse(ledger).get("/add")
        assert page.status_code == 200
        assert "<textarea" not in page.text
        assert "read only" in page.text


def test_pasted_and_chosen_pages_are_really_read(browse, tmp_path):
    with Ledger.open(tmp_path / "neu.db", write=True) as ledger:
        queue = AddQueue(ledger, queue_folder(ledger))
        client = browse(ledger, key=KEY, services={QUEUE: queue})
        client.get("/add")
        token = read_session(Signer(KEY), client.cookies["konon_session"]).token
        body = PAGE.format("".join(f"<p>{line}</p>" for line in TEXT.splitlines() if line)).encode()
        row = wait_for(
            client, client.post("/add", data={"token": token, "text": TEXT}, files=[("files", ("a.html", body))])
        )
        queue.close()
        assert row["failures"] == []
        assert len(row["articles"]) == 2
        assert row["claims"] >= 1
        assert {one.speaker.name for one in ledger.search() if one.speaker} >= {"Wulan Sari"}


SECRET = "https://kabar.example/rahasia-keluarga-7"


def job_named(id, *given, articles=(), failures=(), state="done"):
    at = f"2026-11-2{len(id)}"
    return AddJob(id=id, at=at, by="Ani", given=given, state=state, articles=articles, failures=failures)


TELLING = {
    "its id, and a title": job_named("a", GivenPage(name="Rahasia keluarga", place="0.txt"), articles=("secret",)),
    "its address": job_named("ab", GivenPage(name=SECRET, place=SECRET)),
    "its address with what a link added": job_named(
        "abc", GivenPage(name=f"{SECRET}?utm_source=x&fbclid=1#isi", place=f"{SECRET}?utm_source=x&fbclid=1#isi")
    ),
    "a page told to be of this address": job_named(
        "abcd", GivenPage(name="a.html", place="1.html", url=f"{SECRET}?utm_medium=y")
    ),
    "an address that failed": job_named(
        "abcde", GivenPage(name="daftar.txt", place="1.txt"), failures=((f"{SECRET}?utm_campaign=z", "not found"),)
    ),
}


@pytest.fixture
def noted(tmp_path):
    """A ledger with the article, and notes of jobs beside it."""
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        told = replace(konon.read_text("Budi mengatakan ia pergi.", url=SECRET).article, id="secret")
        ledger.add(replace(konon.read_text("Budi mengatakan ia pergi."), article=told))
        ledger.add(konon.read_text("Sari mengatakan harga turun.", url="https://kabar.example/lain"))
        other = job_named("other1", GivenPage(name="Lain", place="0.txt"), articles=("lain",))
        waits = job_named("waits12", GivenPage(name="https://kabar.example/b", place="x"), state="waiting")
        for job in (*TELLING.values(), other, waits):
            place = queue_folder(ledger) / job.id
            place.mkdir(parents=True)
            (place / "job.json").write_text(json.dumps(asdict(job)), "utf-8")
        (queue_folder(ledger) / "half" / "job.json").parent.mkdir()
        (queue_folder(ledger) / "half" / "job.json").write_text('{"id": "ha', "utf-8")
        yield ledger


def test_who_erases_an_article_removes_what_was_noted_of_it(noted):
    noted.erase("secret", by="Pengadilan", why="putusan 12")
    left = sorted(path.parent.name for path in queue_folder(noted).glob("*/job.json"))
    assert left == ["half", "other1", "waits12"], f"{len(TELLING)} told of it"
    for path in queue_folder(noted).rglob("*"):
        assert path.is_dir() or b"rahasia" not in path.read_bytes().lower()


def test_a_server_that_runs_meanwhile_shows_it_no_more(noted, reader):
    queue = AddQueue(noted, queue_folder(noted))
    try:
        assert queue.find("ab") is not None
        noted.erase("secret", by="Pengadilan", why="putusan 12")
        assert queue.find("ab") is None
        assert not {job.id for job in queue.all()} & {job.id for job in TELLING.values()}
        assert queue.find("other1") is not None
    finally:
        queue.close()


def test_killed_before_the_notes_are_removed_they_are_by_the_next_who_writes(noted, monkeypatch):
    def fall(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("konon.ledger.erasing.forget_notes", fall)
    with pytest.raises(KeyboardInterrupt):
        noted.erase("secret", by="Pengadilan", why="putusan 12")
    monkeypatch.undo()
    assert (queue_folder(noted) / "ab").exists()
    Ledger.open(noted.address, write=True).close()
    assert not (queue_folder(noted) / "ab").exists()
    assert all(one.wiped for one in noted.erasures())


def test_a_note_that_cannot_be_removed_is_told(noted, monkeypatch):
    def refuse(place):
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr("konon.ledger.adding_notes.shutil.rmtree", refuse)
    with pytest.raises(LedgerError, match="remove this folder"):
        noted.erase("secret", by="Pengadilan", why="putusan 12")
    monkeypatch.undo()
    assert noted.erasures()[0].wiped is None, "the next who writes tries again"
