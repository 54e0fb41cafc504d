"""Links of a ledger that contradict or take back -> Disputes between statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from konon.ledger.link_rows import LinkFinding
from konon.ledger.opening import Place
from konon.ledger.thread_rows import threads_of
from konon.ledger.traced_sayings import keys_of, saying_of
from konon.tracing.disputes import Dispute, make_disputes


def group_disputes(place: Place, links: Iterable[LinkFinding]) -> list[Dispute]:
    """What is disputed in the same two statements is one."""
    held = list(links)
    findings = {finding.saying: finding for one in held for finding in (one.a, one.b)}
    thread = find_threads(place, findings)
    return make_disputes(
        [one.link for one in held], map(saying_of, findings.values()), lambda id_: thread.get(id_, id_)
    )


def find_threads(place: Place, sayings: Collection[str]) -> dict[str, str]:
    """Saying's id -> a key of the thread that it is in, for those that are in one."""
    with place.reading() as connection:
        keys = keys_of(connection, sayings)
        threads = threads_of(connection, list(keys.values()))
    return {id_: f"thread {threads[key]}" for id_, key in keys.items() if key in threads}
