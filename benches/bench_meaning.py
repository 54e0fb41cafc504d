"""What meaning costs: `python benches/bench_meaning.py [--vectors 1000000] [--data FILE.jsonl] [--write]`.

Adding pages with and without it beside reading them alone, in one process each and CPU seconds of one thread; and
searching by meaning over made-up vectors in one SQLite file, cold and warm, with and without a filter.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from corpus import make_articles, write_lines
from results import KONON, ONE_THREAD, SHARED, cpu_seconds, make_parser, report

from konon.ledger import Ledger, Query
from konon.ledger import nearest as meaning
from konon.ledger.schema import meanings
from konon.ledger.vectors import BLOCK, WIDTH, block_rows
from konon.network.meaning import load_encoder

QUESTIONS = [
    "senjata dikirim lewat laut",
    "who denies the payment?",
    "harga beras naik",
    "the vaccine is safe",
    "gempa",
]
ROUNDS = 20


def measure_adding(lines, folder):
    """CPU seconds of reading alone, of adding without meaning, and with it."""
    read = cpu_seconds([*KONON, "read", "--quiet", "--format", "jsonl", str(lines)])
    add = [*KONON, "add", "--quiet", str(lines), "--ledger"]
    without = cpu_seconds([*add, str(folder / "without.db"), "--no-meaning"])
    whole = cpu_seconds([*add, str(folder / "whole.db")])
    with Ledger.open(folder / "whole.db") as ledger:
        claims = ledger.counts()["claims"]
    more = os.path.getsize(folder / "whole.db") - os.path.getsize(folder / "without.db")
    return {
        "add, times read alone (CPU)": f"{whole / read:.2f}",
        "add --no-meaning, times read alone (CPU)": f"{without / read:.2f}",
        "meaning, bytes of the ledger a claim": f"{more / claims:.0f}",
    }


def fill(path, count):
    """So many vectors on claims that are there in name only: searching is what is timed, not showing."""
    random, encoder = np.random.default_rng(1), load_encoder().name
    with Ledger.open(path, write=True) as ledger:
        engine = ledger._place.engine.raw_connection()
        engine.execute("PRAGMA foreign_keys = OFF")
        columns = "key, attribution, reading, current, article, published, lang, quotation, speaker_reason"
        more = "speaker_confidence, certainty, polarity, act, reason, confidence, content"
        for start in range(1, count + 1, 64 * BLOCK):
            keys = list(range(start, min(start + 64 * BLOCK, count + 1)))
            rows = random.normal(size=(len(keys), WIDTH)).astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            engine.executemany(
                f"INSERT INTO claims ({columns}, {more}) VALUES (?, ?, 1, 1, 1, ?, ?, 12, '', 1, 1, 5, 7, 1, 1, '')",
                [(k, k, f"{2014 + k % 10}-01-01", "id" if k % 20 else "en") for k in keys],
            )
            last = engine.execute("SELECT coalesce(max(key), 0) FROM meanings").fetchone()[0]
            blocks = [{"key": key, **row} for key, row in enumerate(block_rows(keys, rows, encoder), last + 1)]
            names = [column.name for column in meanings.columns]
            marks = ", ".join(f":{name}" for name in names)
            engine.executemany(f"INSERT INTO meanings ({', '.join(names)}) VALUES ({marks})", blocks)
        engine.commit()
        engine.close()


def measure_search(path):
    """Milliseconds of the search itself; claims are in name only, so none is shown.

    Random vectors are like no question; with no least likeness every question has its answers, and filters their work.
    """
    meaning.LEAST = -1.0
    with Ledger.open(path) as ledger:
        begun = time.perf_counter()
        ledger._meaning.find(Query(words=QUESTIONS[0]))
        cold = time.perf_counter() - begun
        figures = {}
        for name, filters in (
            ("", {}),
            (", a filter that passes a twentieth", {"lang": "en"}),
            (", a tenth", {"since": "2023"}),
        ):
            times = []
            for _ in range(ROUNDS):
                for words in QUESTIONS:
                    begun = time.perf_counter()
                    ledger._meaning.find(Query(words=words, **filters))
                    times.append(1000 * (time.perf_counter() - begun))
            times.sort()
            half, most = statistics.median(times), times[int(0.95 * len(times))]
            figures[f"search by meaning{name}"] = f"median {half:.0f} ms, p95 {most:.0f} ms"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        {"search by meaning, the first of a process": f"{1000 * cold:.0f} ms"}
        | figures
        | {"peak memory": f"{peak:,.0f} MB"}
    )


def main():
    parser = make_parser(__doc__)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="articles as JSON lines")
    parser.add_argument("--keep", type=Path, help="leave the made-up ledger there, or search one that is there")
    args = parser.parse_args()
    data = args.data or SHARED / "indonesian" / "dev.jsonl"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not data.exists():
            data = folder / "articles.jsonl"
            write_lines(make_articles(60), data)
        figures = measure_adding(data, folder)
        path = args.keep or folder / "vectors.db"
        if not path.exists():
            fill(path, args.vectors)
        # A process of its own: what filling took is not what searching takes.
        search = subprocess.run(
            [sys.executable, __file__, "--search", str(path)],
            env=ONE_THREAD,
            capture_output=True,
            text=True,
            check=True,
        )
        figures |= {f"{key}, {args.vectors:,} vectors": value for key, value in json.loads(search.stdout).items()}
    report(figures, write=args.write)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--search"]:
        print(json.dumps(measure_search(Path(sys.argv[2]))))
    else:
        main()
