"""What somebody is called -> what kind of speaker that is, and which role and affiliation the text gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from konon.reading.speakers.countries import is_territory
from konon.reading.speakers.naming import PARTS, source_units
from konon.reading.speakers.pointers import Contender, Field
from konon.reading.text import speaker_lexicon as lists
from konon.records import Kind

_DOMAIN: Final = re.compile(r"\.(?:com|net|org|id|co|tv|news|info)$")
_HEADS: Final[dict[str, Kind]] = {
    lists.MEDIA: "media",
    lists.GOVERNMENT: "government",
    lists.ORGANISATION: "organisation",
    lists.DOCUMENT: "document",
    lists.GROUP: "group",
    lists.UNNAMED: "unnamed",
    lists.POST: "unnamed",
    lists.TITLE: "unnamed",
    lists.RANK: "unnamed",
}
PERSON: Final = 0.5  # least likelihood of a person's name
BEFORE: Final = 14  # units before a name in which its title stands

Role = tuple[str | None, str | None]


def kind_of(field: Field, one: Contender) -> Kind:
    """What kind of speaker a candidate is, by the head of names and the word lists."""
    words, lexicon = field.words, field.words.lexicon
    inside = range(one.first, one.last)
    capitals = [k for k in inside if words.capital[k]]
    person = bool(capitals) and likely_person(field, one) > PERSON
    joined = any(words.low[k] in lexicon.among("words.and") for k in inside)
    if person:
        return "group" if joined else "person"
    name, last = one.name or "", words.low[one.last - 1]
    if name.lower() in lexicon.among("media.names") or last in lexicon.among("media.marks") or _DOMAIN.search(last):
        return "media"
    if is_territory(name, lexicon.lang):
        return "government"
    if last in lexicon.peoples or (joined and capitals):
        return "group"
    return _by_head(field, inside) or ("organisation" if len(capitals) * 2 > len(inside) else "unnamed")


def likely_person(field: Field, one: Contender) -> float:
    """How likely a name is a person's, over its units, and over all mentions where it has others."""
    each = np.exp(field.naming.names[one.first : one.last])
    here = float((each[:, 1] + each[:, 2]).mean())
    return max(here, one.bearer.person) if one.bearer else here


def _by_head(field: Field, inside: Sequence[int]) -> Kind | None:
    """By the word that says what it is: the first of these, or the last where the head stands last."""
    words, lexicon = field.words, field.words.lexicon
    order = list(reversed(inside)) if lexicon.head_last else list(inside)
    low = words.low[order[0]]
    if lexicon.looks_plural(low) or words.low[inside[0]] in lexicon.among("groups.heads"):
        found = next((words.label[k] for k in order if words.label[k] in _HEADS), None)
        if found not in (lists.DOCUMENT, lists.GOVERNMENT, lists.ORGANISATION, lists.MEDIA):
            return "group"
    return next((_HEADS[label] for k in order if (label := words.label[k]) in _HEADS), None)


def role_in_source(field: Field, number: int, one: Contender) -> Role:
    """Role and affiliation as the words of the source give them."""
    inside = source_units(field.words, field.attributions[number])
    best = field.naming.parts[inside.start : inside.stop].argmax(1)
    free = [k for k in inside if not one.first <= k < one.last]
    role, body = (
        _longest([k for k in free if best[k - inside.start] == PARTS.index(part)]) for part in ("role", "affiliation")
    )
    return _said(field, role), _said(field, body)


def role_beside(field: Field, one: Contender) -> Role:
    """The title that stands right before a name where no source gives one: words of the lists of titles."""
    words = field.words
    first = one.bearer.mentions[0].first if one.bearer else one.first
    at = first
    titles = (lists.POST, lists.TITLE, lists.RANK, lists.MODIFIER)
    bodies = (lists.ORGANISATION, lists.GOVERNMENT, lists.PLACE, lists.MEDIA)
    while at > 0 and first - at < BEFORE and words.said[at - 1] != "," and not words.opens[at]:
        if words.label[at - 1] not in (*titles, *bodies) and not words.capital[at - 1]:
            break
        at -= 1
    start = next((k for k in range(at, first) if words.label[k] in titles[:3]), None)
    if start is None:
        return None, None
    end = next((k for k in range(start, first) if words.label[k] in bodies), first)
    before = list(range(at, start)) if words.lexicon.head_last else list(range(end, first))
    return _said(field, list(range(start, end))), _said(field, before)


def _longest(units: Sequence[int]) -> list[int]:
    """The longest run of neighbours; of two alike the first."""
    runs: list[list[int]] = []
    for k in units:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    return max(runs, key=len, default=[])


def _said(field: Field, units: Sequence[int]) -> str | None:
    if not units:
        return None
    said = field.words.phrase(units[0], units[-1] + 1, field.passage.text).strip(" ,;")
    return said or None
