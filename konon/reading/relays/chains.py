"""Article + attributions -> through which outlets each statement came, nearest to the article first.

Two forests that learned from gold say which outlets carried an attribution: one pair by pair, one by the scene that a
pair stands in. In English they decide wherever an outlet is not named in the very clause; in other languages all that
the rules of runs hold stays, and the forests add to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from konon.network.loading import VOCABULARY as FOLDER
from konon.network.trees import Forest
from konon.reading.relays.holding_features import AUDIENCES, BESIDE, Ground, HeldPair, lay_out, make_pairs, see_pairs
from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.name_edges import is_short_for
from konon.reading.relays.runs import run_chains
from konon.reading.relays.scenes import see_in_scenes
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointed
from konon.reading.text.units import Floats, Units
from konon.records import Attribution, Relay, overlaps

FILE: Final = "holding.onnx"
SCENES_FILE: Final = "scenes.onnx"

LEAST: Final = {True: 0.3, False: 0.5}  # chance from which an outlet is taken: in English; in all others
TAIL: Final = 3  # units behind a cue in which whom it is said to is named
AGAINST_RULES: Final = 0.8  # in all others, for one that a rule knows and holds to have carried something else


def relay_chains(
    passage: Passage,
    attributions: Sequence[Attribution],
    speaker_names: Sequence[str | None],
    mentions: Sequence[OutletMention],
    units: Units,
    *,
    known: Floats,
    pointed: Sequence[Pointed | None],
) -> tuple[tuple[Relay, ...], ...]:
    """One chain for each of `attributions`, in their order; empty where nobody relays.

    `speaker_names` are the resolved names beside them: a relay holds for the run of statements of one speaker.
    `mentions` are those of `find_mentions` for the same attributions and `units`, `known` is
    what `see_units` gave of these, `pointed` where the network points from each.
    """
    ruled = [m for m in mentions if m.kind != "found"]
    chains = run_chains(passage, attributions, speaker_names, ruled)
    if not len(units) or not mentions or not attributions:
        return chains
    ground = lay_out(passage, attributions, speaker_names, units, known=known, chains=chains, pointed=pointed)
    pairs = make_pairs(ground, mentions)
    return decide(ground, pairs, _chances(ground, pairs, see_pairs(ground, pairs, mentions)).tolist())


def _chances(ground: Ground, pairs: Sequence[HeldPair], seen: Floats) -> Floats:
    """How likely each pair is right (pairs,): first each for itself, then in its scene."""
    alone = load_forest(FILE).chances(seen)
    return load_forest(SCENES_FILE).chances(see_in_scenes(ground, pairs, alone, seen))


def decide(ground: Ground, pairs: Sequence[HeldPair], chances: Sequence[float]) -> tuple[tuple[Relay, ...], ...]:
    """The outlets that are likely enough, beside the rules' where these have a say."""
    english = ground.passage.lang[:2] == "en"
    held = [[r for r in run.values() if not english or r.reason.endswith(BESIDE)] for run in ground.runs]
    for pair, chance in sorted(zip(pairs, chances, strict=True), key=lambda one: -one[1]):
        relays, near = held[pair.attribution], _nearest(ground, pair)
        ruled = ground.runs[pair.attribution].get(pair.outlet)
        wanted = LEAST[english] if english or near.kind == "found" else AGAINST_RULES
        if chance < wanted or (english and _said_to_others(ground, pair.attribution, near)):
            continue
        if (
            ruled not in relays
            and not _cut_of(near, relays)
            and not _known_as(ruled.name if ruled else near.name, relays)
        ):
            relays.append(ruled or _relay(ground, pair, near, chance))
    return tuple(_nearest_first(relays, run) for relays, run in zip(held, ground.runs, strict=True))


def _nearest_first(relays: Sequence[Relay], run: Mapping[str, Relay]) -> tuple[Relay, ...]:
    """The rules know which of two handed on what the other had; those of the forest come behind, likeliest first."""
    order = list(run.values())
    return tuple(sorted(relays, key=lambda relay: order.index(relay) if relay in order else len(order)))


def _said_to_others(ground: Ground, at: int, near: OutletMention) -> bool:
    """Whether the cue leads to an audience (`told reporters`) and the outlet is named in another sentence."""
    if ground.sentence(near.span[0]) == ground.sentence(ground.places[at]):
        return False
    cue = ground.attributions[at].cue
    ranges = [ground.units.within(span) for span in cue]
    return any(ground.known[units.start : units.stop + TAIL, AUDIENCES].any() for units in ranges)


def _nearest(ground: Ground, pair: HeldPair) -> OutletMention:
    place = ground.places[pair.attribution]
    return min((m for m in (pair.before, pair.after) if m), key=lambda m: abs(m.span[0] - place))


def _cut_of(mention: OutletMention, relays: Sequence[Relay]) -> bool:
    """Whether a mention is another cut of a name that is taken already."""
    return any(overlaps(relay.spans, mention.span) for relay in relays)


def _known_as(name: str, relays: Sequence[Relay]) -> bool:
    """Whether the outlet is taken already by its initials, or by what these stand for."""
    return any(is_short_for(name, one.name) or is_short_for(one.name, name) for one in relays)


def _relay(ground: Ground, pair: HeldPair, near: OutletMention, chance: float) -> Relay:
    """A relay that no rule gave, with the nearest place where it is named."""
    place = ground.places[pair.attribution]
    side = "before" if near is pair.before else "after"
    far = abs(ground.sentence(near.span[0]) - ground.sentence(place))
    where = f"{far} sentence{'s' * (far > 1)} {side}" if far else "in the same sentence"
    return Relay(name=near.name, spans=(near.span,), reason=f"{near.name} is named {where} (chance {chance:.2f})")


@cache
def load_forest(name: str, folder: Path = FOLDER) -> Forest:
    """One of the shipped forests, by its file."""
    return Forest(folder / name)
