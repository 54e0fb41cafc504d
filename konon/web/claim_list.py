"""Findings -> rows of a list of claims: who, how sure, what, where, and in how many outlets it stands.

The template is the macro `show_claim` in `claim_list.html.j2`. A thread's address may be made of any saying of it, so a
claim links to its statement by its own saying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from konon.exports.flat_rows import finding_row
from konon.ledger import Finding, Ledger
from konon.ledger.spread import Spread
from konon.views.wording import balance_marks, one_line


def claim_rows(ledger: Ledger, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Each as exports have it, with `spread`: of its statement, null where nobody else tells it."""
    spreads = ledger.spread([finding.saying for finding in findings])
    return [claim_row(finding, spreads) for finding in findings]


def claim_row(finding: Finding, spreads: Mapping[str, Spread]) -> dict[str, Any]:
    """One of them."""
    return finding_row(finding) | {"spread": spread_row(spreads.get(finding.saying))}


def tell_sources(rows: Iterable[dict[str, Any]], spreads: Mapping[str, Spread], sources: Mapping[int, int]) -> None:
    """Into each row's `spread`, where it is known."""
    for row in rows:
        spread = spreads.get(row["saying"])
        if spread and spread.thread in sources:
            row["spread"]["sources"] = sources[spread.thread]


def spread_row(spread: Spread | None) -> dict[str, int] | None:
    """Without the number by which the ledger keeps it."""
    return {"claims": spread.claims, "articles": spread.articles, "outlets": spread.outlets} if spread else None


def fold_statements(rows: Sequence[dict[str, Any]], spreads: Mapping[str, Spread]) -> list[dict[str, Any]]:
    """Claims of one statement become the first of them, whose `folded` are the ids of the others' sayings."""
    firsts: dict[int, dict[str, Any]] = {}
    shown = []
    for row in rows:
        spread = spreads.get(row["saying"])
        if spread and spread.thread in firsts:
            firsts[spread.thread]["folded"].append(row["saying"])
            continue
        row["folded"] = []
        shown.append(row)
        if spread:
            firsts[spread.thread] = row
    return shown


def quote_words(words: str, quotation: str) -> str:
    """What was said, with quotation marks that are whole; in marks where all of it is quoted."""
    line = one_line(words)
    return f"“{balance_marks(line, add=False)}”" if quotation == "direct" else balance_marks(line, add=True)
