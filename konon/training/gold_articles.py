"""Marked articles -> what the heads of meaning learn from: each with its passage, its units, its marks.

Gold files hold their texts; marks (`evals/marks`) hold places in texts that lie elsewhere, by id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from tokenizers import Tokenizer

from konon.articles import extract_article
from konon.evaluation.gold import GoldMarks
from konon.evaluation.predict import find_cases
from konon.reading.spans.tagger import Tagger
from konon.reading.spans.windows import MAX_TOKENS, split_pieces
from konon.reading.text.passage import Passage, prepare
from konon.reading.text.pointing import Pointed, load_pointing
from konon.reading.text.sentences import judge_quotation
from konon.reading.text.units import Units
from konon.records import Attribution, Page

FOLDS = 5
OWN_SET = "cases"  # the set of the passages written for the tests
FILES = ("indonesian/train.jsonl", "indonesian/dev.jsonl", "polnear/meaning-train.jsonl")
MARKS = (
    ("indonesian", "indonesian/raw.jsonl"),
    ("english", "polnear/train.jsonl"),
    ("indonesian-more", "indonesian/raw.jsonl"),
    ("english-more", "polnear/train.jsonl"),
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An article, the attributions that people marked in it, and what they mean, in the same order."""

    set: str  # the file it comes from
    passage: Passage
    units: Units
    pointed: tuple[Pointed | None, ...]  # where the network points from each attribution
    attributions: tuple[Attribution, ...]
    marks: tuple[GoldMarks, ...]
    row: Row

    @property
    def outlet(self) -> str:
        """Whose article it is; of PolNeAR's the first part of the id."""
        return str(self.row.get("outlet") or self.row["id"].split("_")[0])

    @property
    def fold(self) -> int:
        """Which part of the folds the article falls into: the same on every machine."""
        return fold_of(self.row)


def fold_of(row: Row) -> int:
    """Which part of the folds an article falls into."""
    return int(sha256(row["id"].encode()).hexdigest(), 16) % FOLDS


class Looker(Protocol):
    """What makes units of a text, and points from attributions."""

    def see(self, passage: Passage, attributions: Sequence[Attribution]) -> tuple[Units, Sequence[Pointed | None]]:
        """The units of the article, and where each attribution points to."""


Lookers = Callable[[int], Looker | None]  # of a fold the one that has not learned from its articles, if there is any


class Splitting:
    """Units without a network."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def see(self, passage: Passage, attributions: Sequence[Attribution]) -> tuple[Units, Sequence[Pointed | None]]:
        """Vectors of no width, and nothing pointed to."""
        pieces = split_pieces(passage.text, passage.article.body, self.tokenizer, MAX_TOKENS - 2)
        units = [(start, end, piece.paragraph) for piece in pieces for _, start, end in piece.units]
        starts, ends, paragraphs = zip(*units, strict=True) if units else ((), (), ())
        vectors = np.zeros((len(units), 0), np.float32)
        return Units(start=starts, end=ends, paragraph=paragraphs, vectors=vectors), [None] * len(attributions)


class PackageLooker:
    """A network with its pointers, from the folder of a package."""

    def __init__(self, folder: Path) -> None:
        self.tagger, self.pointing = Tagger(folder), load_pointing(folder)

    def see(self, passage: Passage, attributions: Sequence[Attribution]) -> tuple[Units, Sequence[Pointed | None]]:
        """As in use."""
        units = self.tagger.look(passage).units
        return units, self.pointing.point(units, attributions)


def lookers_in(folder: Path) -> Lookers:
    """Of the networks below a folder for each fold the one whose card says that it was held out.

    Ends the program where none does.
    """
    found: dict[int, Looker] = {}
    for card in sorted(folder.glob("*/tagger.json")):
        held = json.loads(card.read_text(encoding="utf-8"))["training"].get("held", [])
        found |= dict.fromkeys(held, PackageLooker(card.parent)) if held else {}
    if not found:
        raise SystemExit(f"{folder}: no network there held a fold out; make some with konon.training.joint --held")
    return found.get


def read_gold(shared: Path, marks: Path, lookers: Lookers) -> list[GoldArticle]:
    """All marked articles but the locked ones; `shared` holds the corpora, `marks` the marks of `evals/marks`.

    Articles for whose fold there is no looker are left out.
    """
    rows = [(name, row) for name in FILES for row in read_lines(shared / name)]
    for name, texts in MARKS:
        rows += [(name, row) for row in read_marks(marks / f"{name}.jsonl", shared / texts)]
    rows += [("polnear-dev", row) for row in read_own(marks.parent / "english" / "meaning.jsonl", shared)]
    return [make_article(name, row, looker) for name, row in rows if (looker := lookers(fold_of(row)))]


def read_cases(tests: Path, looker: Looker) -> list[GoldArticle]:
    """The project's own marked passages, each a kind that must be read rightly; `tests` holds them."""
    return [make_article(OWN_SET, case.row(), looker) for case in find_cases(tests / "cases")]


