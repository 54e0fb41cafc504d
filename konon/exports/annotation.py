"""Findings -> W3C Web Annotations: each span by its words with what stands around it, and by its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon.exports.node_lists import as_annotation_page
from konon.exports.uris import article_uri, claim_uri
from konon.ledger.findings import Finding
from konon.records import Span

AROUND = 32  # characters before and after, which distinguish the words from the same words elsewhere
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def render_annotations(findings: Iterable[Finding]) -> Iterator[bytes]:
    """One AnnotationPage, an annotation a line."""
    return as_annotation_page(CONTEXT, "urn:konon:annotations", map(annotation, findings))


def annotation(finding: Finding) -> dict[str, Any]:
    """What was said is the target, span by span; who said it and how sure are its bodies."""
    f, a = finding.claim.factuality, finding.claim.attribution
    spans = a.content or a.cue or a.source
    tags = (f.certainty, f.polarity, f.act, a.quotation)
    return {
        "id": claim_uri(finding),
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"id": "urn:konon:reader", "type": "Software", "name": finding.reader},
        "body": [
            {"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": _speaker(finding)},
            *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags),
        ],
        "target": [quote_target(finding, span) for span in spans] or article_uri(finding),
    }


def _speaker(finding: Finding) -> str:
    if finding.speaker is None:
        return "Nobody named"
    read = finding.claim.speaker
    about = ", ".join(part for part in (read.role, read.affiliation) if part)
    return f"{finding.speaker.name} ({about})" if about else finding.speaker.name


def quote_target(finding: Finding, span: Span) -> dict[str, Any]:
    """One span of an article, by its words and by its place."""
    (start, end), text = span, finding.article.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    place = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"source": article_uri(finding), "selector": [quote, place]}
