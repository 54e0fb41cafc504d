"""`konon info`: a ledger -> what is in it, at one look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.options import LEDGER, PAGE, Layout, LayoutOption, LedgerOption, OutputOption
from konon.cli.output import open_output
from konon.contract import encode
from konon.exports.datasette import datasette_metadata
from konon.ledger import FacetCount, Ledger
from konon.ledger.summary import LedgerSummary
from konon.views.formats import choose_format
from konon.views.wording import count_of, one_line

SHOWN = 5  # names a line
WIDTH = 12
UNITS = ("bytes", "kB", "MB", "GB", "TB")


def info(
    *,
    ledger: LedgerOption = LEDGER,
    format: LayoutOption = None,
    output: OutputOption = None,
    datasette: Annotated[
        bool, typer.Option("--datasette", help="Instead, what datasette LEDGER -m FILE takes: what its tables hold.")
    ] = False,
) -> None:
    """Say what is in a ledger: how much, since when, whose, through whom, read by what, how large."""
    if datasette:
        _describe(ledger, output)
        return
    chosen = choose_format(Layout, format, output, Layout.text)
    with Ledger.open(ledger) as opened:
        found, name = opened.summary(top=PAGE), opened.name
    with open_output(output) as write:
        if chosen is Layout.json:
            write(encode(_row(found, name)) + b"\n")
        else:
            write("".join(f"{label:<{WIDTH}}{one_line(line)}\n" for label, line in _lines(found, name)).encode())


def _describe(ledger: str, output: Path | None) -> None:
    with Ledger.open(ledger) as opened:
        made = datasette_metadata(opened)
    with open_output(output) as write:
        write(json.dumps(made, indent=2, ensure_ascii=False).encode() + b"\n")


def _row(found: LedgerSummary, name: str) -> dict[str, Any]:
    return {"ledger": name} | asdict(found) | {"readers": dict(found.readers)}


def _lines(found: LedgerSummary, name: str) -> Iterator[tuple[str, str]]:
    yield "ledger", f"{name}, {show_size(found.size)}, schema {found.revision}"
    versions = f", {count_of(found.versions, 'version')}" if found.versions != found.articles else ""
    yield "articles", f"{found.articles:,}{versions}, {count_of(found.pages, 'page')} as received"
    yield "claims", f"{found.claims:,}; {found.searchable:,} to be found by meaning, {count_of(found.links, 'link')}"
    if found.first and found.last:
        yield "published", _from_to(found.first, found.last)
    if found.since and found.until:
        yield "added", _from_to(found.since, found.until)
    for label, counts, number in (
        ("speakers", found.top_speakers, f"{found.speakers:,}"),
        ("outlets", found.top_outlets, _outlets(found)),
        ("relays", found.top_relays, None),
        ("languages", found.languages, None),
    ):
        if counts:
            yield label, (f"{number}: " if number is not None else "") + _names(counts)
    if found.readers:
        yield "readers", ", ".join(f"{reader} ({count_of(number, 'version')})" for reader, number in found.readers)


def _outlets(found: LedgerSummary) -> str:
    """A relay of which there is no page is an outlet too."""
    others = found.outlets - found.publishing
    return f"{found.outlets:,}" + (f", {others:,} of them only named as relays or without claims" if others else "")


def _from_to(first: str, last: str) -> str:
    return first[:10] if first[:10] == last[:10] else f"{first[:10]} to {last[:10]}"


def _names(counts: Sequence[FacetCount]) -> str:
    return ", ".join(f"{one.name} {one.claims:,}" for one in counts[:SHOWN]) + (" ..." if len(counts) > SHOWN else "")


def show_size(size: int) -> str:
    """ "512 bytes", "3.4 MB"."""
    shown, unit = float(size), 0
    while shown >= 1000 and unit < len(UNITS) - 1:
        shown, unit = shown / 1000, unit + 1
    return f"{shown:.1f} {UNITS[unit]}" if unit else f"{size} {UNITS[0]}"
