"""A sheet that somebody filled in -> how many claims are right, field by field, with how sure that is.

Shares are weighed by how many claims of each kind there are, since a sheet has as many of a rare kind as of a common
one. Intervals are Wilson's, at 95%, on the number of claims that would tell as much if they had been drawn at random.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from konon.errors import FileError, UsageError

FIELDS = ("attribution", "speaker", "relay", "certainty", "polarity", "act")
OK = "_ok"
Z = 1.959964
_YES = frozenset(("y", "yes", "ya", "benar", "right", "true", "1"))
_NO = frozenset(("n", "no", "tidak", "salah", "wrong", "false", "0"))
_UNSEEN = frozenset(("", "-", "?"))
_HEAD = re.compile(r"# +\d+ +([0-9a-f]{16}) +(.*?) +\(of (\d+)\)\s*$")
_MARK = re.compile(rf"\s*({'|'.join(FIELDS)}) +\[([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """One claim of a sheet. `marks`: whether it is right, of each field that was looked at."""

    saying: str
    stratum: str
    claims: int  # of its kind
    marks: Mapping[str, bool]


def read_checked(path: Path) -> list[CheckedRow]:
    """CSV (also with semicolons or tabs, as spreadsheets write it), JSON lines, or the form of plain text.

    FileError where it cannot be read; UsageError names a line that is no row, or a mark that is neither y nor n.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        reason = getattr(why, "strerror", None) or "is not UTF-8"
        raise FileError(f"cannot be read ({reason})", name=str(path), remedy="save it as UTF-8") from why
    start = text.lstrip()
    if start.startswith("<"):
        remedy = "press Save at the end of the page, and give the file that it writes"
        raise UsageError("is the page itself", name=str(path), remedy=remedy)
    if start.startswith("{"):
        rows: Iterable[tuple[int, Mapping[str, Any]]] = _json_rows(text, path)
    elif any(_HEAD.match(line) for line in text.splitlines()):
        rows = _form_rows(text)
    else:
        rows = _csv_rows(text)
    found = [_row(row, f"{path}:{line}") for line, row in rows]
    if not found:
        raise UsageError("has no claims to check", name=str(path), remedy="give what konon sample wrote")
    return found


def _json_rows(text: str, path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = msgspec.json.decode(line.encode(errors="replace"))
            except msgspec.DecodeError as why:
                raise UsageError(f"is no JSON ({why})", name=f"{path}:{number}", remedy="mend the line") from why
            yield number, row if isinstance(row, dict) else {}


def _csv_rows(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name is not None}


def _form_rows(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    row: dict[str, Any] = {}
    began = 0
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            if row:
                yield began, row
            began, row = number, dict(zip(("saying", "stratum", "of"), head.groups(), strict=True))
        elif row and (mark := _MARK.match(line)):
            row[f"{mark[1]}{OK}"] = mark[2]
    if row:
        yield began, row


def _row(row: Mapping[str, Any], where: str) -> CheckedRow:
    try:
        saying, stratum, claims = str(row["saying"]), str(row["stratum"]), int(row["of"])
    except (KeyError, TypeError, ValueError) as why:
        remedy = "keep the columns saying, stratum and of as konon sample wrote them"
        raise UsageError("is no row of a sheet", name=where, remedy=remedy) from why
    marks = {}
    for name in FIELDS:
        given = str(row.get(f"{name}{OK}") or "").strip().casefold()
        if given in _YES or given in _NO:
            marks[name] = given in _YES
        elif given not in _UNSEEN:
            raise UsageError(f"{name}{OK} is {given[:20]!r}", name=where, remedy="write y or n, or leave it empty")
    return CheckedRow(saying=saying, stratum=stratum, claims=max(1, claims), marks=marks)


def score_checked(rows: Sequence[CheckedRow]) -> dict[str, Any]:
    """Each field that was looked at: `right`, `wrong`, the `share` that is right and its interval; `strata` by kind.

    UsageError where nothing is filled in.
    """
    figures: dict[str, Any] = {}
    for name in FIELDS:
        strata: dict[str, Counter[bool]] = defaultdict(Counter)
        sizes: dict[str, int] = {}
        for row in rows:
            if name in row.marks:
                strata[row.stratum][row.marks[name]] += 1
                sizes[row.stratum] = row.claims
        if strata:
            figures[name] = _figures(strata, sizes)
    if not figures:
        remedy = "write y or n in the columns that end in _ok"
        raise UsageError("nothing is filled in", remedy=remedy)
    return figures


def _figures(strata: Mapping[str, Counter[bool]], sizes: Mapping[str, int]) -> dict[str, Any]:
    total = sum(sizes.values())
    weights = {kind: size / total for kind, size in sizes.items()}
    counts = {kind: found.total() for kind, found in strata.items()}
    share = sum(weights[kind] * found[True] / counts[kind] for kind, found in strata.items())
    worth = 1 / sum(weights[kind] ** 2 / counts[kind] for kind in strata)
    right = sum(found[True] for found in strata.values())
    whole = {"right": right, "wrong": sum(counts.values()) - right, "share": share, **_interval(share, worth)}
    parts = {
        kind: {"right": found[True], "wrong": found[False], "claims": sizes[kind]}
        | {"share": found[True] / counts[kind], **_interval(found[True] / counts[kind], counts[kind])}
        for kind, found in sorted(strata.items())
    }
    return whole | {"strata": parts}


def _interval(share: float, count: float) -> dict[str, float]:
    """Wilson's, which holds for few and for shares near 1 too."""
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z / (1 + Z * Z / count) * (share * (1 - share) / count + Z * Z / (4 * count * count)) ** 0.5
    return {"low": max(0.0, middle - half), "high": min(1.0, middle + half)}


def mark_by_corrections(rows: Sequence[CheckedRow], corrected: Mapping[str, frozenset[str]]) -> list[CheckedRow]:
    """As though each had been looked at: right, but for the fields that people corrected (by saying).

    What is no attribution at all tells nothing of the other fields.
    """
    found = []
    for row in rows:
        told = corrected.get(row.saying, frozenset())
        marks = {"attribution": False} if "wrong" in told else {name: name not in told for name in FIELDS}
        found.append(CheckedRow(saying=row.saying, stratum=row.stratum, claims=row.claims, marks=marks))
    return found


def checked_lines(figures: Mapping[str, Any]) -> list[str]:
    """A table of plain text: a line a field, then by kind."""
    lines = [f"{'':24}{'right':>7}{'wrong':>7}{'share':>8}   95%"]
    for name, value in figures.items():
        lines.append(_line(name, value))
        if len(value["strata"]) > 1:
            lines += [_line(f"  {kind}", part) for kind, part in value["strata"].items()]
    return lines


def _line(name: str, value: Mapping[str, Any]) -> str:
    shares = f"{value['share']:8.3f}   {value['low']:.3f} to {value['high']:.3f}"
    return f"{name[:23]:24}{value['right']:7}{value['wrong']:7}{shares}"
