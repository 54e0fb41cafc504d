"""How fast somebody may ask and guess, counted in memory. Who guesses waits longer each time; nobody is locked out."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

REMEMBERED = 10_000  # addresses, tokens or names; of the others nothing is known
MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLeft:
    """What somebody has left: `reset` seconds until all of it is back; `wait` until one more may be asked."""

    most: int
    left: int
    reset: int
    wait: int  # 0: this one is answered


class RateLimit:
    """At most so many requests a minute of one who asks; what was not used comes back evenly."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what was left, when

    def take(self, who: str) -> RateLeft:
        """One request of it."""
        now, rate = self._clock(), self._most / MINUTE
        with self._lock:
            left, since = self._left.pop(who, (float(self._most), now))
            left = min(float(self._most), left + (now - since) * rate)
            wait = 0 if left >= 1 else math.ceil((1 - left) / rate)
            left -= 0 if wait else 1
            self._left[who] = (left, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        reset = math.ceil((self._most - left) / rate)
        return RateLeft(most=self._most, left=int(left), reset=reset, wait=wait)


class GuessPacing:
    """Guesses of a password, counted for the address they come from and for the account they are meant for.

    A guess counts as wrong from its beginning, so that many at once wait as many one after another; the right one is
    taken back. `FREE` are answered at once, then each waits twice as long as the last, up to `LONGEST`.
    """

    FREE, FIRST, LONGEST = 3, 0.5, 10.0  # guesses, seconds, seconds
    FORGET = 900.0  # seconds without any
    PENDING = 8  # of an address at once

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._pending: Counter[str] = Counter()

    def begin(self, address: str, name: str) -> float | None:
        """Seconds to wait before this guess is looked at; None where too many of this address wait already."""
        place = network_of(address)
        with self._lock:
            if self._pending[place] >= self.PENDING:
                return None
            self._pending[place] += 1
            return max(self._wait(self._count(who, 1)) for who in _counted(place, name))

    def end(self, address: str, name: str, *, right: bool) -> int:
        """The guess was answered. How many wrong ones the account and the address have, whichever has more."""
        place = network_of(address)
        with self._lock:
            self._pending[place] -= 1
            if self._pending[place] <= 0:
                del self._pending[place]
            return max(self._count(who, -1 if right else 0) for who in _counted(place, name))

    def _count(self, who: str, more: int) -> int:
        now = self._clock()
        count, since = self._wrong.pop(who, (0, now))
        count = max(0, (count if now - since < self.FORGET else 0) + more)
        if count:
            self._wrong[who] = (count, now)
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)
        return count

    def _wait(self, count: int) -> float:
        over = count - self.FREE
        return 0.0 if over <= 0 else min(self.LONGEST, self.FIRST * 2.0 ** min(over - 1, 10))


def network_of(address: str) -> str:
    """Whom an address stands for: of IPv6 a whole network, for one machine has as many addresses as it likes."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))


def _counted(place: str, name: str) -> tuple[str, str]:
    return f"from {place}", f"for {name.strip().casefold()[:100]}"
