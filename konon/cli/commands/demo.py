"""`konon demo`: the sample pages that come with the package, read, shown, added to a ledger, searched, and served."""

from __future__ import annotations

import shlex
import sys
import webbrowser
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from konon.cli.messages import report
from konon.cli.options import ExplainOption, FormatOption, OutputOption
from konon.cli.output import Write, open_output
from konon.cli.stream import Showing, show
from konon.errors import InstallError
from konon.lazy import load
from konon.ledger import Ledger, Query
from konon.pipeline import Readings
from konon.records import Failure, Reading
from konon.views.finding_text import render_claim, render_findings
from konon.views.formats import Format, choose_format
from konon.views.thread_text import render_thread
from konon.views.view import View
from konon.views.wording import count_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SUFFIXES = (".html", ".txt")
ASKED = "kirim peluru"
MEANT = "Who says that trains carried weapons?"
FOLLOWED = "wagons crossed"


def demo(
    format: FormatOption = None,
    output: OutputOption = None,
    explain: ExplainOption = False,
    *,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", "-l", metavar="PATH", help="Keep the ledger there.", show_default=False),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Then open the ledger in the browser, until Ctrl-C.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="The same, and open the browser.")] = False,
    port: Annotated[
        int, typer.Option("--port", "-p", metavar="N", min=0, max=65_535, help="Of --serve; 0: any free one.")
    ] = 0,
) -> None:
    """Read the sample pages that come with Konon: invented outlets that retell one another on one affair.

    Then add them to a ledger, search it, show a claim, and follow a statement from outlet to outlet. With --serve that
    ledger is opened in the browser, to be looked at and corrected; without --ledger it is gone afterwards.
    """
    format = choose_format(Format, format, output, Format.text)
    pages = find_samples()
    report(f"konon: {len(pages)} pages of invented outlets on one affair, as found; watch who says it where.")
    readings = Readings([str(page) for page in pages])
    if output is not None:
        readings.pages.keep_from(str(output))
    kept: list[Reading] = []
    found = keep_readings(shorten_paths(readings), kept)
    code = show(found, readings.total, Showing(format=format, output=output, explain=explain))
    served = serve or open_browser
    with TemporaryDirectory() as folder:
        name = ledger or str(Path(folder) / "samples.db")
        if ledger or served or (format in (None, Format.text) and output is None):
            show_ledger(kept, name, f"--ledger {shlex.quote(ledger)}" if ledger else "")
        report(f"konon: the pages lie in {SAMPLES}")
        report("konon: next, one of your own: konon read page.html --explain, or a URL; --format html for a browser")
        if served:
            serve_ledger(name, port, open_browser=open_browser)
        else:
            report(f"konon: all of it in the browser: {how_to_serve(ledger)}")
    raise typer.Exit(code)


def how_to_serve(ledger: str | None) -> str:
    """The command that shows the samples in the browser, whether their ledger was kept or not."""
    return f"konon serve --open --ledger {shlex.quote(ledger)}" if ledger else "konon demo --serve"


def serve_ledger(name: str, port: int, *, open_browser: bool) -> None:
    """On this machine alone, until Ctrl-C."""

    def ready(name: str, address: str) -> None:
        typer.echo(f"the samples are at {address} for this machine alone; Ctrl-C ends it")
        if open_browser and not webbrowser.open(address):
            report("konon: no browser was found; open the address yourself")

    load("konon.web.serving:serve")(name, port=port, ready=ready, note=lambda line: report(f"konon: {line}"))


def keep_readings(readings: Iterable[Reading | Failure], kept: list[Reading]) -> Iterator[Reading | Failure]:
    """The same, and the readings into `kept`: the samples are few."""
    for reading in readings:
        if isinstance(reading, Reading):
            kept.append(reading)
        yield reading


def show_ledger(readings: Sequence[Reading], name: str, shown: str) -> None:
    """What one does with a ledger: add, search, show. `shown`: how a command is told where it lies."""
    view = View(stream=sys.stdout)
    with Ledger.open(name, write=True) as ledger, open_output(None) as write:
        added = ledger.add_all(readings, meaning=True, trace=True)
        report(f"konon: {count_of(added.claims, 'claim')} added to a ledger; now: konon search {ASKED} {shown}")
        found = ledger.search(ASKED, limit=3)
        for chunk in render_findings(found, view):
            write(chunk)
        report(f"konon: by meaning, over languages: konon search --meaning {shlex.quote(MEANT)} --lang id {shown}")
        for chunk in render_findings(ledger.search(MEANT, meaning=True, lang="id", limit=2), view):
            write(chunk)
        if found:
            report(f"konon: and its first claim in its place: konon show {found[0].id} {shown}")
            write(render_claim(found[0], [], view))
        follow(ledger, shown, view, write)


def follow(ledger: Ledger, shown: str, view: View, write: Write) -> None:
    """One statement through outlets and both languages; nothing where none of that is found."""
    for thread in ledger.threads(Query(words=FOLLOWED), limit=1):
        first = thread.sayings[0].id
        report(f"konon: one statement through outlets and languages: konon trace {first} {shown}")
        findings = ledger.findings([saying.id for saying in thread.sayings])
        for chunk in render_thread(thread, findings, ledger.disputing(thread), view):
            write(chunk)


def find_samples() -> list[Path]:
    """The pages in their order; InstallError where the package came without them."""
    pages = sorted(page for page in SAMPLES.glob("*") if page.suffix in SUFFIXES)
    if not pages:
        raise InstallError("the sample pages are missing", name=str(SAMPLES), remedy="install konon again")
    return pages


def shorten_paths(readings: Iterable[Reading | Failure]) -> Iterator[Reading | Failure]:
    """Call each page by its file name: where the package lies is no news."""
    for reading in readings:
        if isinstance(reading, Reading) and reading.article.path:
            name = Path(reading.article.path).name
            yield replace(reading, article=replace(reading.article, path=name))
        else:
            yield reading
