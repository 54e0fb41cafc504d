"""`konon export`: claims of the ledger -> the formats of other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from konon.cli.commands.search import Count, FoundFormat, render
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
from konon.errors import UsageError
from konon.views.view import View
from konon.views.wording import count_of

if TYPE_CHECKING:
    from konon.ledger import Finding

BINARY = ("parquet", "brat")


class ExportFormat(StrEnum):
    """What `--format` takes here."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    jsonld = "jsonld"
    web_annotation = "web-annotation"
    ftm = "ftm"
    brat = "brat"


def export(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="As for konon search.", show_default=False)
    ] = None,
    *,
    format: Annotated[
        ExportFormat,
        typer.Option("--format", "-f", help="csv, jsonl, parquet: rows; jsonld: schema.org; brat: a ZIP of standoff."),
    ] = ExportFormat.csv,
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
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="At most; 0 for all.", min=0)] = 0,
    output: OutputOption = None,
) -> None:
    """Hand claims on to other programs, in the order in which they were added; all of them without a filter."""
    _refuse_terminal(format, output)
    # The database's library takes a quarter of a second, which --help need not wait for.
    from konon.ledger import Ledger, Query  # noqa: PLC0415

    query = Query(
        words=" ".join(words or ()),
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
        as_added=True,
    )
    count = Count()
    with Ledger.open(ledger) as opened, open_output(output) as write:
        for chunk in load_export(format)(count.through(opened.find(query))):
            write(chunk)
    if output is not None:
        tell(f"konon: {count_of(count.found, 'claim')} written to {output}")


def load_export(chosen: ExportFormat) -> Callable[[Iterable[Finding]], Iterator[bytes]]:
    """Takes findings one at a time and gives bytes as it goes; only what the format needs is loaded."""
    if chosen in (ExportFormat.csv, ExportFormat.jsonl):
        return lambda findings: render(findings, FoundFormat(chosen.value), View())
    if chosen is ExportFormat.jsonld:
        from konon.exports.jsonld import render_jsonld  # noqa: PLC0415

        return render_jsonld
    if chosen is ExportFormat.web_annotation:
        from konon.exports.annotation import render_annotations  # noqa: PLC0415

        return render_annotations
    if chosen is ExportFormat.ftm:
        from konon.exports.ftm import render_ftm  # noqa: PLC0415

        return render_ftm
    if chosen is ExportFormat.brat:
        from konon.exports.brat import render_brat  # noqa: PLC0415

        return render_brat
    from konon.exports.parquet import render_parquet  # noqa: PLC0415

    return render_parquet


def _refuse_terminal(chosen: ExportFormat, output: Path | None) -> None:
    to_stdout = output is None or str(output) == "-"
    if chosen.value in BINARY and to_stdout and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{chosen.value} is no text for a terminal", remedy="name a file with --output")
