"""Moments -> an axis: where each stands from left to right, and ticks with dates as people write them.

Time runs evenly, but a long time in which nothing happened is cut out, and the cut is marked with how long it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone
from itertools import pairwise
from statistics import median
from typing import Final

from babel.dates import format_skeleton, format_timedelta

from konon.views.letter_widths import width_of

CUT: Final = 64.0  # width of a time that is cut out
MOST_CUTS: Final = 4
LONG: Final = 0.35  # of all the time that is left
TICK: Final = 11.0  # height of the letters
APART: Final = 14.0  # between the words of two ticks
FEWEST: Final = 60.0  # seconds that an axis shows
LOCALES: Final = {"en": "en_GB", "id": "id"}  # a day before its month in both
_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
MINUTE, HOUR, DAY = 60, 3600, 86400
# (unit, how many, seconds at least): the finest first.
STEPS: Final = (
    *(("minute", n, n * MINUTE) for n in (1, 5, 10, 15, 30)),
    *(("hour", n, n * HOUR) for n in (1, 2, 3, 6, 12)),
    *(("day", n, n * DAY) for n in (1, 2, 7, 14)),
    *(("month", n, n * 28 * DAY) for n in (1, 2, 3, 6)),
    *(("year", n, n * 365 * DAY) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
# unit -> the skeletons of its own words and of what stands below, where it changes.
SKELETONS: Final = {
    "minute": ("Hm", "yMMMd"),
    "hour": ("Hm", "yMMMd"),
    "day": ("MMMd", "y"),
    "month": ("MMM", "y"),
    "year": ("y", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """`label` may be "", where its words would have touched others; `below`: the day or year, where it changes."""

    x: float
    label: str
    below: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCut:
    """A time in which nothing happened, from `x` on, CUT wide."""

    x: float
    label: str  # "3 weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A run of time that is drawn evenly."""

    first: float  # seconds
    last: float
    x: float  # of `first`


def moment_of(published: str | None) -> datetime | None:
    """ISO 8601, as precise as it may be -> when it began, with its clock's offset if it has one; None for no date."""
    given = (published or "").strip()
    found = _ISO.match(given)
    if not found:
        return None
    try:
        when = datetime.fromisoformat(given)
    except ValueError:
        when = None
    try:
        year, month, day = (int(part or 1) for part in found.groups())
        when = when or datetime(year, month, day)
    except ValueError:
        return None
    return when if MINYEAR < when.year < MAXYEAR else None  # at whose ends another clock has no date


def clock_of(moments: Sequence[datetime]) -> timezone:
    """The offset that all of them have, so that a clock shows what the articles say; UTC where they differ."""
    offsets = {moment.utcoffset() for moment in moments if moment.tzinfo}
    return timezone(offsets.pop() or timedelta()) if len(offsets) == 1 else UTC


def zone_of(moments: Sequence[datetime]) -> str:
    """What that clock is called: "UTC", "UTC+07:00"; "" where no moment has an offset."""
    return str(clock_of(moments)) if any(moment.tzinfo for moment in moments) else ""


