"""An HTML tree -> its links by their words, for the titles that a page offers beside its article."""

from __future__ import annotations

from typing import Any

MIN_WORDS = 3  # of a headline


def read_links(tree: Any) -> dict[str, str]:
    """Folded words of each link of a headline's length -> its http(s) address, the first of several."""
    found: dict[str, str] = {}
    for element in tree.iter("a"):
        address = (element.get("href") or "").strip()
        words = " ".join(element.text_content().split()).casefold()
        if address.startswith(("http://", "https://")) and len(words.split()) >= MIN_WORDS:
            found.setdefault(words, address)
    return found
