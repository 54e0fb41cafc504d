"""A part of a file -> its articles, kept until they are read, and what gave none, with its reason."""

from __future__ import annotations

import gzip
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from konon.batch.cutting import FilePart
from konon.batch.places import Folder, find_place, open_input
from konon.errors import FileError, KononError
from konon.lazy import load
from konon.pages.fetch_options import FetchOptions
from konon.pages.files import ROWS, read_stream
from konon.pages.given_rows import Notes, RowReader
from konon.pages.streams import DAMAGED
from konon.pipeline import extract_page
from konon.records import Article, Failure, Page, hash_id

EXTRACTED = "_work/extracted"
SKIPPED = "_work/skipped.parquet"  # places that are not read
CARRIED = "_work/carried.parquet"  # near-copies, by the place of what is read for them
SPACING = 1 << 24  # places of one part
COMPARED = 20  # words a text must have to be compared with others
GROUP = 64  # articles in a group of rows
SCHEMA = pa.schema(
    [
        ("place", pa.int64()),  # the order of the batch: the part's number times `SPACING`, then as they came
        ("id", pa.string()),
        ("same", pa.string()),  # a hash of the text
        ("words", pa.string()),  # by which near-copies are known; null where they are too few
        ("article", pa.binary()),
    ]
)
FAILURES = pa.schema([("name", pa.string()), ("why", pa.string()), ("step", pa.string())])
_WORD = re.compile(r"\w+")


@dataclass(slots=True, kw_only=True)
class ExtractedPart:
    """What was made of a part so far: its articles as packed Parquet, so that memory holds a group of them alone."""

    count: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    notes: Notes = field(default_factory=list)

    def flush(self, writer: pq.ParquetWriter) -> None:
        """Write what waits as a group."""
        if self.waiting:
            writer.write_table(pa.Table.from_pylist(self.waiting, schema=SCHEMA))
            self.waiting.clear()


def extract_part(
    folder: Folder, number: int, part: FilePart, max_bytes: int, languages: Collection[str] = ()
) -> dict[str, Any]:
    """Keep the articles of part `number`, of `languages` alone where any is named; returns what there is to count."""
    made, sink, met = ExtractedPart(), io.BytesIO(), Counter[str]()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        for result in extract_all(part, made.notes, max_bytes, met):
            if isinstance(result, Failure):
                made.failures.append(failure_row(result, "extract"))
                continue
            if languages and result.lang not in languages:
                met[f"in another language, {result.lang}"] += 1
                continue
            made.waiting.append(_article_row(number * SPACING + made.count, result))
            made.count += 1
            if len(made.waiting) == GROUP:
                made.flush(writer)
        made.flush(writer)
    stem = f"{EXTRACTED}/{number:07d}"
    folder.write(f"{stem}.parquet", sink.getvalue())
    put_failures(folder, f"x{number:07d}", made.failures)
    passed = {what: count for what, count in met.items() if what not in ("pages", "failed")}
    counts = {"articles": made.count, "failed": len(made.failures), "notes": made.notes, "passed": passed}
    folder.write_json(f"{stem}.json", counts)
    return counts | {"failures": shown(made.failures)}


def extract_all(part: FilePart, notes: Notes, max_bytes: int, met: Counter[str]) -> Iterator[Article | Failure]:
    """The articles of one part, and what gave none."""
    for found in read_part(part, notes, max_bytes, met):
        if isinstance(found, KononError):
            yield Failure(name=found.name or part.file, why=str(found))
        else:
            yield extract_page(found)


def read_part(part: FilePart, notes: Notes, max_bytes: int, met: Counter[str]) -> Iterator[Page | KononError]:
    """The pages of a part; one that cannot be read is its error, and the rest go on. `met` counts records."""
    try:
        if part.kind == "parquet":
            yield from _read_rows(part, notes)
            return
        options = FetchOptions(max_bytes=max_bytes)
        with open_input(part.file, part.start, part.end) as stream:
            if part.kind == "archive":
                yield from _read_members(stream, part.file, notes, max_bytes, met)
            elif part.first > 1:  # lines count from the file's start
                yield from load(ROWS["jsonl"])(stream, part.file, max_bytes, notes, first=part.first)
            else:
                yield from read_stream(stream, part.file, options, notes)
    except FileError as error:
        yield error
    except (OSError, pa.ArrowException) as error:
        yield FileError(f"cannot be read on ({error})", name=part.file, remedy="look whether it is whole")


class _Short:
    """What a gzip gives, however little, so that nothing before a damage is lost."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self.read, self.tell = packed.read1, packed.tell


def _read_members(
    stream: BinaryIO, name: str, notes: Notes, max_bytes: int, met: Counter[str]
) -> Iterator[Page | KononError]:
    """The pages of some gzip members of an archive; that they break off is told once."""
    failed = 0
    with gzip.GzipFile(fileobj=stream) as packed:
        for found in load(ROWS["warc"])(_Short(packed), name, max_bytes, notes, met):
            failed += isinstance(found, KononError) and "breaks off" in str(found)
            yield found
        if failed:
            return
        try:  # the reader of archives takes an end within a header for the end
            packed.read1(1)
        except DAMAGED as error:
            raise FileError(f"breaks off ({error})", name=name, remedy="download it again") from error


def _read_rows(part: FilePart, notes: Notes) -> Iterator[Page | KononError]:
    system, path = find_place(part.file)
    with system.open_input_file(path) as stream:
        table, rows = pq.ParquetFile(stream), RowReader(part.file, notes)
        number = part.first - 1
        for batch in table.iter_batches(batch_size=GROUP, row_groups=list(range(part.start, part.end or 0))):
            for row in batch.to_pylist():
                number += 1
                try:
                    yield rows.make_page(_plain(row), number)
                except FileError as error:
                    yield error
                    if rows.refused:
                        return
        rows.finish()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Dates of Parquet as JSON has them."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}


def _article_row(place: int, article: Article) -> dict[str, Any]:
    words = [word for start, end in article.body for word in _WORD.findall(article.text[start:end].casefold())]
    return {
        "place": place,
        "id": article.id,
        "same": hash_id(article.text),
        "words": " ".join(words) if len(words) >= COMPARED else None,
        "article": msgspec.msgpack.encode(article),
    }


def failure_row(failure: Failure, step: str) -> dict[str, Any]:
    """A row of `FAILURES`."""
    why = failure.why.removeprefix(f"{failure.name}: ")
    return {"name": clean(failure.name), "why": clean(why), "step": step}


def clean(text: str) -> str:
    """Half a surrogate pair, which a file name may hold and Parquet may not, becomes U+FFFD."""
    return text.encode("utf-8", "replace").decode()


def put_failures(folder: Folder, stem: str, failures: list[dict[str, Any]]) -> None:
    """Nothing where there is none."""
    if failures:
        folder.write_table(f"_failures/{stem}.parquet", pa.Table.from_pylist(failures, schema=FAILURES))


def shown(failures: list[dict[str, Any]]) -> list[list[str]]:
    """Name and reason, for whoever reports them."""
    return [[row["name"], row["why"]] for row in failures]
