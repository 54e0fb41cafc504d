"""Text -> its words and marks as a quotation is compared: what only typesetting makes differ is made one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from konon.records import Span

DASH: Final = "—"
ELLIPSIS: Final = "…"
_MARKS: Final = frozenset("\"“”„‟«»″＂「」『』‘’‚‛‹›'ʼ`´＇")
_APOSTROPHES: Final = frozenset("'’ʼ‘`´＇")
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑−", "-") | dict.fromkeys("―⸺", DASH))
_PLAIN: Final = re.compile(r"[\x20\x21\x23-\x26\x28-\x5f\x61-\x7e\n]*")  # nothing below would change these
_LETTER: Final = r"[^\W\d_]"
_YEARS: Final = re.compile(r"(?<=\d)–(?=\d)")
_LONE_HYPHEN: Final = re.compile(r"(?<![^\W_])-|-(?![^\W_])|–")
_WORD: Final = re.compile(
    rf"\d+(?:[.,]\d+)*|{_LETTER}+(?:'{_LETTER}+)*"
    rf"|[\[(]?\s*(?:{ELLIPSIS}|\.(?:\s?\.){{2,}})\s*[\])]?|{DASH}+|\S"
)


@dataclass(frozen=True, slots=True)
class QuotedWord:
    """A word, or a mark between words. `span`: of the text as given."""

    form: str  # as it is compared, letter case and all
    low: str
    span: Span
    is_word: bool


def read_quoted_words(text: str, start: int = 0, end: int | None = None) -> list[QuotedWord]:
    """Those between `start` and `end`, in text order. Quotation marks, blanks and what cannot be seen are none."""
    plain, places = _plain_text(text[start:end])
    found = []
    for match in _WORD.finditer(plain):
        form = match.group()
        if ELLIPSIS in form or ".." in form or ". ." in form:
            form = ELLIPSIS
        elif form[0] == DASH:
            form = DASH
        first, last = places[match.start()], places[match.end() - 1]
        span = (start + first[0], start + last[1])
        found.append(QuotedWord(form, form.casefold(), span, form[0].isalnum()))
    return found


def _plain_text(raw: str) -> tuple[str, list[Span]]:
    """The text with one sign for each that means the same, and the span of each of its letters in `raw`."""
    if _PLAIN.fullmatch(raw):
        return _dashes(raw), [(at, at + 1) for at in range(len(raw))]
    letters: list[str] = []
    places: list[Span] = []
    for at, end in _clusters(raw):
        plain = _plain_cluster(raw, at, end)
        letters.append(plain)
        places += [(at, end)] * len(plain)
    return _dashes("".join(letters)), places


def _dashes(plain: str) -> str:
    """Of the same length: "-" within a word or between years, else DASH."""
    plain = plain.translate(_HYPHENS)
    return _LONE_HYPHEN.sub(DASH, _YEARS.sub("-", plain))


def _clusters(raw: str) -> Iterable[Span]:
    """Each letter with the marks that stand on it."""
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and unicodedata.combining(raw[end]):
            end += 1
        yield at, end
        at = end


def _plain_cluster(raw: str, at: int, end: int) -> str:
    """ "" for what cannot be seen, a blank for a quotation mark, an apostrophe where one stands within a word."""
    letter = raw[at]
    if letter in _MARKS:
        inside = at > 0 and raw[at - 1].isalpha() and raw[end : end + 1].isalpha()
        return "'" if letter in _APOSTROPHES and inside else " "
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Cs"):
        return ""
    if category == "Cc":
        return " "
    return unicodedata.normalize("NFKC", raw[at:end])
