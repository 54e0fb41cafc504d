"""Pages per CPU second from page to article, HTML and plain-text dumps apart, in one process.

    python benches/bench_pages.py [--write]

Pages: the dev sets in ../shared/data where they are there, else the sample pages of the package.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from results import ROOT, SHARED, make_parser, report

from konon.articles import extract_article
from konon.errors import KononError
from konon.records import Form, Page

SAMPLES = ROOT / "konon" / "samples"


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def html_pages() -> list[bytes]:
    data = SHARED / "pages"
    if not data.exists():
        return [path.read_bytes() for path in sorted(SAMPLES.glob("*.html"))]
    return [gzip.decompress((data / row["file"]).read_bytes()) for row in read_rows(data / "html-dev.jsonl")]


def dump_pages() -> list[bytes]:
    data = SHARED / "pages"
    if not data.exists():
        return [path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))]
    return [row["text"].encode() for row in read_rows(data / "textdump-dev.jsonl")]


def pages_per_second(bodies: list[bytes], form: Form) -> float:
    """After one page that loads what is loaded once; a page without an article costs its time too."""
    pages = [Page(body=body, form=form, path=f"{number}") for number, body in enumerate(bodies)]
    extract(pages[0])
    start = time.process_time()
    for page in pages:
        extract(page)
    return len(pages) / (time.process_time() - start)


def extract(page: Page) -> None:
    try:
        extract_article(page)
    except KononError:
        return


def main() -> None:
    """Measure and report."""
    asked = make_parser(__doc__).parse_args()
    kinds: tuple[tuple[Form, Callable[[], list[bytes]]], ...] = (("html", html_pages), ("dump", dump_pages))
    figures = {}
    for form, pages in kinds:
        bodies = pages()
        figures[f"{form}: pages per CPU second, {len(bodies)} pages"] = f"{pages_per_second(bodies, form):.1f}"
    report(figures, write=asked.write)


if __name__ == "__main__":
    main()
