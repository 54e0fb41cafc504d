"""Findings -> CSV or JSON, one row a claim, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from konon.contract import encode
from konon.exports.flat_rows import COLUMNS, finding_row, flat_row
from konon.lazy import load
from konon.ledger.findings import Finding
from konon.views.csv_table import make_line
from konon.views.json_rows import as_array, as_lines
from konon.views.view import View


def render_finding_csv(findings: Iterable[Finding], _: View) -> Iterator[bytes]:
    """The header, then a line a claim."""
    yield make_line(list(COLUMNS))
    for finding in findings:
        yield make_line(["" if value is None else str(value) for value in flat_row(finding).values()])


def render_finding_jsonl(findings: Iterable[Finding], _: View) -> Iterator[bytes]:
    """A claim a line."""
    return as_lines(encode(finding_row(finding)) for finding in findings)


def render_finding_json(findings: Iterable[Finding], _: View) -> Iterator[bytes]:
    """One array, a claim a line; `[]` where there is none."""
    return as_array(encode(finding_row(finding)) for finding in findings)


def render_finding_parquet(findings: Iterable[Finding], _: View) -> Iterator[bytes]:
    """One file, a row a claim."""
    render: Callable[[Iterable[Finding]], Iterator[bytes]] = load("konon.exports.parquet:render_parquet")
    return render(findings)
