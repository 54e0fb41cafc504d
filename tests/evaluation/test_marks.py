"""The marks in `evals/marks` fit their texts, spell their labels rightly, and keep the locked articles apart."""

import hashlib
import json
from pathlib import Path
from typing import get_args

import pytest

from konon.records import Act, Certainty, Polarity

FOLDER = Path(__file__).resolve().parents[2] / "evals" / "marks"
FILES = sorted(FOLDER.glob("*.jsonl"))
LABELS = {"certainty": Certainty, "polarity": Polarity, "act": Act}


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_labels_are_spelled_as_the_records_spell_them(path):
    for row in read_lines(path):
        for one in row["attributions"]:
            values = {name: one[name] for name in LABELS}
            plain = set(values.values()) == {None}  # of PolNeAR's spans some are plain descriptions
            assert plain or all(value in get_args(LABELS[name]) for name, value in values.items()), row["id"]


@pytest.mark.parametrize("lang", ["indonesian", "english"])
def test_locked_articles_are_not_among_the_others(lang):
    open_ones = {row["id"] for row in read_lines(FOLDER / f"{lang}.jsonl")}
    locked = {row["id"] for row in read_lines(FOLDER / f"{lang}-locked.jsonl")}
    assert locked
    assert open_ones
    assert not locked & open_ones


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_lie_in_the_texts_they_were_made_of(path, shared):
    source = "polnear/train.jsonl" if path.stem.startswith("english") else "indonesian/raw.jsonl"
    texts = {row["id"]: row["text"] for row in read_lines(shared / "data" / source)}
    for row in read_lines(path):
        text = texts[row["id"]]
        assert hashlib.sha256(text.encode()).hexdigest().startswith(row["text_sha256"])
        for one in row["attributions"]:
            for start, end in (*one["source"], *one["cue"], *one["content"]):
                assert 0 <= start < end <= len(text)
