"""Marked articles -> where their relays are named: what the head of outlets learns from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from konon.evaluation.letters import plain_outlet
from konon.records import Attribution, Span
from konon.training.gold_articles import MARKS, GoldArticle, read_lines, whole

POST = re.compile(
    r"\b(?:re-?)?tweet(?:ed|ing|s)?\b|\bcuitan\b|\bcuitan(?=nya)|\b(?:men)?cuit(?:kan)?\b|\btwit\b|\bkicauan",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"(?:\.[a-z]{2,4}){1,2}\b", re.IGNORECASE)

Places = dict[str, list[list[Span | None]]]  # by article: of each attribution, of each of its relays


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRelays:
    """The relays of an article by name, and where the text names them."""

    names: tuple[frozenset[str], ...]  # of each attribution, squeezed
    places: tuple[Span, ...]  # where a reader would point
    others: tuple[Span, ...]  # where the same names stand as well


def read_places(marks: Path) -> Places:
    """The exact places of relays in the marks of unseen articles."""
    found: Places = {}
    for name, _ in MARKS:
        for row in read_lines(marks / f"{name}.jsonl"):
            rows = sorted(whole(row["attributions"]), key=_first)
            found[row["id"]] = [[tuple(one) if isinstance(one, list) else None for one in r["relay"]] for r in rows]
    return found


def _first(row: dict[str, list[Span]]) -> tuple[int, ...]:
    return min(tuple(span) for span in (*(row["content"] or ()), *(row["cue"] or ())))


def name_relays(article: GoldArticle, places: Places) -> NamedRelays:
    """Where each relay of each attribution is named: as marked, else nearest to the attribution."""
    text, exact = article.passage.text, places.get(article.row["id"])
    occurrences: dict[str, list[Span]] = {}
    chosen: set[Span] = set()
    names: list[frozenset[str]] = []
    for number, (attribution, marks) in enumerate(zip(article.attributions, article.marks, strict=True)):
        relays = [one if isinstance(one, str) else one.name or "" for one in marks.relay or ()]
        names.append(frozenset(plain_outlet(one) for one in relays))
        for order, name in enumerate(relays):
            key = plain_outlet(name)
            if key not in occurrences:
                occurrences[key] = find_name(text, name)
            marked = exact[number][order] if exact else None
            place = marked or nearest(attribution, occurrences[key])
            if place:
                chosen.add(place)
    others = {span for spans in occurrences.values() for span in spans} - chosen
    return NamedRelays(names=tuple(names), places=tuple(sorted(chosen)), others=tuple(sorted(others)))


def find_name(text: str, name: str) -> list[Span]:
    """Every place of a name, whatever its spaces, case and domain; of Twitter's the verbs as well."""
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    folded = "".join(text[at].casefold()[:1] for at in letters)
    key = plain_outlet(name)
    found: list[Span] = []
    stuck: list[Span] = []  # "kepadadetikcom"
    at = folded.find(key) if key else -1
    while at >= 0:
        start, end = letters[at], letters[at + len(key) - 1] + 1
        gap = max((b - a for a, b in pairwise(letters[at : at + len(key)])), default=1)
        if gap < 6 and not text[end : end + 1].isalnum():
            suffix = SUFFIX.match(text, end)
            whole_words = not text[start - 1 : start].isalnum()
            (found if whole_words else stuck).append((start, suffix.end() if suffix else end))
        at = folded.find(key, at + 1)
    if key == "twitter":
        found += [m.span() for m in POST.finditer(text)]
    return sorted(found or stuck)


def nearest(attribution: Attribution, places: list[Span]) -> Span | None:
    """The place nearest to where an attribution says that somebody says something, none inside what is said."""
    outside = [p for p in places if not any(s <= p[0] and p[1] <= e for s, e in attribution.content)]
    spans = attribution.cue or attribution.source or attribution.content
    if not outside or not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    return min(outside, key=lambda p: max(p[0] - end, start - p[1], 0))
