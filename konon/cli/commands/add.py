"""`konon add`: pages, or claims already read -> the ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from konon.cli.commands.read import DEFAULTS, fetch_options
from konon.cli.messages import Failures, tell
from konon.cli.options import (
    LEDGER,
    LedgerOption,
    MaxBytesOption,
    MaxRedirectsOption,
    ParallelOption,
    QuietOption,
    Shape,
    TimeoutOption,
)
from konon.cli.progress import Bar
from konon.contract_lines import read_given
from konon.errors import ErasedError, UsageError
from konon.pages import FetchOptions
from konon.records import Failure, Reading
from konon.views.json_rows import encode
from konon.views.wording import count_of

if TYPE_CHECKING:
    from konon.ledger import Ledger
    from konon.ledger.adding import Added

AT_ONCE = 64  # articles a transaction, where they come already read


def add(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Whatever konon read takes.", show_default=False),
    ] = None,
    *,
    ledger: LedgerOption = LEDGER,
    readings: Annotated[
        bool,
        typer.Option("--readings", help="INPUT is what konon read --format jsonl wrote: take its claims as they are."),
    ] = False,
    meaning: Annotated[
        bool,
        typer.Option(
            "--meaning/--no-meaning", help="Make the claims searchable by meaning; konon embed does it later."
        ),
    ] = True,
    format: Annotated[Shape, typer.Option("--format", "-f", help="How to tell what was added.")] = Shape.text,
    quiet: QuietOption = False,
    timeout: TimeoutOption = DEFAULTS.deadline,
    max_bytes: MaxBytesOption = "20MB",
    max_redirects: MaxRedirectsOption = DEFAULTS.max_redirects,
    parallel: ParallelOption = DEFAULTS.parallel,
) -> None:
    """Read pages into the ledger, to be searched later; what is in it already is not read again.

    An interrupted run leaves whole articles only, and the same command goes on where it stopped.
    """
    if not inputs:
        raise UsageError("nothing to add", remedy="give a file, folder, URL or - (see konon add --help)")
    options = fetch_options(timeout, max_bytes, max_redirects, parallel)
    if "-" in inputs and sys.stdin is not None and sys.stdin.isatty():
        tell("konon: reading from the keyboard; end with Ctrl-D")
    # The database's library takes a quarter of a second, which --help need not wait for.
    from konon.ledger import Ledger  # noqa: PLC0415

    with Ledger.open(ledger, write=True) as opened:
        if readings:
            found, total = _added_readings(inputs, opened, meaning)
        else:
            found, total = _added_pages(inputs, opened, options, meaning)
        added, failed = _watch(found, total, quiet=quiet)
        _tell_added(added, opened.name, format)
    raise typer.Exit(1 if failed else 0)


def _added_pages(
    inputs: Sequence[str], ledger: Ledger, options: FetchOptions, meaning: bool
) -> tuple[Iterable[Added | Failure], int | None]:
    # The network's runtime takes a third of a second more.
    from konon.pipeline import Additions  # noqa: PLC0415

    additions = Additions(inputs, ledger, options=options, meaning=meaning)
    return additions, additions.total


def _added_readings(
    inputs: Sequence[str], ledger: Ledger, meaning: bool
) -> tuple[Iterable[Added | Failure], int | None]:
    def add_some() -> Iterator[Added | Failure]:
        waiting: list[Reading] = []
        for one in read_given(inputs):
            if isinstance(one, Failure):
                yield one
                continue
            try:
                ledger.refuse_erased(one.article)
            except ErasedError as error:
                yield Failure(name=one.article.url or one.article.id, why=str(error))
                continue
            waiting.append(one)
            if len(waiting) == AT_ONCE:
                yield ledger.add_all(waiting, batch=AT_ONCE, meaning=meaning)
                waiting = []
        if waiting:
            yield ledger.add_all(waiting, batch=AT_ONCE, meaning=meaning)

    return add_some(), None


def _watch(found: Iterable[Added | Failure], total: int | None, *, quiet: bool) -> tuple[Added, int]:
    """The sum, and how many failed; failures are told on the way."""
    from konon.ledger.adding import Added  # noqa: PLC0415

    failures, added = Failures(), Added()
    with Bar(total, wanted=not quiet) as bar:
        for one in found:
            if isinstance(one, Failure):
                with bar.hidden():
                    failures.add(one)
            else:
                added += one
            bar.step()
    if not quiet:
        failures.report(added.articles + added.known)
    return added, failures.count


def _tell_added(added: Added, name: str, shape: Shape) -> None:
    if shape is not Shape.text:
        row = {"ledger": name, "articles": added.articles, "versions": added.versions}
        typer.echo(encode(row | {"claims": added.claims, "known": added.known}).decode())
        return
    line = f"{name}: {count_of(added.articles, 'article')} and {count_of(added.claims, 'claim')} added"
    if added.versions:
        line += f", {count_of(added.versions, 'article')} of them in a new version"
    if added.known:
        line += f"; {count_of(added.known, 'article')} known already"
    typer.echo(line)
