"""A reading's attributions and those of earlier readers of the same text -> which of them are one saying.

A saying is one claim of one version of an article, whoever read it. Attributions are one saying where their contents
share at least half the letters of each. Every attribution is given its saying when it is added, and a new saying goes
to each attribution of one reader that finds its own taken, best overlap first. So a claim is of one saying only,
whatever later readers overlap with, and no reader has two claims of one saying. An attribution keeps its saying for
ever, but where a reader has two of a saying, which two readers before it had one each of: then the one that was added
later becomes a saying of its own, split from the other.

A saying's id is a hash of the article, its text and the content of the attribution that came first. It is the same on
every machine where the readings come in the same order. In another order it is the same wherever the readers agree on
the content; where they do not, it is that of whoever came first. The ids of all its attributions lead to it as well.

What a later reader made of a saying is written to `changes`: `split` where at least half of a new saying lies in an
older one, `join` where at least half of an older saying, which has no claim now, lies in a claim of another one.

Rows that point at sayings (links, judgements, corrections) keep pointing at the saying they were made of, and are never
moved: who reads them asks `find_heirs` which sayings speak for it now. A saying with a claim of the newest reader
speaks for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, or_, select

from konon.ledger import schema
from konon.records import Spans, hash_id

Id = TypeVar("Id", int, str)

HALF = 0.5
MANY = 3  # ids of one beginning are too many
_BEGINNING = re.compile(r"[0-9a-f]{4,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a reader made of earlier sayings, all by their ids."""

    verb: str  # split: `target` from `source`; join: `source` into `target`
    source: str
    target: str
    reader: str
    at: str


@dataclass(slots=True, kw_only=True)
class Assigned:
    """Which saying each of a reading's attributions is of, by the attributions' ids."""

    known: dict[str, int]  # of a saying that was there
    fresh: list[str]  # of a new one; attributions that were there may be among them
    splits: list[tuple[int, str]] = field(default_factory=list)  # an earlier saying, and what was split from it
    joins: list[tuple[int, str]] = field(default_factory=list)  # an earlier saying, and what it lies in now


def saying_id(article: str, text_hash: str, content: str, nth: int = 0) -> str:
    """`content`: spans as JSON; `nth`: of several with the very same content, as one reader may have."""
    return hash_id("saying", article, text_hash, content, *([nth] if nth else []))


def shared_letters(one: Spans, other: Spans) -> int:
    """Code points that both cover."""
    return sum(max(0, min(e, end) - max(s, start)) for s, e in one for start, end in other)


def size(spans: Spans) -> int:
    """Code points covered."""
    return sum(end - start for start, end in spans)


def assign(found: Mapping[str, Spans], held: Mapping[str, tuple[int, Spans]]) -> Assigned:
    """`found`: contents of a reading by attribution id; `held`: saying and content of every earlier attribution.

    An attribution that was there keeps its saying, if none that was there before it has the same in this reading; of
    the others the best overlap chooses first.
    """
    known: dict[str, int] = {}
    taken: set[int] = set()
    for id_, (saying, _) in held.items():
        if id_ in found and saying not in taken:
            known[id_] = saying
            taken.add(saying)
    others = {id_: content for id_, content in found.items() if id_ not in held}
    for _, id_, saying in _pairs(others, held):
        if id_ not in known and saying not in taken:
            known[id_] = saying
            taken.add(saying)
    assigned = Assigned(known=known, fresh=[id_ for id_ in found if id_ not in known])
    for id_ in assigned.fresh:
        if (old := _around(found[id_], held.values())) is not None:
            assigned.splits.append((old, id_))
    for saying, content in held.values():
        into = None if saying in taken else _around(content, found.items())
        if into is not None and (saying, into) not in assigned.joins:
            assigned.joins.append((saying, into))
    return assigned


def _pairs(
    found: Mapping[str, Spans], held: Mapping[str, tuple[int, Spans]]
) -> list[tuple[tuple[float, int], str, int]]:
    """Attributions with the sayings they may be of: the most alike first, then in the order of `found`."""
    pairs = []
    for place, (id_, content) in enumerate(found.items()):
        for saying, other in held.values():
            shared = shared_letters(content, other)
            if shared and shared >= HALF * max(size(content), size(other)):
                likeness = shared / (size(content) + size(other) - shared)
                pairs.append(((-likeness, place), id_, saying))
    return sorted(pairs)


def _around(content: Spans, others: Iterable[tuple[Id, Spans]]) -> Id | None:
    """The one of `others` that holds the most of `content`, at least half of it."""
    best: tuple[int, Id | None] = (0, None)
    for id_, other in others:
        shared = shared_letters(content, other)
        if shared >= HALF * size(content) and shared > best[0]:
            best = (shared, id_)
    return best[1]


