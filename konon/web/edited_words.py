"""Two versions of some words -> the words of both in one line: what stayed, what went, what came."""

from __future__ import annotations

from difflib import SequenceMatcher

from konon.views.checked_words import WordFate, WovenWords

MOST = 400  # words of either version; longer ones are shown one behind the other
RENEWED = 0.35  # of the words alike, below which nobody could follow word by word


def weave(before: str, after: str) -> WovenWords:
    """In the order of reading: what went stands before what came in its place."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > MOST or matcher.ratio() < RENEWED:
        return _kept((before, "gone"), (after, "come"))
    woven: WovenWords = []
    for verb, i, j, m, n in matcher.get_opcodes():
        if verb == "equal":
            woven += _kept((" ".join(new[m:n]), "stayed"))
        else:
            woven += _kept((" ".join(old[i:j]), "gone"), (" ".join(new[m:n]), "come"))
    return woven


def _kept(*parts: tuple[str, WordFate]) -> WovenWords:
    return [part for part in parts if part[0]]
