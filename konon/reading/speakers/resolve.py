"""Sources of an article's attributions -> who speaks: names, `-nya`, pronouns, titles, short names, the unnamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from safetensors.numpy import load_file

from konon.network.loading import VOCABULARY
from konon.reading.speakers.bearers import gather, holds, spells
from konon.reading.speakers.countries import first_country
from konon.reading.speakers.kinds import kind_of, role_beside, role_in_source
from konon.reading.speakers.naming import find_names, source_units
from konon.reading.speakers.pointers import Contender, Field, find_candidates, make_rows, set_field
from konon.reading.speakers.shapes import read_words, shape_units
from konon.reading.text.heads import RowHead, UnitHead, log_softmax
from konon.reading.text.passage import Passage
from konon.reading.text.speaker_lexicon import load_speaker_words
from konon.reading.text.units import Units
from konon.records import Attribution, Kind, Speaker, hash_id

FILE: Final = "speakers.safetensors"
CLOSE: Final = 0.15  # likelihood from which who else may be meant is told
# How likely a source of which the network was less sure than this is cut rightly.
CUTS: Final = ((0.9, 0.95), (0.97, 0.98))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerHeads:
    """The heads that find names and point to speakers; of each the mean counts."""

    names: tuple[UnitHead, ...]
    pointers: tuple[RowHead, ...]


@lru_cache(maxsize=1)
def load_heads() -> SpeakerHeads:
    """The shipped heads, loaded once a process."""
    held = load_file(VOCABULARY / FILE)
    numbers = [sorted({int(key.split(".")[1]) for key in held if key.startswith(name)}) for name in ("names", "point")]
    return SpeakerHeads(
        names=tuple(UnitHead.of(held, f"names.{n}") for n in numbers[0]),
        pointers=tuple(RowHead.of(held, f"point.{n}") for n in numbers[1]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who a source was taken for, how likely that is, and who is next."""

    chosen: Contender
    sure: float
    next: Contender | None
    next_sure: float


def resolve_speakers(passage: Passage, attributions: Sequence[Attribution], units: Units) -> tuple[Speaker, ...]:
    """One speaker for each attribution, in the same order; `attributions` are in text order.

    `name` is None, with the reason, where the source is empty or nobody can be found.
    """
    if not attributions or not len(units):
        return tuple(Speaker(name=None, reason="no source is named beside the cue") for _ in attributions)
    heads = load_heads()
    field = read_field(passage, attributions, units, heads.names)
    choices = choose(field, heads.pointers)
    return tuple(_record(field, number, choices) for number in range(len(choices)))


def read_field(passage: Passage, attributions: Sequence[Attribution], units: Units, heads: Sequence[UnitHead]) -> Field:
    """The article with all its names."""
    words = read_words(units, passage.text, load_speaker_words(passage.lang))
    naming = find_names(words, heads, shape_units(words, attributions), attributions)
    return set_field(passage, words, naming, gather(words, passage.text, naming.mentions), attributions)


def choose(field: Field, heads: Sequence[RowHead]) -> list[Choice]:
    """The likeliest candidate of each source, one after the other: who spoke before tells who speaks."""
    choices: list[Choice] = []
    for number in range(len(field.attributions)):
        candidates = find_candidates(field, number)
        rows = make_rows(field, number, candidates, [one.chosen for one in choices])
        likely = np.exp(np.mean([log_softmax(head.run(rows)[:, 0]) for head in heads], axis=0))
        order = np.argsort(-likely, kind="stable")
        best, second = candidates[order[0]], candidates[order[1]] if len(order) > 1 else None
        choices.append(
            Choice(
                chosen=best,
                sure=float(likely[order[0]]),
                next=second,
                next_sure=float(likely[order[1]]) if second else 0.0,
            )
        )
    return choices


def _record(field: Field, number: int, choices: Sequence[Choice]) -> Speaker:
    one, attribution = choices[number].chosen, field.attributions[number]
    if one.name is None:
        said = _source_words(field, number)
        reason = f"nobody that {said} could be is named" if said else "no source is named beside the cue"
        return Speaker(name=None, reason=reason)
    kind = kind_of(field, one)
    role, affiliation = _role(field, number, choices, kind)
    units = field.words.units
    return Speaker(
        name=one.name,
        reason=_reason(field, number, choices, kind),
        id=hash_id("speaker", kind, " ".join(one.name.casefold().split())),
        kind=kind,
        role=role,
        affiliation=affiliation,
        country=first_country((affiliation, role, one.name if kind != "person" else None), field.passage.lang),
        confidence=round(min(choices[number].sure * _cut_right(attribution.confidence), 1.0), 3),
        span=(units.start[one.first], units.end[one.last - 1]),
    )


def _cut_right(confidence: float) -> float:
    return next((share for below, share in CUTS if confidence < below), 1.0)


def _role(field: Field, number: int, choices: Sequence[Choice], kind: Kind) -> tuple[str | None, str | None]:
    """As this source gives it, else another of the same speaker's, else the words before the name."""
    one = choices[number].chosen
    if kind not in ("person", "group"):
        return role_in_source(field, number, one) if one.how == "own" else (None, None)
    same = [k for k, other in enumerate(choices) if other.chosen.name == one.name and other.chosen.how == "own"]
    for k in sorted(same, key=lambda k: (k != number, k)):
        found = role_in_source(field, k, choices[k].chosen)
        if found != (None, None):
            return found
    return role_beside(field, one) if kind == "person" else (None, None)


def _source_words(field: Field, number: int) -> str:
    inside = source_units(field.words, field.attributions[number])
    return field.words.phrase(inside.start, inside.stop, field.passage.text) if inside else ""


def _reason(field: Field, number: int, choices: Sequence[Choice], kind: Kind) -> str:
    """Why it is this one, and who else it could be."""
    found = choices[number]
    return _why(field, number, choices, kind) + _rival(found)


def _why(field: Field, number: int, choices: Sequence[Choice], kind: Kind) -> str:
    one, said = choices[number].chosen, _source_words(field, number)
    if one.how in ("own", "words"):
        if kind in ("person", "media", "organisation", "government"):
            return f"the source names {one.name}"
        return f"nobody is named: the source reads {one.name}"
    if not said:
        return f"no source is named beside the cue; {one.name} {_where(field, number, choices)}"
    own = field.naming.own[number]
    if one.bearer is not None and own and own[0].margin > 0:
        key = tuple(field.words.low[own[0].first : own[0].last])
        if holds(one.bearer.key, key):
            return f"{said} is short for {one.name}"
        if spells(key, one.bearer.key):
            return f"{said} is given as short for {one.name}"
    return f"{said} points back to {one.name}, who {_where(field, number, choices)}"


def _where(field: Field, number: int, choices: Sequence[Choice]) -> str:
    """By what a name stands out: who spoke last, or was named so many sentences before."""
    one = choices[number].chosen
    if number and choices[number - 1].chosen.name == one.name:
        return "spoke last"
    if any(other.chosen.name == one.name for other in choices[:number]):
        return "spoke before"
    here = field.units_of(number).start
    before = [m.first for m in one.bearer.mentions if m.first < here] if one.bearer else []
    if not before:
        return "is named after it"
    away = field.sentence[here] - field.sentence[before[-1]]
    return "is named in the same sentence" if away == 0 else f"is named {away} sentence{'s' * (away > 1)} before it"


def _rival(found: Choice) -> str:
    if found.next is None or found.next_sure < CLOSE or found.next.name in (None, found.chosen.name):
        return ""
    return f" (or {found.next.name}: {found.next_sure:.2f})"
