"""`konon check-ledger`: whether a ledger's file is sound, and what of it can be saved."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.contract import encode
from konon.ledger.salvage import Salvage, only_file, salvage
from konon.views.wording import count_of


def check_ledger(
    *,
    ledger: LedgerOption = LEDGER,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write what is whole to a new ledger.", show_default=False),
    ] = None,
    format: ShapeOption = Layout.text,
) -> None:
    """Say whether a ledger's file is sound; of a damaged one, what can be saved, and save it.

    It takes as long and as much room as copying the ledger. The exit code is 1 where something is lost.
    """
    given = only_file(ledger)
    if save is not None:
        found = salvage(given, str(save))
    else:
        with TemporaryDirectory() as folder:
            found = salvage(given, f"{folder}/whole.db", kept=False)
    typer.echo(_as_json(found, given) if format is Layout.json else _as_text(found, given, save))
    raise typer.Exit(0 if found.is_sound else 1)


def _as_json(found: Salvage, name: str) -> str:
    row = {"ledger": name, "sound": found.is_sound, "articles": found.articles, "claims": found.claims}
    return encode(row | {"lost": found.lost, "faults": found.faults}).decode()


def _as_text(found: Salvage, name: str, save: Path | None) -> str:
    whole = f"{count_of(found.articles, 'article')} and {count_of(found.claims, 'claim')}"
    saved = (
        f"; saved in {save}; konon embed makes it searchable by meaning, konon link follows its statements"
        if save
        else ""
    )
    if found.is_sound:
        return f"{name}: is sound: {whole}{saved}"
    gone = ", ".join(f"{count:,} of {table}" for table, count in sorted(found.lost.items()))
    lines = [f"{name}: is damaged; {whole} are whole{saved or '; --save FILE writes them to a new ledger'}"]
    if gone:
        lines.append(f"  rows that are lost: {gone}")
    return "\n".join([*lines, *(f"  {fault}" for fault in found.faults[:5])])
