"""`konon merge`: other ledgers -> all they hold in one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LedgerOption, QuietOption, ShapeOption
from konon.cli.progress import GOES_ON, Bar, add_up
from konon.contract import encode
from konon.ledger import Ledger
from konon.ledger.merging import Merged
from konon.views.wording import count_of
from konon.watching.clocks import SystemClock
from konon.watching.taken_watches import Taken, take_watches


def merge(
    others: Annotated[
        list[str],
        typer.Argument(metavar="OTHER", help="Ledgers to take in; they stay as they are.", show_default=False),
    ],
    *,
    meaning: Annotated[
        bool,
        typer.Option("--meaning/--no-meaning", help="Make what came searchable by meaning; konon embed does it later."),
    ] = True,
    trace: Annotated[
        bool, typer.Option("--trace/--no-trace", help="Link what came with the rest; konon link does it later.")
    ] = True,
    watches: Annotated[
        bool, typer.Option("--watches", help="Take what is watched and the alerts, too; none of it rings for the past.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
    quiet: QuietOption = False,
) -> None:
    """Take other ledgers into this one: claims, pages, visits, decisions, judgements, corrections; nothing comes twice.

    What was erased in any of them is not in this one afterwards. Accounts stay where they are. An interrupted run goes
    on by the same command.
    """
    for other in others:
        Ledger.open(other).close()  # before anything is made or taken in: one may be misspelt
    with Ledger.open(ledger, write=True) as opened:
        for other in others:
            merged = Merged()
            with Ledger.open(other) as source:
                with Bar(None, wanted=not quiet, doing="Taking in") as bar, bar.interruptible(GOES_ON, thing="article"):
                    for part in opened.merge(source):
                        merged += part
                        bar.step(part.articles)
                taken = take_watches(source, opened, SystemClock()) if watches else Taken()
            if format is Layout.json:
                row = {"ledger": opened.name, "other": source.name, **asdict(merged)}
                typer.echo(encode(row | (asdict(taken) if watches else {})).decode())
            else:
                typer.echo(_as_text(merged, taken, opened.name, source.name))
        made = (
            meaning and add_up(opened.embed(), "Meaning", quiet=quiet),
            trace and add_up(opened.link_missing(jobs=None), "Linking", quiet=quiet),
        )
        if format is Layout.text and any(made):
            typer.echo(f"{opened.name}: {_as_made(*made)}")


def _as_made(embedded: int, linked: int) -> str:
    parts = ((embedded, "made searchable by meaning"), (linked, "compared with those before them"))
    return ", ".join(f"{count_of(number, 'claim')} {words}" for number, words in parts if number)


def _as_text(merged: Merged, taken: Taken, name: str, other: str) -> str:
    parts = [
        count_of(getattr(merged, part), part.removesuffix("s"))
        for part in ("articles", "claims", "pages", "visits", "decisions", "judgements", "corrections")
        if getattr(merged, part)
    ]
    parts += [f"{taken.watched:,} watched"] if taken.watched else []
    parts += [count_of(taken.alerts, "alert")] if taken.alerts else []
    line = f"{name}: {', '.join(parts) or 'nothing'} added from {other}"
    if merged.erased:
        line += f"; {count_of(merged.erased, 'article')} erased there, and so here"
    if merged.refused:
        line += f"; {count_of(merged.refused, 'article')} left out, since erased here"
    return line
