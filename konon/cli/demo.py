"""`konon demo`: the sample pages that come with the package, read and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import typer

from konon.cli.formats import choose_format
from konon.cli.messages import tell
from konon.cli.options import ExplainOption, FormatOption, OutputOption
from konon.cli.show import Showing, show
from konon.errors import InstallError
from konon.records import Failure, Reading

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SUFFIXES = (".html", ".txt")


def demo(
    format: FormatOption = None,
    output: OutputOption = None,
    explain: ExplainOption = False,
) -> None:
    """Read the sample pages that come with Konon: invented outlets that retell one another on one affair."""
    format = choose_format(format, output)
    pages = find_samples()
    tell(f"konon: {len(pages)} pages of invented outlets on one affair, as found; watch who says it where.")
    # The network's runtime takes a third of a second, which --help need not wait for.
    from konon.pipeline import Readings  # noqa: PLC0415

    readings = Readings([str(page) for page in pages])
    if output is not None:
        readings.pages.keep_from(str(output))
    code = show(shorten_paths(readings), readings.total, Showing(format=format, output=output, explain=explain))
    tell(f"konon: the pages lie in {SAMPLES}")
    tell("konon: next, one of your own: konon read page.html --explain, or a URL; --format html for a browser")
    raise typer.Exit(code)


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
