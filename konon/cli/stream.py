"""Readings and failures -> results on stdout or in a file, everything else on stderr, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from konon.cli.messages import Failures, PoorLanguages, report, report_illegible
from konon.cli.output import open_output
from konon.cli.progress import Bar
from konon.records import Failure, Reading, name_of
from konon.views.formats import Format, choose_format, load_render
from konon.views.view import View
from konon.views.wording import count_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What the command line asks for, whatever is read."""

    format: Format | None = None  # None: by the output's name
    output: Path | None = None  # None: stdout
    explain: bool = False
    quiet: bool = False  # no bar, no closing line; failures are still reported


def show(
    found: Iterable[Reading | Failure], total: int | None, showing: Showing, notes: list[str] | None = None
) -> int:
    """Write each reading as soon as it is there; 1 where an input failed, else 0. `notes` fills on the way."""
    notes = [] if notes is None else notes
    to_stdout = showing.output is None or str(showing.output) == "-"
    view = View(explain=showing.explain, stream=sys.stdout if to_stdout else None)
    render = load_render(choose_format(Format, showing.format, showing.output, Format.text))
    failures = Failures()
    counts = _Counts()

    def is_wanted() -> bool:
        return bool(counts.read or not failures.count)  # nothing but failures is no result

    with open_output(showing.output, wanted=is_wanted) as write, Bar(total, wanted=not showing.quiet) as bar:
        # With results and bar on one terminal, the bar makes room; elsewhere it need not.
        make_room = bar.hidden if to_stdout and sys.stdout.isatty() else nullcontext
        with bar.interruptible():
            for chunk in render(_pass_over(found, failures, bar, counts, notes), view):
                with make_room():
                    write(chunk)
    if not showing.quiet:
        failures.report(counts.read)
    if not (showing.quiet or to_stdout):
        _tell_written(showing.output, counts.read if is_wanted() else None)
    return min(1, failures.count)


def _tell_written(output: Path | None, articles: int | None) -> None:
    """A pipe or a device is told nothing of."""
    if articles is None:
        report(f"konon: {output}: is not written; nothing was read")
    elif output is not None and output.is_file():
        report(f"konon: {count_of(articles, 'article')} written to {output}")


@dataclass(slots=True)
class _Counts:
    read: int = 0


def _pass_over(
    found: Iterable[Reading | Failure], failures: Failures, bar: Bar, counts: _Counts, notes: list[str]
) -> Iterator[Reading]:
    """The readings alone; each failure and each note is reported when it comes."""
    poor = PoorLanguages()
    for one in found:
        report_notes(notes, bar)
        if isinstance(one, Failure):
            with bar.hidden():
                failures.add(one)
        else:
            counts.read += 1
            if one.illegible:
                with bar.hidden():
                    report_illegible(name_of(one.article), one.article.lang)
            if poor.is_news(one.article.lang):
                with bar.hidden():
                    poor.report(one.article.lang)
            yield one
        bar.step()
    report_notes(notes, bar)


def report_notes(notes: list[str], bar: Bar) -> None:
    """What was left out, each once; they are gone then."""
    while notes:
        with bar.hidden():
            report(f"konon: {notes.pop(0)}")
