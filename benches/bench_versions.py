"""Adding and searching beside an older version, in one run: `python benches/bench_versions.py OLD_CHECKOUT`.

Each version runs in a process of its own from its own folder, and they take turns: the same articles into two ledgers,
then each question of the old one and of this one in turn. Ratios over 1 say that this version takes more. CPU is that
of the program alone; with --postgres what the server does is in the time.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench_ledger import questions
from results import make_parser, report
from sqlalchemy import create_engine

ROOT = Path(__file__).resolve().parent.parent
WORKER = ROOT / "benches" / "version_worker.py"
BATCH, STEP = 64, 500  # articles a transaction, and a turn


class Version:
    """A checkout's process."""

    def __init__(self, checkout, address):
        self._command = [sys.executable, str(WORKER), str(address)]
        path = os.pathsep.join(map(str, (checkout, Path(checkout) / "benches")))
        self._env = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "OMP_NUM_THREADS": "1"}

    def __enter__(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(self._command, env=self._env, **pipes)
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def ask(self, *given):
        print(json.dumps(given), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def compare(pairs, name):
    """Figures of measurements in pairs, the old version's first."""
    figures = {}
    for place, kind in enumerate(("CPU", "time")):
        old, new = ([one[which][place] for one in pairs] for which in (0, 1))
        ratios = statistics.median(b / a for a, b in zip(old, new, strict=True))
        value = f"{sum(new) / sum(old):.2f} in sum, {ratios:.2f} in the median"
        figures[f"{name}, {kind}, times the old version's"] = f"{value} ({1000 * statistics.mean(new):.2f} ms)"
    return figures


def in_turn(versions, number, *given):
    """What both say; who goes first changes."""
    found = {which: versions[which].ask(*given) for which in ((0, 1) if number % 2 else (1, 0))}
    return found[0], found[1]


def measure_adding(versions, articles, one_by_one):
    """A turn is `STEP` articles, a transaction `BATCH`; then some in a transaction each."""
    pairs = [in_turn(versions, n, "add", n * STEP, STEP, BATCH) for n in range(articles // STEP)]
    per_article = [[[value / STEP for value in one] for one in pair] for pair in pairs]
    figures = compare(per_article, f"add, {BATCH} articles a transaction, an article")
    pairs = [in_turn(versions, n, "add", articles + n, 1, 1) for n in range(one_by_one)]
    return figures | compare(pairs, "add, an article a transaction")


def measure_searching(versions, asked, rounds):
    """Every question `rounds` times of each version, in turn; the best of each counts."""
    figures = {}
    for kind, calls in asked.items():
        pairs = []
        for number, call in enumerate(calls):
            turns = [in_turn(versions, number + n, "search", *call) for n in range(rounds)]
            pairs.append([[min(turn[which][place] for turn in turns) for place in (0, 1)] for which in (0, 1)])
        figures |= compare(pairs, f"search, {kind}")
        print(f"{kind}: {len(calls)} questions", file=sys.stderr)
    return figures


@contextmanager
def places(args):
    """Two addresses of new ledgers, or of those that are kept."""
    with ExitStack() as stack:
        if args.postgres:
            for name in ("old", "new"):
                run_alone(args.postgres, f"CREATE DATABASE bench_{name}")
            yield [f"{args.postgres.rpartition('/')[0]}/bench_{name}" for name in ("old", "new")]
        elif args.keep:
            args.keep.mkdir(exist_ok=True)
            yield [args.keep / "old.db", args.keep / "new.db"]
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield [folder / "old.db", folder / "new.db"]


def run_alone(address, statement):
    """A statement that a server takes in no transaction."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)


def settle(address):
    """So that a server does not do it while it is timed."""
    if "://" in str(address):
        run_alone(str(address), "VACUUM ANALYZE")


def main():
    parser = make_parser(__doc__)
    parser.add_argument("old", type=Path, help="a checkout of the older version")
    parser.add_argument("--articles", type=int, default=10_000, help="ten claims each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder for the two ledgers; those that are there are searched")
    parser.add_argument("--postgres", metavar="URL", help="a database on a server where others may be made beside it")
    args = parser.parse_args()
    figures = {}
    with places(args) as (old, new):
        filled = args.keep and Path(new).exists()
        with Version(args.old, old) as before, Version(ROOT, new) as after:
            versions = (before, after)
            if not filled:
                figures |= measure_adding(versions, args.articles, 200)
            for address in (old, new):
                settle(address)
            for version in versions:
                version.ask("reopen")
            asked = questions(new)
            figures |= measure_searching(versions, asked, args.rounds)
    report(figures, write=args.write)


if __name__ == "__main__":
    main()
