"""Keys of sayings, part after part -> lots to be compared, in this process or in others; then each part is written.

Where others compare, the next part is prepared meanwhile, and meets what was prepared and not written yet too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from konon.ledger import schema
from konon.ledger.findings import Finding
from konon.ledger.held_outlines import HeldOutlines
from konon.ledger.judging import are_judged, carry_judgements
from konon.ledger.key_index import LedgerIndex, count_up, find_generation, put_sketches
from konon.ledger.link_rows import link_row, put_links
from konon.ledger.made_by import key_of_name
from konon.ledger.opening import Place
from konon.ledger.thread_rows import grow_threads, remake_threads
from konon.ledger.traced_sayings import load_speaking, saying_of
from konon.ledger.untraced import Untraced, prepare_untraced, still_untraced
from konon.network.loading import Floats
from konon.tracing.blocking import MemoryIndex, find_candidates
from konon.tracing.link import Link
from konon.tracing.lots import Lot, match_lot
from konon.tracing.matching import Matched, load_matcher
from konon.workforce import Done

PAIRS: Final = 250  # in a lot, at least, where there are so many
AHEAD: Final = 3  # parts that are prepared and not written

Pairs = tuple[tuple[int, int], ...]  # keys of sayings: an earlier one, and one of the article that is traced


@dataclass(frozen=True, slots=True)
class _LoadedSaying:
    """A saying of a pair, with the vector of its words."""

    finding: Finding
    vector: Floats


@dataclass(slots=True, kw_only=True)
class _LinkingPart:
    """Sayings that are written in one transaction. `found`: of each article the pairs that are compared."""

    fresh: list[Untraced]
    others: int | None  # times that others wrote before it was prepared; None: a part was changed that it has met
    sides: dict[int, _LoadedSaying]
    found: list[Pairs]
    asked: deque[list[Pairs]] = field(default_factory=deque)  # of each lot that is out
    compared: dict[Pairs, Matched] = field(default_factory=dict)


class LinkingRun:
    """Whoever does its `tasks` gives what came of each lot to `take`, in their order, and calls `finish` at a Done."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._parts: deque[_LinkingPart] = deque()  # prepared and not written, the oldest first
        self._written = 0
        self._held: HeldOutlines | None = None
        self._others = 0  # times that others had written when it was made

    def tasks(self, parts: Iterable[Sequence[int]]) -> Iterator[Lot | Done]:
        """The lots of each part, and behind them a Done."""
        for keys in parts:
            part = self._prepare(keys)
            self._parts.append(part)
            for pairs in _lots(part.found):
                part.asked.append(pairs)
                yield _make_lot(pairs, part.sides)
            yield Done(None)

    def is_full(self) -> bool:
        """Whether no further part is to be prepared before one is written."""
        return len(self._parts) >= AHEAD

    def take(self, matched: Sequence[Matched]) -> None:
        """What came of the oldest lot that is out."""
        part = self._parts[0]
        part.compared.update(zip(part.asked.popleft(), matched, strict=True))

    def finish(self) -> int:
        """Write the oldest part, all of whose lots were taken; how many sayings it has."""
        part = self._parts.popleft()
        with self._place.writing() as connection:
            others = self._count_others(connection)
            if others != part.others:
                self._look_again(connection, part, others)  # somebody else traced, or took something out
                for later in self._parts:  # which met this one as it was
                    later.others = None
            if part.fresh:
                rows = [row for pairs in part.found for row in _rows(pairs, part.compared[pairs], part.sides)]
                _write(connection, part.fresh, rows)
                self._written += 1
        return len(part.fresh)

    def _prepare(self, keys: Sequence[int]) -> _LinkingPart:
        with self._place.reading() as connection:
            others = self._count_others(connection)
            fresh = prepare_untraced(connection, keys)
            before = [one for part in self._parts for one in part.fresh]
            found, sides = _find_pairs(self._index(connection, others), fresh, before)
        return _LinkingPart(fresh=fresh, others=others, sides=sides, found=found)

    def _count_others(self, connection: Connection) -> int:
        """How often somebody wrote what tracing asks for, but for this run."""
        return find_generation(connection) - self._written

    def _index(self, connection: Connection, others: int) -> LedgerIndex:
        if self._held is None or others != self._others:  # what is in memory may have been erased since
            self._held, self._others = HeldOutlines(), others
        return LedgerIndex(connection, self._held)

    def _look_again(self, connection: Connection, part: _LinkingPart, others: int) -> None:
        """What is left of it, with what was traced meanwhile; what was compared before is not compared again."""
        left = set(still_untraced(connection, [one.key for one in part.fresh]))
        part.fresh = [one for one in part.fresh if one.key in left]
        part.found, part.sides = _find_pairs(self._index(connection, others), part.fresh)
        for pairs in part.found:
            if pairs not in part.compared:
                (part.compared[pairs],) = match_lot(_make_lot([pairs], part.sides), load_matcher())


