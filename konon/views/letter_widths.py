"""Words -> how wide they are when drawn, so that a picture can be laid out where no font is at hand.

Rather too wide than too narrow: by the bold letters of Inter, and what is not among them by the widest of its kind.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_BY_WIDTH: Final = {
    0.28: " Iijl",
    0.33: "!,.:;'·’|",
    0.39: "()[]/\\ft`r",
    0.47: "-_1{}^",
    0.53: '"*“”?',
    0.58: "sxyzvkc",
    0.60: "aeFLJ7",
    0.64: "bdghnopqu023456890#ZSP$&",
    0.67: "BRTE%+<=>~",
    0.74: "ACDHKNUVXY",
    0.79: "OQG–",
    0.92: "mwM",
    1.02: "W@%…—",
}
_WIDTHS: Final = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
_OTHER, _WIDE = 0.78, 1.05
MORE: Final = "…"


def width_of(words: str, size: float) -> float:
    """In the unit of `size`, which is the height of the letters."""
    return sum(map(_width, words)) * size


def _width(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(plain, _OTHER)


def shorten(words: str, room: float, size: float) -> str:
    """The words as they are, or their beginning and an ellipsis, so that they take no more than `room`."""
    if width_of(words, size) <= room:
        return words
    left = room - width_of(MORE, size)
    kept = 0
    for letter in words:
        left -= width_of(letter, size)
        if left < 0:
            break
        kept += 1
    return words[:kept].rstrip() + MORE


def wrap(words: str, room: float, size: float, most: int) -> list[str]:
    """At most so many lines; the last is shortened. A word longer than a line is cut; no line ends at a fixed blank."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]} {lines[most]}"
    return [shorten(line, room, size) for line in kept]
