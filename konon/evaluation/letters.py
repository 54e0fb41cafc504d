"""What is compared: the letters and digits that spans cover, and names without case and marks.

Quotation marks and punctuation at the edges of a span are thus neither asked for nor punished.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass

from konon.evaluation.gold import GoldMarks, Named, Sheet
from konon.records import Span

ROLES = ("source", "cue", "content")
OPENING, CLOSING = '"“«„‟″「『', '"”»“″」』'
_DOMAIN = re.compile(r"\.(com|co|id|net|org|tv)\b")

Letters = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettered:
    """One attribution as sets of offsets. `direct`: most of its content stands in quotation marks."""

    marks: GoldMarks
    source: Letters
    cue: Letters
    content: Letters
    direct: bool


def letter_sheet(sheet: Sheet | None, text: str) -> list[Lettered]:
    """The attributions of `sheet` as offsets into `text`; none without a sheet."""
    quoted = find_quoted(text)
    found = []
    for marks in sheet.marks if sheet else []:
        roles = {role: cover(getattr(marks, role), text) for role in ROLES}
        content = roles["content"]
        direct = bool(content) and 2 * len(content & quoted) >= len(content)
        found.append(Lettered(marks=marks, direct=direct, **roles))
    return found


def cover(spans: Iterable[Span] | None, text: str) -> Letters:
    """The offsets of letters and digits inside `spans`; what lies outside `text` is dropped."""
    inside = (range(max(start, 0), min(end, len(text))) for start, end in spans or ())
    return frozenset(at for stretch in inside for at in stretch if text[at].isalnum())


def overlap(a: Set[int], b: Set[int]) -> float:
    """Intersection over union; two empty sets are alike (1)."""
    return len(a & b) / len(a | b) if a or b else 1.0


def find_quoted(text: str) -> Letters:
    """The offsets inside quotation marks. A mark left open ends with its paragraph."""
    inside = False
    quoted = []
    for at, letter in enumerate(text):
        if letter == "\n" or (inside and letter in CLOSING):
            inside = False
        elif letter in OPENING:
            inside = True
        elif inside:
            quoted.append(at)
    return frozenset(quoted)


def plain_name(name: str | None) -> str:
    """Lower case, no marks, no accents, single spaces."""
    parts = unicodedata.normalize("NFKD", name or "").casefold()
    return " ".join(re.findall(r"\w+", "".join(part for part in parts if not unicodedata.combining(part))))


def plain_outlet(outlet: Named | str) -> str:
    """Also without spaces and domain: "Al Jazeera" is "AlJazeera", "Kontan" is "Kontan.co.id"."""
    name = outlet if isinstance(outlet, str) else outlet.name or ""
    return plain_name(_DOMAIN.sub("", name.casefold())).replace(" ", "")


def fair_names(speaker: object, *, aliases: bool) -> set[str]:
    """Every name that is right for this speaker; empty for nobody."""
    if isinstance(speaker, str):
        return {plain_name(speaker)} - {""}
    if not isinstance(speaker, Named):
        return set()
    given = [speaker.name, *(speaker.aliases or ())] if aliases else [speaker.name]
    return {plain_name(name) for name in given} - {""}