def _find_pairs(
    traced: LedgerIndex, fresh: Sequence[Untraced], before: Sequence[Untraced] = ()
) -> tuple[list[Pairs], dict[int, _LoadedSaying]]:
    """Of each article, and what they are of; `before`: what is not in the ledger's index yet."""
    index = MemoryIndex(traced)
    whole = [one for one in fresh if not one.empty]
    for one in (*before, *whole):
        index.add(one.sketch)
    found = find_candidates([one.sketch for one in whole], index, load_matcher().likely)
    of_article: dict[int, list[tuple[int, int]]] = {}
    for one, others in zip(whole, found, strict=True):
        of_article.setdefault(one.article, []).extend((other, one.key) for other in others)
    sides = _load(traced, of_article.values(), [*before, *fresh])
    held = (tuple((a, b) for a, b in pairs if a in sides and b in sides) for pairs in of_article.values())
    return [pairs for pairs in held if pairs], sides


def _load(
    traced: LedgerIndex, found: Iterable[Sequence[tuple[int, int]]], held: Iterable[Untraced]
) -> dict[int, _LoadedSaying]:
    """All that the pairs are of, but for what was erased meanwhile; `held` were loaded before."""
    known = {one.key: _LoadedSaying(one.finding, one.sketch.vector) for one in held}
    keys = sorted({key for pairs in found for pair in pairs for key in pair} - known.keys())
    rows = traced.outlines(np.array(keys, np.int64))
    vectors = dict(zip(rows.numbers.tolist(), rows.vectors, strict=True))
    others = load_speaking(traced.connection, keys)
    return known | {key: _LoadedSaying(one, vectors[key]) for key, one in others.items() if key in vectors}


def _lots(found: Iterable[Pairs]) -> Iterator[list[Pairs]]:
    lot: list[Pairs] = []
    for pairs in found:
        lot.append(pairs)
        if sum(map(len, lot)) >= PAIRS:
            yield lot
            lot = []
    if lot:
        yield lot


def _make_lot(articles: Sequence[Pairs], sides: Mapping[int, _LoadedSaying]) -> Lot:
    places: dict[int, int] = {}
    for key in (key for pairs in articles for pair in pairs for key in pair):
        places.setdefault(key, len(places))
    return Lot(
        sayings=tuple(saying_of(sides[key].finding) for key in places),
        vectors=np.stack([sides[key].vector for key in places]),
        articles=tuple(tuple((places[a], places[b]) for a, b in pairs) for pairs in articles),
    )


def _rows(pairs: Pairs, matched: Matched, sides: Mapping[int, _LoadedSaying]) -> list[dict[str, Any]]:
    keys = {sides[key].finding.saying: key for pair in pairs for key in pair}
    linked = {frozenset((link.a, link.b)): link for link in matched.links}
    rows = []
    for a, b in matched.compared:
        unlinked = Link(a=a, b=b, relation="none", score=0.0)
        link = linked.get(frozenset((a, b)), unlinked)
        rows.append(link_row(keys[link.a], keys[link.b], link))
    return rows


def _write(connection: Connection, fresh: Sequence[Untraced], rows: Sequence[dict[str, Any]]) -> None:
    articles = {one.key: one.article for one in fresh}
    put_sketches(
        connection,
        [one.sketch for one in fresh],
        articles,
        key_of_name(connection, schema.tracers, load_matcher().name),
    )
    put_links(connection, rows)
    keys = [one.key for one in fresh]
    grow_threads(connection, keys)
    if are_judged(connection) and (carried := carry_judgements(connection, keys)):
        remake_threads(connection, {key for pair in carried for key in pair})
    count_up(connection)
