"""robots.txt of a host -> whether and how fast its pages may be requested (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from konon.pages.fetch_options import ROBOT

MAX_BYTES = 512_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came back for robots.txt."""

    status: int
    body: bytes = b""


class RobotsRules:
    """Rules by origin, each fetched once. `before`: called with the origin before its robots.txt is asked for."""

    def __init__(self, before: Callable[[str], None] | None = None) -> None:
        self._before = before
        self._rules: dict[str, Protego | None] = {}
        self._lock = threading.Lock()

    def rules_for(self, origin: str, fetch: Callable[[str], RobotsAnswer]) -> Protego | None:
        """None where the rules cannot be fetched now, so that nothing else may be."""
        with self._lock:
            if origin in self._rules:
                return self._rules[origin]
        if self._before:
            self._before(origin)
        rules = _parse_answer(fetch(f"{origin}/robots.txt"))
        if rules is not None:  # a host that is down now is tried again
            with self._lock:
                self._rules[origin] = rules
        return rules


def _parse_answer(answer: RobotsAnswer) -> Protego | None:
    if 200 <= answer.status < 300:
        return Protego.parse(answer.body[:MAX_BYTES].decode("utf-8", "replace"))
    # RFC 9309: an absent file forbids nothing, an unreachable one forbids all.
    return Protego.parse("") if 300 <= answer.status < 500 and answer.status != 429 else None


def may_fetch(rules: Protego, url: str) -> bool:
    """Whether this robot may fetch `url`."""
    return bool(rules.can_fetch(url, ROBOT))


def crawl_delay(rules: Protego) -> float:
    """Seconds between two requests; 0 where the host wants none."""
    return float(rules.crawl_delay(ROBOT) or 0.0)
