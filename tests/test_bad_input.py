"""Every kind of bad input, through the command line: one clear line on stderr, and the others are still read."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from konon.cli import run
from konon.pages import guard

GOOD = "Menteri Ratna Dewi mengatakan harga beras turun lima persen pekan ini di seluruh pasar."
PARAGRAPHS = [
    f"{GOOD} Ia menyebut pasokan dari petani sudah pulih.",
    "“Panen berjalan baik di semua daerah,” kata Ratna Dewi kepada wartawan di Jakarta, Senin.",
    "Menurut dia, pemerintah tidak akan mengimpor beras sampai akhir tahun ini.",
]
HTML = (
    "<!doctype html><html lang='id'><head>{head}<title>Harga Beras Turun</title></head><body><article>{body}</article>"
)
PAGE = HTML.format(head="", body="".join(f"<p>{p}</p>" for p in PARAGRAPHS))
SLOWEST = 60  # seconds of CPU, so a busy machine is none the slower; most take a tenth of one


@dataclass(frozen=True, kw_only=True)
class Outcome:
    code: int
    articles: list[dict[str, object]]
    errors: list[str]


@pytest.fixture
def konon(tmp_path, capfdbinary, monkeypatch) -> Callable[..., Outcome]:
    """Runs `konon read` in an empty folder on some inputs and then on one good page, and wants that read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(GOOD)

    def read(*inputs: str, options: Sequence[str] = ()) -> Outcome:
        capfdbinary.readouterr()
        start = time.process_time()
        code = run(["read", *inputs, "good.txt", "--format", "jsonl", "--quiet", *options])
        assert time.process_time() - start < SLOWEST
        out, err = capfdbinary.readouterr()
        articles = [json.loads(line) for line in out.splitlines()]
        assert articles[-1]["path"] == "good.txt"
        assert b"Traceback" not in err
        assert b"fault in konon" not in err
        return Outcome(code=code, articles=articles[:-1], errors=err.decode().splitlines())

    return read


def write(name: str, content: bytes | str) -> str:
    with open(name, "wb") as stream:
        stream.write(content if isinstance(content, bytes) else content.encode())
    return name


def zip_of_zeros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(3_000_000))
    return packed.getvalue()


def assert_refused(outcome: Outcome, name: str, word: str, remedy: str) -> None:
    assert outcome.code == 1
    assert outcome.articles == []
    (line,) = outcome.errors
    assert line.startswith(f"konon: {name}: ")
    assert word in line
    assert remedy in line.partition("; ")[2]


