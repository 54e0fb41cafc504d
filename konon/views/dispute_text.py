"""Disputes -> what a person reads on a terminal: both sides, each with who says it, where and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from konon.tracing.disputes import Dispute, Party
from konon.views.terminal import BETWEEN, print_blocks, print_wrapped
from konon.views.thread_json import Findings, said_in
from konon.views.view import View
from konon.views.wording import NOBODY, balance_marks, day, one_line

SHOWN = 3  # claims of one side
HEADS = {"contradicts": ("asserts", "denies"), "reverses": ("said before", "said then")}


def render_disputes(disputes: Iterable[Dispute], findings: Findings, view: View) -> Iterator[bytes]:
    """A block each."""
    return print_blocks(disputes, view, lambda console, one: _print_dispute(console, one, findings))


def _print_dispute(console: Console, dispute: Dispute, findings: Findings) -> None:
    since = f"since {day(dispute.since)}" if dispute.since else "no date"
    link = dispute.links[0]
    sure = f"judged by {one_line(link.judged)}" if link.judged else f"{link.score:.0%} sure"
    print_wrapped(console, Text(f"{dispute.relation}{BETWEEN}{since}{BETWEEN}{sure}", style="bold"))
    for head, party in zip(HEADS[dispute.relation], (dispute.asserts, dispute.denies), strict=True):
        _print_party(console, head, party, findings)


def _print_party(console: Console, head: str, party: Party, findings: Findings) -> None:
    who = ", ".join(map(one_line, party.speakers)) or NOBODY
    label = f"{head:<11}  "
    indent = " " * len(label)
    print_wrapped(console, Text(who, style="bold cyan"), first=Text(label, style="dim italic"), indent=indent)
    for saying in party.sayings[:SHOWN]:
        print_wrapped(console, Text(balance_marks(one_line(said_in(saying, findings)), add=True)), indent=indent)
        where = [saying.outlet or saying.article, day(saying.published) if saying.published else "no date", saying.id]
        print_wrapped(console, Text(BETWEEN.join(map(one_line, where)), style="dim"), indent=indent)
    if (more := len(party.sayings) - SHOWN) > 0:
        print_wrapped(console, Text(f"and {more:,} more", style="dim"), indent=indent)
