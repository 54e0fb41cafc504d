"""Attributions x outlets -> what the network's pointing says of them, for the forest to weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.name_edges import squeeze_outlet
from konon.reading.text.pointing import Pointed
from konon.reading.text.units import Floats, Units

POINTED: Final = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """Of each attribution A and outlet O of an article how much the network points from one to the other."""

    pointed: Sequence[Pointed | None]
    columns: Mapping[str, int]  # outlets, squeezed
    shares: Floats  # (A, O)
    none: Floats  # (A,) that no outlet in its window is meant
    carried: Floats  # (A,) that any outlet carried it
    order: Sequence[int]  # attributions by place
    ranks: Sequence[int]  # of each its place in that order


def sight_outlets(
    units: Units,
    pointed: Sequence[Pointed | None],
    mentions: Sequence[OutletMention],
    order: Sequence[int],
    ranks: Sequence[int],
) -> Sighted:
    """All attributions before all outlets; an outlet's share is that of all its mentions."""
    places: dict[str, set[int]] = {}
    for mention in mentions:
        places.setdefault(squeeze_outlet(mention.name), set()).update(units.within(mention.span))
    shares = [[one.carries(held) if one else 0.0 for held in places.values()] for one in pointed]
    return Sighted(
        pointed=pointed,
        columns={outlet: number for number, outlet in enumerate(places)},
        shares=np.array(shares, np.float32).reshape(len(pointed), len(places)),
        none=np.array([one.none if one else 1.0 for one in pointed], np.float32),
        carried=np.array([one.carried if one else 0.0 for one in pointed], np.float32),
        order=order,
        ranks=ranks,
    )


def see_pointed(
    sighted: Sighted, units: Units, at: int, outlet: str, sides: Sequence[OutletMention | None]
) -> list[float]:
    """What is pointed to from one attribution and from those beside it; `sides` are the mentions before and after."""
    column, pointed, rank = sighted.columns[outlet], sighted.pointed[at], sighted.ranks[at]
    shares, carried = sighted.shares, sighted.carried
    before, after, earlier = (_neighbour(sighted, rank + step) for step in (-1, 1, -2))
    own = float(shares[at, column])
    rival = max((float(shares[at, k]) for k in range(shares.shape[1]) if k != column), default=0.0)
    return [
        own,
        *(pointed.carries(units.within(side.span)) if pointed and side else 0.0 for side in sides),
        float(sighted.none[at]),
        float(carried[at]),
        1.0 * (pointed is not None),
        own - rival,
        *_of(before, carried, shares[:, column]),
        1.0 if before is None else float(sighted.none[before]),
        *_of(after, carried, shares[:, column]),
        *reversed(_of(earlier, carried, shares[:, column])),
        float(shares[:, column].max()),
        float(shares[:, column].mean()),
        float(carried.mean()),
    ]


def _neighbour(sighted: Sighted, rank: int) -> int | None:
    return sighted.order[rank] if 0 <= rank < len(sighted.order) else None


def _of(at: int | None, *columns: Floats) -> list[float]:
    return [0.0 if at is None else float(column[at]) for column in columns]
