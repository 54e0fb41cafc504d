"""Marks of news in other languages and the texts they are of -> figures, a language a line.

    git clone https://github.com/MicrosoftTranslator/NTREX
    python evals/languages/measure.py NTREX [ms fr ...] [--half chosen|kept]

The texts are not here: each row names its file, the SHA-256 of that, and the lines that make the article.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from konon.errors import FileError, KononError
from konon.evaluation.gold import make_sheets
from konon.evaluation.predict import predict
from konon.evaluation.score import score

HERE = Path(__file__).resolve().parent


def read_marks(path: Path, texts: Path, half: str | None) -> Iterator[dict[str, Any]]:
    """The rows of a file of marks as gold rows, with their texts and names."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if half in (None, row["half"]):
            yield as_gold(row, text_of(row, texts))


def text_of(row: dict[str, Any], texts: Path) -> str:
    """The lines of an article; FileError where the file is missing or another one."""
    path = texts / row["path"]
    try:
        data = path.read_bytes()
    except OSError as why:
        raise FileError(f"cannot be read ({why.strerror})", name=str(path), remedy="clone the repository") from why
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise FileError("is not the file that was marked", name=str(path), remedy="check out the commit in README.md")
    first, last = row["lines"]
    return "\n".join(line.strip() for line in data.decode().split("\n")[first - 1 : last])


def as_gold(row: dict[str, Any], text: str) -> dict[str, Any]:
    """A row as the scorer takes it: names are places in the text, or words where they stand nowhere in one piece."""
    attributions = []
    for marks in row["attributions"]:
        gold = {role: marks[role] for role in ("source", "cue", "content")}
        if "speaker" in marks:
            names = [name if isinstance(name, str) else text[slice(*name)] for name in marks["speaker"] or []]
            gold["speaker"] = {"name": names[0] if names else None, "aliases": names[1:]}
        attributions.append(gold)
    return {"id": row["id"], "lang": row["lang"], "text": text, "attributions": attributions}


def measure(path: Path, texts: Path, half: str | None) -> str:
    """One line of figures."""
    rows = list(read_marks(path, texts, half))
    gold = make_sheets(rows)
    figures = score(gold, predict(gold)).figures
    shown = [f"{name} {figures[name]['f1']:.3f}" for name in ("attribution", "attribution strict", "direct")]
    marked = sum(len(row["attributions"]) for row in rows)
    speaker = figures.get("speaker", {"accuracy": 0.0, "n": 0})
    return f"{path.stem}  {marked} marked  {'  '.join(shown)}  speaker {speaker['accuracy']:.3f} of {speaker['n']}"


def main(argv: list[str] | None = None) -> int:
    """Measure all languages that are marked, or some."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("texts", type=Path, help="a clone of the repository")
    ap.add_argument("languages", nargs="*", default=[path.stem for path in sorted(HERE.glob("*.jsonl"))])
    ap.add_argument("--half", choices=("chosen", "kept"))
    a = ap.parse_args(argv)
    try:
        for lang in a.languages:
            sys.stdout.write(measure(HERE / f"{lang}.jsonl", a.texts, a.half) + "\n")
    except KononError as why:
        sys.stderr.write(f"{why}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
