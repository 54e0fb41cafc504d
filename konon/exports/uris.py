"""Names by which other formats call the ledger's records: URIs for articles, claims and speakers."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

from konon.ledger.findings import Finding
from konon.records import Page

_UNFIT = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')


def claim_uri(finding: Finding) -> str:
    """A URN: the claim has no page of its own."""
    return f"urn:konon:claim:{quote(finding.id, safe='')}"


def article_uri(finding: Finding) -> str:
    """The page's own address where it has one on the web, else a URN."""
    return web_url(finding.article.url) or f"urn:konon:article:{quote(finding.article.id, safe='')}"


def page_uri(page: Page) -> str:
    """The same of a page as received; one that has neither address nor id goes by its bytes."""
    name = page.id or hashlib.sha256(page.body).hexdigest()
    return web_url(page.url) or f"urn:konon:page:{quote(name, safe='')}"


def web_url(url: str | None) -> str | None:
    """The address if it is one of the web and a URI as it stands."""
    try:
        scheme = urlsplit(url or "").scheme
    except ValueError:
        return None
    return url if url and scheme in ("http", "https") and url.isascii() and not _UNFIT.search(url) else None


def speaker_uri(finding: Finding) -> str | None:
    """None where nobody was resolved."""
    return f"urn:konon:speaker:{finding.speaker.id}" if finding.speaker else None
