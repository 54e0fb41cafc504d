"""Where a page was had, and the address it gives itself -> the one by which it is known, so that it is one article."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from konon.addresses import is_same_site, same_page

_OWN_NAME = re.compile(r"\d|[^\W_]+[-_][^\W_]+[-_][^\W_]+")  # in the last part of an article's path, not a section's
_PAGES = frozenset({"page", "p", "pg", "paged", "hal", "halaman"})


def known_address(url: str | None, canonical: str | None) -> str | None:
    """`canonical`, where the same site may name it so and it is an article's; a further page stays its own."""
    if not url:
        return None
    url = same_page(url)
    if not canonical or not canonical.startswith(("http://", "https://")):
        return url
    try:
        had, told = urlsplit(url), urlsplit(canonical)
    except ValueError:
        return url
    names_article = _OWN_NAME.search(told.path.rstrip("/").rpartition("/")[2])
    if not names_article or _is_further(had, told) or not is_same_site(url, canonical):
        return url
    return same_page(canonical)


def _is_further(had: SplitResult, told: SplitResult) -> bool:
    """Whether it is the second or a later page of an article whose first one it calls canonical."""
    if any(key.lower() in _PAGES and value.isdigit() and int(value) > 1 for key, value in parse_qsl(had.query)):
        return not any(key.lower() in _PAGES for key, _ in parse_qsl(told.query))
    rest = had.path.rstrip("/").removeprefix(told.path.rstrip("/"))
    return rest != had.path.rstrip("/") and bool(re.fullmatch(r"/(?:page/|p)?\d{1,3}", rest))
