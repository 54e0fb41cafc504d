"""Threads -> how often a hedge got lost on the way from an article to another that has the statement from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from konon.tracing.steps import make_steps
from konon.tracing.threads import Thread

LOST = "hedge lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeCount:
    """Of `relayed` statements, each had from an article that is held, `lost` have no hedge where that has one."""

    relayed: int
    lost: int

    @property
    def share(self) -> float | None:
        """None where nothing was relayed."""
        return self.lost / self.relayed if self.relayed else None


def count_lost_hedges(threads: Iterable[Thread], is_own: Callable[[str], bool]) -> tuple[HedgeCount, HedgeCount]:
    """Of the outlet whose names `is_own` knows, and of all others in the same threads; an article counts once each."""
    relayed, lost = [0, 0], [0, 0]
    for thread in threads:
        held = {saying.article for saying in thread.sayings}
        for step in make_steps(thread):
            if step.into not in held:
                continue
            other = not is_own(step.sayings[0].outlet or "")
            relayed[other] += 1
            lost[other] += any(change.label == LOST for change in step.changes)
    own, others = (HedgeCount(relayed=relayed[side], lost=lost[side]) for side in (0, 1))
    return own, others