def find_sayings(connection: Connection, id_: str) -> list[int]:
    """Keys of the sayings that an id of a saying or an attribution leads to; one of each version that has it."""
    a, s = schema.attributions, schema.sayings
    asked = select(s.c.key).where(s.c.id == id_).union(select(a.c.saying).where(a.c.id == id_, a.c.saying.is_not(None)))
    return [int(key) for key in connection.execute(asked).scalars()]


def find_by_beginning(connection: Connection, start: str) -> dict[str, list[int]]:
    """Ids of sayings that begin so, or to which an attribution that does leads -> their keys."""
    a, s = schema.attributions, schema.sayings
    if not _BEGINNING.fullmatch(start):
        return {}
    end = f"{start}g"  # behind every hexadecimal digit
    own = select(s.c.id, s.c.key).where(s.c.id >= start, s.c.id < end).limit(MANY)
    read = select(a.c.id, a.c.saying).where(a.c.id >= start, a.c.id < end, a.c.saying.is_not(None)).limit(MANY)
    found: dict[str, list[int]] = {}
    for id_, key in (*connection.execute(own), *connection.execute(read)):
        if id_.startswith(start):
            found.setdefault(id_, []).append(int(key))
    return found


def find_heirs(connection: Connection, sayings: Collection[int]) -> set[int]:
    """`sayings` with all that changes tie to them, directly or through others."""
    d = schema.changes
    found, fresh = set(sayings), set(sayings)
    while fresh:
        asked = select(d.c.source, d.c.target).where(or_(d.c.source.in_(fresh), d.c.target.in_(fresh)))
        fresh = {key for row in connection.execute(asked) for key in row} - found
        found |= fresh
    return found


def load_changes(connection: Connection, sayings: Collection[int]) -> list[Change]:
    """Those in which any of `sayings` is, the oldest first."""
    d, g, r = schema.changes, schema.readings, schema.readers
    source, target = schema.sayings.alias(), schema.sayings.alias()
    asked = (
        select(d.c.verb, source.c.id.label("source"), target.c.id.label("target"), r.c.name.label("reader"), d.c.at)
        .join(source, source.c.key == d.c.source)
        .join(target, target.c.key == d.c.target)
        .join(g, g.c.key == d.c.reading)
        .join(r, r.c.key == g.c.reader)
        .where(or_(d.c.source.in_(sayings), d.c.target.in_(sayings)))
        .order_by(d.c.key)
    )
    return [Change(**row._mapping) for row in connection.execute(asked)]


def find_claims(connection: Connection, sayings: Collection[int]) -> list[int]:
    """Keys of claims: that which speaks for `sayings` now, then all others of these sayings and their heirs.

    The first is the newest reader's claim of the saying itself; where it has none, of one that it was joined into or
    that was split from it; where none of these has one, the last that there was. The rest are the newest first; among
    them are claims in other versions of the address that say the same in the very same words.
    """
    c, a = schema.claims, schema.attributions
    family = find_heirs(connection, sayings)
    asked = (
        select(c.c.key, c.c.current, c.c.article, c.c.content, a.c.saying)
        .join(a, a.c.key == c.c.attribution)
        .where(a.c.saying.in_(family))
    )
    rows = connection.execute(asked).all()
    if not rows:
        return []
    own = set(sayings)
    first = max(rows, key=lambda row: (row.current * (2 if row.saying in own else 1), row.saying in own, row.key))
    said = {row.content for row in rows if row.saying in own}
    also = _same_words(connection, {row.article for row in rows}, said)
    rest = {row.key: row.current for row in rows} | also
    rest.pop(first.key)
    return [first.key, *sorted(rest, key=lambda key: (-rest[key], -key))]


def _same_words(connection: Connection, articles: Collection[int], said: Collection[str]) -> dict[int, int]:
    """Claims of other versions with these words: key -> whether current."""
    c, g, t = schema.claims, schema.readings, schema.articles
    addresses = select(t.c.id).where(t.c.key.in_(articles))
    others = select(t.c.key).where(t.c.id.in_(addresses), t.c.key.not_in(articles))
    readings = select(g.c.key).where(g.c.article.in_(others))
    asked = select(c.c.key, c.c.current, c.c.content).where(c.c.reading.in_(readings))
    return {row.key: row.current for row in connection.execute(asked) if row.content in said and row.content}


def held_rows(connection: Connection, article: int) -> Sequence[Any]:
    """Every attribution of a version of an article: key, id, content, saying and its id, in the order of adding."""
    a, c, g, s = schema.attributions, schema.claims, schema.readings, schema.sayings
    held = select(c.c.attribution).join(g, g.c.key == c.c.reading).where(g.c.article == article)
    asked = select(a.c.key, a.c.id, a.c.content, a.c.saying, s.c.id.label("saying_id")).join(s, s.c.key == a.c.saying)
    return connection.execute(asked.where(a.c.key.in_(held)).order_by(a.c.key)).all()


def unpack(content: str) -> Spans:
    """Spans of a JSON column."""
    return tuple((start, end) for start, end in json.loads(content))