def read_lines(path: Path) -> list[Row]:
    """The rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def read_marks(path: Path, texts: Path) -> Iterator[Row]:
    """Marks as gold rows, their places turned into words."""
    rows = {row["id"]: row for row in read_lines(texts)}
    for mark in read_lines(path):
        row = rows[mark["id"]]
        yield {**row, "attributions": [with_words(one, row["text"]) for one in mark["attributions"]]}


def read_own(path: Path, shared: Path) -> Iterator[Row]:
    """The meaning of PolNeAR's development articles, where a speaker is null if nobody is named, who may be described:
    of these nothing is learned about speakers."""
    texts = {row["id"]: row for row in read_lines(shared / "polnear" / "dev.jsonl")}
    for mark in read_lines(path):
        some = [{k: v for k, v in one.items() if k != "speaker" or v} for one in mark["attributions"]]
        yield {**texts[mark["id"]], "attributions": some}


def with_words(one: Row, text: str) -> Row:
    """An attribution with the words of its names, roles and relays; what is not judged is left out."""
    speaker = one["speaker"]
    if speaker is not None:
        speaker = {key: words_at(value, text) for key, value in speaker.items()}
    judged = {key: one[key] for key in ("certainty", "polarity", "act") if one[key] is not None}
    plain = {key: one[key] for key in ("source", "cue", "content")}
    return {**plain, **judged, "speaker": speaker, "relay": words_at(one["relay"], text)}


def words_at(value: Any, text: str) -> Any:
    """A place as its words, a list of places as theirs; words as they are."""
    if not isinstance(value, list):
        return value
    if len(value) == 2 and all(isinstance(at, int) for at in value):
        return text[value[0] : value[1]]
    return [words_at(one, text) for one in value]


def make_article(name: str, row: Row, looker: Looker) -> GoldArticle:
    """One row with what the network makes of its text."""
    page = Page(body=row["text"].encode("utf-8", "replace"), form="article", charset="utf-8", id=row["id"])
    passage = prepare(replace(extract_article(page), id=row["id"], outlet=row.get("outlet")))
    marks = sorted(msgspec.convert(whole(row["attributions"]), list[GoldMarks]), key=first_place)
    attributions = tuple(make_attribution(passage, number, one) for number, one in enumerate(marks))
    units, pointed = looker.see(passage, attributions)
    return GoldArticle(
        set=name,
        passage=passage,
        units=units,
        pointed=tuple(pointed),
        attributions=attributions,
        marks=tuple(marks),
        row=row,
    )


def whole(attributions: Iterable[Row]) -> list[Row]:
    """Those that say what was said."""
    return [one for one in attributions if one["content"]]


def first_place(marks: GoldMarks) -> tuple[int, ...]:
    """Where an attribution begins."""
    return min((*(marks.content or ()), *(marks.cue or ())))


def make_attribution(passage: Passage, number: int, marks: GoldMarks) -> Attribution:
    """Marks as the network would have found them."""
    content = tuple(marks.content or ())
    return Attribution(
        id=str(number),
        source=tuple(marks.source or ()),
        cue=tuple(marks.cue or ()),
        content=content,
        quotation=judge_quotation(passage.text, content, passage.quotations),
        confidence=1.0,
    )