@pytest.mark.parametrize(
    ("name", "content", "word", "remedy"),
    [
        ("kosong.txt", b"", "is empty", "save the page again"),
        ("kosong.html", b" \n\t ", "is empty", "save the page again"),
        ("gambar.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, "binary file", "give HTML"),
        ("acak.txt", bytes(range(256)) * 200, "binary file", "give HTML"),
        ("nol.txt.gz", gzip.compress(bytes(1_000_000)), "binary file", "give HTML"),
        ("nol.html.gz", zip_of_zeros(), "packed file", "unpack it"),
        ("potong.html.gz", gzip.compress(PAGE.encode())[:-30], "damaged gzip", "download it again"),
        ("dalam.html", "<html><body>" + "<div>" * 100_000 + GOOD + "</div>" * 100_000, "no article", "saved whole"),
        ("banyak.html", "<p>Harga turun.</p>" * 60_000, "too many elements", "one article"),
        ("menu.html", "<html><body><nav><a href='/'>Beranda</a> <a href='/n'>News</a></nav>", "no article", "article"),
        ("menu.txt", "Beranda\nNasional\nHubungi kami\n", "no article", "saved whole"),
        ("panjang.txt", f"{GOOD} " * 60_000, "more than 400,000", "split it"),
        ("panjang.html", PAGE.replace("</p>", f" {GOOD * 6_000}</p>"), "more than 400,000", "split it"),
        ("x.jsonl", '{"id": "1"}\n', "has no text", "give each line"),
        ("y.jsonl", '{"id": "1", "text": null}\n', "has no text", "give each line"),
        ("lebar.jsonl", '{"text": "a"}'.encode("utf-16"), "UTF-16", "UTF-8"),
        ("rusak.jsonl", '{"text": "a"\n', "not JSON", "one JSON object"),
    ],
)  # fmt: skip
def test_what_holds_no_article_is_refused(konon, name, content, word, remedy):
    outcome = konon(write(name, content))
    shown = f"{name}:1" if name.endswith(".jsonl") and "UTF-16" not in word else name
    assert_refused(outcome, shown, word, remedy)


def test_a_file_of_200_megabytes_is_refused_without_reading_it_all(konon):
    with open("besar.txt", "wb") as stream:
        stream.write(f"{GOOD}\n".encode() * 200)
        stream.truncate(200_000_000)
        stream.seek(50_000)
        stream.write(f"{GOOD}\n".encode() * 400_000)
    assert_refused(konon("besar.txt"), "besar.txt", "larger than 20 MB", "split it")


def test_a_large_file_is_refused_at_the_size_that_was_asked_for(konon):
    outcome = konon(write("besar.txt", f"{GOOD}\n" * 500), options=["--max-bytes", "10kB"])
    assert_refused(outcome, "besar.txt", "larger than 10 kB", "raise max_bytes")


def test_a_gzip_bomb_is_refused_at_the_cap(konon):
    bomb = gzip.compress(f"{GOOD}\n".encode() * 100_000)
    assert_refused(konon(write("bom.txt.gz", bomb), options=["--max-bytes", "1MB"]), "bom.txt.gz", "larger", "split")


@pytest.mark.parametrize("name", ["tiada.txt", "tiada-*.txt", "x" * 5000])
def test_a_file_that_is_not_there_is_named(konon, name):
    outcome = konon(name)
    assert outcome.code == 1
    (line,) = outcome.errors
    assert line.startswith(f"konon: {name}: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(konon):
    os.chmod(write("rahasia.txt", GOOD), 0)
    assert_refused(konon("rahasia.txt"), "rahasia.txt", "may not be read", "permissions")


def test_lines_that_are_none_are_named_one_by_one_and_the_others_are_read(konon):
    rows = [
        {"id": "a", "text": GOOD},
        {"id": "b"},
        {"id": "a", "text": GOOD},
        {"id": "c", "text": f"{GOOD} " * 6_000},
        {"id": "d", "text": "Beranda\nNasional", "kind": "page"},
        {"id": "e", "text": GOOD},
    ]
    outcome = konon(write("x.jsonl", "\n".join(map(json.dumps, rows))))
    assert outcome.code == 1
    assert [article["id"] for article in outcome.articles] == ["a", "e"]
    assert [(line.split(": ")[1], word in line) for line, word in zip(
        outcome.errors, ["has no text", "id 'a' of an earlier line", "more than 400,000", "no article"], strict=True
    )] == [("x.jsonl:2", True), ("x.jsonl:3", True), ("x.jsonl:4", True), ("x.jsonl:5", True)]  # fmt: skip
    assert all("; " in line for line in outcome.errors)


def bodies(article) -> str:
    return "\n".join(article["text"][start:end] for start, end in article["body"])


LATIN = PAGE.replace("Menteri", "Señora")
CHARSETS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")  # the last two without their mark


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rusak.html", PAGE.encode().replace(b"persen", b"per\xffsen\xc3"), "Ratna Dewi"),
        ("rusak.txt", "\n".join(PARAGRAPHS).encode().replace(b"persen", b"per\xffsen"), "Ratna Dewi"),
        ("salah.html", HTML.format(head="<meta charset=koi8-r>", body=f"<p>{PARAGRAPHS[1]}</p>").encode(), "“Panen"),
        ("aneh.html", HTML.format(head="<meta charset=x-tiada>", body=f"<p>{PARAGRAPHS[1]}</p>").encode(), "“Panen"),
        ("latin.html", LATIN.replace("“", '"').replace("”", '"').encode("latin-1"), "Señora Ratna Dewi"),
        *((f"{charset}.html", PAGE.encode(charset), "“Panen") for charset in CHARSETS),
        *((f"{charset}.txt", "\n".join(PARAGRAPHS).encode(charset), "“Panen") for charset in CHARSETS),
        ("nul.txt", GOOD.replace(" ", " \0", 3), GOOD),
        ("nul.html", PAGE.replace("harga", "har\0ga"), GOOD),
        ("cr.txt", "\r".join(PARAGRAPHS), GOOD),
    ],
)  # fmt: skip
def test_letters_that_are_wrongly_written_or_declared_are_read(konon, name, content, words):
    outcome = konon(write(name, content))
    assert (outcome.code, outcome.errors) == (0, [])
    assert words in bodies(outcome.articles[0])


@pytest.mark.parametrize(
    "text",
    [
        f'{GOOD} "Panen berjalan baik, kata Ratna Dewi.',
        f'{GOOD} Panen berjalan baik," kata Ratna Dewi.',
        f'{GOOD} "" """ kata Ratna Dewi "".',
        f"{GOOD} «Panen “sangat „baik” sekali» kata Ratna Dewi.",
        f"{GOOD} “Kepala desa berkata ‘panen “sangat” baik’ kepada saya,” kata Ratna Dewi.",
        f"{GOOD} ’’’’Panen baik``, kata Ratna Dewi''.",
        f"{GOOD} " + '"' * 3_000,
        f"{GOOD} " + "“" * 2_000 + "baik" + "”" * 2_000 + " kata Ratna Dewi.",
    ],
)
def test_odd_unbalanced_and_nested_quotation_marks_are_read(konon, text):
    outcome = konon(write("tanda.jsonl", json.dumps({"id": "t", "text": text})))
    assert (outcome.code, outcome.errors) == (0, [])
    assert outcome.articles[0]["id"] == "t"


