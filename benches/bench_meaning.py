"""What meaning costs: `python benches/bench_meaning.py [--vectors 1000000] [--data FILE.jsonl] [--ledger URL]`.

Adding pages with and without it beside reading them alone, in one process each and CPU seconds of one thread; and
searching by meaning over made-up vectors, with and without a filter: in one SQLite file, or in a PostgreSQL database.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from corpus import make_articles, write_lines
from ledger_corpus import CLAIMS, Corpus
from results import KONON, ONE_THREAD, SHARED, cpu_seconds, make_parser, report
from sqlalchemy import select

from konon.ledger import Ledger, Query
from konon.ledger import nearest as meaning
from konon.ledger.schema import claims
from konon.ledger.vectors import WIDTH, put_vectors
from konon.network.meaning import load_encoder

QUESTIONS = [
    "senjata dikirim lewat laut",
    "who denies the payment?",
    "harga beras naik",
    "the vaccine is safe",
    "gempa",
]
ROUNDS = 20
FILTERS = {"": {}, ", a filter that passes a twentieth": {"certainty": "probable"}, ", a tenth": {"since": "2023"}}


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


def fill(address, count):
    """So many made-up claims with random vectors."""
    random, encoder = np.random.default_rng(1), load_encoder().name
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(Corpus().readings(count // CLAIMS), batch=256)
        with ledger._place.reading() as connection:
            keys = connection.execute(select(claims.c.key).order_by(claims.c.key)).scalars().all()
        for start in range(0, len(keys), 10_000):
            some = keys[start : start + 10_000]
            rows = random.normal(size=(len(some), WIDTH)).astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            with ledger._place.writing() as connection:
                put_vectors(connection, encoder, some, rows)


def resident():
    """Megabytes now."""
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 1e6


def received(ledger):
    """Bytes that came from the server over the connection that is lent next (Linux counts them)."""
    raw = ledger._place.readers.raw_connection()
    with socket.socket(fileno=os.dup(raw.driver_connection.fileno())) as wire:
        told = struct.unpack_from("Q", wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192), 128)[0]
    raw.close()
    return told


def measure_search(address):
    """Milliseconds of the search itself, memory, and what comes over the network from a server.

    Random vectors are like no question; with no least likeness every question has its answers, and filters their work.
    """
    meaning.LEAST = -1.0
    with Ledger.open(address) as ledger:
        served = not ledger._place.is_sqlite
        ledger._meaning._encoder.encode(QUESTIONS)
        before, begun = resident(), time.perf_counter()
        with ledger._place.reading() as connection:
            index = ledger._meaning._shared.load(connection)
        figures = {"loading the signs": f"{1000 * (time.perf_counter() - begun):.0f} ms"}
        kept = sum(keys.nbytes + signs.nbytes for keys, signs in index.segments) / 1e6
        figures["memory for the signs"] = f"{resident() - before:.0f} MB for {kept:.0f} MB kept"
        if served:
            figures["received for the signs"] = f"{received(ledger) / 1e6:.1f} MB"
        for name, filters in FILTERS.items():
            begun = received(ledger) if served else 0
            figures[f"search by meaning{name}"] = time_search(ledger, filters)
            if served:
                more = (received(ledger) - begun) / (ROUNDS * len(QUESTIONS)) / 1e6
                figures[f"received a question{name}"] = f"{more:.2f} MB"
    return figures | {"peak memory": f"{peak_memory():,.0f} MB"}


def peak_memory():
    """Megabytes at most so far; getrusage would count what the process that started this one held."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def time_search(ledger, filters):
    times = []
    for _ in range(ROUNDS):
        for words in QUESTIONS:
            begun = time.perf_counter()
            ledger._meaning.find(Query(words=words, **filters))
            times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    return f"median {statistics.median(times):.0f} ms, p95 {times[int(0.95 * len(times))]:.0f} ms"


def main():
    parser = make_parser(__doc__)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="articles as JSON lines")
    parser.add_argument("--ledger", metavar="URL", help="only search: an empty database to fill, or one that is filled")
    parser.add_argument("--keep", type=Path, help="leave the made-up ledger there, or search one that is there")
    args = parser.parse_args()
    data = args.data or SHARED / "indonesian" / "dev.jsonl"
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not args.ledger:
            data = args.data or SHARED / "indonesian" / "dev.jsonl"
            if not data.exists():
                data = folder / "articles.jsonl"
                write_lines(make_articles(60), data)
            figures = measure_adding(data, folder)
        address = args.ledger or str(args.keep or folder / "vectors.db")
        if not is_filled(address):
            fill(address, args.vectors)
        # A process of its own: what filling took is not what searching takes.
        search = subprocess.run(
            [sys.executable, __file__, "--search", address], env=ONE_THREAD, capture_output=True, text=True, check=True
        )
        figures |= {f"{key}, {args.vectors:,} vectors": value for key, value in json.loads(search.stdout).items()}
    report(figures, write=args.write)


def is_filled(address):
    if "://" not in address:
        return Path(address).exists()
    with Ledger.open(address, write=True) as ledger:
        return ledger.counts()["claims"] > 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--search"]:
        print(json.dumps(measure_search(sys.argv[2])))
    else:
        main()
