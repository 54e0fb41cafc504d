"""A ledger's file -> metadata for Datasette: what tables and columns hold, plumbing out of sight."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec

from konon.errors import UsageError
from konon.ledger import Ledger

FILE = Path(__file__).with_name("datasette.toml")
INDEX = "claims_fts"


class ShownTable(msgspec.Struct, forbid_unknown_fields=True):
    """A table that a person may read. `searched`: the column by which the full-text index knows its rows."""

    about: str
    columns: dict[str, str] = {}
    facets: list[str] = []
    newest: str | None = None  # the column to sort by
    label: str | None = None  # by which others show a row
    searched: str | None = None


class ShownTables(msgspec.Struct, forbid_unknown_fields=True):
    """All of them, those out of sight, and of these those that are closed."""

    closed: list[str]
    hidden: Annotated[list[str], msgspec.Meta(min_length=1)]
    tables: dict[str, ShownTable]


def load_shown_tables() -> ShownTables:
    """As the file has them."""
    return msgspec.toml.decode(FILE.read_bytes(), type=ShownTables)


def datasette_metadata(ledger: Ledger) -> dict[str, Any]:
    """What `datasette news.db -m metadata.json` takes. UsageError where the ledger is no file.

    Of one that has accounts no SQL of one's own is answered: by it their hashes could be read.
    """
    if not ledger.is_file:
        raise UsageError("is on a server, which Datasette does not open", name=ledger.name, remedy="give a file")
    shown = load_shown_tables()
    tables: dict[str, Any] = {name: _table(one) for name, one in shown.tables.items()}
    tables |= {name: {"hidden": True} for name in shown.hidden}
    tables |= {name: {"hidden": True, "allow": False} for name in shown.closed}
    about = "Who is reported to have said what, in what words, through whom, how sure. A claim is no fact."
    database: dict[str, Any] = {"description": about, "tables": tables}
    if ledger.accounts.all():
        database["allow_sql"] = False
    return {"databases": {Path(ledger.address).stem: database}}


def _table(one: ShownTable) -> dict[str, Any]:
    row: dict[str, Any] = {"description": one.about, "columns": one.columns, "facets": one.facets}
    row |= {"sort_desc": one.newest, "label_column": one.label}
    if one.searched:
        row |= {"fts_table": INDEX, "fts_pk": one.searched}
    return {name: value for name, value in row.items() if value}