def test_a_page_in_arabic_is_read_and_its_language_told(konon):
    paragraph = "قال الوزير يوم الأربعاء إن بلاده ستواصل العمل مع الدول المجاورة رقم {} من أجل السلام في المنطقة."
    outcome = konon(write("arab.txt", "\n\n".join(paragraph.format(n) for n in range(5))))
    assert outcome.code == 0
    assert outcome.articles[0]["lang"] == "ar"
    assert "\n".join(outcome.errors).count("\n") == 0


def test_an_id_twice_in_one_input_is_refused_the_second_time(konon):
    row = json.dumps({"id": "a", "text": GOOD})
    outcome = konon(write("x.jsonl", f"{row}\n{row}\n"))
    assert outcome.code == 1
    assert len(outcome.articles) == 1
    assert outcome.errors == ["konon: x.jsonl:2: has the id 'a' of an earlier line; give each line its own id"]


class Site(BaseHTTPRequestHandler):
    """A web server with every bad habit; a path names one."""

    def do_GET(self) -> None:
        habit = getattr(self, self.path.strip("/").replace(".", "_"), None)
        with contextlib.suppress(OSError):  # the reader hung up, as it should
            habit() if habit else self.answer(status=404)
        self.close_connection = True

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Type": "text/html", "Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def robots_txt(self) -> None:
        self.answer(b"User-agent: *\nDisallow: /forbidden", Content_Type="text/plain")

    def circle(self) -> None:
        self.answer(status=302, Location="/circle")

    def hang(self) -> None:
        time.sleep(2)

    def trickle(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"<p>")
            self.wfile.flush()
            time.sleep(0.05)

    def short(self) -> None:
        self.answer(PAGE.encode(), Content_Length=str(len(PAGE.encode()) + 500))

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(1_000):
            self.wfile.write(PAGE.encode() * 50)

    def zeros(self) -> None:
        self.answer(zip_of_zeros(), Content_Encoding="gzip")

    def bomb(self) -> None:
        self.answer(gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")

    def inward(self) -> None:
        self.answer(status=302, Location=f"http://localhost:{self.server.server_port}/secret")

    def fine(self) -> None:
        self.answer(PAGE.encode())

    secret = forbidden = fine

    def picture(self) -> None:
        self.answer(b"\x89PNG\r\n\x1a\n" + bytes(500))

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "word", "remedy"),
    [
        ("/circle", "redirects more than 5 times", "open it in a browser"),
        ("/hang", "took longer than 0.7 s", "try again later"),
        ("/trickle", "took longer than 0.7 s", "try again later"),
        ("/short", "the connection broke off", "try again later"),
        ("/endless", "larger than 1 MB", "raise max_bytes"),
        ("/zeros", "is labelled gzip but is not", "save the page"),
        ("/bomb", "larger than 1 MB", "raise max_bytes"),
        ("/forbidden", "robots.txt forbids it", "save the page by hand"),
        ("/picture", "is labelled text/html but is not one", "check the address"),
        ("/nothing", "answered 404", "check the address"),
    ],
)
def test_a_page_that_cannot_be_had_is_one_line_and_the_next_is_read(konon, site, path, word, remedy):
    outcome = konon(site + path, options=["--timeout", "0.7", "--max-bytes", "1MB"])
    assert_refused(outcome, site + path, word, remedy)


@pytest.mark.parametrize(
    ("url", "word", "remedy"),
    [
        ("ftp://contoh.example/a", "only http and https", "save the page"),
        ("http://", "has no host", "check the address"),
        ("http://[::1", "is not a URL", "check the address"),
        ("http://127.0.0.1:9/a", "cannot be connected to", "check the address"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(konon, url, word, remedy):
    assert_refused(konon(url), url, word, remedy)


def test_a_public_page_cannot_point_inward(konon, site, monkeypatch):
    """The address that was typed counts as public here, the one it leads to as what it is."""
    asked: list[str] = []
    known = guard.is_public
    monkeypatch.setattr(guard, "is_public", lambda a: (len(asked) < 2 and not asked.append(a)) or known(a))
    assert_refused(konon(f"{site}/inward"), f"{site}/inward", "private address", "type that address yourself")


def test_bad_pages_do_not_keep_good_ones_of_other_hosts(konon, site):
    elsewhere = site.replace("127.0.0.1", "localhost")
    outcome = konon(f"{site}/hang", f"{elsewhere}/fine", f"{site}/circle", options=["--timeout", "1.5"])
    assert outcome.code == 1
    assert [article["url"] for article in outcome.articles] == [f"{elsewhere}/fine"]
    assert len(outcome.errors) == 2
