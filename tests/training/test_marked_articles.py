"""The marks of articles: places that lie in their texts, labels as the guidelines spell them, nothing twice."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import pytest

from konon.records import Act, Certainty, Polarity
from konon.training.gold_articles import MARKS, read_lines, read_marks

ROOT = Path(__file__).resolve().parents[2]
VALUES = {"certainty": get_args(Certainty), "polarity": get_args(Polarity), "act": get_args(Act)}


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, dict[str, Any]]:
    """The articles with marks, by id."""
    return {row["id"]: row for _, name in dict.fromkeys(MARKS) for row in read_lines(shared / "data" / name)}


def test_no_article_is_marked_in_two_files_that_are_learned_from():
    ids = [row["id"] for name, _ in MARKS for row in read_lines(ROOT / "evals" / "marks" / f"{name}.jsonl")]
    assert len(ids) == len(set(ids))
    locked = {row["id"] for name in ("english", "indonesian") for row in _rows(f"{name}-locked")}
    assert not locked & set(ids)


def _rows(name: str) -> list[dict[str, Any]]:
    return read_lines(ROOT / "evals" / "marks" / f"{name}.jsonl")


@pytest.mark.parametrize("name", [name for name, _ in MARKS])
def test_marks_lie_in_the_text_they_were_made_on(name: str, texts: dict[str, dict[str, Any]]):
    for row in _rows(name):
        text = texts[row["id"]]["text"]
        assert row["text_sha256"] == sha256(text.encode()).hexdigest()[:16], row["id"]
        for one in row["attributions"]:
            speaker = one["speaker"] or {"aliases": []}
            places = [*one["source"], *one["cue"], *one["content"], *one["relay"], *speaker["aliases"]]
            places += [speaker[key] for key in ("name", "role", "affiliation") if speaker.get(key)]
            spans = [place for place in places if not isinstance(place, str)]
            assert all(0 <= start < end <= len(text) for start, end in spans), row["id"]
            assert all(one[key] is None or one[key] in VALUES[key] for key in VALUES), row["id"]


@pytest.mark.parametrize(("name", "texts_of"), MARKS)
def test_marks_become_rows_with_words(name: str, texts_of: str, shared: Path):
    rows = list(read_marks(ROOT / "evals" / "marks" / f"{name}.jsonl", shared / "data" / texts_of))
    assert json.dumps(rows)
    assert all(isinstance(relay, str) for row in rows for one in row["attributions"] for relay in one["relay"])
