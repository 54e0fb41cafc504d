"""`konon read`: pages -> their claims."""

from __future__ import annotations

from typing import Annotated

import typer

from konon.cli.inputs import check_inputs
from konon.cli.options import (
    DEFAULTS,
    ExplainOption,
    FormatOption,
    JobsOption,
    ListOption,
    MaxBytesOption,
    MaxRedirectsOption,
    OutputOption,
    ParallelOption,
    QuietOption,
    TimeoutOption,
    read_limits,
)
from konon.cli.stream import Showing, show
from konon.pipeline import Readings
from konon.views.formats import Format, choose_format


def read(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Files (HTML, MHTML, a page's plain text, web archives, JSON lines, JSON or CSV of articles; "
            ".gz too), folders, patterns, URLs, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    list_of_inputs: ListOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    explain: ExplainOption = False,
    quiet: QuietOption = False,
    timeout: TimeoutOption = DEFAULTS.deadline,
    max_bytes: MaxBytesOption = "20MB",
    max_redirects: MaxRedirectsOption = DEFAULTS.max_redirects,
    parallel: ParallelOption = DEFAULTS.parallel,
    jobs: JobsOption = None,
) -> None:
    """Read news pages: who says what, in what words, through whom, how sure.

    Claims come in the page's order. An input that cannot be read is reported on standard error; the exit code is
    then 1.
    """
    given = check_inputs(inputs, "read", list_of_inputs)
    format = choose_format(Format, format, output, Format.text)
    limits = read_limits(timeout, max_bytes, max_redirects, parallel)
    readings = Readings(given, options=limits, jobs=jobs)
    if output is not None:
        readings.pages.keep_from(str(output))
    showing = Showing(format=format, output=output, explain=explain, quiet=quiet)
    raise typer.Exit(show(readings, readings.total, showing, readings.pages.notes))
