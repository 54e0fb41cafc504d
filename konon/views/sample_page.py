"""Claims drawn to be checked -> one self-contained HTML page, to be filled in there, saved, or printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon import __version__
from konon.exports.flat_rows import paragraph_of
from konon.ledger.findings import Finding
from konon.views.html_page import make_environment, safe_url
from konon.views.marking import claim_marks, cut_pieces
from konon.views.sample_sheet import FIELDS, Sampled, sheet_row


def render_sheet_html(sampled: Iterable[Sampled]) -> Iterator[bytes]:
    """A section a claim. What the page saves is what `render_sheet_jsonl` writes, filled in."""
    rows = (_show(sheet_row(number, drawn, finding), finding) for number, (drawn, finding) in enumerate(sampled, 1))
    page = make_environment().get_template("sheet.html.j2")
    for part in page.generate(rows=rows, version=__version__):
        yield part.encode("utf-8", "replace")


def _show(row: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """What the template needs of one claim."""
    article, (number, span) = finding.article, paragraph_of(finding)
    before = slice(*article.body[number - 2]) if number > 1 else slice(0)
    names = ("number", "saying", "stratum", "of")
    return {
        **{name: row[name] for name in names},
        "lang": article.lang,
        "before": article.text[before],  # whom a pronoun means stands there
        "pieces": cut_pieces(article.text, span, claim_marks(finding.claim, 1), {}),
        "where": [row[name] for name in ("outlet", "published", "title") if row[name]],
        "url": safe_url(row["url"]),
        "fields": [(name, "" if name == "attribution" else row[name]) for name in FIELDS],
    }
