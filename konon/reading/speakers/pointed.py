"""Sources of an article -> whom the learned heads take for the speakers, for a forest to weigh beside the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from safetensors.numpy import load_file

from konon.network.loading import VOCABULARY
from konon.reading.relays.mentions import OutletMention
from konon.reading.speakers.bearers import holds, spells
from konon.reading.speakers.by_rules import Ruled, resolve_by_rules
from konon.reading.speakers.countries import first_country
from konon.reading.speakers.kinds import kind_of, role_beside
from konon.reading.speakers.name_cuts import NameCuts, cuts_of
from konon.reading.speakers.naming import Names, find_names, source_units
from konon.reading.speakers.pointer_features import make_rows
from konon.reading.speakers.pointers import Contender, Field, find_candidates, set_field
from konon.reading.speakers.roles import Role
from konon.reading.speakers.shapes import Words, read_words, shape_units
from konon.reading.text.heads import RowHead, UnitHead, log_softmax
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointing
from konon.reading.text.speaker_lexicon import load_speaker_words
from konon.reading.text.units import Units
from konon.records import Attribution, Kind, Speaker, hash_id

FILE: Final = "speakers.safetensors"
CLOSE: Final = 0.15  # likelihood from which who else may be meant is told


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSources:
    """The names of an article as the heads see them, and the attributions that they see."""

    seen: tuple[int, ...]  # of all attributions the numbers of those that the network has read
    attributions: tuple[Attribution, ...]  # these
    words: Words
    naming: Names
    cuts: NameCuts  # where the names of sources stand


def name_sources(passage: Passage, attributions: Sequence[Attribution], units: Units) -> NamedSources:
    """What sources call the ones who speak; `attributions` are in text order."""
    seen = tuple(number for number, one in enumerate(attributions) if _is_seen(units, one))
    some = tuple(attributions[number] for number in seen)
    words, naming = name_units(passage, some, units, load_heads().names)
    cuts = cuts_of(words, naming.parts, some)
    return NamedSources(seen=seen, attributions=some, words=words, naming=naming, cuts=cuts)


def name_units(
    passage: Passage, attributions: Sequence[Attribution], units: Units, heads: Sequence[UnitHead]
) -> tuple[Words, Names]:
    """The units as words, and the names in them by these heads."""
    words = read_words(units, passage.text, load_speaker_words(passage.lang))
    return words, find_names(words, heads, shape_units(words, attributions), attributions)


def point_to_speakers(
    passage: Passage,
    attributions: Sequence[Attribution],
    mentions: Sequence[OutletMention],
    pointing: Pointing,
    named: NamedSources,
) -> tuple[Speaker | None, ...]:
    """Whom the heads take for the speaker of each attribution, in the same order; `attributions` are in text order.

    None where the network has not read the attribution. `mentions` are those of `find_mentions` for the same
    attributions, `named` what `name_sources` gave of them.
    """
    ruled = resolve_by_rules(passage, attributions, mentions, cuts=named.cuts)
    pointed = pointing.of(named.seen).each
    field = set_field(
        passage, named.words, named.naming, named.attributions, ruled=_only(ruled, named.seen), pointed=pointed
    )
    told = dict(zip(named.seen, record_choices(field, choose(field, load_heads().pointers)), strict=True))
    return tuple(told.get(number) for number in range(len(attributions)))


def _only(ruled: Ruled, numbers: Sequence[int]) -> Ruled:
    return replace(ruled, speakers=tuple(ruled.speakers[number] for number in numbers))


def _is_seen(units: Units, attribution: Attribution) -> bool:
    """Whether the network has read every span of an attribution: the lines that sign a post are no article's."""
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return bool(spans) and all(units.within(span) for span in spans)


def choose(field: Field, heads: Sequence[RowHead]) -> list[Choice]:
    """Whom each source is taken for, one after the other: who spoke before tells who speaks."""
    choices: list[Choice] = []
    spoke: list[Contender] = []
    for number in range(len(field.attributions)):
        candidates = find_candidates(field, number)
        rows = make_rows(field, number, candidates, spoke)
        likely = np.exp(np.mean([log_softmax(head.run(rows)[:, 0]) for head in heads], axis=0))
        order = np.argsort(-likely, kind="stable").tolist()
        best, second = order[0], order[1] if len(order) > 1 else None
        spoke.append(candidates[best])
        choices.append(
            Choice(
                chosen=candidates[best],
                sure=float(likely[best]),
                next=None if second is None else candidates[second],
                next_sure=0.0 if second is None else float(likely[second]),
            )
        )
    return choices


def record_choices(field: Field, choices: Sequence[Choice]) -> list[Speaker]:
    """Those whom the heads take, each with how sure they are."""
    return [
        replace(_record(field, number, choices), confidence=round(one.sure, 3)) for number, one in enumerate(choices)
    ]


def _record(field: Field, number: int, choices: Sequence[Choice]) -> Speaker:
    one, speaker = choices[number].chosen, field.ruled.speakers[number]
    if (one.name or "").casefold() == (speaker.name or "").casefold():
        return replace(speaker, reason=speaker.reason + _rival(choices[number]))
    if one.name is None:
        return Speaker(name=None, reason=f"nobody that {_source_words(field, number)} could be is named")
    known = next((other for other in field.ruled.speakers if other.name == one.name), None)
    kind = known.kind if known and known.kind else kind_of(field, one)
    role, affiliation = (known.role, known.affiliation) if known else _role(field, number, choices)
    units = field.words.units
    return Speaker(
        name=one.name,
        reason=_why(field, number, choices, kind) + _rival(choices[number]),
        id=hash_id("speaker", kind, " ".join(one.name.casefold().split())),
        kind=kind,
        role=role,
        affiliation=affiliation,
        country=first_country((affiliation, role, one.name if kind != "person" else None), field.passage.lang),
        span=(units.start[one.first], units.end[one.last - 1]),
    )


def _role(field: Field, number: int, choices: Sequence[Choice]) -> Role:
    """As this source gives it beside the name, else the first other of the same name that does."""
    name, units = choices[number].chosen.name, field.words.units
    same = [k for k, other in enumerate(choices) if other.chosen.name == name and other.chosen.how == "own"]
    for k in sorted(same, key=lambda k: (k != number, k)):
        source, one = field.attributions[k].source, choices[k].chosen
        span = (units.start[one.first], units.end[one.last - 1])
        found = role_beside(field.ruled.words, (source[0][0], source[-1][1]), span)
        if found != (None, None):
            return found
    return None, None


def _source_words(field: Field, number: int) -> str:
    inside = source_units(field.words, field.attributions[number])
    return field.words.phrase(inside.start, inside.stop, field.passage.text) if inside else ""


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
