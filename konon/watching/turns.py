"""When a host may be asked: one request at a time, a pause between two, so many a day, rests after refusals."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from konon.errors import TransientError
from konon.ledger import Ledger
from konon.pages.enquirer import Answer
from konon.pages.hops import LATER
from konon.watching.clocks import Clock, later, stamp
from konon.watching.watch_options import DAY, WatchOptions

LONGEST_ASKED = 7 * DAY  # that a host may ask us to stay away
LONGEST_DELAY = 300.0  # seconds of a Crawl-delay that are waited out between two requests
WITHIN = 10.0  # seconds that one page's own redirects may wait, for its time is bounded
STEP = 0.5  # seconds of a wait after which it is seen whether all is to end


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Why a host is not asked now, and until when, where that is known to the second."""

    why: str
    until: str | None = None


class BudgetSpentError(TransientError):
    """A host was asked as often today as it may be."""


class Turns:
    """Of all hosts. `rests`: those not to be asked in this round, and why."""

    def __init__(self, ledger: Ledger, options: WatchOptions, clock: Clock) -> None:
        self._watches, self._options, self._clock = ledger.watches, options, clock
        self._asked: dict[str, float] = {}
        self._delays: dict[str, float] = {}  # that robots.txt asks for
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._strikes: dict[str, int] = {}
        self.rests: dict[str, Rest] = {}

    def begin(self) -> None:
        """A new round: who rests still is known from the ledger."""
        now = stamp(self._clock.now())
        latest = later(self._clock.now(), LONGEST_ASKED)
        resting = self._watches.resting()
        self._strikes = {host: strikes for host, (_, strikes) in resting.items()}
        # A rest that ends later than any can is of a clock that was put back.
        self.rests = {host: _rest(until) for host, (until, _) in resting.items() if now < until <= latest}
        # Whoever watched before may have asked a moment ago.
        self._asked = dict.fromkeys(self._watches.asked_on(now[:10]), self._clock.ticks()) | self._asked

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._ended.set()

    def await_turn(self, host: str) -> None:
        """Wait until this host may be asked again, by what is known of it; called before a page's own time begins."""
        self._sleep(self._left(host))

    def wait(self, origin: str, delay: float) -> None:
        """Count a request that is about to be made; BudgetSpentError where there is none left today."""
        host = host_of(origin)
        with self._lock:
            lock = self._locks[host]
        with lock:
            self._delays[host] = min(delay, LONGEST_DELAY)
            self._sleep(min(self._left(host), WITHIN))
            day = stamp(self._clock.now())[:10]
            if not self._watches.spend(host, day, self._options.a_day):
                why = f"was asked {self._options.a_day:,} times today, which is its budget"
                self.rests[host] = Rest(why=why)
                raise BudgetSpentError(why, name=host, remedy="it goes on tomorrow; --per-day raises it")
            self._asked[host] = self._clock.ticks()

    def _left(self, host: str) -> float:
        """Seconds until its turn."""
        if host not in self._asked:
            return 0.0
        return self._asked[host] + max(self._delays.get(host, 0.0), self._options.pause) - self._clock.ticks()

    def _sleep(self, seconds: float) -> None:
        while seconds > 0 and not self._ended.is_set():
            self._clock.sleep(min(seconds, STEP))
            seconds -= STEP

    def note(self, host: str, answer: Answer | None) -> None:
        """Let a host rest that refuses, or gives no answer at all; longer each time."""
        if answer is not None and answer.status not in LATER:
            if self._strikes.pop(host, 0):
                self._watches.rest(host, None, 0)
            return
        strikes = self._strikes.get(host, 0) + 1
        self._strikes[host] = strikes
        rest = min(self._options.first_rest * 2 ** min(strikes - 1, 30), self._options.longest_rest)
        asked = min(answer.retry_after, LONGEST_ASKED) if answer and answer.retry_after else 0.0
        until = later(self._clock.now(), max(rest, asked))
        self._watches.rest(host, until, strikes)
        self.rests[host] = _rest(until)


def _rest(until: str) -> Rest:
    return Rest(why=f"rests until {until}", until=until)


def host_of(address: str) -> str:
    """Host and port, in lower case, as budgets are kept."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()
