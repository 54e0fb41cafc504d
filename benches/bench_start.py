"""Seconds from the start of `konon read PAGE` to its first claim, as a person waits for it.

    python benches/bench_start.py [PAGE ...] [--rounds N] [--write]

Without PAGE: a plain-text and an HTML page of the samples. Median and best of the rounds, files warm.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from results import KONON, ONE_THREAD, ROOT, make_parser, report

SAMPLES = ROOT / "konon" / "samples"


def first_claim(page: Path) -> float:
    """Seconds until the first claim's line can be read; the article's heading does not count."""
    start = time.perf_counter()
    command = [*KONON, "read", str(page)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ONE_THREAD) as process:
        assert process.stdout
        for line in process.stdout:
            if line.lstrip().startswith(b"1  "):
                seconds = time.perf_counter() - start
                process.stdout.read()
                return seconds
    sys.exit(f"{page} gave no claim")


def main() -> None:
    """Measure and report."""
    parser = make_parser(__doc__)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    pages = asked.pages or [next(iter(sorted(SAMPLES.glob(f"*.{kind}")))) for kind in ("txt", "html")]
    figures = {}
    for page in pages:
        first_claim(page)  # brings the files into memory
        seconds = [first_claim(page) for _ in range(asked.rounds)]
        figures[f"{page.name}: seconds to the first claim, median"] = f"{median(seconds):.2f}"
        figures[f"{page.name}: seconds to the first claim, best"] = f"{min(seconds):.2f}"
    report(figures, write=asked.write)


if __name__ == "__main__":
    main()
