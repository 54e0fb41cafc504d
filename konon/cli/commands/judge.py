"""`konon judge`: what a person decides of two claims -> the ledger; and what was decided."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, cast, get_args

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.contract import encode
from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.speaker_decisions import user_name
from konon.tracing.judgements import Judgement
from konon.tracing.pair_labels import Relation
from konon.views.wording import one_line


def judge(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID ID RELATION",
            help=f"Two claims, and one of: {', '.join(get_args(Relation))}. With --withdraw, two claims.",
            show_default=False,
        ),
    ] = None,
    *,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who judges; by default who is logged in.", show_default=False),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="Why.", show_default=False)] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back the last judgement of these two.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="Show all judgements, the withdrawn too.")] = False,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
) -> None:
    """Record how two claims relate. It outranks every score, survives new readings and is never erased.

    Threads follow it at once. Of several judgements of one pair the last that stands counts.
    """
    words = given or []
    if list_all:
        with Ledger.open(ledger) as opened:
            found = opened.judgements()
        if not found:
            report(f"konon: no judgement in {ledger}")
        _show(found, format)
        return
    if len(words) != (2 if withdraw else 3):
        remedy = "konon judge --withdraw ID ID" if withdraw else "konon judge ID ID RELATION --by NAME"
        raise UsageError(f"judge takes {2 if withdraw else 3} words, not {len(words)}", remedy=remedy)
    who = by if by is not None else user_name()
    with Ledger.open(ledger, write=True, make=False) as opened:
        if withdraw:
            made = opened.withdraw(words[0], words[1], by=who)
        else:
            made = opened.judge(words[0], words[1], cast(Relation, words[2]), by=who, note=note)
    _show([made], format)


def _show(found: list[Judgement], shape: Layout) -> None:
    if shape is Layout.json:
        typer.echo(encode([asdict(one) for one in found]).decode())
        return
    for one in found:
        line = f"{one.at}  {one.a} {one.relation} {one.b}  by {one.by}" + (f": {one.note}" if one.note else "")
        if one.withdrawn:
            line += f"  (withdrawn on {one.withdrawn[:10]} by {one.withdrawn_by})"
        typer.echo(one_line(line))
