"""Thread -> JSON: the whole of it, or one line of a list; for the command line, assistants and the web alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from konon.ledger.findings import Finding
from konon.tracing.link import Link
from konon.tracing.saying import Saying
from konon.tracing.steps import Step, count_changes, make_steps, outlet_elsewhere
from konon.tracing.threads import Thread
from konon.views.link_lines import change_rows
from konon.views.told_lines import why_row

Findings = Mapping[str, Finding]  # by their sayings' ids


def thread_row(thread: Thread, findings: Findings) -> dict[str, Any]:
    """Everything; `articles` in the order of time, each with whom it has the statement from and what changed."""
    steps, outlets = make_steps(thread), outlet_of_each(thread)
    return summary_row(thread, findings) | {
        "origin": place_row(thread.origin, outlets),
        "articles": [step_row(step, findings, outlets) for step in steps],
        "sources": thread.sources,
        "foldings": [
            {
                "of": place_row(one.article, outlets),
                "into": place_row(one.into, outlets),
                "reason": one.reason,
                **why_row(one.why),
            }
            for one in thread.foldings
        ],
        "missing": [{"article": article, "outlet": outlet} for article, outlet in thread.missing],
        "circles": thread.circles,
        "links": [link_row(link) | {"changes": change_rows(link.changes)} for link in thread.links],
    }


def link_row(link: Link) -> dict[str, Any]:
    """By the sayings' ids."""
    names = ("a", "b", "relation", "score", "reasons", "judged")
    return {name: getattr(link, name) for name in names}


def summary_row(thread: Thread, findings: Findings) -> dict[str, Any]:
    """What a list says of a thread; of findings the first claim's will do."""
    first, steps = thread.sayings[0], make_steps(thread)
    named = first_speaker(thread)
    return {
        "id": thread.id,
        "statement": said_in(first, findings),
        "speaker": {"id": named.speaker_id, "name": named.speaker, "role": named.speaker_role},
        "first": {"article": first.article, "outlet": first.outlet, "published": first.published, "lang": first.lang},
        "last": max((saying.published for saying in thread.sayings if saying.published), default=None),
        "claims": len(thread.sayings),
        "outlets": outlets_of(thread),
        "independent": thread.independent,
        "changes": count_changes(steps),
    }


def first_speaker(thread: Thread) -> Saying:
    """The earliest saying that names who speaks; the first of all where none does."""
    return next((saying for saying in thread.sayings if saying.speaker), thread.sayings[0])


def said_in(saying: Saying, findings: Findings) -> str:
    """The words, with "…" where text between them is left out."""
    return findings[saying.id].content if saying.id in findings else saying.words


def outlets_of(thread: Thread) -> list[str]:
    """Each once, in the order of time; an article without one goes by its id."""
    return list(dict.fromkeys(saying.outlet or saying.article for saying in thread.sayings))


def outlet_of_each(thread: Thread) -> dict[str, str | None]:
    """Article -> its outlet."""
    return {saying.article: saying.outlet for saying in thread.sayings}


def place_row(place: str, outlets: Mapping[str, str | None]) -> dict[str, Any]:
    """An article's id, or "outlet NAME" -> what it is; `article` is null where none is held."""
    if (name := outlet_elsewhere(place)) is not None:
        return {"article": None, "outlet": name}
    return {"article": place, "outlet": outlets.get(place)}


def step_row(step: Step, findings: Findings, outlets: Mapping[str, str | None]) -> dict[str, Any]:
    """One article: `from` is null where it is a source of its own."""
    first, folding = step.sayings[0], step.folding
    found = findings.get(first.id)
    came = place_row(folding.into, outlets) | {"reason": folding.reason, **why_row(folding.why)} if folding else None
    return {
        "article": step.article,
        "outlet": first.outlet,
        "title": found.article.title if found else None,
        "url": found.article.url if found else None,
        "published": first.published,
        "lang": first.lang,
        "from": came,
        "against": step.against.id if step.against else None,
        "changes": [
            {"kind": one.kind, "label": one.label, **why_row(one.why), "before": one.before, "after": one.after}
            for one in step.changes
        ],
        "claims": [_saying_row(saying, findings.get(saying.id)) for saying in step.sayings],
    }


def _saying_row(saying: Saying, found: Finding | None) -> dict[str, Any]:
    return {
        "id": found.id if found else saying.id,
        "saying": saying.id,
        "speaker": saying.speaker,
        "content": found.content if found else saying.words,
        "spans": saying.content,
        "quotation": saying.quotation,
        "certainty": saying.certainty,
        "polarity": saying.polarity,
        "relay": saying.relays,
    }
