"""`konon erase`: an address -> its article taken out of the ledger for good, and a note of who did so and why."""

from __future__ import annotations

from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LedgerOption
from konon.contract import encode
from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.erasing import Erasable
from konon.ledger.tombstones import Erasure
from konon.views.wording import count_of, one_line


def erase(
    address: Annotated[
        str,
        typer.Argument(metavar="ADDRESS", help="The article's URL, its path, or its id.", show_default=False),
    ],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who orders it.", show_default=False)],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, which is kept.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Erase it; without this it is only shown what would go.")] = False,
    ledger: LedgerOption = LEDGER,
    format: Annotated[Layout, typer.Option("--format", "-f", help="How to report it.")] = Layout.text,
) -> None:
    """Take an article out of the ledger for good: its text, claims, vectors and pages, in all versions.

    Without --yes it is only shown what would go, and the exit code is 2. Who erased it, when and why is kept, and the
    address cannot be added again. A server's logs and backups, and files that were exported, are beyond this program.
    """
    with Ledger.open(ledger, write=True, make=False) as opened:
        found = opened.find_erasable(address)
        if format is Layout.text:
            typer.echo(_describe(found))
        if not yes:
            raise UsageError("nothing is erased yet", name=address, remedy="say --yes to erase this for good")
        erased = opened.erase(address, by=by, why=why)
    if format is Layout.json:
        typer.echo(encode(_row(erased, found)).decode())
    else:
        typer.echo(one_line(f"erased on {erased.at} by {erased.by}: {erased.why}"))


def _describe(found: Erasable) -> str:
    about = [part for part in (found.outlet, f"“{found.title}”" if found.title else None, found.published) if part]
    sizes = (count_of(found.versions, "version"), count_of(found.claims, "claim"), count_of(found.pages, "page"))
    lines = [" · ".join([found.article, *about]), ", ".join(sizes)]
    if found.elsewhere:
        others = count_of(len(found.elsewhere), "article")
        lines.append(f"the same text stays in {others} of other addresses: {', '.join(found.elsewhere)}")
    return "\n".join(one_line(line) for line in lines)


def _row(erased: Erasure, found: Erasable) -> dict[str, object]:
    names = ("article", "address", "by", "at", "why", "counts", "wiped")
    return {name: getattr(erased, name) for name in names} | {"elsewhere": found.elsewhere}
