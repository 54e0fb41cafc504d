"""False edits: pages are fetched again with their chrome alone changed, by a seeded generator, and none may be an edit.

    python evals/refetched_pages.py [--count 1000] [--seed 1] [--data ../shared/data/pages] [--edited]

Of a page's text that is not in its gold body and title: counters, times and dates get other numbers, links beside the
article other titles and another order, advertisements and notices come and go, tokens and attributes change. With
`--edited` a word of one sentence of the body is changed too, and each must be an edit.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from konon.articles import extract_article
from konon.errors import KononError
from konon.records import Page
from konon.watching.edits import is_same_title
from konon.watching.sameness import ShownArticle, fold, is_edited, show, telling_lines

TITLES = (
    "Harga cabai di pasar induk naik lagi menjelang lebaran",
    "Ten things we learned from a very long weekend",
    "Polisi menutup tiga ruas jalan di pusat kota malam ini",
    "The museum that nobody wanted to build is open at last",
    "Cuaca besok: hujan ringan di pesisir utara",
    "How a small town kept its only cinema alive",
)
CHROME = (
    "<div class='ad-slot' data-ad='{n}'>Advertisement</div>",
    "<div class='widget'>{n} orang sedang membaca</div>",
    "<p class='meta'>Updated {n} minutes ago</p>",
    "<p class='meta'>Dibaca {n} kali</p>",
    "<aside><h4>Berita terkait</h4><ul><li><a href='/a/{n}'>{title}</a></li></ul></aside>",
    "<div class='share'>{n} shares</div>",
    "<div class='comments'>{n} comments</div>",
    "<div id='promo-{n}'><a href='/promo/{n}'>{title}</a></div>",
)
NUMBER = re.compile(r"\d+")
INLINE = frozenset({"a", "b", "strong", "em", "i", "span", "u", "font", "sup", "time"})
ENDS = (".", ":", "!", "?", ",")
COUNTER = 12  # words of a text that a page counts in; a number in prose is not chrome


def read_pages(data: Path) -> Iterator[dict[str, Any]]:
    """Rows of both sets, each with its `html`."""
    for name in ("html-dev.jsonl", "wild-dev.jsonl"):
        for line in (data / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            row["html"] = gzip.decompress((data / row["file"]).read_bytes())
            yield row


def fetch_again(body: bytes, gold: str, title: str, rng: random.Random) -> bytes:
    """The page with its chrome changed. What stands in the gold body or the title is left as it is."""
    root = html.fromstring(_decode(body), parser=html.HTMLParser(encoding="utf-8"))
    kept = fold(gold) + " " + fold(title)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("title", "meta", "head", "h1"):
            continue
        if element.tag in ("script", "style"):
            if element.tag == "script" and element.get("type") != "application/ld+json" and element.text:
                element.text = f"var t={rng.randrange(10**9)};"
            continue
        _change_texts(element, kept, rng)
    _shuffle_links(root, kept, rng)
    _add_chrome(root, rng)
    return bytes(etree.tostring(root, method="html", encoding="utf-8"))


def _decode(body: bytes) -> bytes:
    """In UTF-8, which the page then says of itself."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        declared = re.search(rb"charset=[\"']?([\w-]+)", body[:4096])
        text = body.decode(declared[1].decode() if declared else "cp1252", "replace")
    return re.sub(r"(?i)charset=([\"']?)[\w-]+", r"charset=\1utf-8", text, count=1).encode("utf-8")


def _change_texts(element: Any, kept: str, rng: random.Random) -> None:
    text = element.text or ""
    words = fold(text)
    if not words or words in kept or any(fold(part) in kept for part in element.itertext() if len(fold(part)) > 20):
        return
    if NUMBER.search(text) and _counts(element):
        element.text = NUMBER.sub(lambda found: str(int(found[0][:6]) + rng.randrange(1, 60)), text)
    elif element.tag == "a" and len(words.split()) >= 4 and _beside(element, kept):
        element.text = rng.choice(TITLES)
        element.set("href", f"/x/{rng.randrange(10**6)}")


