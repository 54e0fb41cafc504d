"""Claim: its words in their paragraph, through whom it came, how others tell it and what changed, why it is read so."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from konon.exports.flat_rows import correction_row, finding_row, paragraph_of
from konon.ledger import Finding, Ledger
from konon.ledger.link_rows import LinkFinding
from konon.records import Spans, overlaps, words_of
from konon.tracing.steps import Step, make_steps
from konon.tracing.threads import Thread
from konon.views.link_lines import change_rows
from konon.views.marking import mark_paragraphs
from konon.views.reasons import reasons
from konon.views.thread_json import outlet_of_each, outlets_of, place_row
from konon.views.told_lines import why_row
from konon.web.article_page import make_reading
from konon.web.claim_list import claim_row
from konon.web.found_words import Parts
from konon.web.interface_words import load_words
from konon.web.said_reasons import ReasonTeller
from konon.web.web_page import Asked, Shown, own_path

MOST = 40  # other versions, disputes, readings


def show_claim(asked: Asked) -> Shown:
    """By the id of its saying, or of an attribution by any reader: what the newest reader makes of it."""
    ledger, id = asked.ledger, asked.ids["id"]
    newest, *others = ledger.history(id)
    thread, findings = ledger.trace_told(id)
    every = make_steps(thread)
    steps = [step for step in every if step.article != newest.article.id]
    here = [step for step in every if step.article == newest.article.id]
    data = _claim_data(ledger, newest) | {
        "thread": {"id": thread.id, "outlets": outlets_of(thread)[:MOST], "independent": thread.independent},
        "here": [version_row(step, thread, findings) for step in here],
        "versions": [version_row(step, thread, findings) for step in steps[:MOST]],
        "versions_left_out": max(0, len(steps) - MOST),
        "disputes": _dispute_rows(ledger, thread),
        "history": [_history_row(one) for one in others[:MOST]],
        "changes": ledger.changes(id),
    }
    also = _drawn(asked, newest) | {"parts": [mark_changes(step, findings) for step in steps[:MOST]]}
    return Shown(data=data, also=also)


def _claim_data(ledger: Ledger, newest: Finding) -> dict[str, Any]:
    """What its own article and people say of it."""
    number, (start, end) = paragraph_of(newest)
    return {
        "claim": claim_row(newest, ledger.spread([newest.saying])),
        "paragraph": {"number": number, "text": newest.article.text[start:end]},
        "chain": make_chain(newest),
        "why": reasons(newest.claim, newest.article.text),
        "corrections": corrections_of(ledger, newest),
    }


def _drawn(asked: Asked, newest: Finding) -> dict[str, Any]:
    """What the template draws beside: its paragraphs with their marks, the reasons in the interface's language."""
    marked = mark_paragraphs(make_reading(newest.article, [newest.claim]))
    teller = ReasonTeller(gettext=load_words(asked.lang).gettext, lang=asked.lang)
    return {
        "paragraphs": [one for one in marked if any(piece.claims for piece in one.pieces)],
        "why": teller.tell(newest.claim, newest.article.text),
        "back": own_path(asked.given.get("back"), "") if asked.given.get("back") else "",
    }


def _dispute_rows(ledger: Ledger, thread: Thread) -> list[dict[str, Any]]:
    own = {saying.id for saying in thread.sayings}
    return [_dispute_row(one, own) for one in ledger.disputing(thread)[:MOST]]


def corrections_of(ledger: Ledger, finding: Finding) -> list[dict[str, Any]]:
    """What people said of it, the undone too; what holds for it since it was said of another version comes along."""
    own = ledger.corrections(finding.saying)
    known = {one.id for one in own}
    held = finding.corrected.corrections if finding.corrected else ()
    every = sorted([*own, *(one for one in held if one.id not in known)], key=lambda one: one.at)
    return [correction_row(one) for one in every]


def make_chain(finding: Finding) -> list[dict[str, Any]]:
    """From who said it to who publishes it here."""
    speaker, named = finding.speaker, finding.claim.speaker
    first = {"role": "speaker", "id": speaker.id if speaker else None, "name": speaker.name if speaker else named.name}
    relays = [{"role": "relay", "id": None, "name": relay.name} for relay in reversed(finding.claim.relays)]
    return [first, *relays, {"role": "outlet", "id": None, "name": finding.article.outlet}]


def version_row(step: Step, thread: Thread, findings: Mapping[str, Finding]) -> dict[str, Any]:
    """How one article tells it: the claim, from whom it has it, and what changed against whom, in words."""
    first, folding = step.sayings[0], step.folding
    found = findings.get(first.id)
    came = place_row(folding.into, outlet_of_each(thread)) if folding else None
    against = step.against
    before = findings.get(against.id) if against else None
    return {
        "claim": finding_row(found) if found else None,
        "saying": first.id,
        "from": came | {"reason": folding.reason, **why_row(folding.why)} if came and folding else None,
        "against": against.outlet or against.article if against else None,
        "changes": [
            {
                "kind": change.kind,
                "label": change.label,
                **why_row(change.why),
                "before": words_of(before.article.text, change.before) if before else "",
                "after": words_of(found.article.text, change.after) if found else "",
            }
            for change in step.changes
        ],
    }


def mark_changes(step: Step, findings: Mapping[str, Finding]) -> Parts:
    """The words of a version, those that came on the way told apart."""
    found = findings.get(step.sayings[0].id)
    if found is None:
        return [(step.sayings[0].words, False)]
    after = tuple(span for change in step.changes for span in change.after)
    return cut_words(found.article.text, found.claim.attribution.content, after)


def cut_words(text: str, content: Spans, marked: Spans) -> Parts:
    """The words of `content` cut where a span of `marked` begins or ends; "…" where text between is left out."""
    parts: Parts = []
    for place, (start, end) in enumerate(content):
        if place:
            parts.append((" … ", False))
        edges = sorted({start, end, *(edge for span in marked for edge in span if start < edge < end)})
        for left, right in pairwise(edges):
            parts.append((text[left:right], overlaps(marked, (left, right))))
    return parts


def _dispute_row(found: LinkFinding, own: set[str]) -> dict[str, Any]:
    other = found.b if found.a.saying in own else found.a
    link = found.link
    row = {"relation": link.relation, "reasons": link.reasons, "judged": link.judged}
    return row | {"claim": finding_row(other), "changes": change_rows(link.changes)}


def _history_row(finding: Finding) -> dict[str, Any]:
    names = ("id", "saying", "reader", "version", "content", "current")
    row = {name: getattr(finding, name) for name in names}
    return row | {"speaker": finding.claim.speaker.name, "certainty": finding.claim.factuality.certainty}
