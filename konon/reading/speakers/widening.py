"""A source cut too narrow -> the words it cannot be without."""

from __future__ import annotations

from typing import Final

from konon.reading.speakers.tokens import COMMA, END, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

_WORDED: Final = frozenset({kinds.DOCUMENT, kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA})
_COUNTED: Final = frozenset({kinds.UNNAMED, kinds.POST, kinds.TITLE, kinds.GROUP, kinds.ORGANISATION})


def widen(words: Tokens, i: int, j: int) -> tuple[int, int]:
    """Takes in the rest of a name and the title before it, where a span was cut too narrow."""
    if i in words.headings:
        return i, j
    i, j = _beyond_wording(words, i, j)
    i, j = _whole_noun(words, i, j)
    outlets = words.lexicon.among("media.names")
    if i > 0 and words.sep[i] == COMMA and words.label[i] == kinds.MEDIA and words.low[i - 1] in outlets:
        return i - 1, j  # "KCNA, media negara ...": the span lost the name
    first = words.label[i] in (kinds.PLACE, kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MODIFIER)
    while i > 0 and words.sep[i] == SPACE and words.cap[i] and first:
        if words.label[i - 1] not in (kinds.POST, kinds.TITLE, kinds.MODIFIER):
            break
        i -= 1
    last = j - 1
    while j < len(words) and words.sep[j] == SPACE and words.cap[j] and words.label[j] is None:
        if not words.cap[last] or words.label[last] not in (None, kinds.PLACE, kinds.POST, kinds.TITLE):
            break
        j += 1
    return i, j


def _whole_noun(words: Tokens, i: int, j: int) -> tuple[int, int]:
    """Takes in what a noun phrase cannot be without: "[sejumlah] pihak", "peraturan [tersebut]", "[peraturan] itu",
    "Dua petinju [Klub Contoh]", "hukum [Mesir]"."""
    heads, after = words.lexicon.among("groups.heads"), words.lexicon.among("anaphora.after")
    if words.lexicon.head_last:
        return i, j
    if j - i == 1 and words.low[i] in after and i > 0 and words.sep[i] == SPACE and not words.cap[i - 1]:
        i -= 1
    counts = all(words.low[k] in heads or words.low[k][0].isdigit() for k in range(i, j))
    if counts and _follows(words, j) and words.label[j] in _COUNTED:
        j += 1
    if words.label[j - 1] == kinds.DOCUMENT and _follows(words, j) and words.low[j] in after:
        j += 1
    if (
        i > 0
        and words.label[i] == kinds.PLACE
        and words.sep[i] == SPACE
        and words.low[i - 1] in words.lexicon.among("documents.own")
    ):
        return i - 1, j
    return _counted_from(words, i, heads), j


def _follows(words: Tokens, k: int) -> bool:
    return k < len(words) and words.sep[k] == SPACE and not words.cap[k]


def _counted_from(words: Tokens, i: int, heads: frozenset[str]) -> int:
    """The head of a group that opens the sentence whose last words a span has alone."""
    k = i
    if not words.cap[i] and words.label[i] in (None, kinds.POST):  # "11 persen kalangan [independen]"
        while k > 0 and words.sep[k] == SPACE and (words.low[k - 1] in heads or words.low[k - 1][0].isdigit()):
            k -= 1
        return k
    while words.cap[i] and k > 0 and i - k < 3 and words.sep[k] == SPACE:
        k -= 1
        if words.sep[k] == END and words.low[k] in heads:
            return k
        if words.label[k] == kinds.FUNCTION or words.cap[k]:
            break
    return i


def _beyond_wording(words: Tokens, i: int, j: int) -> tuple[int, int]:
    """Of "bunyi surat dinas" or "bunyi" alone before it what is so worded: "surat dinas"."""
    if words.low[i] not in words.lexicon.among("documents.wordings"):
        return i, j
    if j - i == 1:
        while j < len(words) and words.sep[j] == SPACE and _is_worded(words, j, i + 1):
            j += 1
    return (i + 1, j) if j - i > 1 and words.label[i + 1] in _WORDED else (i, j)


def _is_worded(words: Tokens, k: int, start: int) -> bool:
    """Whether word k goes on with the document or institution that opens at `start`."""
    return words.label[k] in _WORDED or (
        k > start and (words.cap[k] or words.low[k] in words.lexicon.among("anaphora.after"))
    )
