"""Corrections: what people said instead of the reader, of claims, names and pairs; by whom, when, what stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from konon.exports.flat_rows import corrected_row, correction_row
from konon.ledger import Ledger
from konon.tracing.judgements import Judgement
from konon.web.web_page import Asked, Shown

SIZE = 50
PAGES = 1000


def show_corrections(asked: Asked) -> Shown:
    """The newest first; `by`: of one person."""
    by, page = asked.given.get("by"), asked.given.number("page", 1, PAGES)
    every = list(gather(asked.ledger))
    people = Counter(row["by"] for row in every)
    found = sorted((row for row in every if not by or row["by"] == by), key=lambda row: row["at"], reverse=True)
    start = (page - 1) * SIZE
    rows = found[start : start + SIZE]
    turned = [asked.given.with_value("page", str(number)).address(asked.path) for number in (page + 1, page - 1)]
    data = {
        "by": by or None,
        "people": [{"name": name, "count": count} for name, count in sorted(people.items())],
        "every": len(found),
        "page": page,
        "corrections": rows,
        "next": turned[0] if len(found) > start + SIZE else None,
        "previous": turned[1] if page > 1 else None,
    }
    sayings = {id for row in rows for id in row["sayings"]}
    claims = asked.ledger.findings(sayings) if sayings else {}
    for row in rows:
        told = (
            corrected_row(claims[row["sayings"][0]]) if row["kind"] == "claim" and row["sayings"][0] in claims else None
        )
        row["as_read"] = told["as_read"] if told else None
    return Shown(data=data, also={"claims": claims})


def gather(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Of all three kinds, in one shape: `undo` are the fields that /undo takes, None where it does not stand."""
    for one in ledger.corrections():
        row = correction_row(one) | {"kind": "missed" if one.missed else "claim", "sayings": [one.saying]}
        yield row | {"undo": None if one.undone else {"correction": one.id}}
    for act in ledger.speakers.acts():
        row = {"kind": act.verb, "by": act.by, "at": act.at, "speaker": {"id": act.target, "name": act.name}}
        row |= {"names": list(act.names), "sayings": [], "undone": None, "undone_by": None, "note": ""}
        yield row | {"undo": {"target": act.target, "at": act.at} if act.stands else None}
    for judged in ledger.judgements():
        yield judgement_row(judged)


def judgement_row(judged: Judgement) -> dict[str, Any]:
    """Withdrawn is called undone, as of the others."""
    row: dict[str, Any] = {
        "kind": "pair",
        "by": judged.by,
        "at": judged.at,
        "relation": judged.relation,
        "note": judged.note,
    }
    row |= {"sayings": [judged.a, judged.b], "undone": judged.withdrawn, "undone_by": judged.withdrawn_by}
    return row | {"undo": None if judged.withdrawn else {"a": judged.a, "b": judged.b}}
