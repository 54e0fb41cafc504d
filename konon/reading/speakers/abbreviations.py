"""The words of an article -> what the abbreviations it defines stand for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from konon.reading.speakers.tokens import CLOSE, END, OPEN, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

LONGEST: Final = 10  # words of a long form
_BODY: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT})


def find_abbreviations(words: Tokens) -> dict[str, tuple[int, int]]:
    """Abbreviation in lower case -> the words of its long form; the first definition counts."""
    found: dict[str, tuple[int, int]] = {}
    for k, stop in _brackets(words):
        before = words.word[k - 1]
        if stop == k + 1 and is_short(words.word[k]):
            start = find_long_form(words, words.low[k], k)
            if start is not None:
                found.setdefault(words.low[k], (start, k))
        elif stop > k + 1 and is_short(before) and words.cap[k] and _spells(before.lower(), words.low[k:stop]):
            found.setdefault(before.lower(), (k, stop))
    for low, long in _undefined(words, set(found)):
        found.setdefault(low, long)
    return found


def _undefined(words: Tokens, known: set[str]) -> Iterable[tuple[str, tuple[int, int]]]:
    """Abbreviations that no bracket defines, and the first run of capitalised words with these initials.

    What has another short name in a bracket of its own is not called by its initials too.
    """
    if words.shouted:
        return
    shorts = {low for low, word in zip(words.low, words.word, strict=True) if word.isupper() and len(_bare(low)) > 2}
    wanted: dict[str, list[str]] = {}  # without dots -> as written: "sec", "s.e.c."
    for low in shorts - known:
        wanted.setdefault(_bare(low), []).append(low)
    small = words.lexicon.among("words.small")
    closed = {k for k, stop in _brackets(words) if stop == k + 1 and words.cap[k]}
    for i, j in _long_runs(words, small, closed) if wanted else ():
        for a in range(i, j - 2):
            for low in wanted.pop(_initials(words.low[a:j], small), ()):
                yield low, (a, j)


def _long_runs(words: Tokens, small: frozenset[str], closed: set[int]) -> Iterable[tuple[int, int]]:
    """Runs of three capitalised words or more, over a small word too: "Securities and Exchange Commission".

    None of what leads to one of the brackets `closed`.
    """
    runs = [run for run in words.runs() if run[0] not in words.headings]
    for n, (i, j) in enumerate(runs):
        end = j
        for start, stop in runs[n + 1 : n + 3]:
            if start != end + 1 or words.low[end] not in small or not words.sep[end] == SPACE == words.sep[start]:
                break
            end = stop
        if end in closed:
            continue
        for stop in {j, end}:
            if stop - i > 2:
                yield i, stop


def _bare(low: str) -> str:
    return low.replace(".", "")


def _brackets(words: Tokens) -> Iterable[tuple[int, int]]:
    """The words inside each pair of brackets, where they are few."""
    count = len(words)
    for k in range(1, count):
        if words.sep[k] != OPEN:
            continue
        stop = k + 1
        while stop < count and words.sep[stop] == SPACE and stop - k < LONGEST:
            stop += 1
        if stop == count or words.sep[stop] in (CLOSE, END):
            yield k, stop


def find_long_form(words: Tokens, short: str, k: int) -> int | None:
    """Where the long form of `short`, which stands at word k, begins; None where nothing before it fits."""
    small, best = words.lexicon.among("words.small"), None
    for a in range(k - 1, max(k - 1 - LONGEST, -1), -1):
        if a + 1 < k and words.sep[a + 1] != SPACE:
            break
        lows = words.low[a:k]
        if not words.cap[a] or lows[0][0] != short[0]:
            continue
        if _initials(lows, small).startswith(short):
            return a
        fits = _spells(short, lows)
        if fits and (best is None and (len(lows) > 1 or len(lows[0]) > len(short) + 2)):
            best = a
        if fits and best is not None and words.label[a] in _BODY:
            return a
    return best


def is_short(word: str) -> bool:
    """Whether a word looks like an abbreviation: in capitals, or mostly."""
    capitals = sum(ch.isupper() for ch in word)
    return (word.isupper() and len(word) > 1) or (capitals >= 2 and len(word) <= 12 and capitals * 2 >= len(word))


def _initials(lows: list[str], small: frozenset[str]) -> str:
    parts = [part for low in lows if low not in small for part in low.split("-")]
    return "".join(part[0] for part in parts if part)


def _spells(short: str, lows: list[str]) -> bool:
    """Whether the letters of `short` stand in this order in the words, the first as their first."""
    text = "".join(lows)
    if not text or text[0] != short[0]:
        return False
    at = 0
    for letter in short:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True
