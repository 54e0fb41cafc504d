"""`konon speakers`: who is known under which names and why; a person's merges and splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from konon.cli.command_group import make_group
from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.cli.plain_command import PlainCommand
from konon.contract import encode
from konon.ledger import Ledger
from konon.ledger.speaker_decisions import KnownSpeaker, Speakers
from konon.views.wording import count_of, one_line

speakers = make_group("Speakers across pages: who is who and why; merge and split them.")


SpeakersArgument = Annotated[list[str], typer.Argument(metavar="ID...", help="Speakers' ids.", show_default=False)]
NamesArgument = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of names.", show_default=False)]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who decides; by default who is logged in.", show_default=False),
]


@speakers.command("find", cls=PlainCommand)
def find(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="A name, any words of a person's, or an id.", show_default=False)
    ],
    *,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
) -> None:
    """Show every speaker of this name, with all names, their ids, and why each is this speaker's."""
    name = " ".join(names)  # without quotation marks a name is several words
    with Ledger.open(ledger) as opened:
        found = opened.speakers.find(name)
        near = [] if found else opened.speakers.nearest(name)
    if not found:
        report(f"konon: no speaker of this name in {ledger}" + (f"; the nearest: {', '.join(near)}" if near else ""))
    _show(found, format)


@speakers.command("merge", cls=PlainCommand)
def merge(
    ids: SpeakersArgument, *, ledger: LedgerOption = LEDGER, by: ByOption = None, format: ShapeOption = Layout.text
) -> None:
    """Say that these speakers are one: all become the first. Adding pages later does not undo it."""
    _decide(ledger, format, lambda known: known.merge(ids, by=by))


@speakers.command("split", cls=PlainCommand)
def split(
    names: NamesArgument, *, ledger: LedgerOption = LEDGER, by: ByOption = None, format: ShapeOption = Layout.text
) -> None:
    """Say that these names are another speaker's. Adding pages later does not undo it."""
    _decide(ledger, format, lambda known: known.split(names, by=by))


def _decide(address: str, shape: Layout, decide: Callable[[Speakers], KnownSpeaker]) -> None:
    with Ledger.open(address, write=True, make=False) as opened:
        _show([decide(opened.speakers)], shape)


@speakers.command("decisions", cls=PlainCommand)
def decisions(*, ledger: LedgerOption = LEDGER, format: ShapeOption = Layout.text) -> None:
    """Show what was merged and split, by whom and when."""
    with Ledger.open(ledger) as opened:
        found = opened.speakers.decisions()
    if not found:
        report(f"konon: nothing was merged or split in {ledger}")
    if format is Layout.json:
        typer.echo(encode(found).decode())
        return
    for row in found:
        line = f"{row['at']}  {row['verb']}  “{row['alias']}” from {row['source']} to {row['target']}  by {row['by']}"
        typer.echo(one_line(line))


def _show(found: Sequence[KnownSpeaker], shape: Layout) -> None:
    if shape is Layout.json:
        typer.echo(encode([_row(one) for one in found]).decode())
        return
    for one in found:
        known = _named(one.id, one.name, one.kind, one.country)
        typer.echo(one_line(f"{known} · {count_of(one.claims, 'claim')}"))
        for alias in one.aliases:
            name = _named(alias.id, alias.name, alias.role, alias.affiliation, alias.country)
            typer.echo("    " + one_line(f"{name} · {count_of(alias.claims, 'claim')} · {alias.reason}"))


def _named(id_: str, name: str, *about: str | None) -> str:
    known = ", ".join(part for part in about if part)
    return f"{id_}  {name} ({known})" if known else f"{id_}  {name}"


def _row(one: KnownSpeaker) -> dict[str, Any]:
    names = ("id", "name", "kind", "role", "affiliation", "country", "reason", "claims")
    aliases = [{name: getattr(alias, name) for name in names} for alias in one.aliases]
    return {"id": one.id, "name": one.name, "kind": one.kind, "country": one.country, "aliases": aliases}
