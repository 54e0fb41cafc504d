"""Saved pages of public repositories with marked bodies -> F1 of what the reader finds, and how many are wholly right.

    python evals/pages/measure.py FOLDER [chosen | locked] [--fetch] [--gold FILE]

FOLDER holds the pages as `<first 16 digits of SHA-256>.html`, or clones of the repositories as `owner+name`; --fetch
clones those that are missing with git. --gold writes the pages' bodies as konon.training.page_blocks learns from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from konon.articles import extract_article
from konon.errors import KononError
from konon.evaluation.bodies import score_bodies
from konon.records import Page

sys.path.insert(0, str(Path(__file__).parent))
from visible import visible_text

HERE = Path(__file__).resolve().parent


def find_page(row: dict[str, Any], folder: Path, *, fetch: bool) -> bytes | None:
    """The page with the hash of the list, from a file or a clone; None where it is not had."""
    file = folder / f"{row['id']}.html"
    if not file.exists():
        clone = folder / row["repository"].replace("/", "+")
        if fetch and not clone.exists():
            url = f"https://github.com/{row['repository']}"
            subprocess.run(["git", "clone", "-q", url, str(clone)], check=False)
        shown = ["git", "-C", str(clone), "show", f"{row['commit']}:{row['path']}"]
        found = subprocess.run(shown, capture_output=True, check=False).stdout if clone.exists() else b""
        if hashlib.sha256(found).hexdigest() == row["sha256"]:
            file.write_bytes(found)
    page = file.read_bytes() if file.exists() else b""
    return page if hashlib.sha256(page).hexdigest() == row["sha256"] else None


def marked_body(row: dict[str, Any], page: bytes) -> str:
    """What the marks point at."""
    text = visible_text(page)
    return "\n".join(text[start:end] for start, end in row["body"])


def read_body(page: bytes) -> str:
    """What the reader finds; "" where it finds none."""
    try:
        article = extract_article(Page(body=page, form="html"))
    except KononError:
        return ""
    return "\n".join(article.text[start:end] for start, end in article.body)


def show(name: str, truth: dict[str, str], found: dict[str, str]) -> None:
    """One line."""
    figures = score_bodies(truth, found)
    whole = round(figures["pages at 0.98"] * figures["pages"])
    print(
        f"{name:20} F1 {figures['f1']:.4f}, precision {figures['p']:.4f}, recall {figures['r']:.4f},"
        f" {whole} of {len(truth)} pages at 0.98"
    )


def main() -> int:
    """Measure one half, by language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("half", nargs="?", choices=["chosen", "locked"], default="chosen")
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--gold", type=Path)
    asked = parser.parse_args()
    rows = [json.loads(line) for line in (HERE / f"{asked.half}.jsonl").read_text("utf-8").splitlines()]
    pages = {row["id"]: find_page(row, asked.folder, fetch=asked.fetch) for row in rows}
    missing = [row["id"] for row in rows if pages[row["id"]] is None]
    if missing:
        print(f"not in {asked.folder}: {', '.join(missing)}", file=sys.stderr)
    had = [(row, page) for row in rows if (page := pages[row["id"]]) is not None]
    truth = {row["id"]: marked_body(row, page) for row, page in had}
    if asked.gold:
        gold = ({**row, "file": f"{row['id']}.html", "body": truth[row["id"]]} for row, _ in had)
        asked.gold.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in gold), "utf-8")
        return 0
    found = {row["id"]: read_body(page) for row, page in had}
    show(f"{asked.half}", truth, found)
    for lang in sorted({row["lang"] for row, _ in had}):
        ids = [row["id"] for row, _ in had if row["lang"] == lang]
        show(f"{asked.half}, {lang}", {i: truth[i] for i in ids}, {i: found[i] for i in ids})
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
