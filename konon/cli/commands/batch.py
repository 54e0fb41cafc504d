"""`konon batch`: whole collections -> Parquet, on this machine or a cluster."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from enum import StrEnum
from typing import Annotated, Any

import typer

from konon.cli import STOPPED
from konon.cli.messages import Failures, report
from konon.cli.options import Layout, MaxBytesOption, QuietOption, parse_size
from konon.contract import encode
from konon.errors import InstallError, UsageError
from konon.lazy import load
from konon.views.wording import count_of

_CODE = re.compile(r"[a-z]{2,3}")  # as an article has it; "und" where its language is not known


class EngineChoice(StrEnum):
    """What `--engine` takes."""

    local = "local"
    ray = "ray"


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Web archives, Parquet or JSON lines of articles: files, folders, patterns, s3://, gs://, abfs://.",
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the claims go, as Parquet.", show_default=False),
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Read a sample of 200 pages, and say what the whole will take.")
    ] = False,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="This machine's processes, or a Ray cluster.")
    ] = EngineChoice.local,
    address: Annotated[
        str | None, typer.Option("--address", metavar="HOST:PORT", help="Of the Ray cluster.", show_default=False)
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", help="Processes; by default one for each core.", min=1, show_default=False),
    ] = None,
    read_copies: Annotated[
        bool, typer.Option("--read-copies", help="Read near-copies too, rather than carry over what they share.")
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="CODES", help="Read articles of these languages alone: id,en.", show_default=False
        ),
    ] = None,
    max_bytes: MaxBytesOption = "20MB",
    format: Annotated[Layout, typer.Option("--format", "-f", help="How to report what was done.")] = Layout.text,
    quiet: QuietOption = False,
) -> None:
    """Read whole collections: a row a claim, as Parquet by date and language.

    An interrupted run goes on where it stopped with the same command. Then: konon add --readings FOLDER.
    """
    limit, languages = parse_size(max_bytes), _languages(lang)
    if plan:
        if languages:
            raise UsageError("--plan is for all languages", name="--lang", remedy="leave one of the two out")
        _show_plan(inputs, limit, jobs, format)
        return
    if output is None:
        raise UsageError("no output is named", remedy="name one with -o claims.parquet")
    if address and engine is not EngineChoice.ray:
        raise UsageError("--address is a cluster's", remedy="add --engine ray")
    _load("konon.batch.places:list_inputs")
    started = _load("konon.batch.engine:start_engine")(str(engine), address, jobs)
    failures, shown = Failures(), _Steps(quiet=quiet)
    options = load("konon.batch.running:BatchOptions")(read_copies=read_copies, max_bytes=limit, languages=languages)
    run = load("konon.batch.running:BatchRun")(
        output=output,
        engine=started,
        options=options,
        failed=failures.add,
        told=lambda note: report(f"konon: {note}"),
        stepped=shown.step,
    )
    with _stopping(output), load("konon.batch.engine:working")(started), redirect_stdout(sys.stderr):
        tally = run.run(inputs)  # a cluster talks of its workers on standard output
    if tally.passed and not quiet:
        parts = [f"{what} ({count:,})" for what, count in sorted(tally.passed.items())]
        report(f"konon: passed over: {', '.join(parts)}")
    _report(output, tally, format)
    raise typer.Exit(1 if tally.failed else 0)


@contextmanager
def _stopping(output: str) -> Iterator[None]:
    """A signal that ends it says what is left to do."""
    try:
        yield
    except STOPPED:
        report(f"konon: {output}: stopped; the same command goes on where it stopped")
        raise


def _languages(codes: str | None) -> tuple[str, ...]:
    """In one order, each once. UsageError for what is no code of a language."""
    if codes is None:
        return ()
    found = sorted({code.strip().lower() for code in codes.split(",")})
    for code in found:
        if not _CODE.fullmatch(code):
            raise UsageError("is no code of a language", name=code or "--lang", remedy="write --lang id,en")
    return tuple(found)


def _load(place: str) -> Any:
    try:
        return load(place)
    except ImportError as why:
        if (why.name or "").startswith("konon"):
            raise
        raise InstallError(f"batches need {why.name}", remedy="pip install 'konon[batch]'") from why


def _show_plan(inputs: list[str], max_bytes: int, jobs: int | None, format: Layout) -> None:
    _load("konon.batch.places:list_inputs")
    found = load("konon.batch.estimate:estimate_batch")(inputs, max_bytes, jobs)
    if format is Layout.json:
        typer.echo(encode(found.row()).decode())
        return
    for line in found.lines():
        typer.echo(line)


class _Steps:
    """How far each step is, on a terminal, in one line that is written over."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr is not None and sys.stderr.isatty()

    def step(self, name: str, done: int, total: int) -> None:
        """So many pieces of a step are done."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{name}: {done:,} of {total:,}" + ("\n" if done == total else ""))
            sys.stderr.flush()


def _report(output: str, tally: Any, format: Layout) -> None:
    if format is Layout.json:
        names = ("files", "articles", "readings", "claims", "copies", "again", "failed", "seconds", "memory", "passed")
        typer.echo(encode({"output": output} | {name: getattr(tally, name) for name in names}).decode())
        return
    line = f"{output}: {count_of(tally.claims, 'claim')} of {count_of(tally.readings, 'article')}"
    if tally.copies:
        line += f", {tally.copies:,} of them near-copies of another"
    if tally.again:
        line += f"; {tally.again:,} met again"
    if tally.failed:
        line += f"; {tally.failed:,} failed, with their reasons in {output}/_failures"
    typer.echo(line)
