"""Edits -> W3C Web Annotations: what stood there is the target, as it was seen then; what stands there now the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from konon.exports.annotation import CONTEXT, quote_target
from konon.exports.node_lists import as_annotation_page
from konon.exports.uris import web_url
from konon.ledger.findings import Finding
from konon.records import hash_id
from konon.watching.claim_edits import ClaimEdit
from konon.watching.edits import Edit


def render_edit_annotations(edits: Iterable[Edit]) -> Iterator[bytes]:
    """One AnnotationPage, an annotation a line."""
    return as_annotation_page(CONTEXT, "urn:konon:edits", chain.from_iterable(map(annotations_of, edits)))


def annotations_of(edit: Edit) -> Iterator[dict[str, Any]]:
    """One for the headline, and one for each claim that was edited."""
    if edit.headline:
        target = {"source": _source(edit), "state": _state(edit.seen)}
        target["selector"] = {"type": "TextQuoteSelector", "exact": edit.headline.before}
        yield _annotation(edit, "headline", [("headline changed", edit.headline.after)], [target])
    for one in edit.claims:
        yield _claim_annotation(edit, one)


def _claim_annotation(edit: Edit, one: ClaimEdit) -> dict[str, Any]:
    told = ", ".join(one.labels) or f"claim {one.kind}"
    held = one.before or one.after
    assert held is not None
    seen = edit.seen if one.before else edit.at
    targets = [quote_target(held, span) | {"state": _state(seen)} for span in held.claim.attribution.content]
    after = one.after.content if one.after and one.before else ""
    return _annotation(edit, f"{_id(one.before)} {_id(one.after)}", [(told, after)], targets)


def _annotation(edit: Edit, what: str, told: list[tuple[str, str]], targets: list[dict[str, Any]]) -> dict[str, Any]:
    id_ = hash_id("edit", edit.article.id, edit.before.held.version, edit.after.held.version, edit.at, what)
    body: list[dict[str, Any]] = []
    for tag, text in told:
        body.append({"type": "TextualBody", "purpose": "tagging", "value": tag})
        if text:
            body.append({"type": "TextualBody", "purpose": "editing", "format": "text/plain", "value": text})
    body += [{"type": "TextualBody", "purpose": "commenting", "value": note} for note in edit.notes]
    return {
        "id": f"urn:konon:edit:{id_}",
        "type": "Annotation",
        "motivation": "editing",
        "created": edit.at,
        "body": body,
        "target": targets or _source(edit),
    }


def _source(edit: Edit) -> str:
    return web_url(edit.article.url) or f"urn:konon:article:{edit.article.id}"


def _state(at: str) -> dict[str, str]:
    return {"type": "TimeState", "sourceDate": at}


def _id(finding: Finding | None) -> str:
    return finding.id if finding else "-"
