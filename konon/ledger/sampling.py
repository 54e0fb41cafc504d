"""A question -> some of its claims to be checked by hand: as many of each kind, the same on every machine.

Which are drawn is decided by hashes of their ids and the seed. Kinds that are too few to be told apart go together as
"others", so that each has four at least where there are as many; up to four kinds are always told apart. What people
added is not among them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, literal, select

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import is_among
from konon.ledger.queries import Query, plan_keys
from konon.records import hash_id

FEWEST = 4  # of a kind, where there are many kinds; and kinds
OTHERS = "others"
NONE = "none"
BINS = 10  # of the reader's confidence
AT_ONCE = 5_000  # keys in one question

Entry = tuple[int, int, int]  # hash, 0 where it is shown by default, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A claim to be checked, by its key; `claims`: how many of its kind the question finds."""

    key: int
    stratum: str
    claims: int


def draw(connection: Connection, query: Query, most: int, by: str, seed: int) -> list[Drawn]:
    """At most `most`, one of each kind in turn, so that the beginning of the list is a sample too.

    Some hundred bytes a claim are held. UsageError where `by` is not one of `STRATA`.
    """
    if by not in STRATA:
        raise UsageError("nothing to draw by", name=by[:40], remedy=f"choose from {', '.join(STRATA)}")
    found: dict[str, list[Entry]] = defaultdict(list)
    for kind, entry in _entries(connection, query, by, seed):
        found[kind].append(entry)
    kept = _kept(
        Counter({kind: len(entries) for kind, entries in found.items()}), max(most // FEWEST, min(most, FEWEST))
    )
    together: dict[str, list[Entry]] = defaultdict(list)
    for kind, entries in found.items():
        together[kind if kind in kept else OTHERS] += entries
    queues = {kind: sorted(entries, reverse=True) for kind, entries in sorted(together.items())}
    return _in_turn(queues, {kind: len(entries) for kind, entries in queues.items()}, most)


def _entries(connection: Connection, query: Query, by: str, seed: int) -> Iterator[tuple[str, Entry]]:
    c, a, g, r = schema.claims, schema.attributions, schema.readings, schema.readers
    column, names_of = STRATA[by]
    person = select(g.c.key).join(r, r.c.key == g.c.reader).where(r.c.name == schema.PERSON)
    names = names_of(connection)
    asked = plan_keys(connection, query)
    keys = connection.execute(asked.statement, asked.values).scalars().all()
    for some in in_chunks(keys, AT_ONCE):
        rows = select(c.c.key, c.c.current, a.c.id, column.label("kind")).join(a, a.c.key == c.c.attribution)
        for row in connection.execute(rows.where(is_among(connection, c.c.key, some), c.c.reading.not_in(person))):
            kind = row.kind if names is None else names.get(row.kind)
            label = _confidence(float(kind or 0)) if by == "confidence" else str(kind if kind is not None else NONE)
            yield label, (int(hash_id("sample", seed, row.id), 16), 1 - row.current, row.key)


def _kept(sizes: Counter[str], most: int) -> set[str]:
    """The kinds that are told apart: the most frequent, and all where they are few."""
    if len(sizes) <= most:
        return set(sizes)
    return set(sorted(sizes, key=lambda kind: (-sizes[kind], kind))[: most - 1])


def _in_turn(queues: Mapping[str, list[Entry]], totals: Mapping[str, int], most: int) -> list[Drawn]:
    drawn: list[Drawn] = []
    while len(drawn) < most and any(queues.values()):
        for kind, queue in queues.items():
            if queue and len(drawn) < most:
                drawn.append(Drawn(key=queue.pop()[-1], stratum=kind, claims=totals[kind]))
    return drawn


# What the value of a claim's column is called; None: as it stands.


def _as_it_stands(_: Connection) -> None:
    return None


def _speakers(connection: Connection) -> dict[Any, str]:
    a, s = schema.aliases, schema.speakers
    rows = connection.execute(select(a.c.key, s.c.name, s.c.id).join(s, s.c.key == a.c.speaker))
    return {row.key: f"{row.name} ({row.id})" for row in rows}


def _kinds(connection: Connection) -> dict[Any, str]:
    a, s = schema.aliases, schema.speakers
    rows = connection.execute(select(a.c.key, s.c.kind).join(s, s.c.key == a.c.speaker))
    return {row.key: row.kind or NONE for row in rows}


def _outlets(connection: Connection) -> dict[Any, str]:
    o, p = schema.outlets, schema.publishers
    rows = connection.execute(select(o.c.key, p.c.name).join(p, p.c.key == o.c.publisher))
    return {row.key: row.name for row in rows}


def _relayed(connection: Connection) -> dict[Any, str]:
    r = schema.relays
    return dict.fromkeys(connection.execute(select(r.c.claim).distinct()).scalars(), "with a relay")


def _readers(connection: Connection) -> dict[Any, str]:
    g, r = schema.readings, schema.readers
    rows = connection.execute(select(g.c.key, r.c.name).join(r, r.c.key == g.c.reader))
    return {row.key: row.name for row in rows}


def _confidence(value: float) -> str:
    low = min(BINS - 1, int(value * BINS)) / BINS
    return f"{low:.1f} to {low + 1 / BINS:.1f}"


_C = schema.claims.c
STRATA: dict[str, tuple[Any, Callable[[Connection], dict[Any, str] | None]]] = {
    **{name: (_C[name], _as_it_stands) for name in (*schema.LABELLED, "lang", "confidence")},
    "speaker": (_C.speaker, _speakers),
    "kind": (_C.speaker, _kinds),
    "outlet": (_C.outlet, _outlets),
    "relay": (_C.key, _relayed),
    "month": (func.substr(_C.published, 1, 7), _as_it_stands),
    "reader": (_C.reading, _readers),
    "nothing": (literal("all"), _as_it_stands),
}
