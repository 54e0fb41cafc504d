"""`konon search`: words and filters -> claims of the ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from konon.cli.messages import tell
from konon.cli.options import (
    LEDGER,
    ActOption,
    CertaintyOption,
    CountryOption,
    HistoryOption,
    LangOption,
    LedgerOption,
    OutletOption,
    OutputOption,
    PolarityOption,
    QuotationOption,
    RelayOption,
    SinceOption,
    SpeakerOption,
    UntilOption,
)
from konon.cli.output import open_output
from konon.views.csv_table import make_line
from konon.views.json_rows import encode
from konon.views.view import View

if TYPE_CHECKING:
    from konon.ledger import Finding


class FoundFormat(StrEnum):
    """What `--format` takes here."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help="All of them, in any form (kirim finds mengirimkan); those in quotation marks as they stand. "
            "None: the newest claims.",
            show_default=False,
        ),
    ] = None,
    *,
    meaning: Annotated[
        bool, typer.Option("--meaning", "-m", help="Claims that mean the like, in any words and language.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    speaker: SpeakerOption = None,
    country: CountryOption = None,
    outlet: OutletOption = None,
    relay: RelayOption = None,
    certainty: CertaintyOption = None,
    polarity: PolarityOption = None,
    act: ActOption = None,
    quotation: QuotationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    history: HistoryOption = False,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="At most; 0 for all.", min=0)] = 20,
    format: Annotated[FoundFormat, typer.Option("--format", "-f", help="How to show it.")] = FoundFormat.text,
    output: OutputOption = None,
) -> None:
    """Find claims in the ledger: the best first, or without words the newest.

    By words, or with --meaning by what was said, whatever the words: an English claim for an Indonesian question.
    """
    # The database's library takes a quarter of a second, which --help need not wait for.
    from konon.ledger import Ledger, Query  # noqa: PLC0415

    query = Query(
        words=" ".join(words or ()),
        meaning=meaning,
        speaker=speaker,
        country=country,
        outlet=outlet,
        relay=relay,
        certainty=certainty,
        polarity=polarity,
        act=act,
        quotation=quotation,
        since=since,
        until=until,
        lang=lang,
        history=history,
        limit=limit or None,
    )
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        stream = sys.stdout if output is None or str(output) == "-" else None
        for chunk in render(count.through(opened.find(query)), format, View(stream=stream)):
            write(chunk)
    if not count.found:
        tell(f"konon: no claim found in {ledger}")


class Count:
    """How many findings went through."""

    def __init__(self) -> None:
        self.found = 0

    def through(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, counted."""
        for finding in findings:
            self.found += 1
            yield finding


def render(findings: Iterable[Finding], chosen: FoundFormat, view: View) -> Iterator[bytes]:
    """One finding at a time, whatever the format."""
    from konon.exports.flat_rows import COLUMNS, finding_row, flat_row  # noqa: PLC0415

    if chosen is FoundFormat.text:
        from konon.views.finding_text import render_findings  # noqa: PLC0415

        yield from render_findings(findings, view)
    elif chosen is FoundFormat.csv:
        yield make_line(list(COLUMNS))
        for finding in findings:
            yield make_line(["" if value is None else str(value) for value in flat_row(finding).values()])
    elif chosen is FoundFormat.jsonl:
        for finding in findings:
            yield encode(finding_row(finding)) + b"\n"
    else:
        opened = False
        for finding in findings:
            yield (b",\n" if opened else b"[\n") + encode(finding_row(finding))
            opened = True
        yield b"\n]\n" if opened else b"[]\n"
