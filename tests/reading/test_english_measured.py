"""What English sources mean, from PolNeAR's spans and the marks of `evals/english`: floors that no change may break."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from konon.evaluation.predict import read_given
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution

pytestmark = pytest.mark.shared

MARKS = Path(__file__).parents[2] / "evals" / "english" / "meaning.jsonl"
# Relays stand at what the marks gave when broadcasts were judged by the guide (evals/english/README.md).
FLOORS = {"speaker": 0.93, "nobody": 0.95, "relay": 0.91, "certainty": 0.92, "polarity": 0.95, "act": 0.92}


def plain(name: str | None) -> str:
    return " ".join(re.findall(r"\w+", (name or "").casefold()))


def spans(row: dict[str, Any]) -> dict[str, tuple[tuple[int, int], ...]]:
    return {role: tuple((s, e) for s, e in row[role]) for role in ("source", "cue", "content")}


def compare(text: str, rows: list[dict[str, Any]]) -> dict[str, list[bool]]:
    """For each field whether the reader's answers are the marked ones; a field that is not marked is passed over."""
    lines = tuple((m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    article = Article(id="x", text=text, body=lines, lang="en")
    found = [Attribution(id=str(n), quotation="indirect", confidence=1.0, **spans(row)) for n, row in enumerate(rows)]
    right: dict[str, list[bool]] = defaultdict(list)
    for row, claim in zip(rows, read_given(prepare(article), found), strict=True):
        speaker, chain, judged = claim.speaker, claim.relays, claim.factuality
        if "speaker" in row:
            gold = row["speaker"]
            names = {plain(name) for name in [gold["name"], *gold["aliases"]]} if gold else {""}
            right["speaker" if gold else "nobody"].append(plain(speaker.name) in names)
        if "relay" in row:
            right["relay"].append({plain(r) for r in row["relay"]} == {plain(r.name) for r in chain})
        for field in ("certainty", "polarity", "act"):
            if field in row:
                right[field].append(row[field] == getattr(judged, field))
    return right


def test_english_meaning(shared: Path) -> None:
    lines = (shared / "data" / "polnear" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    right: dict[str, list[bool]] = defaultdict(list)
    for line in MARKS.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        for field, answers in compare(texts[article["id"]], article["attributions"]).items():
            right[field] += answers
    shares = {field: sum(answers) / len(answers) for field, answers in right.items()}
    assert {field: share for field, share in shares.items() if share < FLOORS.get(field, 0.95)} == {}


def test_the_marks_hold_no_text(shared: Path) -> None:
    """Offsets and labels, and of words only names of a few."""
    for line in MARKS.read_text(encoding="utf-8").splitlines():
        for row in json.loads(line)["attributions"]:
            assert all(isinstance(x, int) for role in ("source", "cue", "content") for span in row[role] for x in span)
            gold = row.get("speaker") or {"name": "", "aliases": []}
            assert all(len(name.split()) < 12 for name in [gold["name"], *gold["aliases"], *row.get("relay", [])])
