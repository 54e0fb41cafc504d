"""`konon alert`: be told of claims, sources, denials, lost hedges and edits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.command_group import make_group
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption, QuietOption, ShapeOption
from konon.cli.output import open_output
from konon.cli.plain_command import PlainCommand
from konon.contract import encode
from konon.errors import KononError, UsageError
from konon.exports.hit_feeds import render_atom, render_json_feed
from konon.ledger import Ledger
from konon.ledger.alert_rows import AlertKind
from konon.views.wording import count_of, one_line
from konon.watching.alerts import asked_of, each_alert, make_alert, run_alert, words_of_alert
from konon.watching.clocks import SystemClock, stamp
from konon.watching.deliveries import Mail, Webhook, sent_together
from konon.watching.told_hits import ToldHit, tell_hits

CLOCK = SystemClock()
SMTP_PORT = 25
alert = make_group("Be told of claims, sources, denials, lost hedges and edits.")


@alert.command("add", cls=PlainCommand)
@with_filters
def add(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="As for konon search.", show_default=False)
    ] = None,
    *,
    new_source: Annotated[
        str | None,
        typer.Option("--new-source", metavar="ID", help="A statement gains an independent source.", show_default=False),
    ] = None,
    denied: Annotated[
        str | None, typer.Option("--denied", metavar="ID", help="Somebody denies a statement.", show_default=False)
    ] = None,
    hedge_lost: Annotated[
        str | None,
        typer.Option(
            "--hedge-lost", metavar="ID|all", help="A statement loses a hedge, or any page.", show_default=False
        ),
    ] = None,
    edit: Annotated[
        str | None, typer.Option("--edit", metavar="ADDRESS|all", help="A page is edited.", show_default=False)
    ] = None,
    ledger: LedgerOption = LEDGER,
    **filters: Any,
) -> None:
    """Be told of new claims that a search finds, or of what happens to one statement or page."""
    special: dict[AlertKind, str | None] = {
        "source": new_source,
        "denial": denied,
        "hedge": hedge_lost,
        "edit": edit,
    }
    chosen = [(kind, of) for kind, of in special.items() if of is not None]
    search = asked_of(" ".join(words or ()), filters)
    narrowed = search != {"words": ""}
    if len(chosen) + narrowed != 1:
        remedy = "give words and filters, or one of --new-source, --denied, --hedge-lost, --edit"
        raise UsageError("an alert asks for one thing", remedy=remedy)
    kind: AlertKind = chosen[0][0] if chosen else "search"
    asked: dict[str, Any] = {"of": chosen[0][1]} if chosen else search
    with Ledger.open(ledger, write=True) as opened:
        number = make_alert(opened, kind, asked, CLOCK)
        made = next(one for one in each_alert(opened) if one.key == number)
    typer.echo(one_line(f"{number}  {words_of_alert(made)}"))


@alert.command("list", cls=PlainCommand)
def list_alerts(*, ledger: LedgerOption = LEDGER, format: ShapeOption = Layout.text) -> None:
    """Show all alerts with their numbers and how often each was hit."""
    with Ledger.open(ledger) as opened:
        found = list(each_alert(opened))
    if format is Layout.json:
        rows = [{"number": one.key, "kind": one.kind, "asked": one.asked, "added": one.added} for one in found]
        typer.echo(encode([row | {"hits": one.hits} for row, one in zip(rows, found, strict=True)]).decode())
        return
    if not found:
        report(f"konon: there are no alerts in {ledger}")
    for one in found:
        typer.echo(one_line(f"{one.key}  {words_of_alert(one)} · {count_of(one.hits, 'hit')} since {one.added}"))


@alert.command("remove", cls=PlainCommand)
def remove(
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER...", help="As konon alert list shows them.", show_default=False)
    ],
    *,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Be told of these no more."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        for one in numbers:
            opened.alerts.remove(one)


@alert.command("run", cls=PlainCommand)
def run(
    *,
    atom: Annotated[
        Path | None, typer.Option("--atom", metavar="FILE", help="The latest hits as an Atom feed.", show_default=False)
    ] = None,
    json_feed: Annotated[
        Path | None,
        typer.Option("--json-feed", metavar="FILE", help="The latest hits as a JSON Feed.", show_default=False),
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(
            "--webhook", metavar="URL", help="POST each hit, signed with KONON_WEBHOOK_SECRET.", show_default=False
        ),
    ] = None,
    mail: Annotated[
        list[str] | None, typer.Option("--mail", metavar="ADDRESS", help="Send hits there.", show_default=False)
    ] = None,
    mail_from: Annotated[
        str, typer.Option("--mail-from", metavar="ADDRESS", help="Who sends them.")
    ] = "konon@localhost",
    smtp: Annotated[str, typer.Option("--smtp", metavar="HOST[:PORT]", help="By which server.")] = "localhost:25",
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="URL", help="The web app's address, for links to claims.", show_default=False),
    ] = None,
    ledger: LedgerOption = LEDGER,
    quiet: QuietOption = False,
) -> None:
    """Look what is new, show it, and tell whoever is to be told; each hit once.

    The exit code is 1 where somebody could not be told; that is made up at the next run.
    """
    ways: list[Webhook | Mail] = []
    if webhook is not None:
        ways.append(Webhook(webhook, os.environ.get("KONON_WEBHOOK_SECRET", "").encode(), CLOCK))
    if mail:
        ways.append(Mail(tuple(mail), mail_from, *_server(smtp)))
    for way in ways:
        way.check()
    with Ledger.open(ledger, write=True, make=False) as opened, opened.alerts.alone():
        if not quiet and not opened.alerts.all():
            report(f"konon: there are no alerts in {ledger}; konon alert add makes one")
        failed = _find(opened)
        if not quiet:
            _show(opened, base)
        failed += sum(_send(opened, way, base) for way in ways)
        for path, render in ((atom, render_atom), (json_feed, render_json_feed)):
            if path is not None:
                _write(opened, path, render, base)
    raise typer.Exit(1 if failed else 0)


def _find(ledger: Ledger) -> int:
    failed, at = 0, stamp(CLOCK.now())
    for one in each_alert(ledger):
        try:
            run_alert(ledger, one, at)
        except UsageError as error:  # what it asks of is gone; the others go on
            report(f"konon: alert {one.key}: {error}")
            failed += 1
    return failed


def _show(ledger: Ledger, base: str | None) -> None:
    waiting = ledger.alerts.unsent("stdout")
    for one in tell_hits(ledger, waiting, base):
        typer.echo(one_line(f"{one.hit.at}  {one.title} · {one.outlet or ''} · {one.link or one.hit.claim or ''}"))
    ledger.alerts.note_sent(waiting, "stdout", stamp(CLOCK.now()))


def _send(ledger: Ledger, way: Webhook | Mail, base: str | None) -> int:
    """1 where it failed; what was sent before is not sent again. A run that is killed between sending and noting sends
    the last ones again, alike."""
    for some in sent_together(ledger.alerts.unsent(way.channel), way.at_once):
        told = list(tell_hits(ledger, some, base))
        try:
            if told:
                way.send(told)
        except KononError as error:
            report(f"konon: {error}")
            return 1
        ledger.alerts.note_sent(some, way.channel, stamp(CLOCK.now()))
    return 0


def _write(ledger: Ledger, path: Path, render: Callable[[Sequence[ToldHit], str], bytes], base: str | None) -> None:
    latest = list(tell_hits(ledger, ledger.alerts.latest(), base))
    with open_output(path) as write:
        write(render(latest, stamp(CLOCK.now())))


def _server(given: str) -> tuple[str, int]:
    host, colon, port = given.rpartition(":")
    if not colon:
        return given, SMTP_PORT
    if not port.isdigit() or not 0 < int(port) < 65536 or not host:
        raise UsageError("is no mail server", name=given, remedy="write it like mail.example.org:587")
    return host, int(port)
