"""`konon watch`: feeds, sitemaps, sections and pages that are looked at again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from typing import Annotated

import typer

from konon.addresses import same_page
from konon.cli.command_group import make_group
from konon.cli.messages import report
from konon.cli.options import (
    DEFAULTS,
    LEDGER,
    Layout,
    LedgerOption,
    MaxBytesOption,
    QuietOption,
    ShapeOption,
    parse_size,
)
from konon.cli.plain_command import PlainCommand
from konon.cli.progress import GOES_ON, Bar, add_up
from konon.contract import encode
from konon.errors import KononError, LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.watches import Watched
from konon.pages.fetch_options import FetchOptions
from konon.pages.urls import add_scheme, check_url
from konon.views.wording import count_of, one_line
from konon.watching.clocks import SystemClock, later, read_stamp, stamp
from konon.watching.page_looks import Look
from konon.watching.rounds import Rounds
from konon.watching.watch_options import WatchOptions

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
SHORTEST = 60.0  # seconds between two looks
STEP = 30.0  # seconds of a wait, after which the clock is asked again: it may have jumped
watch = make_group("Look for new pages and edits, again and again.")
AddressesArgument = Annotated[
    list[str], typer.Argument(metavar="ADDRESS...", help="As konon watch list shows them.", show_default=False)
]
CLOCK = SystemClock()


@watch.command("add", cls=PlainCommand)
def add(
    addresses: Annotated[
        list[str],
        typer.Argument(
            metavar="ADDRESS...", help="Feeds, sitemaps, section pages or single articles.", show_default=False
        ),
    ],
    *,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Watch addresses from now on. What each is shows when it is first looked at; nothing is fetched now."""
    given = [_address(one) for one in addresses]
    with Ledger.open(ledger, write=True) as opened:
        for address in given:
            new = opened.watches.add(address, stamp(CLOCK.now()))
            report(f"konon: {address}: {'is watched from now on' if new else 'was watched already'}")


@watch.command("list", cls=PlainCommand)
def list_watched(*, ledger: LedgerOption = LEDGER, format: ShapeOption = Layout.text) -> None:
    """Show what is watched: what it is, how many pages it led to, when it is looked at next, what went wrong."""
    with Ledger.open(ledger) as opened:
        found = opened.watches.watched()
    if format is Layout.json:
        typer.echo(encode([_row(one) for one in found]).decode())
        return
    if not found:
        report(f"konon: nothing is watched in {ledger}")
    for one in found:
        typer.echo(one_line(_line(one)))


@watch.command("remove", cls=PlainCommand)
def remove(addresses: AddressesArgument, *, ledger: LedgerOption = LEDGER) -> None:
    """Watch these no more. What was read stays in the ledger."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        for one in addresses:
            opened.watches.remove(_address(one))


@watch.command("pause", cls=PlainCommand)
def pause(addresses: AddressesArgument, *, ledger: LedgerOption = LEDGER) -> None:
    """Look neither at these nor at their pages until they are resumed."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        for one in addresses:
            opened.watches.pause(_address(one), stamp(CLOCK.now()))


