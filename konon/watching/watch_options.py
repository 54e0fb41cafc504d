"""How often, how much and how gently is watched."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """Times are seconds."""

    every: float = 15 * MINUTE  # between two looks at a feed, sitemap or section
    again: tuple[float, ...] = (15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY)  # after the first, when a page is looked at
    pause: float = 2.0  # at least, between two requests to a host
    a_day: int = 5000  # requests to a host
    first_rest: float = 5 * MINUTE  # of a host that refuses, doubled with each refusal
    longest_rest: float = DAY
    tries: int = 5  # looks in a row that bring nothing, before a page is given up
    most_listed: int = 20_000  # addresses that are taken from one feed, sitemap or section
    oldest: float = 7 * DAY  # of a sitemap's pages that are read, by the dates it gives them
    meaning: bool = True  # whether what is added can be searched by meaning at once
    trace: bool = True  # whether it is linked at once
