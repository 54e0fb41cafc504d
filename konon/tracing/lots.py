"""Lots of pairs of sayings, each for one process -> what matching says of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from konon.network.loading import Floats
from konon.tracing.matching import Matched, Matcher, load_matcher
from konon.tracing.saying import Saying

LOT_WORKER: Final = "konon.tracing.lots:make_lot_worker"
BEHIND: Final = 5  # steps of a process's priority


@dataclass(frozen=True, slots=True)
class Lot:
    """`articles`: for each the pairs of places in `sayings` that are compared together, being one another's rivals."""

    sayings: tuple[Saying, ...]
    vectors: Floats  # (sayings, WIDTH)
    articles: tuple[tuple[tuple[int, int], ...], ...]


def match_lot(lot: Lot, matcher: Matcher) -> list[Matched]:
    """One for each article."""
    told = [matcher.prepare(saying, vector) for saying, vector in zip(lot.sayings, lot.vectors, strict=True)]
    return [matcher.match_pairs(told, pairs) for pairs in lot.articles]


def make_lot_worker() -> Callable[[Lot], list[Matched]]:
    """What a worker does, after whoever makes the lots: all others wait for that one."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    matcher = load_matcher()
    return lambda lot: match_lot(lot, matcher)
