"""The options that several commands share, each with its help, and values as typed -> records."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from konon.errors import UsageError
from konon.pages.fetch_options import FetchOptions
from konon.views.formats import FindingFormat, Format, TableFormat

F = TypeVar("F", bound=Callable[..., Any])
DEFAULTS = FetchOptions()
LEDGER = "konon.db"
PAGE = 20  # what is shown at once on a terminal


class Layout(StrEnum):
    """What `--format` takes where a command reports what it did or found."""

    text = "text"
    json = "json"


FORMAT: Any = typer.Option(
    "--format",
    "-f",
    help="How to show it. By default what the --output file's name says, else text.",
    show_default=False,
)
ShapeOption = Annotated[Layout, typer.Option("--format", "-f", help="How to show it.")]
LayoutOption = Annotated[Layout | None, FORMAT]  # where there is an --output, too
FormatOption = Annotated[Format | None, FORMAT]
FindingOption = Annotated[FindingFormat | None, FORMAT]
TableOption = Annotated[TableFormat | None, FORMAT]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, whole or not at all, instead of to standard output.",
        show_default=False,
    ),
]
ExplainOption = Annotated[
    bool,
    typer.Option("--explain", "-e", help="Say under each claim why this speaker, relay, certainty and date."),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress bar and no closing count; failures are still reported.")
]
LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger",
        "-l",
        metavar="PATH",
        envvar="KONON_LEDGER",
        help="The ledger: a file, or postgresql://user@host/database.",
    ),
]
ListOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--inputs", "-i", metavar="FILE", help="Read what FILE names, one address or file a line.", show_default=False
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", metavar="N", help="At most; 0 for all.", min=0)]
ShownOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        metavar="N",
        help=f"At most; 0 for all. By default {PAGE} on a terminal, and all into a file or pipe.",
        min=0,
        show_default=False,
    ),
]
OffsetOption = Annotated[
    int, typer.Option("--offset", metavar="N", help="Leave out the first N.", min=0, show_default=False)
]


def _count_jobs(help: str) -> Any:
    return typer.Option("--jobs", "-j", metavar="N", help=help, min=1, max=256, show_default=False)


JobsOption = Annotated[
    int | None,
    _count_jobs(
        "Processes that read, each with some 300 MB of memory (add with vectors: 430 MB); by default as many as there "
        "are cores, and one for a few pages."
    ),
]
LinkingJobsOption = Annotated[
    int | None,
    _count_jobs(
        "Processes that compare, each with some 300 MB of memory; by default as many as there are cores, and one for "
        "few claims."
    ),
]

# How much a URL may ask of us.
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="Longest time one URL may take.", min=0.1)
]
MaxBytesOption = Annotated[
    str, typer.Option("--max-bytes", metavar="SIZE", help="Largest page, unpacked; 500kB, 20MB.")
]
MaxRedirectsOption = Annotated[
    int, typer.Option("--max-redirects", metavar="N", help="Redirects followed for one URL.", min=0)
]
ParallelOption = Annotated[int, typer.Option("--parallel", metavar="N", help="Hosts asked at once.", min=1, max=64)]


def read_limits(timeout: float, max_bytes: str, max_redirects: int, parallel: int) -> FetchOptions:
    """The fetch limits as typed; UsageError where `max_bytes` is no size."""
    return FetchOptions(
        max_bytes=parse_size(max_bytes),
        deadline=timeout,
        connect_timeout=min(timeout, DEFAULTS.connect_timeout),
        read_timeout=min(timeout, DEFAULTS.read_timeout),
        max_redirects=max_redirects,
        parallel=parallel,
    )


def parse_size(given: str) -> int:
    """ "20MB", "500k", "1000000" -> bytes; UsageError for anything else."""
    text = given.strip().lower().removesuffix("b").strip()
    units = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
    unit = units.get(text[-1:], 1)
    digits = text[:-1] if unit > 1 else text
    try:
        size = int(float(digits) * unit)
    except (ValueError, OverflowError):
        size = 0
    if size < 1:
        raise UsageError("is not a size", name=given, remedy="write it like 20MB")
    return size
