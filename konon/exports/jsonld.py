"""Findings -> JSON-LD in schema.org's words: claims, their appearances in articles, quotations, who spoke.

What schema.org has no word for (certainty, polarity, act, confidence, reader) stands under `konon:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from konon.exports.node_lists import as_graph
from konon.exports.uris import article_uri, claim_uri, speaker_uri, web_url
from konon.ledger.findings import Finding

CONTEXT = ["https://schema.org", {"konon": "urn:konon:terms:"}]
TYPES = {
    "person": "Person",
    "unnamed": "Person",
    "government": "GovernmentOrganization",
    "media": "NewsMediaOrganization",
}


def render_jsonld(findings: Iterable[Finding]) -> Iterator[bytes]:
    """One document, a claim a line."""
    return as_graph(CONTEXT, map(claim_node, findings))


def claim_node(finding: Finding) -> dict[str, Any]:
    """A Claim; its `appearance` is a Quotation in the article where the words are quoted, else the article."""
    f = finding.claim.factuality
    article = _article(finding)
    quoted = finding.claim.attribution.quotation == "direct"
    node = {
        "@type": "Claim",
        "@id": claim_uri(finding),
        "identifier": finding.id,
        "text": finding.content,
        "inLanguage": finding.article.lang,
        "author": _speaker(finding),
        "dateCreated": finding.claim.said.start if finding.claim.said else None,
        "appearance": _quotation(finding, article) if quoted else article,
        "firstAppearance": _first(finding),
        "konon:certainty": f.certainty,
        "konon:polarity": f.polarity,
        "konon:act": f.act,
        "konon:quotation": finding.claim.attribution.quotation,
        "konon:confidence": finding.claim.attribution.confidence,
        "konon:reader": finding.reader,
        "konon:correctedBy": finding.corrected.by if finding.corrected else None,
    }
    return _told(node)


def _quotation(finding: Finding, article: dict[str, Any]) -> dict[str, Any]:
    return _told(
        {"@type": "Quotation", "text": finding.content, "spokenByCharacter": _speaker(finding), "isPartOf": article}
    )


def _first(finding: Finding) -> dict[str, Any] | None:
    """What is known of where it appeared first: with the relay farthest from the article."""
    if not finding.claim.relays:
        return None
    return {"@type": "CreativeWork", "publisher": _outlet(finding.claim.relays[-1].name)}


def _article(finding: Finding) -> dict[str, Any]:
    article = finding.article
    return _told(
        {
            "@type": "NewsArticle",
            "@id": article_uri(finding),
            "url": web_url(article.url),
            "headline": article.title,
            "datePublished": article.published,
            "inLanguage": article.lang,
            "publisher": _outlet(article.outlet) if article.outlet else None,
            "version": finding.version,
        }
    )


def _outlet(name: str) -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": name}


def _speaker(finding: Finding) -> dict[str, Any] | None:
    """A mere description ("a source") is somebody too, but without a name that holds elsewhere."""
    if finding.speaker is None:
        return None
    read = finding.claim.speaker
    kind = TYPES.get(finding.speaker.kind or "", "Organization")
    node: dict[str, Any] = {"@type": kind, "@id": speaker_uri(finding), "name": finding.speaker.name}
    if read.name != finding.speaker.name:
        node["alternateName"] = read.name
    if kind == "Person":
        node["jobTitle"] = read.role
        node["affiliation"] = {"@type": "Organization", "name": read.affiliation} if read.affiliation else None
        node["nationality"] = {"@type": "Country", "name": finding.speaker.country} if finding.speaker.country else None
    return _told(node)


def _told(node: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in node.items() if value is not None}
