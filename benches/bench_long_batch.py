"""One long run of `konon batch` with two processes: memory of each process over time, near-copies found, rows.

    python benches/bench_long_batch.py FOLDER [--pages N] [--jobs N] [--write]

FOLDER keeps the archive, the output and `memory.csv`, so that the same command goes on where it was ended; at the end
the rows are counted, and each is there once. Memory is the resident set (RSS) of each process, every few seconds; of
the workers of the step that reads, the peak of each quarter of its time is told. Linux.
"""

from __future__ import annotations

import csv
import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as pa_dataset
import pyarrow.parquet as pq
from made_archive import make_pages, write_archive
from results import KONON, ONE_THREAD, make_parser, report

EVERY = 5.0  # seconds
WORKER = "udf_worker"
QUARTERS = 4


def tree_of(root: int) -> Iterator[tuple[int, str, int]]:
    """(process id, what it is, bytes it holds) of a process and all below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    for pid in sorted(below):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_text()
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
        yield pid, "worker" if WORKER in words else "driver", pages * os.sysconf("SC_PAGE_SIZE")


def step_of(output: Path) -> str:
    """What is being done, by what lies in the output."""
    if (output / "_work" / "copies.json").exists():
        return "read"
    return "extract" if (output / "_work" / "plan.json").exists() else "cut"


def run_watched(command: list[str], output: Path, log: Path) -> int:
    """The exit code; rows of time, step, process id, what it is and bytes are added to `log`."""
    with log.open("a", newline="") as stream, subprocess.Popen(command, env=ONE_THREAD) as process:
        rows = csv.writer(stream)
        while process.poll() is None:
            now, step = f"{time.time():.0f}", step_of(output)
            rows.writerows([now, step, *one] for one in tree_of(process.pid))
            stream.flush()
            time.sleep(EVERY)
        return process.returncode


def quarters(log: Path, kind: str, step: str) -> list[float]:
    """MB: the peak of any such process in each quarter of the step's time."""
    with log.open() as stream:
        seen = [(float(row[0]), int(row[4])) for row in csv.reader(stream) if row[1] == step and row[3] == kind]
    if not seen:
        return []
    times = sorted({when for when, _ in seen})
    parts = [times[len(times) * k // QUARTERS :][: -(-len(times) // QUARTERS)] for k in range(QUARTERS)]
    return [
        max((size for when, size in seen if part[0] <= when <= part[-1]), default=0) / 1e6 for part in parts if part
    ]


def look_through(output: Path, planted: set[str]) -> dict[str, Any]:
    """Counts of the rows; every reading and claim is there once, or this ends."""
    readings = [
        row
        for path in sorted((output / "_readings").glob("*.parquet"))
        for row in pq.read_table(path, columns=["url", "claims", "copy_of"]).to_pylist()
    ]
    claims = pa_dataset.dataset(str(output), format="parquet", partitioning="hive").to_table(["place", "id"])
    twice = [what for what, times in Counter(map(str, claims.to_pylist())).items() if times > 1]
    urls = {row["url"] for row in readings}
    if twice or len(urls) != len(readings) or claims.num_rows != sum(row["claims"] for row in readings):
        sys.exit(f"rows are lost or there twice: {len(twice)} claims, {len(readings) - len(urls)} readings")
    copies = {row["url"] for row in readings if row["copy_of"]}
    return {
        "readings": len(readings),
        "claims": claims.num_rows,
        "found": len(copies & planted),
        "others": len(copies - planted),
    }


def main() -> None:
    """Run and report."""
    parser = make_parser(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    archive, output, log = (given.folder / name for name in ("made.warc.gz", "claims.parquet", "memory.csv"))
    if not archive.exists():
        part = archive.with_suffix(".part")
        write_archive(given.pages, part)
        part.rename(archive)
    start = time.time()
    command = [*KONON, "batch", str(archive), "-o", str(output), "--jobs", str(given.jobs), "-q"]
    code = run_watched(command, output, log)
    if code not in (0, 1):  # a page may fail
        sys.exit(f"konon batch ended with code {code}")
    planted = {url for url, _, copied in itertools.islice(make_pages(given.pages), given.pages) if copied}
    seen = look_through(output, planted)
    memory = {
        f"peak memory of {who} in each quarter of the step {step}": ", ".join(f"{mb:.0f}" for mb in found) + " MB"
        for step in ("extract", "read")
        for who, kind in (("a worker", "worker"), ("the driver", "driver"))
        if (found := quarters(log, kind, step))
    }
    report(
        {
            "pages; readings; claims; time": f"{given.pages:,}; {seen['readings']:,}; {seen['claims']:,}; "
            f"{time.time() - start:.0f} s, of a busy machine",
            "near-copies planted; found; others taken for copies": f"{len(planted)}; {seen['found']}; {seen['others']}",
            **memory,
        },
        write=given.write,
    )


if __name__ == "__main__":
    main()
