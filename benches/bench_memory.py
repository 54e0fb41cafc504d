"""Peak memory of `konon read` over 1,000 made-up articles, and whether it grows with their number.

    python benches/bench_memory.py [--articles N] [--format FORMAT] [--write]

Peak is the process's largest resident set. Flat: the peak over all articles beside that over a tenth of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import make_articles, write_lines
from results import KONON, ONE_THREAD, make_parser, report


def peak_memory(lines: Path, shape: str) -> tuple[float, float]:
    """(MB, seconds) of one run."""
    command = [*KONON, "read", "--quiet", str(lines), "--format", shape]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ONE_THREAD) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return usage.ru_maxrss * unit / 1e6, time.perf_counter() - start


def main() -> None:
    """Measure and report."""
    parser = make_parser(__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--format", default="jsonl", choices=["text", "jsonl", "json", "csv", "html"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few.jsonl"), Path(folder, "many.jsonl")
        write_lines(make_articles(max(1, asked.articles // 10)), few)
        words = write_lines(make_articles(asked.articles), many)
        tenth, _ = peak_memory(few, asked.format)
        peak, seconds = peak_memory(many, asked.format)
    name = f"{asked.articles:,} articles, {words:,} words, {asked.format}"
    report(
        {
            f"{name}: peak memory": f"{peak:.0f} MB",
            f"{name}: peak over a tenth of them": f"{tenth:.0f} MB",
            f"{name}: articles per second": f"{asked.articles / seconds:.1f}",
        },
        write=asked.write,
    )


if __name__ == "__main__":
    main()
