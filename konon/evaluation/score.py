"""Gold and predicted Sheets -> the figures that Konon is measured by.

source, cue, content   precision, recall and F1 over the letters and digits so labelled
content@.5             attributions paired one to one by content, IoU >= 0.5
attribution            the same pairs, and the sources overlap too (or both are empty)
attribution strict     content IoU >= 0.9 and source IoU >= 0.5
direct                 "attribution" among direct quotations: the gold's (recall), the predicted (precision)
alpha                  Krippendorff's nominal alpha over words labelled source, cue, content or none
speaker                share of "attribution" pairs whose speaker has a name of the gold's
speaker, surest .9     the same over the nine tenths with the highest speaker confidence
invented               share of pairs with a name where the gold has none
certainty, ...         over the same pairs: share right, macro F1 over the gold's values
relay                  the same pairs' relays, precision, recall and F1
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from konon.errors import UsageError
from konon.evaluation.gold import GoldMarks, Named, Sheet, Sheets
from konon.evaluation.letters import (
    ROLES,
    Lettered,
    fair_names,
    letter_sheet,
    overlap,
    plain_outlet,
)
from konon.records import words_of

FIELDS = ("certainty", "polarity", "act")
PAIRED, STRICT_CONTENT, STRICT_SOURCE = 0.5, 0.9, 0.5
_WORD = re.compile(r"\w+")

Pair = tuple[int, int, float]  # place in gold, place in predicted, IoU of their contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`figures` is ready for JSON; `missed` shows gold attributions that nothing was paired with."""

    figures: dict[str, Any]
    missed: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What is counted over the articles, before any division."""

    n: Counter[str] = field(default_factory=Counter)
    letters: dict[str, Counter[str]] = field(default_factory=lambda: {role: Counter() for role in ROLES})
    words: Counter[tuple[str, str]] = field(default_factory=Counter)  # (gold label, predicted label)
    relay: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[tuple[object, object]]] = field(
        default_factory=lambda: {name: Counter() for name in FIELDS}
    )
    speakers: list[tuple[float, bool]] = field(default_factory=list)  # (confidence, right)

    def add_article(self, gold: list[Lettered], found: list[Lettered], text: str) -> set[int]:
        """Count one article; the places of the gold attributions that were found."""
        self._add_letters(gold, found)
        self.words.update(label_words(gold, found, text))
        self.n.update(gold=len(gold), predicted=len(found))
        self.n.update(gold_direct=sum(a.direct for a in gold), predicted_direct=sum(a.direct for a in found))
        matched = set()
        for i, j, value in pair_up(gold, found):
            self.n["content"] += 1
            if same_source(gold[i], found[j]):
                matched.add(i)
                self._add_pair(gold[i], found[j], value)
        return matched

    def _add_letters(self, gold: list[Lettered], found: list[Lettered]) -> None:
        for role, counts in self.letters.items():
            g, p = (frozenset().union(*(getattr(a, role) for a in side)) for side in (gold, found))
            counts.update(hit=len(g & p), gold=len(g), predicted=len(p))

    def _add_pair(self, gold: Lettered, found: Lettered, value: float) -> None:
        self.n.update(attribution=1, direct_gold=gold.direct, direct_predicted=found.direct)
        self.n["strict"] += value >= STRICT_CONTENT and overlap(gold.source, found.source) >= STRICT_SOURCE
        self.add_meaning(gold.marks, found.marks)

    def add_meaning(self, gold: GoldMarks, found: GoldMarks) -> None:
        """Count who speaks, through whom and how sure, of an attribution that both have."""
        self._add_speaker(gold, found)
        for name, cells in self.fields.items():
            if (wanted := getattr(gold, name)) is not UNSET:
                given = getattr(found, name)
                cells[wanted, None if given is UNSET else given] += 1
        if gold.relay is not UNSET:
            wanted, given = _outlets(gold), _outlets(found)
            self.relay.update(hit=len(wanted & given), gold=len(wanted), predicted=len(given))

    def _add_speaker(self, gold: GoldMarks, found: GoldMarks) -> None:
        if gold.speaker is UNSET:
            return
        wanted = fair_names(gold.speaker, aliases=True)
        given = fair_names(found.speaker, aliases=False)
        if wanted:
            sure = found.speaker.confidence if isinstance(found.speaker, Named) else 0.0
            self.speakers.append((sure or 0.0, bool(wanted & given)))
        else:
            self.n.update(nobody=1, invented=bool(given))

    def add_tally(self, other: Tally) -> None:
        """Count all that another has counted."""
        pairs = [(self.n, other.n), (self.relay, other.relay)]
        pairs += [(self.letters[role], other.letters[role]) for role in self.letters]
        for mine, theirs in pairs:
            mine.update(theirs)
        self.words.update(other.words)
        for name, cells in self.fields.items():
            cells.update(other.fields[name])
        self.speakers += other.speakers

    def figures(self) -> dict[str, Any]:
        """Every figure there is data for."""
        n = self.n
        figures: dict[str, Any] = {
            role: prf(c["hit"], c["predicted"], c["hit"], c["gold"]) for role, c in self.letters.items()
        }
        for name, hit in (
            ("content@.5", "content"),
            ("attribution", "attribution"),
            ("attribution strict", "strict"),
        ):
            figures[name] = prf(n[hit], n["predicted"], n[hit], n["gold"])
        figures["direct"] = prf(n["direct_predicted"], n["predicted_direct"], n["direct_gold"], n["gold_direct"])
        return figures | {"alpha": agreement(self.words)} | self.meaning_figures()

    def meaning_figures(self) -> dict[str, Any]:
        """Those of `add_meaning`."""
        n, relay = self.n, self.relay
        figures: dict[str, Any] = {}
        if relay["gold"]:
            figures["relay"] = prf(relay["hit"], relay["predicted"], relay["hit"], relay["gold"])
        figures |= _speaker_figures(self.speakers)
        if n["nobody"]:
            figures["invented"] = {"accuracy": n["invented"] / n["nobody"], "n": n["nobody"]}
        return figures | {name: _field_figures(cells) for name, cells in self.fields.items() if cells}


def score(gold: Sheets, predicted: Sheets, *, show: int = 0) -> Score:
    """All figures over the articles of `gold`; predictions for others are not looked at.

    `show` limits the missed attributions that are kept. UsageError for a gold row without text.
    """
    tally = Tally()
    missed: list[str] = []
    for key, sheet in gold.items():
        if sheet.text is None:
            raise UsageError("a gold row has no text", name=key, remedy="give the text its offsets mean")
        wanted = letter_sheet(sheet, sheet.text)
        found = tally.add_article(wanted, letter_sheet(predicted.get(key), sheet.text), sheet.text)
        left = (place for place in range(len(wanted)) if place not in found)
        missed.extend(_describe(sheet, wanted[place].marks) for place in left if len(missed) < show)
    counts = {
        "articles": len(gold),
        "articles without a prediction": sum(key not in predicted for key in gold),
    }
    return Score(figures=tally.figures() | counts, missed=tuple(missed[:show]))


def prf(hit_predicted: int, predicted: int, hit_gold: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1; 0 where there is nothing to divide by."""
    p = hit_predicted / predicted if predicted else 0.0
    r = hit_gold / gold if gold else 0.0
    return {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0, "gold": gold, "predicted": predicted}


