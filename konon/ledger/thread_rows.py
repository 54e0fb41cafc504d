"""Who is in which thread, kept: a saying joins threads when it is traced; a judgement makes anew those it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, delete, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import is_among, put_rows
from konon.ledger.judging import Pair, are_judged, find_standing
from konon.ledger.link_rows import read_links
from konon.ledger.vectors import Floats, unpack_packed
from konon.tracing.grouping import COPIED, FAR, SAMPLE, Between, Grouping
from konon.tracing.link import SAID_AGAIN


def threads_of(connection: Connection, sayings: Collection[int]) -> dict[int, int]:
    """Saying -> its thread, for those that are in one."""
    m = schema.thread_sayings
    found: dict[int, int] = {}
    for some in in_chunks(dict.fromkeys(sayings)):
        asked = select(m.c.saying, m.c.thread).where(is_among(connection, m.c.saying, some))
        found.update((saying, thread) for saying, thread in connection.execute(asked))
    return found


def members_of(connection: Connection, threads: Collection[int]) -> dict[int, list[int]]:
    """Thread -> its sayings in the order of their keys."""
    m = schema.thread_sayings
    found: dict[int, list[int]] = {}
    for some in in_chunks(dict.fromkeys(threads)):
        asked = select(m.c.thread, m.c.saying).where(is_among(connection, m.c.thread, some)).order_by(m.c.saying)
        for thread, saying in connection.execute(asked):
            found.setdefault(thread, []).append(saying)
    return found


def grow_threads(connection: Connection, fresh: Sequence[int]) -> None:
    """Let sayings that were traced just now, whose links are written, join threads; in the order of tracing."""
    linked = _said_again(connection, fresh)
    others = {key for keys in linked.values() for key in keys} | set(linked)
    before = members_of(connection, threads_of(connection, others).values())
    grouping: Grouping[int] = Grouping(LedgerEvidence(connection), before)
    for saying in fresh:
        if linked.get(saying):
            grouping.add(saying, linked[saying])
    _write(connection, before, grouping.members)


def remake_threads(connection: Connection, sayings: Iterable[int], *, without: Collection[int] = ()) -> None:
    """Make anew the threads of these sayings, with what was judged since; `without`: sayings that go."""
    given = set(sayings)
    before = members_of(connection, threads_of(connection, given).values())
    every = sorted({key for held in before.values() for key in held} | given - set(without))
    grouping: Grouping[int] = Grouping(LedgerEvidence(connection))
    remaining = [key for key in every if key not in set(without)]
    linked, within = _said_again(connection, remaining), set(remaining)
    for saying in remaining:
        grouping.add(saying, [other for other in linked.get(saying, ()) if other < saying and other in within])
    _write(connection, before, grouping.members)


def _said_again(connection: Connection, sayings: Sequence[int]) -> dict[int, list[int]]:
    """Saying -> those it is linked with as said again, by a person or the machine, the surest first."""
    asked = set(sayings)
    scores: dict[int, dict[int, float]] = {}
    for row in read_links(connection, asked):
        if row.relation in SAID_AGAIN:
            _note(scores, (row.a, row.b), row.score)
    if are_judged(connection):
        for pair, judgement in find_standing(connection, asked).items():
            if judgement.relation in SAID_AGAIN:
                _note(scores, pair, 2.0)
    return {one: sorted(held, key=lambda other: (-held[other], other)) for one, held in scores.items() if one in asked}


def _note(scores: dict[int, dict[int, float]], pair: Pair, score: float) -> None:
    for one, other in (pair, pair[::-1]):
        held = scores.setdefault(one, {})
        held[other] = max(score, held.get(other, 0.0))


def _write(connection: Connection, before: Mapping[int, Sequence[int]], after: Mapping[int, Sequence[int]]) -> None:
    m = schema.thread_sayings
    was = {saying: thread for thread, held in before.items() for saying in held}
    now = {saying: thread for thread, held in after.items() if len(held) > 1 for saying in held}
    moved = [saying for saying, thread in was.items() if now.get(saying) != thread]
    for some in in_chunks(moved):
        connection.execute(delete(m).where(m.c.saying.in_(some)))
    rows = [{"saying": saying, "thread": thread} for saying, thread in now.items() if was.get(saying) != thread]
    if rows:
        put_rows(connection, m, rows)


class LedgerEvidence:
    """What the ledger knows of the pairs between two groups of sayings, by their keys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._judged = are_judged(connection)
        self._vectors: dict[int, Floats] = {}

    def between(self, some: Sequence[int], others: Sequence[int]) -> Between:
        """Of the newest members of both; of judgements all."""
        few, many = set(some[-SAMPLE:]), set(others)
        told, copied = {}, False
        for row in read_links(self._connection, few):
            one, other = (row.a, row.b) if row.a in few else (row.b, row.a)
            if other in many:
                told[one, other] = row.relation in SAID_AGAIN
                copied |= row.relation in SAID_AGAIN and row.score >= COPIED
        judged = self._judgements(some, many) if self._judged else []
        linked = sum(told.values())
        far = self._count_far(sorted(few), others[-SAMPLE:], told)
        unlike = len(told) - linked + far
        return Between(linked=linked, unlike=unlike, copied=copied, joined=True in judged, apart=False in judged)

    def _judgements(self, some: Sequence[int], many: set[int]) -> list[bool]:
        standing = find_standing(self._connection, some).items()
        own = set(some)
        return [
            judgement.relation in SAID_AGAIN
            for (a, b), judgement in standing
            if (a in own and b in many) or (b in own and a in many)
        ]

    def _count_far(self, few: Sequence[int], many: Sequence[int], told: Mapping[Pair, bool]) -> int:
        """Pairs that nobody compared, of vectors too far apart."""
        self._load([*few, *many])
        ours, theirs = ([key for key in keys if key in self._vectors] for keys in (few, many))
        if not ours or not theirs:
            return 0
        likeness = np.stack([self._vectors[a] for a in ours]) @ np.stack([self._vectors[b] for b in theirs]).T
        places = np.argwhere(likeness < FAR)
        return sum((ours[row], theirs[column]) not in told for row, column in places)

    def _load(self, sayings: Sequence[int]) -> None:
        v = schema.traced
        for some in in_chunks({key for key in sayings if key not in self._vectors}):
            asked = select(v.c.saying, v.c.vector).where(is_among(self._connection, v.c.saying, some))
            for saying, packed in self._connection.execute(asked):
                self._vectors[saying] = unpack_packed(bytes(packed))[0]
