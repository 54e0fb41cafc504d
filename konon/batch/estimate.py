"""A sample of the inputs -> what the whole will take: time, memory and room, here and on more cores."""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from konon.batch.claims_table import CLAIMS, READINGS, claim_rows, reading_entry
from konon.batch.cutting import PARQUET, FilePart
from konon.batch.engine import usable_cores
from konon.batch.extracting import read_part
from konon.batch.part_worker import peak_memory
from konon.batch.places import InputFile, list_inputs, open_input
from konon.errors import FileError, KononError, UsageError
from konon.pages.fetch_options import FetchOptions
from konon.pages.files import read_stream
from konon.pages.given_rows import Notes
from konon.pipeline import read_page
from konon.reading.spans.tagger import load_tagger
from konon.records import Page, Reading

SAMPLE = 200  # pages
FILES = 5  # from whose beginnings they are taken
CORES = (4, 16, 64, 256)
START = 10.0  # seconds before the first page, and after the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Of the whole, by a sample: the sums are those of the pages read, times what was not."""

    files: int
    size: int  # bytes of all inputs
    sampled: int  # pages
    failed: int  # of these
    pages: int  # in all
    seconds: float  # of a processor, a page
    claims: int  # in all
    memory: int  # bytes a process
    room: int  # bytes of the result
    cores: int  # here

    def hours(self, cores: int) -> float:
        """With so many cores; one more thing to do than pages costs `START`."""
        return (self.pages * self.seconds / cores + START) / 3600

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"core_hours": self.hours(1), "hours": {str(n): self.hours(n) for n in self._cores()}}

    def _cores(self) -> list[int]:
        return sorted({1, self.cores, *CORES})

    def lines(self) -> list[str]:
        """For a person."""
        times = ", ".join(f"{in_words(self.hours(n))} on {n}" for n in self._cores())
        rate = f"{self.seconds:.2f} s of a core each, {1 / self.seconds:.1f} a second and core"
        return [
            f"inputs: {self.files:,} of {size_of(self.size)}, about {self.pages:,} pages and {self.claims:,} claims",
            f"measured: {self.sampled} pages ({self.failed} failed), {rate}",
            f"time by cores (here {self.cores}): {times}; less where there are near-copies, which are not read",
            f"memory: {size_of(self.memory)} a process, {size_of(self.memory * self.cores)} for {self.cores}",
            f"room: {size_of(self.room)} for claims and readings, as much again while it runs",
        ]


def estimate_batch(inputs: Sequence[str], max_bytes: int, cores: int | None) -> Estimate:
    """Read up to `SAMPLE` pages from the beginnings of up to `FILES` files, spread over the inputs. UsageError where
    there is no page.
    """
    listed = list(list_inputs(inputs))
    files = [one for one in listed if isinstance(one, InputFile)]
    failures = [one for one in listed if isinstance(one, FileError)]
    if not files and failures:
        raise UsageError(failures[0].why, name=failures[0].name, remedy=failures[0].remedy)
    chosen = files[:: max(1, math.ceil(len(files) / FILES))]
    load_tagger()
    sample = _Sample()
    for one in chosen:
        sample.take(one, -(-SAMPLE // len(chosen)), max_bytes)
    if sample.pages == sample.failed:
        raise UsageError("gives no article in its beginnings", name=chosen[0].name, remedy="look what the files hold")
    return sample.scale(len(files), sum(one.size for one in files), cores or usable_cores())


def _pages(name: str, stream: BinaryIO, rows: pq.ParquetFile | None, max_bytes: int) -> Iterator[Page | KononError]:
    notes: Notes = []
    if rows is None:
        return read_stream(stream, name, FetchOptions(max_bytes=max_bytes), notes)
    part = FilePart(file=name, kind="parquet", start=0, end=rows.num_row_groups)
    return read_part(part, notes, max_bytes, Counter())


class _Sample:
    """What was read so far, and from how many bytes."""

    def __init__(self) -> None:
        self.pages, self.failed, self.size, self.seconds = 0, 0, 0.0, 0.0
        self._readings: list[Reading] = []

    def take(self, file: InputFile, number: int, max_bytes: int) -> None:
        """The first `number` pages of a file; one that cannot be read counts for nothing."""
        try:
            with open_input(file.name) as stream:
                rows = pq.ParquetFile(stream) if stream.read(len(PARQUET)) == PARQUET else None
                stream.seek(0)
                read = self._read(_pages(file.name, stream, rows, max_bytes), number)
                self.size += file.size * read / rows.metadata.num_rows if rows else stream.tell()
        except (FileError, OSError, pa.ArrowException):
            return

    def _read(self, found: Iterator[Page | KononError], number: int) -> int:
        start, began = time.process_time(), self.pages
        for page in islice(found, number):
            self._count(page)
        self.seconds += time.process_time() - start
        return self.pages - began

    def _count(self, page: Page | KononError) -> None:
        self.pages += 1
        reading = page if isinstance(page, KononError) else read_page(page)
        if isinstance(reading, Reading):
            self._readings.append(reading)
        else:
            self.failed += 1

    def scale(self, files: int, size: int, cores: int) -> Estimate:
        """The sample, as large as the whole."""
        more = size / self.size if self.size else 1.0
        return Estimate(
            files=files,
            size=size,
            sampled=self.pages,
            failed=self.failed,
            pages=round(self.pages * more),
            seconds=self.seconds / self.pages,
            claims=round(sum(len(one.claims) for one in self._readings) * more),
            memory=peak_memory(),
            room=round(self._room() * more),
            cores=cores,
        )

    def _room(self) -> int:
        """Bytes of what was read, written as the batch writes it."""
        claims = [row for place, one in enumerate(self._readings) for row in claim_rows(one, place)]
        readings = [reading_entry(one, place) for place, one in enumerate(self._readings)]
        with tempfile.TemporaryDirectory() as folder:
            for name, rows, schema in (("claims", claims, CLAIMS), ("readings", readings, READINGS)):
                table = pa.Table.from_pylist(rows, schema=schema)
                pq.write_table(table, Path(folder) / name, compression="zstd", row_group_size=64)
            return sum(path.stat().st_size for path in Path(folder).iterdir())


def in_words(hours: float) -> str:
    """ "40 s", "12 min", "3.5 h", "12 days"."""
    seconds = hours * 3600
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{hours:.1f} h" if hours < 72 else f"{hours / 24:.0f} days"


def size_of(size: int) -> str:
    """ "3.2 GB"."""
    for limit, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= limit:
            return f"{size / limit:.1f} {unit}"
    return f"{size} bytes"
