"""Text -> its lines with their places, and what is counted in a line.

A paragraph that was wrapped at a fixed width counts as one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"\w+")
MAX_LOOK = 4000  # characters of a line that are looked at; more say nothing new
MIN_WIDTH, MAX_WIDTH = 40, 100  # at which texts are wrapped
WRAPPED = 0.9  # of the breaks within paragraphs must stand where a wrapper would break
MIN_BREAKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, or wrapped paragraph, that is not blank; `start` and `end` leave out the blanks around it."""

    text: str
    start: int
    end: int
    after_blank: bool
    words: int


def split_lines(text: str, most: int | None = None) -> list[Line]:
    """The lines of `text` that are not blank, in order; at most `most` of them."""
    spans = paragraph_spans(text)[:most]
    width = _wrap_width(text, spans)
    groups: list[list[tuple[int, int]]] = []
    for span in spans:
        if groups and width and _goes_on(text, groups[-1][-1], span, width):
            groups[-1].append(span)
        else:
            groups.append([span])
    return [_make_line(text, group[0][0], group[-1][1]) for group in groups]


def _make_line(text: str, start: int, end: int) -> Line:
    words = text[start:end].replace("\n", " ")
    before = text[max(0, start - MAX_LOOK) : start].split("\n")
    blank = len(before) < 2 or not before[-2].strip()  # the line before the one that `start` is in
    return Line(text=words, start=start, end=end, after_blank=blank, words=count_words(words))


def _wrap_width(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """The width at which `text` was wrapped; 0 where it was not."""
    lengths = sorted(end - start for start, end in spans)
    if not lengths or lengths[-1] > 4 * MAX_WIDTH:
        return 0
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return 0
    pairs = [(a, b) for a, b in pairwise(spans) if b[0] - a[1] == 1]
    long = [pair for pair in pairs if pair[0][1] - pair[0][0] > width // 2]
    full = sum(_goes_on(text, a, b, width) for a, b in long)
    return width if full >= MIN_BREAKS and full >= WRAPPED * len(long) else 0


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the next line follows at once and its first word would not have fitted on this one."""
    if following[0] - line[1] != 1:
        return False
    first = len(text[following[0] : following[1]].split(maxsplit=1)[0])
    return line[1] - line[0] + 1 + first > width - 4


def count_words(line: str) -> int:
    """Words; of Chinese and Japanese, which set no blanks, two characters count as one."""
    seen = line[:MAX_LOOK]
    share = len(line) / max(1, len(seen))
    return int(max(len(_WORD.findall(seen)), len(_CJK.findall(seen)) // 2) * share)


def fold_line(line: str) -> str:
    """For comparing lines: lower case, words alone."""
    return " ".join(_WORD.findall(line[:MAX_LOOK].casefold()))


def paragraph_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The lines that are not blank, without the blanks around them."""
    spans = []
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            spans.append((start, start + len(stripped)))
        position += len(raw) + 1
    return tuple(spans)
