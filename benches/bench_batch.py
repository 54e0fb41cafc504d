"""What `konon batch` takes: two processes against one, against `konon read --jobs 2`, memory, near-copies found.

    python benches/bench_batch.py [--pages N] [--write]

Pages: see made_archive.py. Seconds are processor time, so that a busy machine counts the same: of the engine, all its
processes together; of two processes against one, that of one over that of the busier of two, with what the first
process does alone added to both: how much faster it is where each has a core of its own. For a long run and memory over
time see bench_long_batch.py.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from made_archive import make_pages, write_archive
from results import KONON, cpu_seconds, make_parser, report


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the batch: its report, and the processor seconds of all its processes."""

    said: dict[str, Any]
    seconds: float

    @property
    def busiest(self) -> float:
        """Of each step, the worker that took longest: the others wait for it."""
        longest: dict[str, float] = {}
        for worker, seconds in self.said["seconds"].items():
            step = worker.partition(" ")[0]
            longest[step] = max(longest.get(step, 0.0), seconds)
        return sum(longest.values())

    @property
    def alone(self) -> float:
        """What is not a worker's task: starting, planning, near-copies, publishing."""
        return self.seconds - sum(self.said["seconds"].values())


def run_batch(archive: Path, output: Path, jobs: int, *more: str) -> Run:
    report_ = output.with_suffix(".json")
    command = ["batch", str(archive), "-o", str(output), "--jobs", str(jobs), "--format", "json", "-q", *more]
    script = f"{' '.join([*KONON, *command])} > {report_} 2>/dev/null; true"  # a page may fail
    seconds = cpu_seconds(["sh", "-c", script])
    return Run(said=json.loads(report_.read_text("utf-8")), seconds=seconds)


def found_copies(output: Path, planted: set[str]) -> tuple[int, int]:
    """Of those planted, and others."""
    rows = [
        row
        for path in sorted((output / "_readings").glob("*.parquet"))
        for row in pq.read_table(path, columns=["url", "copy_of"]).to_pylist()
    ]
    copies = {row["url"] for row in rows if row["copy_of"]}
    return len(copies & planted), len(copies - planted)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--pages", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "made.warc.gz"
        planted = write_archive(given.pages, archive)
        urls = {url for url, _, copied in make_pages(given.pages) if copied}
        two = run_batch(archive, folder / "two", 2)
        every = run_batch(archive, folder / "every", 2, "--read-copies")
        read = cpu_seconds(
            ["sh", "-c", f"{' '.join(KONON)} read -q --jobs 2 -f jsonl {archive} > /dev/null 2>&1; true"]
        )
        one = run_batch(archive, folder / "one", 1)
        found, others = found_copies(folder / "two", urls)
    total = sum(one.said["seconds"].values())
    report(
        {
            "pages; articles; claims": f"{given.pages}; {two.said['articles']}; {two.said['claims']}",
            "processor seconds of one process, of two together": f"{one.seconds:.0f}, {two.seconds:.0f}",
            "two processes against one, each with its core": f"{one.seconds / (two.busiest + two.alone):.2f} times",
            "the busier of two has this share of the tasks": f"{two.busiest / sum(two.said['seconds'].values()):.3f}",
            "tasks of one process over all it takes": f"{total / one.seconds:.3f}",
            "every page read by two processes, over konon read --jobs 2": f"{every.seconds / read:.3f} times",
            "peak memory of a worker": f"{two.said['memory'] / 1e6:.0f} MB",
            "near-copies planted; found; others taken for copies": f"{planted}; {found}; {others}",
        },
        write=given.write,
    )


if __name__ == "__main__":
    main()
