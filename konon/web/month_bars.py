"""How many claims each month has -> bars of a histogram, as an SVG shows them: a link each, with a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from konon.ledger import FacetCount

MOST = 72  # bars; where there are more months, a bar is a year
WIDTH, HEIGHT = 300, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBar:
    """One month or year: where it stands in the drawing, and what it says."""

    period: str  # ISO 8601: "2023-09", or "2023"
    claims: int
    x: float
    y: float
    width: float
    height: float
    address: str  # to look at it alone
    chosen: bool


def draw_bars(months: Sequence[FacetCount], address: Callable[[str], str], since: str, until: str) -> list[MonthBar]:
    """From the first month that has claims to the last, those between without any too; none where there is no date."""
    counts = {one.value: one.claims for one in months if len(one.value) == 7 and one.value[:4].isdigit()}
    if not counts:
        return []
    periods = _months(min(counts), max(counts))
    if len(periods) > MOST:
        counts = _by_year(counts)
        periods = [str(year) for year in range(int(min(counts)), int(max(counts)) + 1)][-MOST:]
    most = max(counts.values())
    step = WIDTH / max(len(periods), 12)
    bars = []
    for place, period in enumerate(periods):
        claims = counts.get(period, 0)
        height = max(2.0, claims / most * HEIGHT) if claims else 0.0
        inside = bool(since or until) and (since[: len(period)] or "0") <= period <= (until[: len(period)] or "9")
        bars.append(
            MonthBar(
                period=period,
                claims=claims,
                x=round(place * step, 2),
                y=round(HEIGHT - height, 2),
                width=round(max(1.0, step - 1), 2),
                height=round(height, 2),
                address=address(period),
                chosen=inside,
            )
        )
    return bars


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, min(end, start + 12_000) + 1)]


def _by_year(counts: dict[str, int]) -> dict[str, int]:
    years: dict[str, int] = {}
    for month, claims in counts.items():
        years[month[:4]] = years.get(month[:4], 0) + claims
    return years
