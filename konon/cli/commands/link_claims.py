"""`konon link`: claims of a ledger that were not linked yet -> their links."""

from __future__ import annotations

import typer

from konon.cli.options import LEDGER, LedgerOption, LinkingJobsOption, QuietOption
from konon.cli.progress import add_up
from konon.ledger import Ledger
from konon.views.wording import count_of


def link(*, ledger: LedgerOption = LEDGER, jobs: LinkingJobsOption = None, quiet: QuietOption = False) -> None:
    """Link every claim in the ledger with what says the same elsewhere; konon add does so with what it adds.

    Needed after konon add --no-trace, after a run that was killed, for a ledger of an older Konon, or where a newer one
    brings another network. An interrupted run goes on where it stopped.
    """
    with Ledger.open(ledger, write=True, make=False) as opened:
        total, name = add_up(opened.link_missing(jobs=jobs), "Linking", quiet=quiet), opened.name
    typer.echo(f"{name}: {count_of(total, 'claim')} compared with those before them")
