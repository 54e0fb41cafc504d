"""`konon add`: pages, or claims already read -> the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Annotated

import typer

from konon.cli.inputs import check_inputs
from konon.cli.messages import Failures, PoorLanguages, report_illegible
from konon.cli.options import (
    DEFAULTS,
    LEDGER,
    JobsOption,
    Layout,
    LedgerOption,
    ListOption,
    MaxBytesOption,
    MaxRedirectsOption,
    ParallelOption,
    QuietOption,
    TimeoutOption,
    read_limits,
)
from konon.cli.progress import GOES_ON, Bar
from konon.cli.stream import report_notes
from konon.contract import encode
from konon.contract_lines import read_given
from konon.errors import ErasedError, UnfitError
from konon.ledger import Ledger
from konon.ledger.adding import Added
from konon.pipeline import Additions
from konon.records import Failure, Reading
from konon.views.wording import count_of

AT_ONCE = 256  # articles a transaction, where they come already read


def add(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Whatever konon read takes.", show_default=False),
    ] = None,
    *,
    list_of_inputs: ListOption = None,
    ledger: LedgerOption = LEDGER,
    readings: Annotated[
        bool,
        typer.Option(
            "--readings",
            help="INPUT is what konon read --format jsonl or konon batch wrote: take its claims as they are.",
        ),
    ] = False,
    meaning: Annotated[
        bool,
        typer.Option(
            "--meaning/--no-meaning", help="Make the claims searchable by meaning; konon embed does it later."
        ),
    ] = True,
    trace: Annotated[
        bool,
        typer.Option("--trace/--no-trace", help="Link the claims with those in the ledger; konon link does it later."),
    ] = True,
    format: Annotated[Layout, typer.Option("--format", "-f", help="How to report what was added.")] = Layout.text,
    quiet: QuietOption = False,
    timeout: TimeoutOption = DEFAULTS.deadline,
    max_bytes: MaxBytesOption = "20MB",
    max_redirects: MaxRedirectsOption = DEFAULTS.max_redirects,
    parallel: ParallelOption = DEFAULTS.parallel,
    jobs: JobsOption = None,
) -> None:
    """Read pages into the ledger, to be searched later; what is in it already is not read again.

    An interrupted run leaves whole articles only, and the same command goes on where it stopped.
    """
    given = check_inputs(inputs, "add", list_of_inputs)
    limits = read_limits(timeout, max_bytes, max_redirects, parallel)
    with Ledger.open(ledger, write=True) as opened:
        found: Iterable[Added | Failure]
        notes: list[str] = []
        if readings:
            found, total = _add_readings(given, opened, meaning=meaning, trace=trace), None
        else:
            found = Additions(given, opened, options=limits, meaning=meaning, trace=trace, jobs=jobs)
            total, notes = found.total, found.pages.notes
        added, failed = _sum_up(found, total, notes, quiet=quiet)
        _report(added, opened.name, format)
    raise typer.Exit(1 if failed else 0)


def _add_readings(inputs: Sequence[str], ledger: Ledger, *, meaning: bool, trace: bool) -> Iterator[Added | Failure]:
    """`AT_ONCE` readings a transaction."""
    waiting: list[Reading] = []
    for one in read_given(inputs):
        if isinstance(one, Failure):
            yield one
            continue
        try:
            ledger.refuse_erased(one.article)
        except (ErasedError, UnfitError) as error:
            yield Failure(name=one.article.url or one.article.id, why=str(error))
            continue
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            yield ledger.add_all(waiting, batch=AT_ONCE, meaning=meaning, trace=trace, seen_now=False)
            waiting = []
    if waiting:
        yield ledger.add_all(waiting, batch=AT_ONCE, meaning=meaning, trace=trace, seen_now=False)


def _sum_up(found: Iterable[Added | Failure], total: int | None, notes: list[str], *, quiet: bool) -> tuple[Added, int]:
    """The sum, and how many inputs failed; each failure and note is reported when it comes."""
    failures, added, poor = Failures(), Added(), PoorLanguages()
    with Bar(total, wanted=not quiet) as bar, bar.interruptible(GOES_ON):
        for one in found:
            report_notes(notes, bar)
            if isinstance(one, Failure):
                with bar.hidden():
                    failures.add(one)
            else:
                with bar.hidden() if one.illegible else nullcontext():
                    for name, lang in one.illegible:
                        report_illegible(name, lang)
                for lang in filter(poor.is_news, sorted(one.poor)):
                    with bar.hidden():
                        poor.report(lang)
                added += replace(one, illegible=())
            bar.step(known=isinstance(one, Added) and bool(one.known))
        report_notes(notes, bar)
    if not quiet:
        failures.report(added.articles + added.known)
    return added, failures.count


def _report(added: Added, name: str, shape: Layout) -> None:
    if shape is not Layout.text:
        row = {"ledger": name, "articles": added.articles, "versions": added.versions}
        typer.echo(encode(row | {"claims": added.claims, "known": added.known, "updated": added.updated}).decode())
        return
    line = f"{name}: {count_of(added.articles, 'article')} and {count_of(added.claims, 'claim')} added"
    if added.versions:
        line += f", {count_of(added.versions, 'article')} of them in a new version"
    if added.known:
        line += f"; {count_of(added.known, 'article')} known already"
    if added.updated:
        line += f"; title, outlet or date of {count_of(added.updated, 'article')} updated"
    typer.echo(line)
