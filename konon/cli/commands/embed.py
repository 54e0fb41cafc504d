"""`konon embed`: claims of a ledger -> their vectors, by which they are found by meaning."""

from __future__ import annotations

import typer

from konon.cli.options import LEDGER, LedgerOption, QuietOption
from konon.cli.progress import add_up
from konon.ledger import Ledger
from konon.views.wording import count_of


def embed(*, ledger: LedgerOption = LEDGER, quiet: QuietOption = False) -> None:
    """Make every claim in the ledger searchable by meaning; konon add does so with what it adds.

    Needed after konon add --no-meaning, or where a newer Konon brings another network. An interrupted run goes on where
    it stopped.
    """
    with Ledger.open(ledger, write=True, make=False) as opened:
        total, name = add_up(opened.embed(), "Meaning", quiet=quiet), opened.name
    typer.echo(f"{name}: {count_of(total, 'claim')} made searchable by meaning")
