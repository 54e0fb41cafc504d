"""Readings -> CSV (RFC 4180), one row a claim.

A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end) gets a leading
apostrophe, which spreadsheets do not show.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from konon.records import Article, Claim, Reading
from konon.views.reasons import reasons
from konon.views.view import View
from konon.views.wording import span_words

COLUMNS = (
    "article", "path", "url", "outlet", "title", "published", "lang", "claim", "speaker", "kind", "role",
    "affiliation", "country", "relay", "certainty", "polarity", "act", "quotation", "source", "cue", "content",
    "hedges", "said_start", "said_end", "speaker_confidence", "confidence", "reader",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
PART = " | "  # between several relays or hedges


def render_csv(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """The header, then each article's claims; an article without claims has no row."""
    yield make_line([*COLUMNS, *(["why"] if view.explain else [])])
    for reading in readings:
        lines = (make_line(_cells(reading, claim, view)) for claim in reading.claims)
        if chunk := b"".join(lines):
            yield chunk


def _cells(reading: Reading, claim: Claim, view: View) -> list[str]:
    cells = [*_article_cells(reading.article), *_claim_cells(claim, reading.article.text), reading.reader]
    if view.explain:
        why = reasons(claim, reading.article.text)
        cells.append("; ".join(f"{label}: {line}" for label, line in why.items()))
    return cells


def _article_cells(article: Article) -> list[str]:
    about = (article.path, article.url, article.outlet, article.title, article.published)
    return [article.id, *(cell or "" for cell in about), article.lang]


def _claim_cells(claim: Claim, text: str) -> list[str]:
    a, s, f = claim.attribution, claim.speaker, claim.factuality
    who = (s.name, s.kind, s.role, s.affiliation, s.country)
    return [
        a.id,
        *(cell or "" for cell in who),
        PART.join(relay.name for relay in claim.relays),
        f.certainty,
        f.polarity,
        f.act,
        a.quotation,
        *(span_words(text, spans) for spans in (a.source, a.cue, a.content)),
        PART.join(span_words(text, hedge.words) for hedge in f.hedges),
        claim.said.start if claim.said else "",
        claim.said.end if claim.said else "",
        f"{s.confidence:.2f}" if s.name else "",
        f"{a.confidence:.2f}",
    ]


def guard(cell: str) -> str:
    """The cell, made harmless to a spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def make_line(cells: list[str]) -> bytes:
    """One row, harmless to a spreadsheet."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow([guard(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")
