"""An article and one of its sources -> who may be meant by it, of all whom the article names."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from konon.reading.speakers.bearers import Bearer, Key, gather, holds, key_of, spells
from konon.reading.speakers.by_rules import Ruled
from konon.reading.speakers.naming import Names, source_units
from konon.reading.speakers.shapes import PRONOUNS, Words
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointed
from konon.records import Attribution

Floats = NDArray[np.float32]
Half = tuple[Floats, float]  # half of a vector, and its length
How = Literal["own", "words", "named", "rules", "nobody"]

NEAREST: Final = 24  # names that are looked at, of those nearest before a source
PERSON: Final = 0.5  # likelihood above which a name is a person's
LATER: Final = 3  # sentences by which a name that only follows is behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Who may be meant: by the source's own words, all of them, a name elsewhere, whom rules name, or nobody."""

    how: How
    name: str | None
    first: int = -1  # units of the name
    last: int = -1
    bearer: Bearer | None = None
    margin: float = 0.0  # how much speaks for an own name


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An article in which sources are resolved: all that does not change from one source to the next."""

    passage: Passage
    words: Words
    naming: Names
    bearers: tuple[Bearer, ...]
    by_key: dict[Key, Bearer]
    attributions: tuple[Attribution, ...]
    ruled: Ruled  # whom the rules name, one for each attribution
    pointed: tuple[Pointed | None, ...]  # where the network points from each
    sentence: tuple[int, ...]  # of each unit
    contents: frozenset[int]  # units that somebody said
    longer: dict[Key, tuple[Bearer, ...]]  # of each name those that have its words among theirs
    people: tuple[tuple[int, Key], ...]  # units at which persons are named, in order, and who
    # What was computed of units first to last, exclusive, for one source and holds for the next.
    halves: dict[tuple[int, int], tuple[Half, ...]] = dataclasses.field(default_factory=dict)
    names: dict[tuple[int, int], list[float]] = dataclasses.field(default_factory=dict)
    sexes: dict[Key, int] = dataclasses.field(default_factory=dict)

    def units_of(self, number: int) -> range:
        """Those of an attribution's source; where it has none, those of its cue or content."""
        one = self.attributions[number]
        inside = source_units(self.words, one)
        return inside or self.words.units.within((one.cue or one.content)[0])


def set_field(
    passage: Passage,
    words: Words,
    naming: Names,
    attributions: Sequence[Attribution],
    *,
    ruled: Ruled,
    pointed: Sequence[Pointed | None],
) -> Field:
    """The article with its sentences counted."""
    bearers = gather(words, passage.text, naming.mentions)
    contents = words.units.inside(span for one in attributions for span in one.content)
    return Field(
        passage=passage,
        words=words,
        naming=naming,
        bearers=bearers,
        by_key={one.key: one for one in bearers},
        attributions=tuple(attributions),
        ruled=ruled,
        pointed=tuple(pointed),
        sentence=tuple(bisect_right(passage.ends, start) for start in words.units.start),
        contents=frozenset(contents),
        longer={one.key: tuple(other for other in bearers if holds(other.key, one.key)) for one in bearers},
        people=tuple(sorted((m.first, one.key) for one in bearers if one.person > PERSON for m in one.mentions)),
    )


def find_candidates(field: Field, number: int) -> list[Contender]:
    """All who may be meant by a source; its own words come first, nobody last."""
    words, text = field.words, field.passage.text
    inside = source_units(words, field.attributions[number])
    pointing = is_pronoun(words, inside)
    own = () if pointing else field.naming.own[number]
    found: list[Contender] = []
    for one in own:
        bearer = field.by_key.get(key_of(words, one.first, one.last))
        name = words.phrase(one.first, one.last, text)
        found.append(Contender(how="own", name=name, first=one.first, last=one.last, bearer=bearer, margin=one.margin))
    if inside and not pointing and all((one.first, one.last) != (inside.start, inside.stop) for one in own):
        whole = words.phrase(inside.start, inside.stop, text)
        found.append(Contender(how="words", name=whole, first=inside.start, last=inside.stop))
    used: Key = key_of(words, own[0].first, own[0].last) if own else ()
    taken = {one.bearer.key for one in found if one.bearer}
    at = field.units_of(number).start
    near = sorted((b for b in field.bearers if b.key not in taken), key=lambda b: _distance(field, b, at))
    related = [b for b in near[NEAREST:] if used and own[0].margin > 0 and _related(used, b.key)]
    for other in (*near[:NEAREST], *related):
        first = other.mentions[0]
        found.append(Contender(how="named", name=other.name, first=first.first, last=first.last, bearer=other))
    by_rules = _by_rules(field, number)
    if by_rules and not any(_called(one) == _called(by_rules) for one in found):
        found.append(by_rules)
    return [*found, Contender(how="nobody", name=None)]


def _called(one: Contender) -> str | None:
    return None if one.name is None else " ".join(one.name.casefold().split())


def _by_rules(field: Field, number: int) -> Contender | None:
    """Whom the rules name, where that is a name of the article."""
    speaker = field.ruled.speakers[number]
    if speaker.name is None or field.ruled.silent:
        return None
    inside = field.words.units.within(speaker.span) if speaker.span else range(0)
    if not inside:
        return Contender(how="rules", name=speaker.name)
    bearer = field.by_key.get(key_of(field.words, inside.start, inside.stop))
    return Contender(how="rules", name=speaker.name, first=inside.start, last=inside.stop, bearer=bearer)


def is_pronoun(words: Words, inside: Sequence[int]) -> bool:
    """Whether the units are nothing but a pronoun."""
    phrase = " ".join(words.low[k] for k in inside)
    return any(phrase in words.lexicon.among(f"pronouns.{name}") for name in PRONOUNS)


def _related(one: Key, other: Key) -> bool:
    return holds(one, other) or holds(other, one) or spells(one, other) or spells(other, one)


def _distance(field: Field, bearer: Bearer, at: int) -> tuple[float, int]:
    """Sentences from the nearest mention before a unit; one that only follows is behind."""
    before = [m.first for m in bearer.mentions if m.first < at]
    if before:
        return field.sentence[at] - field.sentence[before[-1]], at - before[-1]
    first = bearer.mentions[0].first
    return LATER + field.sentence[first] - field.sentence[at], first - at
