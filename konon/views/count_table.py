"""Rows of the same columns -> a table for a person, CSV, JSON or Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from konon.contract import encode
from konon.lazy import load
from konon.views.csv_table import make_line
from konon.views.formats import TableFormat
from konon.views.json_rows import as_array, as_lines
from konon.views.view import View
from konon.views.wording import one_line

Row = dict[str, Any]


def render_table(columns: Sequence[str], rows: Sequence[Row], format: TableFormat, view: View) -> Iterator[bytes]:
    """Every row has these columns; None where something is not known."""
    if format is TableFormat.csv:
        yield make_line(list(columns))
        yield from (make_line([_cell(row[name]) for name in columns]) for row in rows)
    elif format is TableFormat.parquet:
        yield from load("konon.exports.parquet:render_plain_parquet")(columns, rows)
    elif format is TableFormat.text:
        yield from _as_text(columns, rows, getattr(view.stream, "encoding", None) or "utf-8")
    else:
        encoded = (encode({name: row[name] for name in columns}) for row in rows)
        yield from as_lines(encoded) if format is TableFormat.jsonl else as_array(encoded)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _as_text(columns: Sequence[str], rows: Sequence[Row], encoding: str) -> Iterator[bytes]:
    """Numbers to the right, under the columns' names; nothing where there is no row."""
    shown = [[_shown(row[name]) for name in columns] for row in rows]
    if not shown:
        return
    numeric = [all(isinstance(row[name], int | float) for row in rows) for name in columns]
    lines = [[name.replace("_", " ") for name in columns], *shown]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        yield ("  ".join(cells).rstrip() + "\n").encode(encoding, "replace")


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return one_line(_cell(value))
