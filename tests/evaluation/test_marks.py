"""The marks in `evals/marks` fit their texts, spell their labels rightly, and keep the locked articles apart."""

import hashlib
import json
from pathlib import Path
from typing import get_args

import pytest

from konon.records import Act, Certainty, Polarity
from konon.training.gold_articles import MARKS, read_marks

FOLDER = Path(__file__).resolve().parents[2] / "evals" / "marks"
FILES = sorted(path for path in FOLDER.glob("*.jsonl") if not path.stem.startswith(("links", "translations")))
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
    files = sorted(FOLDER.glob(f"{lang}*.jsonl"))
    locked = [{row["id"] for row in read_lines(path)} for path in files if "locked" in path.stem]
    open_ones = {row["id"] for path in files if "locked" not in path.stem for row in read_lines(path)}
    assert open_ones
    assert all(locked)
    assert sum(map(len, locked)) == len(set().union(*locked))
    assert not set().union(*locked) & open_ones


def test_no_article_is_marked_in_two_files_that_are_learned_from():
    ids = [row["id"] for name, _ in MARKS for row in read_lines(FOLDER / f"{name}.jsonl")]
    assert len(ids) == len(set(ids))
    locked = {row["id"] for path in FILES if "locked" in path.stem for row in read_lines(path)}
    assert not locked & set(ids)


def named_places(one):
    """Places of the names; the rest of them are words."""
    speaker = one["speaker"] or {"name": None, "aliases": [], "role": None, "affiliation": None}
    names = (*one["relay"], *speaker["aliases"], speaker["name"], speaker["role"], speaker["affiliation"])
    return [name for name in names if isinstance(name, list)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_are_places_but_for_a_few_short_ones(path):
    for row in read_lines(path):
        for one in row["attributions"]:
            speaker = one["speaker"] or {}
            for name in (*one["relay"], *speaker.get("aliases", ()), speaker.get("name"), speaker.get("role")):
                assert not isinstance(name, str) or len(name.split()) <= 8


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_lie_in_the_texts_they_were_made_of(path, shared):
    english = ("polnear/train.jsonl", "polnear/dev.jsonl")
    sources = english if path.stem.startswith("english") else ("indonesian/raw.jsonl",)
    texts = {row["id"]: row["text"] for source in sources for row in read_lines(shared / "data" / source)}
    for row in read_lines(path):
        text = texts[row["id"]]
        assert hashlib.sha256(text.encode()).hexdigest().startswith(row["text_sha256"])
        for one in row["attributions"]:
            for start, end in (*one["source"], *one["cue"], *one["content"], *named_places(one)):
                assert 0 <= start < end <= len(text)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "texts"), MARKS)
def test_marks_become_rows_with_words(name, texts, shared):
    rows = list(read_marks(FOLDER / f"{name}.jsonl", shared / "data" / texts))
    assert json.dumps(rows)
    assert all(isinstance(relay, str) for row in rows for one in row["attributions"] for relay in one["relay"])


@pytest.mark.shared
def test_marked_translations_are_of_their_lines(shared):
    lines = (shared / "data/panl/dev.tsv").read_text(encoding="utf-8").split("\n")
    rows = read_lines(FOLDER / "translations.jsonl")
    assert len({row["line"] for row in rows}) == len(rows)
    for row in rows:
        line = lines[row["line"]]
        assert hashlib.sha256(line.encode()).hexdigest().startswith(row["text_sha256"])
        assert row["label"] in ("same", "drift", "misaligned")
        assert bool(row["drifts"]) == (row["label"] == "drift")
        for drift in row["drifts"]:
            for side, text in zip(("en", "id"), line.split("\t"), strict=True):
                assert 0 <= drift[side][0] < drift[side][1] <= len(text)
