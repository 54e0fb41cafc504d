"""A number -> a web archive of as many news pages: real ones with every fourth word changed, the same every time.

    python benches/made_archive.py N FILE.warc.gz [--seed S]

Two pages made of one share hardly a shingle of five words, except the planted tenth: each of these is an earlier page
under another address, with a sentence more. Redirects and pictures stand between them as in an archive of a crawl.
Pages: those of ../shared/data/pages where they are there, else the sample pages of the package.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import re
from collections.abc import Iterator
from pathlib import Path

from results import ROOT, SHARED
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORD = re.compile(r"(?<![\w&/-])[a-z]{5,}(?![\w;/-])")
PIECE = re.compile(r">([^<>]{40,})<")
HIDDEN = re.compile(r"(<(script|style)\b.*?</\2>|<[^>]*>)", re.I | re.S)
EVERY = 4  # one word of so many is changed
PLANTED = 10  # one page of so many is a near-copy


def source_pages() -> list[str]:
    """HTML pages that have some text."""
    found = sorted((SHARED / "pages").rglob("*.html.gz"))
    pages = [gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in found]
    pages = pages or [path.read_text("utf-8") for path in sorted((ROOT / "konon" / "samples").glob("*.html"))]
    return [page for page in pages if len(" ".join(PIECE.findall(HIDDEN.sub("><", page)))) > 800] or pages


def make_pages(number: int, seed: int = 1) -> Iterator[tuple[str, str, bool]]:
    """Address, HTML, and whether it was planted as a near-copy."""
    rng, sources = random.Random(seed), source_pages()
    pool = sorted({word for page in sources for word in WORD.findall(HIDDEN.sub(" ", page))})
    for place in range(number):
        planted = place % PLANTED == PLANTED - 1
        base = place - rng.randrange(1, PLANTED) if planted else place
        page = _change(sources[base % len(sources)], random.Random(seed * 1_000_003 + base), pool)
        if planted:
            page = _alter_once(page, rng, pool)
        host = f"news-{place % 40}.example"
        yield f"https://{host}/2024/03/{place % 28 + 1:02d}/story-{place}-of-the-day", _without_address(page), planted


def _change(page: str, rng: random.Random, pool: list[str]) -> str:
    parts = HIDDEN.split(page)
    changed = []
    for at, part in enumerate(parts):
        text = at % 3 == 0  # what stands between tags
        if at % 3 == 2:
            continue  # the name of the tag, which the whole tag holds
        changed.append(WORD.sub(lambda word: _swap(word[0], rng, pool), part) if text else part)
    return "".join(changed)


def _swap(word: str, rng: random.Random, pool: list[str]) -> str:
    return rng.choice(pool) if rng.randrange(EVERY) == 0 else word


def _alter_once(page: str, rng: random.Random, pool: list[str]) -> str:
    """A sentence more at the end of one paragraph."""
    found = list(re.finditer(r"</p>", page, re.I))
    if not found:
        return page
    at = found[len(found) // 2].start()
    return page[:at] + " " + " ".join(rng.choice(pool) for _ in range(6)).capitalize() + "." + page[at:]


def _without_address(page: str) -> str:
    """Made of one page, they must not all claim to be that one."""
    page = re.sub(r"<link[^>]*canonical[^>]*>", "", page, flags=re.I)
    return re.sub(r"<meta[^>]*og:url[^>]*>", "", page, flags=re.I)


def write_archive(number: int, path: Path, seed: int = 1) -> int:
    """Returns how many near-copies there are in it."""
    planted = 0
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "made"}))
        for place, (url, page, copied) in enumerate(make_pages(number, seed)):
            planted += copied
            _put(writer, url, "200 OK", "text/html; charset=utf-8", page.encode("utf-8", "replace"))
            if place % 20 == 0:
                _put(writer, f"{url}/moved", "301 Moved", "text/html", b"")
            if place % 25 == 0:
                _put(writer, f"{url}/picture", "200 OK", "image/jpeg", b"\xff\xd8\xff" + bytes(2000))
    return planted


def _put(writer: WARCWriter, url: str, status: str, media: str, body: bytes) -> None:
    headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
    date = "2024-03-01T12:00:00Z"
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": date}
        )
    )


def main() -> None:
    """Write one archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{given.number} pages, {write_archive(given.number, given.file, given.seed)} near-copies planted")


if __name__ == "__main__":
    main()
