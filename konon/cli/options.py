"""The options that several commands share, each with its help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from konon.views.formats import Format


class Shape(StrEnum):
    """What `--format` takes where a person or a program is told of something."""

    text = "text"
    json = "json"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="How to show it. By default what the --output file's name says, else text.",
        show_default=False,
    ),
]
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
    bool, typer.Option("--quiet", "-q", help="No progress bar and no closing count; failures are still told.")
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
LEDGER = "konon.db"

# Which claims: the same words as `Ledger.search` takes.
SpeakerOption = Annotated[
    str | None,
    typer.Option("--speaker", metavar="NAME", help="Said by: a name or a speaker's id.", show_default=False),
]
CountryOption = Annotated[
    str | None,
    typer.Option("--country", metavar="NAME", help="The speaker's country: KP, Korut.", show_default=False),
]
OutletOption = Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Published by.", show_default=False)]
RelayOption = Annotated[str | None, typer.Option("--relay", metavar="NAME", help="Passed on by.", show_default=False)]
CertaintyOption = Annotated[
    str | None,
    typer.Option("--certainty", metavar="WORD", help="certain, probable, possible, unknown.", show_default=False),
]
PolarityOption = Annotated[
    str | None, typer.Option("--polarity", metavar="WORD", help="positive, negative.", show_default=False)
]
ActOption = Annotated[
    str | None,
    typer.Option("--act", metavar="WORD", help="statement, belief, intention, decree.", show_default=False),
]
QuotationOption = Annotated[
    str | None,
    typer.Option("--quotation", metavar="WORD", help="direct, indirect, mixed.", show_default=False),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Published on this day or later: 2023-09-14.", show_default=False),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Published on this day or before; 2023-09.", show_default=False),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", metavar="CODE", help="The article's language: id, en.", show_default=False)
]
HistoryOption = Annotated[
    bool, typer.Option("--history", help="Claims of older readers and older versions of pages too.")
]
