"""What linking costs: `python benches/bench_tracing.py [--claims 10000 100000] [--jobs 2] [--keep DIR] [--data FILE]`.

Linking made-up claims from nothing, a seventh of which are copies of others in other outlets; then one article added to
ledgers of several sizes, and `trace` of linked claims. With `--data`, adding articles with and without linking, in one
process each and CPU seconds of one thread.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from ledger_corpus import CLAIMS, Corpus
from results import KONON, cpu_seconds, make_parser, report
from sqlalchemy import select

from konon.collecting import collect_seldom
from konon.ledger import Ledger
from konon.ledger.schema import claims
from konon.ledger.vectors import WIDTH, put_vectors
from konon.network.meaning import load_encoder
from konon.tracing.matching import load_matcher

COPIES = 7  # every so many-th article is a copy of an earlier one
TOPICS = 3000  # of vectors: two claims of one topic are somewhat alike
LIKE = 0.55  # how much of a vector is its topic's
OWN, OTHERS = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
ADDED, TRACED = 20, 200  # articles, and claims that are traced


def make_readings(count, start=0, seed=7):
    """Made-up articles; a copy has another outlet, a day or two later, and one word changed."""
    corpus, kept = Corpus(seed), []
    dice = random.Random(seed + start)
    for number in range(start, start + count):
        reading = corpus.reading(number)
        if kept and number % COPIES == 0:
            source = dice.choice(kept)
            article = replace(
                source.article, id=f"copy-{seed}-{number}", outlet=corpus.pick(corpus.outlets, corpus.outlet_sums)
            )
            reading = replace(source, article=article)
        else:
            kept = [*kept[-500:], reading]
        yield reading


def put_made_vectors(ledger):
    """For all claims without one: of the words, so that a copy with another word is much like its source."""
    encoder = load_encoder().name
    topics = np.random.default_rng(3).normal(size=(TOPICS, WIDTH)).astype(np.float32) / WIDTH**0.5
    with ledger._place.reading() as connection:
        rows = connection.execute(select(claims.c.key, claims.c.content).order_by(claims.c.key)).all()
    for start in range(0, len(rows), 5000):
        some = rows[start : start + 5000]
        vectors = np.stack([make_vector(row.content.split(), topics) for row in some])
        with ledger._place.writing() as connection:
            put_vectors(connection, encoder, [row.key for row in some], vectors)


def make_vector(words, topics):
    own = sum(map(vector_of, words)) / max(len(words), 1) ** 0.5
    vector = LIKE * topics[crc32(words[0].encode()) % TOPICS] + (1 - LIKE**2) ** 0.5 * own
    return vector / np.linalg.norm(vector)


@cache
def vector_of(word):
    return np.random.default_rng(crc32(word.encode())).normal(size=WIDTH).astype(np.float32) / WIDTH**0.5


def fill(path, count):
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(make_readings(count // CLAIMS), batch=256)
        put_made_vectors(ledger)


def link_all(path, jobs=1):
    """Seconds (CPU of all processes, wall), and how many were linked."""
    load_matcher()
    with Ledger.open(path, write=True) as ledger:
        begun, cpu = time.perf_counter(), used_cpu()
        count = sum(ledger.link_missing(jobs=jobs))
        return used_cpu() - cpu, time.perf_counter() - begun, count


def used_cpu():
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (OWN, OTHERS)))


def most_memory(jobs):
    """Megabytes of this process and, where others compare, as many times the largest of them."""
    own, other = (resource.getrusage(who).ru_maxrss / 1000 for who in (OWN, OTHERS))
    return own + (other * jobs if jobs > 1 else 0)


def add_some(path):
    """Medians of CPU milliseconds: adding one article with ten claims, and linking it."""
    times, linked = [], []
    with Ledger.open(path, write=True) as ledger:
        for reading in make_readings(ADDED, start=10_000_000, seed=11):
            begun = time.process_time()
            ledger.add(reading, meaning=True)
            between = time.process_time()
            ledger.link([reading.article.id])
            times.append((between - begun) * 1000)
            linked.append((time.process_time() - between) * 1000)
    return np.median(times), np.median(linked)


def trace_some(path):
    """Milliseconds of `trace`, of claims that are linked: median and 95 of 100."""
    with Ledger.open(path) as ledger:
        ids = [one.a.id for one in ledger.links(limit=TRACED)]
        times = []
        for warm in (True, False):
            for id_ in ids:
                begun = time.perf_counter()
                thread = ledger.trace(id_)
                if not warm:
                    times.append((time.perf_counter() - begun) * 1000)
                    assert thread.sayings
    return np.percentile(times, 50), np.percentile(times, 95)


def measure(path, count, jobs):
    figures = {}
    if not path.exists():
        fill(path, count)
        cpu, wall, linked = link_all(path, jobs)
        most = most_memory(jobs)
        with Ledger.open(path) as ledger:
            links = sum(1 for _ in ledger.links())
        each = f"{cpu:.0f} s of CPU, {wall:.0f} s; {cpu / linked * 1000:.2f} ms a claim (CPU), {links:,} links"
        figures[f"linking {linked:,} claims from nothing, --jobs {jobs}"] = f"{each}, {most:.0f} MB at most"
    adding, linking = add_some(path)
    figures[f"one article added to {count:,} claims, CPU"] = f"{adding:.1f} ms, linking it {linking:.1f} ms more"
    median, most = trace_some(path)
    figures[f"trace, {count:,} claims, warm"] = f"median {median:.1f} ms, p95 {most:.1f} ms"
    figures[f"bytes of the ledger a claim, {count:,} claims"] = f"{path.stat().st_size / count:.0f}"
    return figures


def measure_adding(lines, folder):
    """CPU seconds of `konon add` with and without linking."""
    add = [*KONON, "add", "--quiet", str(lines), "--ledger"]
    without = cpu_seconds([*add, str(folder / "without.db"), "--no-trace"])
    whole = cpu_seconds([*add, str(folder / "whole.db")])
    return {f"add, times add --no-trace (CPU), {lines.name}": f"{whole / without:.2f} ({without:.1f} s, {whole:.1f} s)"}


def main():
    collect_seldom()  # as the command does
    parser = make_parser(__doc__)
    parser.add_argument("--claims", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--jobs", type=int, default=1, help="processes that compare, beside the one that writes")
    parser.add_argument("--keep", type=Path, help="folder for the ledgers; used again where they are")
    parser.add_argument("--data", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for lines in given.data:
            report(measure_adding(lines, Path(folder)), write=given.write)
        for count in given.claims:
            place = given.keep or Path(folder)
            report(measure(place / f"traced-{count}.db", count, given.jobs), write=given.write)


if __name__ == "__main__":
    main()
