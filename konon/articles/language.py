"""Text -> its language. Indonesian and English are told by their small words; the rest is asked of py3langid."""

from __future__ import annotations

import re

from konon.articles.page_words import stopwords

TESTED = frozenset({"id", "en"})
UNKNOWN = "und"
LOOK = 1000  # characters that are enough
MIN_SHARE = 0.12  # of a text's words, to be sure without asking
# What py3langid takes short or colloquial Indonesian for.
NEAR_INDONESIAN = frozenset({"ms", "jv", "su", "ace", "bjn", "min", "ban", "bug", "map-bms", "tl", "mg"})
_WORD = re.compile(r"[^\W\d_]+")


def tell_language(text: str) -> str:
    """ISO 639-1, "und" where there are no words to tell it by."""
    words = [word.casefold() for word in _WORD.findall(text[:LOOK])]
    if not words:
        return UNKNOWN
    found = {lang: _share(words, "stopwords", lang) for lang in ("id", "en")}
    near = max(_share(words, "neighbours", lang) for lang in ("ms", "jv"))
    best, other = sorted(found, key=found.__getitem__, reverse=True)
    if found[best] >= MIN_SHARE and found[best] >= 2 * found[other] and near < 0.25 * found[best]:
        return best
    return _settle(_ask_langid(text[:LOOK]), found["id"], near)


def _share(words: list[str], table: str, lang: str) -> float:
    known = stopwords(table, lang)
    return sum(word in known for word in words) / len(words)


def _settle(lang: str, indonesian: float, near: float) -> str:
    """A neighbour of Indonesian stands only where its own words outnumber those it shares."""
    return "id" if lang in NEAR_INDONESIAN and indonesian > 2 * near else lang


def _ask_langid(text: str) -> str:
    # Its tables take most of a second to load, which most pages need not pay.
    import py3langid  # noqa: PLC0415

    lang, _ = py3langid.classify(text)
    return str(lang)
