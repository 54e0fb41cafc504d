"""Claims of a question -> some of them to be checked by hand: as many of each kind, the same on every machine.

Which are drawn is decided by hashes of their ids and the seed. Kinds that are too few to be told apart go together as
"others", so that each has four at least where there are as many; up to four kinds are always told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappush, heappushpop

from konon.ledger.claim_rows import ClaimRow
from konon.records import hash_id

FEWEST = 4  # of a kind, where there are many kinds; and kinds
OTHERS = "others"
NONE = "none"
BINS = 10  # of the reader's confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A claim to be checked, by its key; `claims`: how many of its kind the question finds."""

    key: int
    stratum: str
    claims: int


def _speaker(row: ClaimRow) -> str:
    return f"{row.speaker_name} ({row.speaker})" if row.speaker else NONE


def _confidence(row: ClaimRow) -> str:
    low = min(BINS - 1, int(row.confidence * BINS)) / BINS
    return f"{low:.1f} to {low + 1 / BINS:.1f}"


STRATA: dict[str, Callable[[ClaimRow], str]] = {
    "certainty": lambda row: row.certainty,
    "polarity": lambda row: row.polarity,
    "act": lambda row: row.act,
    "quotation": lambda row: row.quotation,
    "speaker": _speaker,
    "kind": lambda row: row.speaker_kind or NONE,
    "outlet": lambda row: row.outlet_name or NONE,
    "relay": lambda row: "with a relay" if row.relays else NONE,
    "lang": lambda row: row.lang,
    "month": lambda row: (row.published or NONE)[:7],
    "confidence": _confidence,
    "reader": lambda row: row.reader,
    "nothing": lambda row: "all",
}


def draw(rows: Callable[[], Iterable[ClaimRow]], most: int, by: str, seed: int) -> list[Drawn]:
    """At most `most`, one of each kind in turn, so that the beginning of the list is a sample too.

    `rows` is asked twice; what is held does not grow with the claims, but with `most` and the number of kinds.
    """
    kind_of = STRATA[by]
    sizes = Counter(kind_of(row) for row in rows())
    kept = _kept(sizes, max(most // FEWEST, min(most, FEWEST)))
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)  # of each kind the smallest hashes, with their keys
    for row in rows():
        heap, entry = (
            held[kept.get(kind_of(row), OTHERS)],
            (-int(hash_id("sample", seed, row.id, row.version), 16), row.key),
        )
        heappush(heap, entry) if len(heap) < most else heappushpop(heap, entry)
    totals: Counter[str] = Counter()
    for kind, size in sizes.items():
        totals[kept.get(kind, OTHERS)] += size
    queues = {kind: sorted(heap) for kind, heap in sorted(held.items())}
    return _in_turn(queues, totals, most)


def _kept(sizes: Counter[str], most: int) -> dict[str, str]:
    """The kinds that are told apart: the most frequent, and all where they are few."""
    if len(sizes) <= most:
        return {kind: kind for kind in sizes}
    best = sorted(sizes, key=lambda kind: (-sizes[kind], kind))[: most - 1]
    return {kind: kind for kind in best}


def _in_turn(queues: dict[str, list[tuple[int, int]]], totals: Counter[str], most: int) -> list[Drawn]:
    drawn: list[Drawn] = []
    while len(drawn) < most and any(queues.values()):
        for kind, queue in queues.items():
            if queue and len(drawn) < most:
                drawn.append(Drawn(key=queue.pop()[1], stratum=kind, claims=totals[kind]))
    return drawn
