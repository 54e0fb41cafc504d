"""`konon read`: pages -> their claims."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from konon.cli.messages import tell
from konon.cli.options import (
    ExplainOption,
    FormatOption,
    MaxBytesOption,
    MaxRedirectsOption,
    OutputOption,
    ParallelOption,
    QuietOption,
    TimeoutOption,
)
from konon.cli.stream import Showing, show
from konon.errors import UsageError
from konon.pages import FetchOptions
from konon.views.formats import choose_format, parse_size

DEFAULTS = FetchOptions()


def read(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Files (HTML, a page's plain text, JSON lines of articles; .gz too), folders, patterns, "
            "URLs, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    format: FormatOption = None,
    output: OutputOption = None,
    explain: ExplainOption = False,
    quiet: QuietOption = False,
    timeout: TimeoutOption = DEFAULTS.deadline,
    max_bytes: MaxBytesOption = "20MB",
    max_redirects: MaxRedirectsOption = DEFAULTS.max_redirects,
    parallel: ParallelOption = DEFAULTS.parallel,
) -> None:
    """Read news pages: who says what, in what words, through whom, how sure.

    Claims come in the page's order. What cannot be read is told on standard error, and the exit code is then 1.
    """
    if not inputs:
        raise UsageError("nothing to read", remedy="give a file, folder, URL or - (see konon read --help)")
    format = choose_format(format, output)
    options = fetch_options(timeout, max_bytes, max_redirects, parallel)
    if "-" in inputs and sys.stdin is not None and sys.stdin.isatty():
        tell("konon: reading from the keyboard; end with Ctrl-D")
    # The network's runtime takes a third of a second, which --help need not wait for.
    from konon.pipeline import Readings  # noqa: PLC0415

    readings = Readings(inputs, options=options)
    if output is not None:
        readings.pages.keep_from(str(output))
    showing = Showing(format=format, output=output, explain=explain, quiet=quiet)
    raise typer.Exit(show(readings, readings.total, showing))


def fetch_options(timeout: float, max_bytes: str, max_redirects: int, parallel: int) -> FetchOptions:
    """The limits as they were typed; UsageError where one is none."""
    return FetchOptions(
        max_bytes=parse_size(max_bytes),
        deadline=timeout,
        connect_timeout=min(timeout, DEFAULTS.connect_timeout),
        read_timeout=min(timeout, DEFAULTS.read_timeout),
        max_redirects=max_redirects,
        parallel=parallel,
    )
