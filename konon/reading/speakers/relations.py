"""Words of a source -> whose relative, friend or servant it speaks of: "istri Budi Contoh" is not Budi Contoh."""

from __future__ import annotations

from typing import Final

from konon.reading.speakers.tokens import SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

LONGEST: Final = 2  # words of a noun
_CALLED: Final = frozenset({kinds.TITLE, kinds.RANK})


def find_owner(words: Tokens, i: int, j: int) -> tuple[int, int] | None:
    """The noun and where whose it is begins, among words i to j (exclusive); None where nobody is somebody's.

    Only where the head of a phrase stands first, so that the name after the noun may be either's: "istri Budi" is
    always of Budi, "sopir Budi" is a driver called Budi, and "sopir Menteri Budi" again is the minister's.
    """
    if words.lexicon.head_last:
        return None
    among = words.lexicon.among
    relatives, servants = among("roles.relatives"), among("roles.servants")
    for k in range(i, j):
        if k > i and words.label[k - 1] != kinds.FUNCTION and words.low[k - 1] not in among("anaphora.new"):
            break  # not the head: "Menteri Perlindungan Anak Budi Contoh"
        for stop in range(min(k + LONGEST, j - 1), k, -1):
            noun, end = " ".join(words.low[k:stop]), stop
            if noun not in relatives | servants:
                continue
            end += end + 1 < j and not words.cap[end] and words.label[end] in (None, kinds.MODIFIER)  # "sopir pribadi"
            related = noun in relatives and _opens_name(words, end)
            served = noun in servants and _opens_title(words, end)
            if (related or served) and all(words.sep[m] == SPACE for m in range(k + 1, end + 1)):
                return k, end
    return None


def _opens_name(words: Tokens, k: int) -> bool:
    """Whether a name, with or without a title, begins at word k."""
    named = words.cap[k] and words.label[k] in (None, kinds.HONORIFIC, kinds.TITLE, kinds.RANK)
    return named or _is_address(words, k) or (words.label[k] in _CALLED and words.cap[k + 1 : k + 2] == [True])


def _opens_title(words: Tokens, k: int) -> bool:
    return words.label[k] in _CALLED or _is_address(words, k)


def _is_address(words: Tokens, k: int) -> bool:
    among = words.lexicon.among
    return words.low[k] in among("names.male") | among("names.female")
