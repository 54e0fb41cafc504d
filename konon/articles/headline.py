"""Lines of a dump -> the lines that are its headline.

A page names itself first (its <title>, often with the outlet behind a bar or dash) and sets the headline again above
the article. A dump of the article alone opens with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from konon.articles.lines import fold_line

ALIKE = 0.55  # of the words of two headlines, from which they are one
MOST = 8  # repeats; what stands more often is no headline
FIRST = 3  # the page's own name stands in one of so many lines
MIN_WORDS, MAX_WORDS = 3, 40
LOOK = 600  # characters of a line; a headline has fewer
BAR = re.compile(r"\s+[|–—\-:»·•]+\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """`places` are the lines that repeat the page's name or a part of it, first to last."""

    text: str | None
    places: tuple[int, ...]
    words: frozenset[str]


def find_headlines(lines: Sequence[str], given: str | None = None) -> Headlines:
    """`given` is the title that came with the page. No places where nothing is repeated."""
    lines = [line[:LOOK] for line in lines]
    names = ([given] if given else []) + [line for line in lines[:FIRST] if _is_sized(line)]
    folded = [fold_line(line) for line in lines]
    for name in names:
        for part in _parts(name):
            if places := _repeats(folded, name, part):
                named = {i for i, line in enumerate(lines[:FIRST]) if line == name}
                places = tuple(sorted({*places, *named}))
                return Headlines(text=lines[places[-1]], places=places, words=frozenset(fold_line(part).split()))
    if names and (like := _similar(folded, fold_line(names[0]))):
        return Headlines(text=lines[like[-1]], places=like, words=frozenset(folded[like[-1]].split()))
    words = frozenset(fold_line(names[0]).split()) if names else frozenset()
    return Headlines(text=None, places=(), words=words)


def _repeats(folded: Sequence[str], name: str, part: str) -> tuple[int, ...]:
    """The lines that are this part of the page's name; none where only the name itself is, or too many are."""
    wanted = fold_line(part)
    places = tuple(i for i, line in enumerate(folded) if line == wanted)
    repeated = len(places) > 1 or any(folded[i] != fold_line(name) for i in places)
    return places if repeated and len(places) <= MOST else ()


def _is_sized(line: str) -> bool:
    return MIN_WORDS <= len(line.split()) <= MAX_WORDS or len(line.split()) < MIN_WORDS < len(line) / 4


def _parts(name: str) -> list[str]:
    """The name whole, then without the last parts behind a bar or dash, then its longest part."""
    cuts = [match.start() for match in BAR.finditer(name)]
    parts = [name] + [name[:cut] for cut in reversed(cuts)]
    pieces = BAR.split(name)
    longest = max(pieces, key=len)
    return [part.strip() for part in dict.fromkeys([*parts, longest]) if _is_sized(part.strip())]


def _similar(folded: Sequence[str], name: str) -> tuple[int, ...]:
    """Lines that say nearly what the page's name says: an outlet may word the two apart."""
    wanted = set(name.split())
    if len(wanted) < MIN_WORDS:
        return ()
    found = []
    for i, line in enumerate(folded):
        words = set(line.split()) if len(line) < 4 * len(name) else set()
        if i >= 1 and len(words & wanted) >= ALIKE * max(4, len(words | wanted)):
            found.append(i)
    return tuple(found) if len(found) <= MOST else ()
