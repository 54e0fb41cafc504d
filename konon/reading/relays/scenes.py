"""Chances of outlets, attribution by attribution -> each beside the rest of the article: what holds a scene together.

An interview, a column or a programme that an article retells carries all that its people say there, also where the
outlet is named far away, and in the headline before it is named at all. So each chance is seen beside those that the
same outlet has for the same speaker, for what stands before and behind, and for the article as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.reading.relays.holding_features import Ground, HeldPair
from konon.reading.relays.statements import same_speaker
from konon.reading.text.units import Floats

LIKELY: Final = 0.4  # chance above which an outlet is taken to have carried something
NEAR: Final = 3  # attributions on either side
DIGITS: Final = 4  # of a chance, so that the last bits of a CPU hardly ever decide anything
NEVER: Final = 40.0  # a distance where there is nothing
UNKNOWN: Final = -1.0  # a chance where there is nothing
SCENE: Final = 40

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldScene:
    """An article's attributions in their order (N), by its outlets (O)."""

    chances: Floats  # (N, O)
    likely: Bools  # (N, O)
    tops: Floats  # (O,), the highest chance of each
    means: Floats  # (O,)
    rival_tops: Floats  # (O,), the highest chance of any other
    rival_likely: Bools  # (N, O): whether any other is likely
    alike: Bools  # (N, N): whether one speaker has both
    sentences: NDArray[np.int64]  # (N,)
    paragraphs: NDArray[np.int64]  # (N,)


def see_in_scenes(ground: Ground, pairs: Sequence[HeldPair], chances: Sequence[float] | Floats, seen: Floats) -> Floats:
    """What `see_scenes` sees, and behind it what is `seen` of each pair for itself (pairs, SCENE + ...)."""
    return np.concatenate([see_scenes(ground, pairs, chances), seen], axis=1)


def see_scenes(ground: Ground, pairs: Sequence[HeldPair], chances: Sequence[float] | Floats) -> Floats:
    """(pairs, SCENE); `chances` of the pairs, each for itself."""
    columns = {outlet: k for k, outlet in enumerate(sorted({pair.outlet for pair in pairs}))}
    scene = _lay_scene(ground, [(ground.ranks[p.attribution], columns[p.outlet]) for p in pairs], chances, len(columns))
    rows = [_see(scene, ground.ranks[pair.attribution], columns[pair.outlet]) for pair in pairs]
    return np.array(rows, np.float32).reshape(len(rows), SCENE)


def _lay_scene(
    ground: Ground, cells: Sequence[tuple[int, int]], chances: Sequence[float] | Floats, width: int
) -> HeldScene:
    table = np.zeros((len(ground.order), width), np.float32)
    for cell, chance in zip(cells, np.round(chances, DIGITS), strict=True):
        table[cell] = chance
    places = [ground.places[at] for at in ground.order]
    tops, likely = table.max(0, initial=0.0), table > LIKELY
    return HeldScene(
        chances=table,
        likely=likely,
        tops=tops,
        means=table.mean(0),
        rival_tops=np.array([max(np.delete(tops, k), default=0.0) for k in range(width)], np.float32),
        rival_likely=likely.sum(1, keepdims=True) - likely > 0,
        alike=_alike([ground.speakers[at] for at in ground.order]),
        sentences=np.array([ground.sentence(place) for place in places]),
        paragraphs=np.array([ground.paragraph(place) for place in places]),
    )


def _alike(speakers: Sequence[str | None]) -> Bools:
    names = sorted({name for name in speakers if name})
    number = {name: k for k, name in enumerate(names)}
    same = np.eye(len(names), dtype=bool)
    for k, one in enumerate(names):
        for m in range(k):
            same[k, m] = same[m, k] = same_speaker(one, names[m])
    rows = np.array([number.get(name or "", -1) for name in speakers])
    found = same[np.ix_(rows, rows)] & (rows >= 0)[:, None] & (rows >= 0) if names else np.zeros((len(rows),) * 2, bool)
    return np.asarray(found & ~np.eye(len(rows), dtype=bool))


