"""`konon reread`: what a ledger stores, read by the newest reader -> its claims, and what changed."""

from __future__ import annotations

from typing import Annotated

import typer

from konon.cli.messages import Failures, report
from konon.cli.options import LEDGER, JobsOption, Layout, LedgerOption, QuietOption, ShapeOption
from konon.cli.progress import GOES_ON, Bar
from konon.contract import encode
from konon.ledger import Ledger
from konon.ledger.reread_claims import Reread
from konon.pipeline import Rereadings
from konon.records import Failure
from konon.views.wording import count_of


def reread(
    *,
    ledger: LedgerOption = LEDGER,
    meaning: Annotated[
        bool,
        typer.Option(
            "--meaning/--no-meaning", help="Make the claims searchable by meaning; konon embed does it later."
        ),
    ] = True,
    trace: Annotated[
        bool, typer.Option("--trace/--no-trace", help="Link new claims with the others; konon link does it later.")
    ] = True,
    format: ShapeOption = Layout.text,
    quiet: QuietOption = False,
    jobs: JobsOption = None,
) -> None:
    """Read again the pages a ledger holds that this version of the reader has not read; nothing is fetched.

    Claims keep their sayings, and corrections and judgements hold. An interrupted run goes on where it stopped.
    """
    failures, sum_ = Failures(), Reread()
    with Ledger.open(ledger, write=True, make=False) as opened:
        found = Rereadings(opened, meaning=meaning, trace=trace, jobs=jobs)
        with Bar(found.total, wanted=not quiet) as bar, bar.interruptible(GOES_ON):
            for one in found:
                if isinstance(one, Failure):
                    with bar.hidden():
                        failures.add(one)
                else:
                    sum_ += one
                bar.step()
        if not quiet:
            failures.report(sum_.articles)
        typer.echo(_as_json(sum_, opened.name, found.reader) if format is Layout.json else _as_text(sum_, opened.name))
    if not quiet and not found.total:
        report(f"konon: all of it was read by {found.reader} already")
    raise typer.Exit(min(1, failures.count))


def _as_json(found: Reread, name: str, reader: str) -> str:
    names = ("articles", "versions", "same", "other", "new", "gone")
    row = {"ledger": name, "reader": reader, **{key: getattr(found, key) for key in names}}
    return encode(row | {"fields": dict(found.fields)}).decode()


def _as_text(found: Reread, name: str) -> str:
    line = f"{name}: {count_of(found.articles, 'article')} read again: {count_of(found.same, 'claim')} as before"
    if found.other:
        told = ", ".join(f"{field} {count:,}" for field, count in found.fields.most_common())
        line += f", {found.other:,} otherwise ({told})"
    line += f", {found.new:,} new, {found.gone:,} gone"
    return line + (f"; {count_of(found.versions, 'page')} with another text" if found.versions else "")
