"""Speakers on the shared gold, from its own source spans: floors that a change may not break."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from konon.evaluation.predict import read_given
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution, Speaker

pytestmark = pytest.mark.shared


def plain(name: str | None) -> str:
    spread = unicodedata.normalize("NFKD", name or "").casefold()
    return " ".join(re.findall(r"\w+", "".join(c for c in spread if not unicodedata.combining(c))))


def resolve(row: dict[str, Any], body: list[tuple[int, int]] | None = None) -> list[tuple[dict[str, Any], Speaker]]:
    """Gold attributions in text order, each with its speaker."""
    text = row["text"]
    gold = sorted(
        row["attributions"], key=lambda a: min(s for r in ("source", "cue", "content") for s, _ in a[r] or [[9**9, 0]])
    )
    found = [
        Attribution(
            id=str(n),
            source=tuple((s, e) for s, e in a["source"]),
            cue=tuple((s, e) for s, e in a["cue"]),
            content=tuple((s, e) for s, e in a["content"]),
            quotation="indirect",
            confidence=1.0,
        )
        for n, a in enumerate(gold)
    ]
    lines = body or [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    article = Article(id=row["id"], text=text, body=tuple(lines), lang="id")
    speakers = [claim.speaker for claim in read_given(prepare(article), found)]
    return list(zip(gold, speakers, strict=True))


def wanted(gold: dict[str, Any]) -> set[str]:
    speaker = gold["speaker"] or {}
    return {plain(n) for n in [speaker.get("name"), *(speaker.get("aliases") or [])]} - {""}


@pytest.mark.parametrize(
    ("part", "floor", "surest"), [("train", 0.975, 0.985), ("dev", 0.965, 0.98)], ids=["train", "dev"]
)
def test_accuracy_and_abstention(shared: Path, part: str, floor: float, surest: float) -> None:
    right: list[tuple[float, bool]] = []
    invented = nobody = 0
    for line in (shared / "data" / "indonesian" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        for gold, speaker in resolve(json.loads(line)):
            if names := wanted(gold):
                right.append((-speaker.confidence, plain(speaker.name) in names))
            else:
                nobody += 1
                invented += speaker.name is not None
    right.sort(key=lambda pair: pair[0])
    top = right[: len(right) * 9 // 10]
    assert sum(ok for _, ok in right) / len(right) >= floor
    assert sum(ok for _, ok in top) / len(top) >= surest
    assert invented <= 0.05 * nobody


def test_the_page_that_started_it(shared: Path) -> None:
    path = shared / "pages" / "channel9-2023-09-14.gold.jsonl"
    row = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    body = [(m.start(), m.end()) for m in re.finditer(r"[^\n]{120,}", row["text"])]
    told = resolve(row, body)
    for gold, speaker in told:
        assert (plain(speaker.name) in wanted(gold)) == bool(wanted(gold)), speaker
    by_name = {speaker.name: speaker for _, speaker in told}
    town = by_name["Jenny Town"]
    assert (town.role, town.affiliation, town.kind) == ("Peneliti senior", "Think-tank Washington DC", "person")
    assert (by_name["KCNA"].kind, by_name["KCNA"].country) == ("media", "KP")