def _see(scene: HeldScene, at: int, outlet: int) -> list[float]:
    own = scene.chances[:, outlet]
    chance = float(own[at])
    return [
        chance,
        float(np.log((chance + 1e-3) / (1 - chance + 1e-3))),
        *_of_speaker(scene, at, own),
        *_beside(own, at),
        *_of_outlet(scene, at, outlet),
        *_from_likely(scene, at, outlet),
        *_likely_of_speaker(scene, at, outlet),
        at,
        at / max(len(own), 1),
        len(own),
        1.0 * (scene.paragraphs[at] <= 1),
        1.0 * (scene.sentences[at] == 0),
        float(own[:at].max(initial=0.0)),
        float(own[at:].max()),
        float(scene.chances[at].sum()),
    ]


def _of_speaker(scene: HeldScene, at: int, own: Floats) -> list[float]:
    """The outlet's chances where the same one speaks: last before and next with the steps there, most, mean, count."""
    mine = np.flatnonzero(scene.alike[at])
    before, behind = mine[mine < at], mine[mine > at]
    return [
        float(own[before[-1]]) if len(before) else UNKNOWN,
        float(at - before[-1]) if len(before) else NEVER,
        float(own[behind[0]]) if len(behind) else UNKNOWN,
        float(behind[0] - at) if len(behind) else NEVER,
        float(own[mine].max()) if len(mine) else UNKNOWN,
        float(own[mine].mean()) if len(mine) else UNKNOWN,
        float(len(mine)),
    ]


def _beside(own: Floats, at: int) -> list[float]:
    """Whoever speaks before and behind."""
    before, behind = own[max(0, at - NEAR) : at], own[at + 1 : at + 1 + NEAR]
    return [
        float(before[-1]) if len(before) else UNKNOWN,
        float(behind[0]) if len(behind) else UNKNOWN,
        float(own[max(0, at - NEAR) : at + 1 + NEAR].mean()),
        float(before.max(initial=0.0)),
        float(behind.max(initial=0.0)),
    ]


def _of_outlet(scene: HeldScene, at: int, outlet: int) -> list[float]:
    """The outlet in the article as a whole, and its rivals."""
    tops = scene.tops
    rival = max((float(chance) for k, chance in enumerate(scene.chances[at]) if k != outlet), default=0.0)
    return [
        float(tops[outlet]),
        float(scene.means[outlet]),
        float((tops > LIKELY).sum()),
        float((tops > tops[outlet]).sum()),
        rival,
        float(scene.rival_tops[outlet]),
        1.0 * (scene.chances[at, outlet] > rival),
    ]


def _from_likely(scene: HeldScene, at: int, outlet: int) -> list[float]:
    """How far the attributions are that the outlet likely carried, and whether another one carried some between."""
    likely = np.flatnonzero(scene.likely[:, outlet])
    before, behind = likely[likely < at], likely[likely > at]
    rivals = np.flatnonzero(scene.rival_likely[:at, outlet])
    return [
        float(len(before)),
        float(len(behind)),
        float(at - before[-1]) if len(before) else NEVER,
        float(behind[0] - at) if len(behind) else NEVER,
        float(scene.sentences[at] - scene.sentences[before[-1]]) if len(before) else NEVER,
        float(scene.sentences[behind[0]] - scene.sentences[at]) if len(behind) else NEVER,
        float(scene.paragraphs[at] - scene.paragraphs[before[-1]]) if len(before) else NEVER,
        1.0 * (len(rivals) > 0 and (not len(before) or rivals[-1] > before[-1])),
    ]


def _likely_of_speaker(scene: HeldScene, at: int, outlet: int) -> list[float]:
    """Whether it likely carried what the same one says elsewhere, and which share of it before and behind."""
    likely, mine = scene.likely[:, outlet], scene.alike[at]
    before, behind = likely[:at][mine[:at]], likely[at:][mine[at:]]
    return [
        1.0 * bool((likely & mine).any()),
        float(before.mean()) if len(before) else UNKNOWN,
        float(behind.mean()) if len(behind) else UNKNOWN,
    ]
