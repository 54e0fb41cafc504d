"""Claims drawn to be checked -> a sheet to fill in: CSV, JSON lines, a form of plain text (a page: `sample_page.py`).

Behind each field stands its `_ok`: y where it is right, n where it is wrong, nothing where it was not looked at.
`konon.evaluation.checked` reads the sheet again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon.contract import encode
from konon.exports.flat_rows import flat_row
from konon.ledger.findings import Finding
from konon.ledger.sampling import Drawn
from konon.views.csv_table import make_line
from konon.views.finding_text import mark_paragraph
from konon.views.wording import one_line

FIELDS = ("attribution", "speaker", "relay", "certainty", "polarity", "act")
SHOWN = ("speaker", "relay", "certainty", "polarity", "act", "source", "cue", "content")
PLACE = ("outlet", "published", "title", "url")
OK = "_ok"
GUIDE = (
    "Write y between the brackets where it is right, n where it is wrong; leave them empty where you did not look.",
    "attribution: somebody is said to have said the words in brackets, and they are no more and no less than that.",
)

Sampled = tuple[Drawn, Finding]


def sheet_row(number: int, drawn: Drawn, finding: Finding) -> dict[str, Any]:
    """A claim, and what is to be filled in."""
    flat = flat_row(finding)
    written = flat | {"speaker": flat["written"], "relay": flat["relay"] or "none"}
    return {
        "number": number,
        "stratum": drawn.stratum,
        "of": drawn.claims,
        "saying": finding.saying,
        "paragraph": mark_paragraph(finding).plain,
        **{name: written[name] or "nobody" if name == "speaker" else written[name] for name in SHOWN},
        **{name: flat[name] for name in PLACE},
        **{f"{name}{OK}": "" for name in FIELDS},
        "note": "",
    }


def render_sheet_csv(sampled: Iterable[Sampled]) -> Iterator[bytes]:
    """The header, then a line a claim."""
    for number, (drawn, finding) in enumerate(sampled, 1):
        row = sheet_row(number, drawn, finding)
        if number == 1:
            yield make_line(list(row))
        yield make_line(["" if value is None else str(value) for value in row.values()])


def render_sheet_jsonl(sampled: Iterable[Sampled]) -> Iterator[bytes]:
    """A claim a line."""
    for number, (drawn, finding) in enumerate(sampled, 1):
        yield encode(sheet_row(number, drawn, finding)) + b"\n"


def render_sheet_form(sampled: Iterable[Sampled]) -> Iterator[bytes]:
    """For an editor, or to be printed."""
    yield ("\n".join(GUIDE) + "\n").encode()
    for number, (drawn, finding) in enumerate(sampled, 1):
        row = sheet_row(number, drawn, finding)
        where = ", ".join(one_line(str(row[name])) for name in PLACE if row[name])
        lines = [f"# {number}  {row['saying']}  {one_line(drawn.stratum)}  (of {drawn.claims})"]
        lines += [f"    {one_line(row['paragraph'])}", f"    {where}"]
        for name in FIELDS:
            told = "" if name == "attribution" else one_line(str(row[name]))
            lines.append(f"  {name:12}[ ]  {told}".rstrip())
        yield ("\n" + "\n".join(lines) + "\n").encode()
