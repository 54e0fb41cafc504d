"""The shared data's unmarked news -> one file of texts for a teacher to mark: `python -m konon.training.unmarked DATA`.

Indonesian articles, sentences of both languages by the dozen in their order, and the bodies of pages.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

ARTICLES = 700  # of the Indonesian ones
DOZEN = 12  # sentences that make a text
HEAD = 200  # characters by which a text that comes twice is known


def read_lines(path: Path) -> list[str]:
    """Without their ends; other marks that Unicode takes for ends are part of a line."""
    with path.open(encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines]


def find_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Language and text of all in the order in which they are written."""
    articles = [json.loads(line)["text"] for line in read_lines(data / "indonesian" / "raw.jsonl")]
    random.Random(3).shuffle(articles)
    yield from (("id", text) for text in articles[:ARTICLES])
    pairs = [line.split("\t") for line in read_lines(data / "panl" / "dev.tsv")]
    for lang, column in zip(("en", "id"), zip(*pairs, strict=True), strict=True):
        yield from ((lang, "\n".join(column[start : start + DOZEN])) for start in range(0, len(column), DOZEN))
    for name in ("html-dev.jsonl", "textdump-dev.jsonl"):
        rows = (json.loads(line) for line in read_lines(data / "pages" / name))
        yield from ((row["lang"], row["body"]) for row in rows)


def main(argv: list[str] | None = None) -> None:
    """Write JSON lines with `lang` and `text`."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path, help="folder with indonesian/, panl/ and pages/")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    once = {text[:HEAD]: {"lang": lang, "text": text} for lang, text in find_texts(a.data)}
    a.out.write_text("".join(json.dumps(row) + "\n" for row in once.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
