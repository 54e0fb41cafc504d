"""A question -> a page of statements in some order, by few questions to the database.

How many outlets carry a statement the database counts. How many sources it has and what changed on its way takes all of
its articles: there the order is of the `AMONG` statements that most outlets carry, or whose links tell most changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Select, desc, distinct, func, select

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.findings import Finding
from konon.ledger.following import MadeThreads, load_threads
from konon.ledger.fulltext import is_among
from konon.ledger.narrowing import asks_nothing, matching, matching_keys
from konon.ledger.opening import Place
from konon.ledger.queries import MANY, Query
from konon.tracing.steps import count_changes, make_steps
from konon.tracing.threads import Thread

ThreadSort = Literal["outlets", "sources", "changes", "newest"]
SORTS: Final = get_args(ThreadSort)
CANDIDATES: Final = 400  # statements of which the outlets are counted
AMONG: Final = 60
NEWEST: Final = 2_000  # claims in which the newest statements are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEntry:
    """A statement of two claims or more, with the claim that speaks for its first saying."""

    thread: Thread
    first: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A part of a list. `among`: of how many statements the order is, where not of all that were found."""

    entries: tuple[ThreadEntry, ...]
    more: bool
    among: int | None


def read_threads(
    place: Place,
    query: Query,
    sort: ThreadSort,
    *,
    limit: int,
    skip: int,
    made: MadeThreads,
    meant: Sequence[int] | None = None,
) -> ThreadPage:
    """`meant`: keys of the claims that the question finds, where that is no question to the database.

    UsageError where there is no such order.
    """
    if sort not in SORTS:
        raise UsageError("is no order of statements", name=sort[:40], remedy=f"choose from {', '.join(SORTS)}")
    with place.reading() as connection:
        keys = _candidates(connection, query, sort, meant)
        ordered = _order(connection, keys, sort)
        if sort in ("outlets", "newest"):
            some = ordered[skip : skip + limit]
            entries = load_entries(connection, some, made)
            return ThreadPage(entries=tuple(entries), more=len(ordered) > skip + limit, among=None)
        entries = sorted(
            load_entries(connection, ordered[:AMONG], made), key=_sources if sort == "sources" else _changes
        )
    return ThreadPage(
        entries=tuple(entries[skip : skip + limit]),
        more=len(entries) > skip + limit,
        among=AMONG if len(ordered) > AMONG else None,
    )


def load_entries(connection: Connection, keys: Sequence[int], made: MadeThreads) -> list[ThreadEntry]:
    """In the order of the keys; without those that no two current claims carry any more."""
    found = load_threads(connection, keys, made)
    return [
        ThreadEntry(thread=thread, first=findings[thread.sayings[0].id])
        for thread, findings in (found[key] for key in keys if key in found)
        if len(thread.sayings) > 1
    ]


def count_sources(place: Place, threads: Collection[int], made: MadeThreads) -> dict[int, int]:
    """By the keys of threads: of how many independent sources each is."""
    with place.reading() as connection:
        return {key: thread.independent for key, (thread, _) in load_threads(connection, threads, made).items()}


def _sources(entry: ThreadEntry) -> Any:
    return -entry.thread.independent, -len(entry.thread.sayings), entry.thread.id


def _changes(entry: ThreadEntry) -> Any:
    return -sum(count_changes(make_steps(entry.thread)).values()), -len(entry.thread.sayings), entry.thread.id


def _candidates(
    connection: Connection, query: Query, sort: ThreadSort, meant: Sequence[int] | None = None
) -> list[int]:
    """The largest threads, or the newest, that have a claim which the question finds."""
    m, a, c = schema.thread_sayings, schema.attributions, schema.claims
    values: dict[str, Any] = {}
    asked: Select[Any]
    if sort == "newest":
        most = MANY if query.words.strip() else NEWEST
        found, values = matching(connection, query, most) if meant is None else matching_keys(connection, meant)
        last = func.max(c.c.published)
        asked = select(m.c.thread).select_from(found).join(c, c.c.key == found.c.key)
        asked = asked.join(a, a.c.key == c.c.attribution).join(m, m.c.saying == a.c.saying)
        asked = asked.group_by(m.c.thread).order_by(desc(last).nulls_last(), desc(m.c.thread))
    else:
        asked = select(m.c.thread).group_by(m.c.thread).order_by(desc(func.count()), desc(m.c.thread))
        if meant is not None or not asks_nothing(query):
            found, values = matching(connection, query) if meant is None else matching_keys(connection, meant)
            within = select(m.c.thread).join(a, a.c.saying == m.c.saying).join(c, c.c.attribution == a.c.key)
            asked = asked.where(m.c.thread.in_(within.join(found, found.c.key == c.c.key)))
    return list(connection.execute(asked.limit(CANDIDATES), values).scalars())


def _order(connection: Connection, keys: Sequence[int], sort: ThreadSort) -> list[int]:
    """By what the database can count of these threads."""
    if not keys or sort == "newest":
        return list(keys)
    counts = _count_changes(connection, keys) if sort == "changes" else _count_outlets(connection, keys)
    return sorted(keys, key=lambda key: -counts.get(key, 0))  # those of one count stay as they are


def _count_outlets(connection: Connection, keys: Sequence[int]) -> dict[int, int]:
    m, a, c, o = schema.thread_sayings, schema.attributions, schema.claims, schema.outlets
    asked = select(m.c.thread, func.count(distinct(o.c.publisher))).join(a, a.c.saying == m.c.saying)
    asked = asked.join(c, c.c.attribution == a.c.key).outerjoin(o, o.c.key == c.c.outlet)
    asked = asked.where(is_among(connection, m.c.thread, keys), c.c.current == 1).group_by(m.c.thread)
    return {row[0]: row[1] for row in connection.execute(asked)}


def _count_changes(connection: Connection, keys: Sequence[int]) -> dict[int, int]:
    m, k = schema.thread_sayings, schema.links
    other = m.alias()
    asked = select(m.c.thread, func.count()).join(k, k.c.a == m.c.saying)
    asked = asked.join(other, (other.c.saying == k.c.b) & (other.c.thread == m.c.thread))
    asked = asked.where(is_among(connection, m.c.thread, keys), k.c.changes.is_not(None)).group_by(m.c.thread)
    return {row[0]: row[1] for row in connection.execute(asked)}
