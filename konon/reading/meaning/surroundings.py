"""Attribution + its signs -> what the head of factuality looks at: named traits, and units with their place.

Traits have names that are the same in every language; the units' vectors are the network's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from konon.reading.meaning.signs import Sign, Signs
from konon.reading.meaning.verdicts import NEAR, Verdict, stands_below
from konon.reading.text.passage import Passage
from konon.reading.text.units import Units
from konon.records import Attribution

PLACES: Final = 8  # kinds of place a unit may have, 0 for none
CONTENT, OPENING, BEFORE, AFTER, SOURCE, CUE, LEADING = range(1, PLACES)
LENGTHS: Final = (1, 2, 4, 8, 16, 32)  # tokens of a content


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is said, how, and what stands around it."""

    traits: frozenset[str]
    units: tuple[int, ...]  # numbers of units, in text order
    places: tuple[int, ...]  # of each: where it stands


def look_around(
    passage: Passage, attribution: Attribution, signs: Signs, verdict: Verdict, units: Units
) -> Surroundings:
    """Never raises; without units only traits."""
    places = _places(attribution, units)
    return Surroundings(
        traits=frozenset({f"lang:{passage.words.lang}", *_outward(attribution, signs, verdict), *_inward(signs)}),
        units=tuple(sorted(places)),
        places=tuple(places[unit] for unit in sorted(places)),
    )


def _places(attribution: Attribution, units: Units) -> dict[int, int]:
    """Where the units in and beside an attribution stand; of a long content those of its beginning."""
    content, cue = units.inside(attribution.content), units.inside(attribution.cue)
    found = dict.fromkeys(content[:40], CONTENT) | dict.fromkeys(content[:3], OPENING)
    beside = [(content[:1], (-2, -1), BEFORE), (content[-1:], (1, 2), AFTER)]
    for edge, steps, place in beside:
        for unit in (edge[0] + step for step in steps if edge):
            found.setdefault(unit, place)
    found |= dict.fromkeys(units.inside(attribution.source)[:6], SOURCE) | dict.fromkeys(cue[:8], CUE)
    for unit in (cue[0] - step for step in (1, 2) if cue):
        found.setdefault(unit, LEADING)
    return {unit: place for unit, place in found.items() if 0 <= unit < len(units)}


def _outward(attribution: Attribution, signs: Signs, verdict: Verdict) -> Iterator[str]:
    """What the rules say, and of the attribution's form."""
    yield from (f"rule:{verdict.certainty}", f"rule:{verdict.polarity}", f"rule:{verdict.act}")
    yield f"cue:{signs.cue.name if signs.cue else 'none'}"
    yield f"quotation:{attribution.quotation}"
    marks = {
        "no cue": not attribution.cue,
        "owned": signs.owned,
        "opens quoted": signs.quoted,
        "hearsay": bool(signs.hearsay),
        "nobody": bool(signs.nobody),
        "asks": any(signs.asks),
        "asks first": bool(signs.asks) and signs.asks[0],
        "asks last": bool(signs.asks) and signs.asks[-1],
        "asks throughout": bool(signs.asks) and all(signs.asks),
    }
    yield from (name for name, holds in marks.items() if holds)
    yield from (f"{kind} in the cue" for kind in signs.cue_kinds)


def _inward(signs: Signs) -> Iterator[str]:
    """What stands in the content, and how much."""
    for sign in signs.found:
        yield from (f"{kind} {where}" for where in _standing(signs, sign) for kind in sign.kinds)
    long = sum(map(len, signs.sentences))
    yield from (f"longer than {length}" for length in LENGTHS if long > length)
    if len(signs.sentences) > 1:
        yield "sentences"
    if signs.sentences and signs.sentences[0][:1] and signs.sentences[0][0].capital:
        yield "capital"


def _standing(signs: Signs, sign: Sign) -> Iterator[str]:
    """Where a sign stands in its sentence."""
    if sign.sentence:
        yield "later"
        return
    yield "first"
    if not stands_below(signs, sign):
        yield "main"
    if sign.at < NEAR:
        yield "near"
    if sign.at == 0:
        yield "opens"
