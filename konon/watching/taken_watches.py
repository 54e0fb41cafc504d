"""What another ledger watches, and its alerts -> the same here, from now on; nothing of the past is told again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from konon.errors import KononError
from konon.ledger import Ledger
from konon.watching.alerts import make_alert
from konon.watching.clocks import Clock, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many came that were not here."""

    watched: int = 0
    alerts: int = 0


def take_watches(theirs: Ledger, ours: Ledger, clock: Clock) -> Taken:
    """Addresses that rest there rest here too. An alert on what this ledger does not hold is left out."""
    watched = alerts = 0
    here = {one.address for one in ours.watches.watched(all=True)}
    for one in theirs.watches.watched():
        if one.address not in here:
            watched += ours.watches.add(one.address, stamp(clock.now()))
            if one.paused:
                ours.watches.pause(one.address, stamp(clock.now()))
    for alert in theirs.alerts.all():
        with suppress(KononError):  # it is asked here already, or of what is not here
            make_alert(ours, alert.kind, alert.asked, clock)
            alerts += 1
    return Taken(watched=watched, alerts=alerts)
