"""What was said and what was looked for -> the words in parts, those that were found told apart."""

from __future__ import annotations

import re
from collections.abc import Collection

from konon.ledger.stems import stems, words_of_text

_WORD = re.compile(r"[^\W_]+")
MOST = 5_000  # letters; who says more is found, and shown as it is

Parts = list[tuple[str, bool]]


def forms_asked(words: str) -> frozenset[str]:
    """Every form that a word of the question may have."""
    return frozenset(form for word in words_of_text(words[:MOST])[:32] for form in _forms(word))


def mark_words(text: str, forms: Collection[str]) -> Parts:
    """The parts joined are the text."""
    if not forms or len(text) > MOST:
        return [(text, False)]
    parts: Parts = []
    at = 0
    for found in _WORD.finditer(text):
        if any(form in forms for word in words_of_text(found[0]) for form in _forms(word)):
            if found.start() > at:
                parts.append((text[at : found.start()], False))
            parts.append((found[0], True))
            at = found.end()
    return [*parts, (text[at:], False)] if at < len(text) else parts


def _forms(word: str) -> tuple[str, ...]:
    return (word, *stems(word, ""))
