"""`konon merge`: other ledgers -> all they hold in one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LedgerOption, QuietOption, ShapeOption
from konon.cli.progress import Bar
from konon.contract import encode
from konon.ledger import Ledger
from konon.ledger.merging import Merged
from konon.views.wording import count_of


def merge(
    others: Annotated[
        list[str],
        typer.Argument(metavar="OTHER", help="Ledgers to take in; they stay as they are.", show_default=False),
    ],
    *,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
    quiet: QuietOption = False,
) -> None:
    """Take other ledgers into this one: claims, pages, visits, decisions, judgements, corrections; nothing comes twice.

    What was erased in any of them is not in this one afterwards. konon embed and konon link make its vectors and links.
    What is watched, alerts and accounts are not taken in.
    """
    with Ledger.open(ledger, write=True) as opened:
        for other in others:
            merged = Merged()
            with Ledger.open(other) as source, Bar(None, wanted=not quiet) as bar:
                for part in opened.merge(source):
                    merged += part
                    bar.step(part.articles)
            if format is Layout.json:
                typer.echo(encode({"ledger": opened.name, "other": source.name, **asdict(merged)}).decode())
            else:
                typer.echo(_as_text(merged, opened.name, source.name))


def _as_text(merged: Merged, name: str, other: str) -> str:
    parts = [
        count_of(getattr(merged, part), part.removesuffix("s"))
        for part in ("articles", "claims", "pages", "visits", "decisions", "judgements", "corrections")
        if getattr(merged, part)
    ]
    line = f"{name}: {', '.join(parts) or 'nothing'} added from {other}"
    if merged.erased:
        line += f"; {count_of(merged.erased, 'article')} erased there, and so here"
    if merged.refused:
        line += f"; {count_of(merged.refused, 'article')} left out, since erased here"
    return line + ("; konon embed and konon link go on from there" if merged.claims else "")
