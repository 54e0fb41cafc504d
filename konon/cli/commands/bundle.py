"""`konon bundle`: ids of claims -> a ZIP to file as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, LedgerOption
from konon.cli.output import open_output
from konon.errors import UsageError
from konon.exports.evidence import pack_evidence
from konon.ledger import Ledger
from konon.records import Reading
from konon.views.html_page import render_html
from konon.views.view import View
from konon.views.wording import count_of


def bundle(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Claims, as konon search shows them.", show_default=False),
    ] = None,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The ZIP to write.", show_default=False)
    ] = None,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Put claims into one file as evidence: the pages as received, the claims, hashes, and an HTML page to read."""
    if not ids:
        raise UsageError("nothing to bundle", remedy="give ids; konon search shows them")
    if output is None or str(output) == "-":
        raise UsageError("a bundle needs a file", remedy="name one with --output evidence.zip")
    with Ledger.open(ledger) as opened, open_output(output) as write:
        findings = [opened.show(id_) for id_ in dict.fromkeys(ids)]
        pages = {finding.id: opened.page_of(finding) for finding in findings}
        for chunk in pack_evidence(findings, pages, show_readings, datetime.now(UTC)):
            write(chunk)
    report(f"konon: {count_of(len(findings), 'claim')} in {output}")


def show_readings(readings: Sequence[Reading]) -> bytes:
    """The page of a bundle that is for people."""
    return b"".join(render_html(readings, View(explain=True)))
