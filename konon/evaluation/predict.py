"""Marked-up cases or gold rows -> what the shipped reader makes of their texts, as Sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from konon.contract import reading_row
from konon.errors import FileError
from konon.evaluation.gold import Sheets, make_sheets
from konon.evaluation.markup import Case, read_cases
from konon.pipeline import read_page
from konon.reading.reader import read_claims
from konon.reading.spans.tagger import load_tagger
from konon.reading.text.passage import Passage
from konon.records import Attribution, Claim, Page, Reading


def find_cases(path: Path) -> list[Case]:
    """The cases of a file, or of a folder's files in order; FileError where there are none."""
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    cases = [case for file in files for case in read_cases(file)]
    if not cases:
        raise FileError("has no cases", name=str(path), remedy="give a file like clitic.id.txt or a folder of them")
    return cases


def read_texts(texts: Iterable[tuple[str, str]]) -> dict[str, Reading]:
    """(id, article body) -> Readings by id; a text that cannot be read is left out."""
    readings: dict[str, Reading] = {}
    for key, text in texts:
        # One half of a surrogate pair cannot be encoded; a stand-in of the same length keeps the offsets.
        page = Page(body=text.encode("utf-8", "replace"), form="article", charset="utf-8", id=key)
        reading = read_page(page)
        if isinstance(reading, Reading):
            readings[key] = replace(reading, article=replace(reading.article, id=key))
    return readings


def predict(sheets: Sheets) -> Sheets:
    """What the reader makes of the texts of `sheets`, taken as article bodies."""
    readings = read_texts((key, sheet.text or "") for key, sheet in sheets.items())
    return make_sheets(reading_row(reading) for reading in readings.values())


def read_given(passage: Passage, attributions: Sequence[Attribution]) -> tuple[Claim, ...]:
    """What the shipped reader makes of attributions that are given, in their order, which is the text's."""
    return read_claims(passage, attributions, load_tagger().look(passage).units)
