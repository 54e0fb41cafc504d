"""Archives and tables of made-up pages."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

pytest.importorskip("daft", reason="batches need daft: pip install 'konon[batch]'")

PAGE = """<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The harbour of {place} will be dredged before the rains, said Mara Quill, head of the port office, on Monday.</p>
<p>"We have {number} weeks and not one more," Quill told reporters at the quay, where two ships lay waiting.</p>
<p>Fishermen of {place} said that the work might cost them the season, although nobody had asked them about it yet.</p>
<p>The council of {place} met for three hours and was attended by delegates from {number} villages along the river.</p>
</article></body></html>"""
PLACES = ["Brackwater", "Tidemouth", "Saltreach", "Ebbfield", "Gullhaven", "Mudflat", "Reedport", "Shoalby"]


def make_page(number: int) -> bytes:
    """Pages differ in more than a few words, so that none is a near-copy of another."""
    place = PLACES[number % len(PLACES)] + str(number)
    page = PAGE.format(title=f"Dredging at {place} to begin", place=place, number=number + 3)
    words = " ".join(f"item{number}x{at} weighed {number * 31 + at} tonnes" for at in range(40))
    return page.replace("</article>", f"<p>The list of cargo says that {words}.</p></article>").encode()


def write_warc(path: Path, pages: list[tuple[str, bytes]], *, gzip: bool = True) -> Path:
    """A web archive with a redirect, a revisit and a picture before its pages."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "made"}))
        put_answer(writer, "https://news.example/moved", b"", status="301 Moved")
        put_answer(writer, "https://news.example/picture", b"\xff\xd8\xff" + bytes(50), media="image/jpeg")
        writer.write_record(
            writer.create_revisit_record("https://news.example/again", "sha1:A", "https://news.example/0", "2024-03-01")
        )
        for url, page in pages:
            put_answer(writer, url, page)
    return path


def put_answer(writer, url, body, status="200 OK", media="text/html; charset=utf-8"):
    headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
    payload = {"payload": io.BytesIO(body), "length": len(body)}
    writer.write_record(writer.create_warc_record(url, "response", **payload, http_headers=headers))


def address(number: int) -> str:
    return f"https://news.example/2024/03/{number % 28 + 1:02d}/dredging-of-harbour-{number}"


@pytest.fixture
def archive(tmp_path):
    """Twelve pages, of which the last is the first under another address, with a sentence more."""
    pages = [(address(number), make_page(number)) for number in range(11)]
    copy = make_page(0).replace(b"</article>", b"<p>The tide tables were printed anew.</p></article>")
    return write_warc(tmp_path / "made.warc.gz", [*pages, ("https://other.example/news/a-harbour-is-dredged", copy)])


@pytest.fixture
def konon_batch():
    """`konon_batch(*arguments)` runs the command in a process of its own."""

    def run(*arguments):
        command = [sys.executable, "-m", "konon.cli", "batch", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    return run