def pair_up(gold: list[Lettered], found: list[Lettered]) -> list[Pair]:
    """One-to-one pairs whose contents overlap by half at least, best first; ties go to the earlier."""
    candidates = [
        (overlap(a.content, b.content), i, j)
        for i, a in enumerate(gold)
        for j, b in enumerate(found)
        if a.content & b.content
    ]
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for value, i, j in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if value >= PAIRED and i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((i, j, value))
    return pairs


def same_source(gold: Lettered, found: Lettered) -> bool:
    """Whether the sources share a letter, or neither has one."""
    return bool(gold.source & found.source) or not (gold.source or found.source)


def label_words(gold: list[Lettered], found: list[Lettered], text: str) -> Counter[tuple[str, str]]:
    """How often each pair of labels falls on one word; a word has its first letter's label."""
    wanted, given = _label_letters(gold), _label_letters(found)
    starts = (word.start() for word in _WORD.finditer(text))
    return Counter((wanted.get(at, "none"), given.get(at, "none")) for at in starts)


def agreement(cells: Counter[tuple[str, str]]) -> float:
    """Krippendorff's nominal alpha of two coders; 1 where all is one label, 0 for no words."""
    both: Counter[tuple[str, str]] = Counter()
    for (a, b), count in cells.items():
        both[a, b] += count
        both[b, a] += count
    total = sum(both.values())
    if total < 2:
        return 0.0
    margin: Counter[str] = Counter()
    for (a, _), count in both.items():
        margin[a] += count
    seen = sum(count for (a, b), count in both.items() if a != b) / total
    expected = (total * total - sum(count * count for count in margin.values())) / (total * (total - 1))
    return 1 - seen / expected if expected else 1.0


def _label_letters(attributions: list[Lettered]) -> dict[int, str]:
    """A narrower role wins over content."""
    labels: dict[int, str] = {}
    for role in ("content", "source", "cue"):
        for attribution in attributions:
            labels.update(dict.fromkeys(getattr(attribution, role), role))
    return labels


def _outlets(marks: GoldMarks) -> set[str]:
    relay = marks.relay if isinstance(marks.relay, list) else []
    return {plain_outlet(outlet) for outlet in relay}


def _speaker_figures(speakers: list[tuple[float, bool]]) -> dict[str, Any]:
    if not speakers:
        return {}
    ranked = sorted(speakers, key=lambda pair: -pair[0])
    surest = ranked[: max(1, len(ranked) * 9 // 10)]
    return {
        name: {"accuracy": sum(right for _, right in some) / len(some), "n": len(some)}
        for name, some in (("speaker", ranked), ("speaker, surest .9", surest))
    }


def _field_figures(cells: Counter[tuple[object, object]]) -> dict[str, Any]:
    total = sum(cells.values())
    wanted: Counter[object] = Counter()
    given: Counter[object] = Counter()
    for (want, got), count in cells.items():
        wanted[want] += count
        given[got] += count
    each = [2 * cells[value, value] / (wanted[value] + given[value]) for value in wanted]
    right = sum(cells[value, value] for value in wanted)
    return {"accuracy": right / total, "n": total, "macro f1": sum(each) / len(each)}


def _describe(sheet: Sheet, marks: GoldMarks) -> str:
    parts = (f"{role} {words_of(sheet.text or '', getattr(marks, role) or ())!r}" for role in ROLES)
    return f"missed in {sheet.id}: {', '.join(parts)}"