@watch.command("resume", cls=PlainCommand)
def resume(addresses: AddressesArgument, *, ledger: LedgerOption = LEDGER) -> None:
    """Look at these again."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        for one in addresses:
            opened.watches.pause(_address(one), None)


@watch.command("run", cls=PlainCommand)
def run(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Look at what is due now, and end; for cron and timers.")
    ] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Between two looks at a feed, sitemap or section: 15m, 1h.")
    ] = "15m",
    again: Annotated[
        str, typer.Option("--again", metavar="TIMES", help="After which a page is looked at again, for edits.")
    ] = "15m,1h,6h,24h,7d",
    pause: Annotated[
        float, typer.Option("--pause", metavar="SECONDS", help="Between two requests to a host, at least.", min=0.0)
    ] = WatchOptions().pause,
    per_day: Annotated[
        int, typer.Option("--per-day", metavar="N", help="Requests to a host a day, at most.", min=1)
    ] = WatchOptions().a_day,
    max_bytes: MaxBytesOption = "20MB",
    meaning: Annotated[
        bool, typer.Option("--meaning/--no-meaning", help="Make the claims searchable by meaning.")
    ] = True,
    trace: Annotated[bool, typer.Option("--trace/--no-trace", help="Link the claims with those in the ledger.")] = True,
    ledger: LedgerOption = LEDGER,
    quiet: QuietOption = False,
) -> None:
    """Look at everything that is due: new pages are read into the ledger, edited ones as a new version.

    Without --once it goes on, by its own clock, until Ctrl-C. Kill it when you like: it goes on where it stopped.
    """
    options = WatchOptions(
        every=parse_time(every),
        again=tuple(parse_time(one) for one in again.split(",") if one.strip()),
        pause=pause,
        a_day=per_day,
        meaning=meaning,
        trace=trace,
    )
    fetching = replace(DEFAULTS, max_bytes=parse_size(max_bytes))
    with ExitStack() as stack:
        opened = stack.enter_context(Ledger.open(ledger, write=True, make=False))
        if not opened.watches.watched():
            raise UsageError("nothing is watched", name=ledger, remedy="konon watch add ADDRESS first")
        if trace:  # of a run that was killed between adding and linking
            add_up(opened.link_missing(jobs=None), "Linking", quiet=quiet)
        stack.enter_context(opened.watches.alone())
        bar = stack.enter_context(Bar(None, wanted=False))  # it has no end, but counts the looks
        stack.enter_context(bar.interruptible(GOES_ON, thing="look"))
        if once:
            with Rounds(opened, options, fetching=fetching, clock=CLOCK) as rounds:
                raise typer.Exit(1 if _report(rounds.run_once(), bar, quiet=quiet) else 0)
        while True:
            _go_on(opened, options, fetching, bar, quiet=quiet)


def _go_on(ledger: Ledger, options: WatchOptions, fetching: FetchOptions, bar: Bar, *, quiet: bool) -> None:
    """Round after round, until the ledger cannot be written: a full disk, a server that is away. It may be later."""
    try:
        with Rounds(ledger, options, fetching=fetching, clock=CLOCK) as rounds:
            while True:
                _report(rounds.run_once(), bar, quiet=quiet)
                _await_next(ledger, options)
    except LedgerError as error:
        report(f"konon: {error}")
        CLOCK.sleep(STEP)


def _await_next(ledger: Ledger, options: WatchOptions) -> None:
    """Until something is due, in short steps: a clock that is put forward is seen, one put back holds nothing up."""
    end = later(CLOCK.now(), options.every)
    due = min(ledger.watches.next_due() or end, end)
    waited = 0.0
    while stamp(CLOCK.now()) < due and waited < options.every:
        step = min(STEP, max(1.0, (read_stamp(due) - CLOCK.now()).total_seconds()))
        CLOCK.sleep(step)
        waited += step
    if not waited:
        CLOCK.sleep(1.0)  # what is due rests


def _report(looks: Iterable[Look], bar: Bar, *, quiet: bool) -> int:
    """A line for each look that is worth one; how many failed."""
    counts = {"new": 0, "version": 0, "unchanged": 0, "failed": 0, "claims": 0}
    for look in looks:
        bar.step()
        counts["claims"] += look.added.claims
        kind = {"gone": "failed", "updated": "unchanged"}.get(look.outcome, look.outcome)
        counts[kind] = counts.get(kind, 0) + 1
        if look.why:
            report(f"konon: {look.address}: {look.why.removeprefix(look.address + ': ')}")
        elif look.outcome == "version" and not quiet:
            report(f"konon: {look.address}: changed; konon edits tells what")
    if not quiet:
        line = f"{count_of(counts['new'], 'new page')}, {counts['version']} edited, {counts['unchanged']} unchanged"
        typer.echo(f"{line}, {counts['failed']} failed; {count_of(counts['claims'], 'claim')} added")
    return counts["failed"]


def parse_time(given: str) -> float:
    """ "15m", "1h", "90s", "7d" -> seconds; UsageError for anything else, and for less than a minute."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*", given.lower())
    if not found or not SHORTEST <= float(found[1]) * UNITS[found[2]] <= 3650 * UNITS["d"]:
        raise UsageError("is no time", name=given, remedy="write it like 15m, 6h or 7d; a minute at least")
    return float(found[1]) * UNITS[found[2]]


def _address(given: str) -> str:
    address = same_page(add_scheme(given.strip(), bare=True))
    try:
        check_url(address)
    except KononError as error:
        raise UsageError(error.why, name=given, remedy="give an address that begins with https://") from error
    return address


def _row(one: Watched) -> dict[str, object]:
    kept = ("address", "kind", "pages", "added", "paused", "looked", "due", "status")
    return {name: value for name, value in asdict(one).items() if name in kept}


def _line(one: Watched) -> str:
    state = f"paused since {one.paused}" if one.paused else f"next {one.due}"
    if one.kind == "article":
        state = "paused" if one.paused else "looked at as a page"
    parts: Sequence[str] = (one.kind or "not looked at yet", one.address, count_of(one.pages, "page"), state)
    line = " · ".join(parts)
    return line if one.status in (None, "ok") else f"{line} · {one.status}"
