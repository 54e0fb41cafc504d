"""A page's URL -> the one by which the page is known, whatever a link to it adds: who sent it, a place in it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from konon.lazy import load

_SIDES = ("www.", "m.", "amp.", "mobile.", "touch.")  # names under which one site shows the same pages


@lru_cache(maxsize=4096)
def same_page(url: str) -> str:
    """Without fragment and without parameters that only tell who sent the link; most addresses come back as given."""
    if "?" not in url and "#" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.fragment.startswith(("!", "/")):  # those name a page of their own
        url = urlunsplit(parts._replace(fragment=""))
    if not parts.query:
        return url
    # courlan takes a tenth of a second to import, which addresses without parameters need not wait for.
    known_as: str = load("courlan:normalize_url")(url)
    return known_as if urlsplit(known_as).query != parts.query else url


def is_same_site(one: str, other: str) -> bool:
    """Whether a page at `one` may say that it is really the one at `other`."""
    try:
        first, second = _site(urlsplit(one)), _site(urlsplit(other))
    except ValueError:
        return False
    if first == second or not first or not second:
        return first == second != ""
    # news.example.co.id and amp.example.co.id: only a list of public suffixes knows.
    domain = load("courlan:extract_domain")
    return bool(domain(one)) and domain(one) == domain(other)


def _site(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    for side in _SIDES:
        host = host.removeprefix(side)
    return host
