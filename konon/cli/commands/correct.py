"""`konon correct`: what a person says of a claim instead of the reader -> the ledger; and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.contract import encode
from konon.errors import UsageError
from konon.exports.flat_rows import correction_row
from konon.ledger import Ledger
from konon.ledger.correction_rows import NOBODY, Correction, Fix
from konon.ledger.speaker_decisions import is_called, user_name
from konon.views.finding_text import correction_line

NONE = "none"  # relays, as typed, where there are none


def _option(name: str, metavar: str, help: str) -> Any:
    return typer.Option(name, metavar=metavar, help=help, show_default=False)


def correct(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="A claim's, as konon search shows it, or a saying's.", show_default=False),
    ] = None,
    *,
    speaker: Annotated[str | None, _option("--speaker", "NAME", "Who says it: a name, an id, or nobody.")] = None,
    kind: Annotated[str | None, _option("--kind", "WORD", "Of a new name: person, government ...")] = None,
    role: Annotated[str | None, _option("--role", "WORDS", "Of a new name.")] = None,
    affiliation: Annotated[str | None, _option("--affiliation", "WORDS", "Of a new name.")] = None,
    country: Annotated[str | None, _option("--country", "NAME", "Of a new name.")] = None,
    relay: Annotated[
        list[str] | None, _option("--relay", "NAME", "Who passed it on, the nearest to the article first; or none.")
    ] = None,
    certainty: Annotated[str | None, _option("--certainty", "WORD", "certain, probable, possible, unknown.")] = None,
    polarity: Annotated[str | None, _option("--polarity", "WORD", "positive, negative.")] = None,
    act: Annotated[str | None, _option("--act", "WORD", "statement, belief, intention, decree.")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="There is no attribution at all.")] = False,
    add: Annotated[
        str | None, _option("--add", "ARTICLE", "Add what the reader missed in this article: its id, URL or path.")
    ] = None,
    content: Annotated[
        str | None, _option("--content", "WORDS", "With --add: the words said, as they stand, or START:END.")
    ] = None,
    cue: Annotated[
        str | None, _option("--cue", "WORDS", "With --add: the words that say that somebody says it.")
    ] = None,
    source: Annotated[str | None, _option("--source", "WORDS", "With --add: the words that name who.")] = None,
    undo: Annotated[str | None, _option("--undo", "CORRECTION", "Take one back, by its id; it stays listed.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Show all corrections, the undone too.")] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            envvar="KONON_BY",
            help="Who corrects; by default who is logged in.",
            show_default=False,
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="Why.", show_default=False)] = "",
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
) -> None:
    """Say what is so of a claim instead of what was read. Everything has it so at once, and after reading again.

    What the reader had said stays: konon show has both. Of several corrections of one field the later holds.
    """
    fix = Fix(
        speaker=speaker,
        kind=kind,  # type: ignore[arg-type]  # `Fix.check` looks at it
        role=role,
        affiliation=affiliation,
        country=country,
        relays=_relays(relay),
        certainty=certainty,
        polarity=polarity,
        act=act,
        wrong=wrong,
    )
    _check_call([id, add, undo, list_all or None], fix, content or cue or source)
    who = by if by is not None else user_name()
    is_new = False
    with Ledger.open(ledger, write=not list_all, make=False) as opened:
        is_new = speaker is not None and speaker.casefold() != NOBODY and not _is_known(opened, speaker)
        if list_all:
            made = opened.corrections()
        elif undo is not None:
            made = [opened.undo_correction(undo, by=who)]
        elif add is not None:
            missed = opened.locate(add, content or "", cue or "", source or "")
            made = [opened.add_missed(add, missed, fix, by=who, note=note)]
        else:
            made = [opened.correct(id or "", fix, by=who, note=note)]
    if is_new:
        report(f"konon: “{speaker}” is a new name in {ledger}; konon correct --undo {made[0].id} takes it back")
    if not made:
        report(f"konon: no correction in {ledger}")
    _show(made, format)


def _is_known(ledger: Ledger, speaker: str) -> bool:
    return any(is_called(one, speaker) for one in ledger.speakers.find(speaker))


def _relays(given: list[str] | None) -> tuple[str, ...] | None:
    if not given:
        return None
    return () if [name.strip().casefold() for name in given] == [NONE] else tuple(given)


def _check_call(ways: Sequence[object], fix: Fix, words: str | None) -> None:
    """One of: a claim, --add, --undo, --list; each with what belongs to it."""
    claim, add, undo, listed = ways
    if (given := sum(way is not None for way in ways)) != 1:
        why = "two things cannot be done at once" if given else "no claim is named"
        raise UsageError(why, remedy="give one claim's ID, or --add, --undo or --list")
    if words is not None and add is None:
        raise UsageError("--content, --cue and --source go with --add", remedy="a claim's words cannot be corrected")
    if (undo is not None or listed is not None) and fix != Fix():
        raise UsageError("nothing else is said with --undo or --list", remedy="give them alone")
    if claim is not None and not fix.says_something:
        fix.check()
        raise UsageError("nothing is corrected", remedy="give --speaker, --relay, --certainty ... or --wrong")


def _show(found: Sequence[Correction], shape: Layout) -> None:
    if shape is Layout.json:
        typer.echo(encode([correction_row(one) for one in found]).decode())
        return
    for one in found:
        typer.echo(correction_line(one))