class TimeAxis:
    """`left` and `right`: where the first and the last of the moments stand."""

    def __init__(self, moments: Sequence[datetime], left: float, right: float, lang: str = "en") -> None:
        self.clock, self._zone = clock_of(moments), zone_of(moments)
        self._locale = LOCALES.get(lang, LOCALES["en"])
        self._left, self._right = left, right
        times = sorted({self._seconds(moment) for moment in moments})
        self._gaps = _find_cuts(times, right - left)
        self._stretches, self._scale = self._lay_out(times)

    def _seconds(self, moment: datetime) -> float:
        known = moment if moment.tzinfo else moment.replace(tzinfo=self.clock)
        return (known - _EPOCH).total_seconds()

    def _lay_out(self, times: Sequence[float]) -> tuple[list[_Stretch], float]:
        if not times:
            return [], 1.0
        edges = [times[0], *(edge for gap in self._gaps for edge in gap), times[-1]]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        drawn = sum(last - first for first, last in parts)
        room = self._right - self._left - CUT * len(self._gaps)
        scale = room / max(drawn, FEWEST)
        at = self._left if drawn else (self._left + self._right - CUT * len(self._gaps)) / 2
        stretches = []
        for first, last in parts:
            stretches.append(_Stretch(first=first, last=last, x=at))
            at += (last - first) * scale + CUT
        return stretches, scale

    def place(self, moment: datetime) -> float:
        """From left to right; of a moment within a cut the end of it."""
        seconds = self._seconds(moment)
        number = bisect_right([one.first for one in self._stretches], seconds) - 1
        one = self._stretches[max(0, number)]
        return one.x + (min(max(seconds, one.first), one.last) - one.first) * self._scale

    def cuts(self) -> list[TimeCut]:
        """In order."""
        return [
            TimeCut(x=one.x - CUT, label=self._duration(one.first - before.last))
            for before, one in pairwise(self._stretches)
        ]

    def _duration(self, seconds: float) -> str:
        """In whole words where there is room for them."""
        for form in ("long", "short"):
            said = str(format_timedelta(timedelta(seconds=seconds), locale=self._locale, threshold=1.5, format=form))
            if width_of(said, TICK) <= CUT - 4:
                break
        return said

    def ticks(self) -> list[Tick]:
        """No words touch others. The finest step whose ticks all have room; one moment alone has its own date."""
        if not self._stretches:
            return []
        if len(self._stretches) == 1 and self._stretches[0].first == self._stretches[0].last:
            return [self._only()]
        for unit, number, least in STEPS:
            if least * self._scale < 34:
                continue
            found = self._ticks_of(unit, number)
            if len(found) <= 1 or all(one.label for one in found):
                break
        return found or [self._first_tick()]

    def _only(self) -> Tick:
        when = self._moment(self._stretches[0].first)
        clock = self._words("Hm", when) if (when.hour, when.minute) != (0, 0) else ""
        day = self._words("yMMMd", when)
        return Tick(x=self._stretches[0].x, label=clock or day, below=self._zoned(day) if clock else "")

    def _first_tick(self) -> Tick:
        one = self._stretches[0]
        when = self._moment(one.first)
        return Tick(x=one.x, label=self._words("Hm", when), below=self._zoned(self._words("yMMMd", when)))

    def _zoned(self, day: str) -> str:
        """A day below times of a clock, with whose clock it is."""
        return f"{day} {self._zone}".rstrip()

    def _ticks_of(self, unit: str, number: int) -> list[Tick]:
        own, context = SKELETONS[unit]
        found: list[Tick] = []
        free = free_below = float("-inf")
        said = ""
        for x, when in self._steps(unit, number):
            label, below = self._words(own, when), self._words(context, when) if context else ""
            half = width_of(label, TICK) / 2
            label = label if x - half >= free else ""
            free = x + half + APART if label else free
            shown = self._zoned(below) if own == "Hm" and not said else below
            half = width_of(shown, TICK) / 2
            shown = shown if below != said and label and x - half >= free_below else ""
            if shown:
                free_below, said = x + half + APART, below
            found.append(Tick(x=x, label=label, below=shown))
        return found

    def _steps(self, unit: str, number: int) -> Iterator[tuple[float, datetime]]:
        for one in self._stretches:
            when = _floor(self._moment(one.first), unit, number)
            while (seconds := self._seconds(when)) <= one.last + 1e-6:
                if seconds >= one.first - 1e-6:
                    yield one.x + (seconds - one.first) * self._scale, when
                later = _next(when, unit, number)
                if later is None:
                    break
                when = later

    def _moment(self, seconds: float) -> datetime:
        return (_EPOCH + timedelta(seconds=seconds)).astimezone(self.clock)

    def _words(self, skeleton: str, when: datetime) -> str:
        return str(format_skeleton(skeleton, when.replace(tzinfo=None), locale=self._locale))


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _find_cuts(times: Sequence[float], room: float) -> list[tuple[float, float]]:
    """Gaps that take much of the time and leave little for the rest, the longest first; in order."""
    gaps = list(pairwise(times))
    cuts: list[tuple[float, float]] = []
    while len(cuts) < min(MOST_CUTS, (room - 200) // CUT) and len(gaps) > 1:
        longest = max(gaps, key=_length)
        others = [gap for gap in gaps if gap != longest]
        total = sum(map(_length, gaps))
        if _length(longest) < max(LONG * total, 8 * median(map(_length, others))):
            break
        cuts.append(longest)
        gaps = others
    return sorted(cuts)


def _length(gap: tuple[float, float]) -> float:
    return gap[1] - gap[0]


def _floor(when: datetime, unit: str, number: int) -> datetime:
    """The last moment of that step not after `when`."""
    if unit == "minute":
        return when.replace(minute=when.minute - when.minute % number, second=0, microsecond=0)
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "hour":
        return midnight.replace(hour=when.hour - when.hour % number)
    if unit == "day":
        days = (midnight.toordinal() - 1) % number  # of weeks: Mondays
        return midnight - timedelta(days=min(days, midnight.toordinal() - 1))
    first = midnight.replace(day=1)
    if unit == "month":
        return first.replace(month=when.month - (when.month - 1) % number)
    return first.replace(month=1, year=max(1, when.year - when.year % number))


def _next(when: datetime, unit: str, number: int) -> datetime | None:
    """None where the calendar ends."""
    try:
        if unit in ("minute", "hour", "day"):
            return when + timedelta(**{f"{unit}s": number})
        months = when.month - 1 + (number if unit == "month" else 0)
        years = when.year + months // 12 + (number if unit == "year" else 0)
        if unit == "year" and when.year == 1 and number > 1:
            years = number
        return when.replace(year=years, month=months % 12 + 1)
    except (OverflowError, ValueError):
        return None
