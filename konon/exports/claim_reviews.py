"""Findings -> drafts of schema.org ClaimReviews: what is to be checked, who said it and where; no rating, no reviewer.

Whoever checks the claim adds `author`, `datePublished`, `url` and `reviewRating`: Konon says what a page says, never
whether that is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon.exports.jsonld import CONTEXT, claim_node
from konon.exports.node_lists import as_graph
from konon.ledger.findings import Finding


def render_claim_reviews(findings: Iterable[Finding]) -> Iterator[bytes]:
    """One document, a draft a line."""
    return as_graph(CONTEXT, map(review_node, findings))


def review_node(finding: Finding) -> dict[str, Any]:
    """A denial is told as one: `claimReviewed` alone would say the opposite."""
    claim = claim_node(finding)
    denied = finding.claim.factuality.polarity == "negative"
    who = finding.speaker.name if finding.speaker else finding.claim.speaker.name
    reviewed = f"Denied{f' by {who}' if who else ''}: {finding.content}" if denied else finding.content
    return {
        "@type": "ClaimReview",
        "@id": f"urn:konon:review:{finding.saying}",
        "creativeWorkStatus": "Draft",
        "claimReviewed": reviewed,
        "inLanguage": finding.article.lang,
        "itemReviewed": claim | ({"datePublished": date} if (date := finding.article.published) else {}),
    }
