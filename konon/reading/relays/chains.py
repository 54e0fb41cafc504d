"""Article + attributions -> through which outlets each statement came, nearest to the article first.

The rules of runs say which outlets carried an attribution; a forest learned when they are right, and what they miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Final

from safetensors.numpy import load_file

from konon.errors import NetworkError
from konon.network.loading import VOCABULARY as FOLDER
from konon.network.trees import Forest
from konon.reading.relays.holding_features import BESIDE, Layout, Pair, lay_out, make_pairs, see_pairs
from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.runs import run_chains
from konon.reading.text.passage import Passage
from konon.reading.text.units import Units
from konon.records import Attribution, Relay, overlaps

FILE: Final = "holding.safetensors"


LEAST: Final = {True: 0.25, False: 0.4}  # chance from which an outlet holds: of English; of all others


def relay_chains(
    passage: Passage,
    attributions: Sequence[Attribution],
    speaker_names: Sequence[str | None],
    mentions: Sequence[OutletMention],
    units: Units,
) -> tuple[tuple[Relay, ...], ...]:
    """One chain for each of `attributions`, in their order; empty where nobody relays.

    `speaker_names` are the resolved names beside them: a relay holds for the run of statements of one speaker.
    `mentions` are those of `find_mentions` for the same attributions and `units`.
    """
    ruled = [m for m in mentions if m.kind != "found"]
    chains = run_chains(passage, attributions, speaker_names, ruled)
    if not len(units) or not mentions or not attributions:
        return chains
    layout = lay_out(passage, attributions, speaker_names, units, chains)
    pairs = make_pairs(layout, mentions)
    chances = load_holding().chances(see_pairs(layout, pairs, mentions))
    return decide(layout, pairs, chances.tolist())


def decide(layout: Layout, pairs: Sequence[Pair], chances: Sequence[float]) -> tuple[tuple[Relay, ...], ...]:
    """The rules' relays that hold, those beside their statement always, and then what else is likely enough."""
    least = LEAST[layout.passage.lang[:2] == "en"]
    chance = {(p.attribution, p.outlet): c for p, c in zip(pairs, chances, strict=True)}
    held: list[list[Relay]] = []
    for at, run in enumerate(layout.runs):
        kept = [r for o, r in run.items() if r.reason.endswith(BESIDE) or chance.get((at, o), 1.0) >= least]
        held.append(kept)
    for pair, value in sorted(zip(pairs, chances, strict=True), key=lambda one: -one[1]):
        relays = held[pair.attribution]
        near = _nearest(layout, pair)
        if value >= least and pair.outlet not in layout.runs[pair.attribution] and not _cut_of(near, relays):
            relays.append(_relay(layout, pair, near, value))
    return tuple(tuple(relays) for relays in held)


def _nearest(layout: Layout, pair: Pair) -> OutletMention:
    place = layout.places[pair.attribution]
    return min((m for m in (pair.before, pair.after) if m), key=lambda m: abs(m.span[0] - place))


def _cut_of(mention: OutletMention, relays: Sequence[Relay]) -> bool:
    """Whether a mention is another cut of a name that is taken already."""
    return any(overlaps(relay.spans, mention.span) for relay in relays)


def _relay(layout: Layout, pair: Pair, near: OutletMention, chance: float) -> Relay:
    """A relay that no rule gave, with the nearest place where it is named."""
    place = layout.places[pair.attribution]
    side = "before" if near is pair.before else "after"
    far = abs(layout.sentence(near.span[0]) - layout.sentence(place))
    where = f"{far} sentence{'s' * (far > 1)} {side}" if far else "in the same sentence"
    return Relay(name=near.name, spans=(near.span,), reason=f"{near.name} is named {where} (chance {chance:.2f})")


@cache
def load_holding(folder: Path = FOLDER) -> Forest:
    """The shipped forest."""
    try:
        parts = load_file(folder / FILE)
        return Forest(**{field.name: parts[field.name] for field in fields(Forest)})
    except Exception as why:  # safetensors raises bare ones
        raise NetworkError(f"damaged weights ({why})", name=str(folder / FILE), remedy="install konon again") from why
