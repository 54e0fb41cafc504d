"""Pages of `konon serve` asked by several at once: how long each takes, and the server's memory.

    python benches/bench_web.py LEDGER [--clients 8] [--rounds 6] [--write]

The ledger is copied before it is brought up to date. What is asked for is taken from the ledger: its common words, some
that are rare, two at once; and from the site's own pages: articles, claims, speakers, outlets. Everything is asked once
before it is timed. Beside the time stands how many programs wanted this machine's cores.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from results import KONON, ONE_THREAD, make_parser, report

from konon.ledger import Ledger

SAMPLED = 2_000  # claims whose words are counted


@contextmanager
def serving(ledger: Path) -> Iterator[tuple[int, int, float]]:
    """Port, process id and the seconds until the first page came."""
    start = time.perf_counter()
    command = [*KONON, "serve", "--ledger", str(ledger), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ONE_THREAD) as one:
        assert one.stdout
        said = next(line for line in one.stdout if "http://" in line)
        port = int(said.split("http://127.0.0.1:")[1].split("/")[0])
        ask(port, "/")
        try:
            yield port, one.pid, time.perf_counter() - start
        finally:
            one.terminate()


def ask(port: int, address: str) -> tuple[float, bytes]:
    """Seconds, and what came."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{address} answered {answer.status}")
    return time.perf_counter() - start, body


def words_of(ledger: Ledger) -> list[str]:
    """The three commonest words of some claims with letters enough, the two commonest together, and two rare ones."""
    counts = Counter(word for one in ledger.search(limit=SAMPLED) for word in one.content.lower().split())
    ordered = sorted(
        (word for word in counts if word.isalpha() and len(word) > 3), key=lambda word: (-counts[word], word)
    )
    return [*ordered[:3], " ".join(ordered[:2]), *ordered[-2:]]


def typed(word: str, other: str) -> list[str]:
    """What stands in the box while two words are typed."""
    return [word[:end] for end in range(1, len(word) + 1)] + [f"{word} {other[:end]}" for end in (1, 2)]


def addresses(port: int, words: Sequence[str]) -> dict[str, list[str]]:
    """By kind of page."""
    found = [f"/search?q={quote(one)}" for one in words]
    rows = [row for one in found for row in json.loads(ask(port, one.replace("?", ".json?", 1))[1])["found"]]
    speakers = json.loads(ask(port, "/speakers.json")[1])["speakers"][:10]
    outlets = json.loads(ask(port, "/outlets.json")[1])["outlets"][:10]
    return {
        "search": [*found, "/search", "/search?certainty=possible", f"{found[0]}&polarity=negative"],
        "claim": [f"/claims/{row['saying']}" for row in rows[:20]],
        "article": [f"/articles/{quote(row['article']['id'], safe='')}" for row in rows[:20]],
        "speaker": [f"/speakers/{one['id']}" for one in speakers],
        "outlet": [f"/outlets/{quote(one['id'])}" for one in outlets],
        "lists": ["/", "/speakers", "/outlets", "/threads", "/disputes", "/network", "/edits", "/about", "/api"],
    }


def measure(port: int, some: Sequence[str], clients: int, rounds: int) -> list[float]:
    """Milliseconds of each, asked by `clients` at once."""
    with ThreadPoolExecutor(clients) as pool:
        return [1e3 * seconds for seconds, _ in pool.map(lambda one: ask(port, one), [*some] * rounds)]


def memory(pid: int) -> str:
    """Of the process, without the file it maps."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    kept = {
        line.partition(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(("RssA", "VmHWM"))
    }
    return f"{kept['RssAnon']} MB of its own; {kept['VmHWM']} MB at most with the file mapped"


def cpu_seconds(pid: int) -> float:
    """What the process has had of the cores; other programs change it little."""
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def say(times: list[float]) -> str:
    """Median and the worst of 95 in a hundred."""
    worst = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times):.0f} ms, p95 {worst:.0f} ms ({len(times)} requests)"


def main() -> None:
    """Measure and report."""
    parser: argparse.ArgumentParser = make_parser(__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "news.db"
        shutil.copy(asked.ledger, copy)
        with Ledger.open(copy, write=True) as ledger:
            claims, words = ledger.counts()["claims"], words_of(ledger)
        with serving(copy) as (port, pid, start):
            figures = {f"serve, {claims:,} claims: to the first page": f"{start:.1f} s"}
            every: list[float] = []
            used = 0.0
            for kind, some in addresses(port, words).items():
                for one in some:
                    ask(port, one)
                before = cpu_seconds(pid)
                times = measure(port, some, asked.clients, asked.rounds)
                used += cpu_seconds(pid) - before
                every += times
                figures[f"{kind}, {asked.clients} at once, warm"] = say(times)
            figures[f"all pages, {asked.clients} at once, warm"] = say(every)
            figures["all pages, CPU of the server a request"] = f"{1e3 * used / len(every):.0f} ms"
            some = [f"/search?q={quote(one)}" for one in typed(*words[:2])]
            for one in some:
                ask(port, one)
            figures["search as it is typed, one person"] = say(measure(port, some, 1, asked.rounds))
            figures["wanted this machine's cores (load average)"] = (
                f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} cores"
            )
            figures["memory of the server"] = memory(pid)
    report(figures, write=asked.write)


if __name__ == "__main__":
    main()
