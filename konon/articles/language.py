"""Text -> its language. A language with a folder is detected by its small words; py3langid decides on the rest."""

from __future__ import annotations

import re

from konon.articles.page_words import stopwords
from konon.languages.language_files import UNKNOWN, find_languages, load_page_words

LOOK = 1000  # characters that are enough
MIN_SHARE = 0.12  # of a text's words, to be sure without py3langid
CLEAR = 2  # times the share of any other language
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """ISO 639-1, "und" where there are no words to detect it by."""
    words = [word.casefold() for word in _WORD.findall(text[:LOOK])]
    if not words:
        return UNKNOWN
    found = {lang: _share(words, known) for lang, known in stopwords().items()}
    near = max((_share(words, known) for table in load_page_words() for known in table.neighbours.values()), default=0)
    best, *others = sorted(found, key=found.__getitem__, reverse=True)
    clear = all(found[best] >= CLEAR * found[other] for other in others)
    if found[best] >= MIN_SHARE and clear and near < 0.25 * found[best]:
        return best
    return _settle(_ask_langid(text[:LOOK]), found, near)


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)


def _settle(lang: str, found: dict[str, float], near: float) -> str:
    """A neighbour of a language stands only where its own words outnumber those it shares."""
    for code, table in zip(find_languages(), load_page_words(), strict=False):
        if lang in table.mistaken and found[code] > CLEAR * near:
            return code
    return lang


def _ask_langid(text: str) -> str:
    # Its tables take most of a second to load, which most pages need not pay.
    import py3langid  # noqa: PLC0415

    lang, _ = py3langid.classify(text)
    return str(lang)