def _counts(element: Any) -> bool:
    """Whether the element, with the line it stands in, is short and no sentence."""
    line = element
    while line.tag in INLINE and line.getparent() is not None:
        line = line.getparent()
    words = fold(line.text_content())
    return len(words.split()) <= COUNTER and not words.endswith(ENDS)


def _beside(element: Any, kept: str) -> bool:
    """Whether no ancestor near it holds words of the article."""
    parent = element.getparent()
    if parent is not None and len(fold(parent.text_content()).split()) > len(fold(element.text_content()).split()) + 6:
        return False  # a link within a sentence
    return parent is None or not any(len(fold(part)) > 60 and fold(part) in kept for part in parent.itertext())


def _shuffle_links(root: Any, kept: str, rng: random.Random) -> None:
    for group in root.iter("ul", "ol"):
        if fold(group.text_content()[:200]) not in kept and all(one.find(".//a") is not None for one in group):
            rows = list(group)
            rng.shuffle(rows)
            group[:] = rows


def _add_chrome(root: Any, rng: random.Random) -> None:
    """Before and behind the page's own blocks, never within the article's."""
    bodies = root.xpath("//body")
    for _ in range(rng.randrange(1, 5)):
        given = rng.choice(CHROME).format(n=rng.randrange(2, 9999), title=rng.choice(TITLES))
        block = html.fragment_fromstring(given)
        if bodies:
            body = bodies[0]
            body.insert(rng.choice((0, len(body))), block)
            body.set("data-build", str(rng.randrange(10**6)))


def edit_body(body: bytes, before: ShownArticle, rng: random.Random) -> bytes | None:
    """The page with another word in one sentence of its body; None where none stands in it as one text."""
    root = html.fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    lines = [line for line in telling_lines(before.article, before.links) if len(line.split()) > 8]
    places = [one for one in root.iter() if isinstance(one.tag, str) and one.text and fold(one.text) in lines]
    if not places:
        return None
    place = rng.choice(places)
    words = place.text.split()
    words[rng.randrange(1, len(words) - 1)] = "sesuatu"
    place.text = " ".join(words)
    return bytes(etree.tostring(root, method="html", encoding="utf-8"))


def read(row: dict[str, Any], body: bytes, charset: str | None = None) -> ShownArticle | None:
    """None where the page has no article."""
    url = row.get("url") or f"https://news.example/{row['id']}"
    page = Page(body=body, form="html", url=url, charset=charset)
    try:
        return show(extract_article(page), page)
    except KononError:
        return None


def main() -> int:
    """1 where there is a false edit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pages"))
    parser.add_argument("--edited", action="store_true")
    given = parser.parse_args()
    pages = [(row, read(row, row["html"])) for row in read_pages(given.data)]
    held = [(row, article) for row, article in pages if article is not None]
    counts: Counter[str] = Counter()
    for number in range(given.count):
        row, before = held[number % len(held)]
        rng = random.Random(f"{given.seed} {number}")
        again = fetch_again(row["html"], row["body"], row["title"] or "", rng)
        if given.edited:
            edited = edit_body(again, before, rng)
            after = read(row, edited, "utf-8") if edited else None
            counts["edits made"] += after is not None
            counts["edits found"] += after is not None and is_edited(before, after)
            continue
        after = read(row, again, "utf-8")
        counts["pages whose text differs"] += after is not None and before.article.text != after.article.text
        text = after is not None and is_edited(before, after)
        title = after is not None and not is_same_title(before.article.title, after.article.title)
        counts["false edits"] += text or title
        if text or title:
            print(f"{number} {row['id']}: {'text' if text else 'headline'}", flush=True)
    print(f"{given.count} re-fetches of {len(held)} pages: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    return 1 if counts["false edits"] else 0


if __name__ == "__main__":
    sys.exit(main())
