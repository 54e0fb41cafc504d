"""Adding articles that are read already, to SQLite and PostgreSQL: `python benches/bench_two_ledgers.py ADDRESS`.

ADDRESS is a database on a server where another may be made beside it. Both take turns in one run, `STEP` articles (ten
claims each) a turn, so that a busy machine is as busy for both; over 0.5 a server is at least half as fast.
"""

import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench_versions import BATCH, ROOT, Version, in_turn, run_alone
from results import make_parser, report

STEP = 128  # articles a turn


def main():
    parser = make_parser(__doc__)
    parser.add_argument("address")
    parser.add_argument("--articles", type=int, default=2048)
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        run_alone(args.address, "CREATE DATABASE bench_two")
        stack.callback(run_alone, args.address, "DROP DATABASE bench_two")
        places = (folder / "one.db", f"{args.address.rpartition('/')[0]}/bench_two")
        versions = [stack.enter_context(Version(ROOT, place)) for place in places]
        turns = []
        for number in range(args.articles // STEP):
            turns.append(in_turn(versions, number, "add", number * STEP, STEP, BATCH))
            print(turns[-1], file=sys.stderr, flush=True)
    seconds = [sum(turn[which][1] for turn in turns) for which in (0, 1)]
    ratio = statistics.median(turn[0][1] / turn[1][1] for turn in turns)
    total = len(turns) * STEP
    report(
        {
            "articles a second: SQLite, PostgreSQL": f"{total / seconds[0]:.0f}, {total / seconds[1]:.0f}",
            "PostgreSQL's rate over SQLite's": f"{seconds[0] / seconds[1]:.2f} in sum, {ratio:.2f} in the median turn",
        },
        write=args.write,
    )


if __name__ == "__main__":
    main()
