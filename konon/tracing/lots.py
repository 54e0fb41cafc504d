"""Lots of pairs of sayings, each for one process -> what matching says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from konon.network.loading import Floats
from konon.tracing.matching import Matched, Matcher, load_matcher
from konon.tracing.saying import Saying

LOT_WORKER: Final = "konon.tracing.lots:make_lot_worker"


@dataclass(frozen=True, slots=True)
class Lot:
    """`articles`: for each the pairs of places in `sayings` that are compared together, being one another's rivals."""

    sayings: tuple[Saying, ...]
    vectors: Floats  # (sayings, WIDTH)
    articles: tuple[tuple[tuple[int, int], ...], ...]


def match_lot(lot: Lot, matcher: Matcher) -> list[Matched]:
    """One for each article."""
    return [_match_article(lot, pairs, matcher) for pairs in lot.articles]


def _match_article(lot: Lot, pairs: Sequence[tuple[int, int]], matcher: Matcher) -> Matched:
    held = list(dict.fromkeys(place for pair in pairs for place in pair))
    places = {place: number for number, place in enumerate(held)}
    told = [matcher.prepare(lot.sayings[place], lot.vectors[place]) for place in held]
    return matcher.match_pairs(told, [(places[a], places[b]) for a, b in pairs])


def make_lot_worker() -> Callable[[Lot], list[Matched]]:
    """What a worker does."""
    matcher = load_matcher()
    return lambda lot: match_lot(lot, matcher)
