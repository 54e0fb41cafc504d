"""Names by which other formats call the ledger's records: URIs for articles, claims and speakers."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from konon.ledger.findings import Finding


def claim_uri(finding: Finding) -> str:
    """A URN: the claim has no page of its own."""
    return f"urn:konon:claim:{quote(finding.id, safe='')}"


def article_uri(finding: Finding) -> str:
    """The page's own address where it has one on the web, else a URN."""
    url = finding.article.url or ""
    if urlsplit(url).scheme in ("http", "https") and not set(url) & set(' <>"{}|\\^`\n\t'):
        return url
    return f"urn:konon:article:{quote(finding.article.id, safe='')}"


def speaker_uri(finding: Finding) -> str | None:
    """None where nobody can be told."""
    return f"urn:konon:speaker:{finding.speaker.id}" if finding.speaker else None
