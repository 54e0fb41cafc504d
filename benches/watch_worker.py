"""Half of `bench_watched_site.py`: the process that watches, by a clock that lies in a file, until a time of it.

python benches/watch_worker.py LEDGER CLOCK UNTIL PAUSE A_DAY
"""

from __future__ import annotations

import sys
from pathlib import Path

from made_site import SharedClock

from konon.ledger import Ledger
from konon.watching.clocks import stamp
from konon.watching.rounds import Rounds
from konon.watching.watch_options import WatchOptions

STEP = 60.0  # seconds of the clock between two questions whether anything is due


def watch(name: str, clock: SharedClock, until: float, options: WatchOptions) -> None:
    """Round after round, as `konon watch run` goes on."""
    with (
        Ledger.open(name, write=True) as ledger,
        ledger.watches.alone(),
        Rounds(ledger, options, clock=clock) as rounds,
    ):
        while clock.ticks() < until:
            for look in rounds.run_once():
                if look.why:
                    print(f"{look.address}: {look.why}", flush=True)
            while clock.ticks() < until and (ledger.watches.next_due() or "9") > stamp(clock.now()):
                clock.sleep(STEP)


if __name__ == "__main__":
    _, name, place, until, pause, a_day = sys.argv
    options = WatchOptions(pause=float(pause), a_day=int(a_day), meaning=False, trace=False)
    watch(name, SharedClock(Path(place)), float(until), options)
