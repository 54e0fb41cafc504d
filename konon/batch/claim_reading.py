"""Some articles of a part, and the near-copies of them -> their claims, kept as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyarrow as pa

from konon.batch.claims_table import CLAIMS, READINGS, claim_rows, reading_entry
from konon.batch.extracting import CARRIED, EXTRACTED, GROUP, SKIPPED, SPACING, failure_row, put_failures, shown
from konon.batch.places import Folder
from konon.batch.taken_over import carry_claims
from konon.pipeline import read_extracted
from konon.reading.spans.tagger import Tagger, load_tagger
from konon.records import Article, Failure, Reading, Span

READ = "_work/read"
CLAIMS_ROOM = "_work/claims"
READINGS_ROOM = "_readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Rows [start, end) of the articles of a part."""

    part: int
    start: int
    end: int

    @property
    def places(self) -> Span:
        """Of its articles in the batch."""
        return self.part * SPACING + self.start, self.part * SPACING + self.end

    @property
    def stem(self) -> str:
        """Its files are called so."""
        return f"{self.part:07d}-{self.start:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """An article that is not read: which is read for it, and how like they are."""

    place: int
    first: int
    likeness: float


@dataclass(slots=True, kw_only=True)
class _Made:
    claims: list[dict[str, Any]] = field(default_factory=list)
    readings: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)


def read_slice(folder: Folder, slice_: Slice) -> dict[str, Any]:
    """Read what is not skipped, and carry its claims to its copies; returns what there is to count."""
    made, tagger = _Made(), load_tagger()
    skipped = {row["place"] for row in folder.rows_between(SKIPPED, "place", *slice_.places)}
    waiting: dict[int, list[Copied]] = {}
    for row in folder.rows_between(CARRIED, "first", *slice_.places):
        waiting.setdefault(row["first"], []).append(Copied(**row))
    for place, article in articles_of_slice(folder, slice_):
        if place not in skipped:
            reading = _read_one(made, place, article, tagger)
            for copied in waiting.get(place, ()):
                _carry(folder, made, reading, copied, tagger)
    stem = slice_.stem
    folder.write_table(f"{CLAIMS_ROOM}/{stem}.parquet", pa.Table.from_pylist(made.claims, schema=CLAIMS))
    folder.write_table(f"{READINGS_ROOM}/{stem}.parquet", pa.Table.from_pylist(made.readings, schema=READINGS), GROUP)
    put_failures(folder, f"r{stem}", made.failures)
    carried = sum(row["copy_of"] is not None for row in made.readings)
    counts = {"readings": len(made.readings), "claims": len(made.claims), "copies": carried}
    counts["failed"] = len(made.failures)
    folder.write_json(f"{READ}/{stem}.json", counts)
    return counts | {"failures": shown(made.failures)}


def _read_one(made: _Made, place: int, article: Article, tagger: Tagger) -> Reading | None:
    reading = read_extracted(article, tagger)
    if isinstance(reading, Failure):
        made.failures.append(failure_row(reading, "read"))
        return None
    made.claims += claim_rows(reading, place)
    made.readings.append(reading_entry(reading, place))
    return reading


def _carry(folder: Folder, made: _Made, reading: Reading | None, copied: Copied, tagger: Tagger) -> None:
    """A copy of what could not be read is read itself."""
    article = _fetch_article(folder, copied.place)
    if reading is None:
        _read_one(made, copied.place, article, tagger)
        return
    moved = carry_claims(reading, article)
    made.claims += claim_rows(moved, copied.place, reading.article.id)
    made.readings.append(reading_entry(moved, copied.place, reading.article.id, copied.likeness))


def articles_of_slice(folder: Folder, slice_: Slice) -> Iterator[tuple[int, Article]]:
    """With their places; one group of rows in memory at a time."""
    with folder.open_table(f"{EXTRACTED}/{slice_.part:07d}.parquet") as table:
        groups = range(slice_.start // GROUP, -(-slice_.end // GROUP))
        for group in groups:
            rows = table.read_row_group(group, columns=["place", "article"]).to_pylist()
            for number, row in enumerate(rows, group * GROUP):
                if slice_.start <= number < slice_.end:
                    yield row["place"], _decode(row["article"])


def _fetch_article(folder: Folder, place: int) -> Article:
    part, row = divmod(place, SPACING)
    with folder.open_table(f"{EXTRACTED}/{part:07d}.parquet") as table:
        found = table.read_row_group(row // GROUP, columns=["article"]).column("article")
        return _decode(found[row % GROUP].as_py())


def _decode(packed: bytes) -> Article:
    return msgspec.msgpack.decode(packed, type=Article)
