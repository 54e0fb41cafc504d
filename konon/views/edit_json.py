"""Edits -> JSON: for the command line, other programs and the web alike."""

from __future__ import annotations

from typing import Any

from konon.ledger.findings import Finding
from konon.ledger.versions import Stand
from konon.views.link_lines import change_rows
from konon.views.told_lines import why_row
from konon.watching.claim_edits import ClaimEdit
from konon.watching.edits import Edit, Headline


def edit_row(edit: Edit) -> dict[str, Any]:
    """One edit. Spans are into the texts of the two versions; `silent`: no correction note came with it."""
    article = edit.article
    return {
        "article": {"id": article.id, "url": article.url, "path": article.path, "outlet": article.outlet},
        "title": article.title,
        "before": _stand(edit.before),
        "after": _stand(edit.after),
        "headline": _headline(edit.headline) if edit.headline else None,
        "claims": [_claim_edit(one) for one in edit.claims],
        "sentences": edit.sentences,
        "changes": edit.labels,
        "notes": edit.notes,
        "silent": not edit.notes,
    }


def _headline(headline: Headline) -> dict[str, Any]:
    return {"before": headline.before, "after": headline.after, "changes": change_rows(headline.changes)}


def _stand(stand: Stand) -> dict[str, Any]:
    return {"version": stand.held.version, "first_seen": stand.first, "last_seen": stand.last}


def _claim_edit(one: ClaimEdit) -> dict[str, Any]:
    names = ("kind", "label", "before", "after")
    return {
        "kind": one.kind,
        "labels": one.labels,
        "before": _claim(one.before),
        "after": _claim(one.after),
        "changes": [{name: getattr(change, name) for name in names} | why_row(change.why) for change in one.changes],
    }


def _claim(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    facts = finding.claim.factuality
    return {
        "id": finding.id,
        "saying": finding.saying,
        "speaker": finding.speaker.name if finding.speaker else None,
        "content": finding.content,
        "spans": finding.claim.attribution.content,
        "certainty": facts.certainty,
        "polarity": facts.polarity,
    }
