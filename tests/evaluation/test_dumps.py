"""The Indonesian dumps are sound gold: each true body stands in its page, in order and apart from the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "evals" / "dumps-id.jsonl").read_text(encoding="utf-8").strip().split("\n")
DUMPS = [json.loads(line) for line in LINES]


def test_ids_are_unique() -> None:
    ids = [dump["id"] for dump in DUMPS]
    assert len(ids) == len(set(ids)) >= 30


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump["id"])
def test_the_body_stands_in_the_text(dump: dict[str, Any]) -> None:
    end = 0
    for paragraph in dump["body"].split("\n\n"):
        assert paragraph.strip()
        at = dump["text"].find(paragraph, end)
        assert at >= end, f"not in the text, or not in this order: {paragraph[:60]}"
        end = at + len(paragraph)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump["id"])
def test_what_a_page_does_not_say_is_null_and_not_the_word(dump: dict[str, Any]) -> None:
    values = [*dump.values(), *(value for link in dump["related"] for value in link.values())]
    assert not {"null", "None", ""} & {value for value in values if isinstance(value, str)}


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump["id"])
def test_the_headline_and_what_is_offered_beside_stand_outside_the_body(dump: dict[str, Any]) -> None:
    beside = [dump["title"], *(link["title"] for link in dump["related"])]
    for title in beside:
        assert title in dump["text"].replace("\n", " ")
        assert title not in dump["body"]
