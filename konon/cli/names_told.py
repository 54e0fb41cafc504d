"""The names in a question -> a line on stderr where several are meant, or none is there."""

from __future__ import annotations

from konon.cli.messages import report
from konon.ledger import Ledger, Query
from konon.views.wording import count_of

SHOWN = 5  # names


def tell_names(ledger: Ledger, query: Query) -> None:
    """Which speakers and outlets were taken, where that is not plain; and the nearest names for those not found."""
    if query.speaker:
        _tell_speakers(ledger, query.speaker)
    for given in (query.outlet, query.relay):
        if given:
            _tell_outlets(ledger, given)


def _tell_speakers(ledger: Ledger, given: str) -> None:
    called, number = ledger.speakers.called(given, limit=SHOWN)
    if not called:
        _tell_missing("speaker", given, ledger, ledger.speakers.nearest(given))
    if number > 1:
        shown = ", ".join(f"{one.name} ({one.id}, {count_of(one.claims, 'claim')})" for one in called)
        more = f" and {number - len(called):,} more" if number > len(called) else ""
        report(f"konon: {number:,} speakers are called {given}: {shown}{more}; --speaker ID asks for one")


def _tell_outlets(ledger: Ledger, given: str) -> None:
    found = ledger.outlets.find(given)
    if not found:
        _tell_missing("outlet", given, ledger, ledger.outlets.nearest(given))
    if len(found) > 1:
        shown = ", ".join(f"{one.name} ({count_of(one.claims, 'claim')})" for one in found[:SHOWN])
        more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
        report(f"konon: {len(found):,} outlets are called {given}: {shown}{more}")


def _tell_missing(kind: str, given: str, ledger: Ledger, near: list[str]) -> None:
    remedy = f"; the nearest: {', '.join(near)}" if near else ""
    report(f"konon: {given}: is no {kind} in {ledger.name}{remedy}")
