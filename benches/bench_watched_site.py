"""A watched site of 10,000 pages of which 1% change an hour: what is missed, read twice, asked too soon; killed midway.

    python benches/bench_watched_site.py [--pages N] [--hours N] [--pause SECONDS] [--kills N] [--write]

The site (made_site.py) counts what is asked of it and knows what it said when. Pages are fetched, extracted, read and
kept as `konon watch run` does it, without meaning and trace; the clock is a made one that a pause turns, so nobody
waits. For some hours pages change and are added, then every page is looked at once more, 24 hours after its first look.
The watching process is killed with SIGKILL at times and started again. Seconds are processor time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from made_site import HOUR, START, MadeSite, SharedClock
from results import ONE_THREAD, make_parser, report

from konon.ledger import Ledger
from konon.watching.clocks import stamp
from konon.watching.edits import Edit, find_edits
from konon.watching.rounds import WAITING

A_DAY = 50_000  # requests, as if somebody had set it so
LAST_LOOK = 24 * HOUR  # after its first, when every page is looked at the last time here
KINDS = {"number": "number", "hedge": "hedge", "negation": "negation", "speaker": "speaker"}


def watch_all(site: MadeSite, folder: Path, until: float, pause: float, kills: list[int]) -> tuple[float, int]:
    """Watch until a time, killed when so many requests were made; processor seconds of all processes, and kills."""
    command = [sys.executable, str(Path(__file__).parent / "watch_worker.py"), str(folder / "watch.db")]
    command += [str(folder / "clock"), str(until), str(pause), str(A_DAY)]
    seconds, killed = 0.0, 0
    while site.clock.ticks() < until:
        with subprocess.Popen(command, env=ONE_THREAD) as process:
            ended = 0
            while not ended:
                if kills and len(site.sent) >= kills[0]:
                    kills.pop(0)
                    process.send_signal(signal.SIGKILL)
                    killed += 1
                    ended, status, usage = os.wait4(process.pid, 0)
                else:
                    time.sleep(0.01)
                    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds += usage.ru_utime + usage.ru_stime
        if process.returncode not in (0, -signal.SIGKILL):
            sys.exit(f"the watching process ended with code {process.returncode}")
    return seconds, killed


def told_edits(ledger: Ledger, site: MadeSite) -> Counter[tuple[str, frozenset[str]]]:
    """Path and what is told of it, of each edit."""
    return Counter((one.article.url.removeprefix(site.address), _told(one)) for one in find_edits(ledger))  # type: ignore[union-attr]


def _told(edit: Edit) -> frozenset[str]:
    kinds = {change.kind for one in edit.claims for change in one.changes}
    found = {name for name, kind in KINDS.items() if kind in kinds}
    found |= {"added"} & {one.kind for one in edit.claims}
    return frozenset(found) or frozenset({"outside"} if not edit.claims else {"reworded"})


def judge_edits(site: MadeSite, told: Counter[tuple[str, frozenset[str]]]) -> tuple[int, int, int, int]:
    """Edits that were, told once each, told with all that changed, told though none was."""
    were: dict[str, list[frozenset[str]]] = {}
    for path, _, _, changed in site.edits():
        were.setdefault(path, []).append(changed)
    found: dict[str, list[frozenset[str]]] = {}
    for (path, kinds), times in told.items():
        found.setdefault(path, []).extend([kinds] * times)
    total = sum(map(len, were.values()))
    once = sum(min(len(some), len(found.get(path, ()))) for path, some in were.items())
    extra = sum(map(len, found.values())) - once
    return total, once, sum(_fully(some, found.get(path, [])) for path, some in were.items()), extra


def _fully(were: list[frozenset[str]], found: list[frozenset[str]]) -> int:
    """What changed outside claims need not be told where a claim changed too."""
    left, right = list(found), 0
    for changed in were:
        wanted = changed - {"outside"} or changed
        same = next((one for one in left if wanted <= one), None)
        if same is not None:
            left.remove(same)
            right += 1
    return right


def late(site: MadeSite) -> Iterator[float]:
    """Seconds from a page's being there to its being read."""
    for path, asked in site.looks():
        page = site.pages[path]
        if page.since[0] and asked:
            yield asked[0].at - page.since[0]


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=8)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--kills", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = SharedClock(folder / "clock")
        site = MadeSite(given.pages, given.hours, clock)
        with Ledger.open(folder / "watch.db", write=True) as ledger:
            ledger.watches.add(f"{site.address}/sitemap.xml", stamp(clock.now()))
        kills = [int(given.pages * (place + 0.5)) for place in range(given.kills)]
        end = given.hours * HOUR + LAST_LOOK + 1.2 * len(site.pages) * given.pause
        seconds, killed = watch_all(site, folder, end, given.pause, kills)
        site.close()
        with Ledger.open(folder / "watch.db") as ledger:
            figures = _figures(site, ledger, killed, given.pause)
    figures["processor seconds of the watching process; per page"] = (
        f"{seconds:.0f}; {1000 * seconds / len(site.pages):.0f} ms"
    )
    report(figures, write=given.write)


def _figures(site: MadeSite, ledger: Ledger, killed: int, pause: float) -> dict[str, str]:
    with ledger._place.reading() as connection:
        readings = int(connection.exec_driver_sql("SELECT count(*) FROM readings").scalar() or 0)
    sent = site.sent_times()
    total, once, fully, extra = judge_edits(site, told_edits(ledger, site))
    return {
        "pages; of them added in the course; changes": (
            f"{len(site.pages)}; {sum(page.since[0] > 0 for page in site.pages.values())}; "
            f"{sum(len(page.stories) - 1 for page in site.pages.values())}"
        ),
        **_request_figures(site, pause),
        "versions sent; sent twice; killed; answers that were on their way at most": (
            f"{len(sent)}; {sum(sent.values()) - len(sent)}; {killed}; {killed * (WAITING + 2)}"
        ),
        "readings in the ledger": str(readings),
        "edits that were; told once; with all that changed; told though none was": f"{total}; {once}; {fully}; {extra}",
    }


def _request_figures(site: MadeSite, pause: float) -> dict[str, str]:
    looks = dict(site.looks())
    last = {path: max((one.version for one in asked if one.status == 200), default=-1) for path, asked in looks.items()}
    unseen = sum(last[path] != len(page.stories) - 1 for path, page in site.pages.items())
    asked_at = [one.at for one in site.sent]
    days = Counter((START + timedelta(seconds=at)).date() for at in asked_at)
    waits = sorted(late(site))
    return {
        "requests; looks a page; answers 200, 304, other": (
            f"{len(site.sent)}; {min(map(len, looks.values()))} to {max(map(len, looks.values()))}; "
            f"{', '.join(str(sum(one.status == status for one in site.sent)) for status in (200, 304, 404))}"
        ),
        "pages never read; whose last version was never read": f"{sum(v < 0 for v in last.values())}; {unseen}",
        "shortest time between two requests; pause; most at once": (
            f"{min((b - a for a, b in pairwise(asked_at)), default=0.0):.3f} s; {pause:g} s; {site.most_at_once}"
        ),
        "requests a day, at most; budget": f"{max(days.values())}; {A_DAY}",
        "from a new page's being there to its being read, median and most": (
            f"{waits[len(waits) // 2] / 60:.0f} min; {waits[-1] / 60:.0f} min" if waits else "none"
        ),
    }


if __name__ == "__main__":
    main()
