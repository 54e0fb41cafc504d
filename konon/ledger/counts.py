"""Claims of the ledger -> how many each speaker, country, outlet, month ... has; kept for all current claims.

`counts` is at any moment what a recount would give: whatever changes which claims are current, or whose they are,
counts those claims before and after in the same transaction, and the difference is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    Subquery,
    Text,
    bindparam,
    cast,
    delete,
    desc,
    distinct,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.opening import Place
from konon.ledger.queries import PlannedKeys, Query, plan_keys

FACETS = (
    *("speaker", "country", "outlet", "relay"),
    *("certainty", "polarity", "act", "quotation"),
    *("lang", "month"),
)
TIMES = {"day": 10, "month": 7, "year": 4}  # how many signs of a date each has
GROUPS = (*FACETS, "year", "day")  # by which claims can be counted
MOST = 20_000  # claims of an answer that are counted
TOP = 10
_IDLE = ("limit", "offset", "as_added", "words", "meaning")  # parts of a Query that do not filter, or not by themselves

Tally = Counter[tuple[str, str]]  # facet and value -> claims

_ADD = """INSERT INTO counts (facet, value, claims) VALUES (:facet, :value, :claims)
    ON CONFLICT (facet, value) DO UPDATE SET claims = counts.claims + excluded.claims"""
_ADD_ANYWHERE = text(_ADD)
_CLEAR = text("DELETE FROM counts WHERE facet = :facet AND value = :value AND claims = 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """`value` is what a filter takes: an id for speakers and outlets, else a word, a code or a month."""

    value: str
    name: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """`claims` were counted; `about`: there are more that match, and the counts are those of so many of them."""

    claims: int
    about: bool
    values: dict[str, tuple[FacetCount, ...]]  # facet -> its values, the most frequent first


def read_facets(place: Place, query: Query, top: int = TOP) -> Facets:
    """Of all current claims by the kept counts, else of at most `MOST` that match."""
    with place.reading() as connection:
        if _asks_nothing(query):
            return _read_kept(connection, top)
        limited = replace(query, limit=MOST + 1, as_added=False, meaning=False)
        asked = plan_keys(connection, limited)
        found = _run(connection, _of_answer(asked.statement, _ranked_by(query, asked), FACETS), asked.values)
        return _facets_of(connection, found, top)


def read_one_facet(place: Place, query: Query, facet: str, top: int) -> list[FacetCount]:
    """The most frequent values of one facet alone, of at most `MOST` claims that match."""
    asked_most = replace(query, limit=MOST, as_added=False, meaning=False)
    with place.reading() as connection:
        asked = plan_keys(connection, asked_most)
        found = _run(connection, _of_answer(asked.statement, _ranked_by(query, asked), (facet,)), asked.values)
        best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:top]
        names = _names(connection, facet, [value for (_, value), _ in best])
    return [FacetCount(value=names[v][0], name=names[v][1], claims=count) for (_, v), count in best]


def facets_of_keys(place: Place, keys: Sequence[int], top: int = TOP) -> Facets:
    """Of these claims, of which there are no more than some thousands."""
    with place.reading() as connection:
        found: Tally = Counter()
        for some in in_chunks(keys[: MOST + 1]):
            found.update(_count(connection, _select(schema.claims.c.key.in_(some))))
        return _facets_of(connection, found, top)


def count_claims(place: Place, query: Query) -> int:
    """How many claims match, whatever the limit; UsageError where they are asked for by meaning."""
    with place.reading() as connection:
        if _asks_nothing(query):
            return _total_kept(connection)
        asked = plan_keys(connection, _all_of(query))
        return int(connection.execute(_number_of(asked.statement), asked.values).scalar() or 0)


def group_claims(place: Place, query: Query, by: str, top: int | None = None) -> list[FacetCount]:
    """All claims that match, counted by one of `GROUPS`: the most first, but times in their order, the last `top`.

    Claims that have no such value (nobody is named, no date is known) are in no group; one that several passed on is
    counted with each.
    """
    if by not in GROUPS:
        raise UsageError("is nothing to group by", name=by[:40], remedy=f"choose from {', '.join(GROUPS)}")
    with place.reading() as connection:
        if _asks_nothing(query) and by in FACETS:
            k = schema.counts
            kept = select(k.c.value, k.c.claims).where(k.c.facet == by)
            found: Tally = Counter({(by, row.value): row.claims for row in connection.execute(kept)})
        else:
            asked = plan_keys(connection, _all_of(query))
            found = _run(connection, _of_answer(asked.statement, _ranked_by(query, asked), (by,)), asked.values)
        return _in_order(connection, by, {value: claims for (_, value), claims in found.items()}, top)


def _all_of(query: Query) -> Query:
    if query.meaning and query.words.strip():
        remedy = "leave out the meaning: every claim is more or less alike"
        raise UsageError("claims can be counted by words alone", remedy=remedy)
    return replace(query, limit=None, offset=0, as_added=False, meaning=False)


@lru_cache(maxsize=500)
def _number_of(asked: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(asked.order_by(None).subquery())


def _in_order(connection: Connection, by: str, found: dict[str, int], top: int | None) -> list[FacetCount]:
    if by in TIMES:
        some = sorted(found.items())[-top if top else None :]
    else:
        some = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:top]
    names: dict[str, tuple[str, str]] = {}
    for values in in_chunks(value for value, _ in some):
        names |= _names(connection, by, values)
    return [FacetCount(value=names[value][0], name=names[value][1], claims=claims) for value, claims in some]


# What is kept.


def tally(connection: Connection, column: ColumnElement[Any], keys: Iterable[int], *facets: str) -> Tally:
    """Current claims whose `column` is one of `keys`, by facet and value; by all facets where none is named."""
    found: Tally = Counter()
    for some in in_chunks(sorted(set(keys))):
        found.update(_count(connection, _select(column.in_(some) & (schema.claims.c.current == 1)), facets or FACETS))
    return found


def tally_articles(connection: Connection, articles: Iterable[int]) -> Tally:
    """Current claims of these versions of articles, by their keys."""
    found: Tally = Counter()
    for some in in_chunks(sorted(set(articles))):
        found.update(_run(connection, _of_articles(), {"articles": some}))
    return found


def shift(connection: Connection, before: Tally, after: Tally) -> None:
    """Add what has changed between two tallies of the same claims."""
    changes = Counter(after)
    changes.subtract(before)
    rows = _rows(changes)
    if rows and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADD, rows)  # as in `put_rows`
    elif rows:
        connection.execute(_ADD_ANYWHERE, rows)
    if fewer := [row for row in rows if row["claims"] < 0]:
        connection.execute(_CLEAR, fewer)


@contextmanager
def moving(connection: Connection, articles: Sequence[int]) -> Iterator[None]:
    """Keeps the counts over a change of which claims of these articles are current, or of their being there."""
    before = tally_articles(connection, articles)
    yield
    shift(connection, before, tally_articles(connection, articles))


def subtract_articles(connection: Connection, articles: Sequence[int]) -> None:
    """To be called before these articles' claims are taken out."""
    shift(connection, tally_articles(connection, articles), Counter())


def recount(connection: Connection) -> None:
    """All of it anew: some seconds for a million claims."""
    connection.execute(delete(schema.counts))
    for facet in FACETS:
        rows = _rows(_count(connection, _select(schema.claims.c.current == 1), (facet,)))
        for start in range(0, len(rows), 10_000):
            connection.execute(insert(schema.counts), rows[start : start + 10_000])


def _rows(changes: Tally) -> list[dict[str, Any]]:
    """In one order for all writers."""
    some = sorted((key, claims) for key, claims in changes.items() if claims)
    return [{"facet": facet, "value": value, "claims": claims} for (facet, value), claims in some]


@cache
def _of_articles() -> CompoundSelect[Any]:
    """Of claims without an index by article, but with one by reading."""
    c, g = schema.claims, schema.readings
    readings = select(g.c.key).where(g.c.article.in_(bindparam("articles", expanding=True)))
    return _by_facet(_select(c.c.reading.in_(readings) & (c.c.current == 1)), FACETS)


def _ranked_by(query: Query, asked: PlannedKeys) -> ColumnElement[int] | None:
    return asked.key if query.words.strip() else None


@lru_cache(maxsize=500)
def _of_answer(
    asked: Select[Any], ranked: ColumnElement[int] | None, facets: tuple[str, ...] = FACETS
) -> CompoundSelect[Any]:
    if ranked is not None:  # ranking takes longer than counting; the newest are counted, with words and without
        asked = asked.order_by(None).order_by(desc(ranked))
    return _by_facet(asked.with_only_columns(*_columns()), facets)


def _count(connection: Connection, claims: Select[Any], facets: Sequence[str] = FACETS) -> Tally:
    """Of what `_select` or `_columns` give: by facet and value."""
    return _run(connection, _by_facet(claims, facets), {})


def _run(connection: Connection, asked: CompoundSelect[Any], values: dict[str, Any]) -> Tally:
    found: Tally = Counter()
    for facet, value, number in connection.execute(asked, values):
        found[facet, schema.LABELS[int(value) - 1] if facet in schema.LABELLED else value] = number
    return found


def _by_facet(claims: Select[Any], facets: Sequence[str]) -> CompoundSelect[Any]:
    """Rows of facet, value and number."""
    every = claims.cte("every")
    return union_all(*(_by_value(every, facet) for facet in facets))


def _select(condition: ColumnElement[bool]) -> Select[Any]:
    return select(*_columns()).where(condition)


def _columns() -> list[Column[Any]]:
    """What counting needs of a claim; all of it stands in the index of the newest."""
    c = schema.claims
    return [c.c[name] for name in ("key", "speaker", "outlet", "published", *schema.LABELLED, "lang")]


def _by_value(every: CTE, facet: str) -> Any:
    """Facet, value, claims. Of names and outlets those of claims are counted before it is asked whose they are."""
    a, s, o, r = schema.aliases, schema.speakers, schema.outlets, schema.relays
    value: ColumnElement[Any]
    number: ColumnElement[Any]
    rows: FromClause = every
    if facet in ("speaker", "country"):
        value = a.c.speaker if facet == "speaker" else func.coalesce(a.c.country, s.c.country)
        names = _numbers(every.c.speaker)
        rows, number = names.join(a, a.c.key == names.c.speaker), func.sum(names.c.number)
        rows = rows.join(s, s.c.key == a.c.speaker) if facet == "country" else rows
    elif facet == "outlet":
        names = _numbers(every.c.outlet)
        value, rows, number = o.c.publisher, names.join(o, o.c.key == names.c.outlet), func.sum(names.c.number)
    elif facet == "relay":
        rows = every.join(r, r.c.claim == every.c.key).join(o, o.c.key == r.c.outlet)
        value, number = o.c.publisher, func.count(distinct(every.c.key))
    else:
        signs = TIMES.get(facet)
        value = func.substr(every.c.published, 1, signs) if signs else every.c[facet]
        number = func.count()
    asked = select(literal(facet), cast(value, Text), cast(number, BigInteger)).select_from(rows)
    return asked.where(value.is_not(None)).group_by(value)


def _numbers(column: ColumnElement[Any]) -> Subquery:
    return select(column, func.count().label("number")).group_by(column).subquery()


# Counts -> Facets.


def _asks_nothing(query: Query) -> bool:
    parts = [name for name in Query.__slots__ if name not in _IDLE]
    return not query.words.strip() and not any(getattr(query, name) for name in parts)


def _read_kept(connection: Connection, top: int) -> Facets:
    k = schema.counts
    found: Tally = Counter()
    for facet in FACETS:
        asked = select(k.c.value, k.c.claims).where(k.c.facet == facet).order_by(desc(k.c.claims)).limit(top)
        found.update({(facet, value): claims for value, claims in connection.execute(asked)})
    return _name(connection, found, _total_kept(connection), about=False, top=top)


def _total_kept(connection: Connection) -> int:
    k = schema.counts
    return int(connection.execute(select(func.sum(k.c.claims)).where(k.c.facet == "certainty")).scalar() or 0)


def read_most(place: Place, facet: str, start: int, size: int) -> tuple[list[FacetCount], int]:
    """By the kept counts: a part of a facet's values, the most frequent first, and how many values it has."""
    k = schema.counts
    asked = select(k.c.value, k.c.claims).where(k.c.facet == facet).order_by(desc(k.c.claims), k.c.value)
    with place.reading() as connection:
        rows = connection.execute(asked.offset(start).limit(size)).all()
        names = _names(connection, facet, [row.value for row in rows])
        every = connection.execute(select(func.count()).select_from(k).where(k.c.facet == facet)).scalar()
    found = [FacetCount(value=names[v][0], name=names[v][1], claims=claims) for v, claims in rows if v in names]
    return found, int(every or 0)


def _facets_of(connection: Connection, found: Tally, top: int) -> Facets:
    total = sum(claims for (facet, _), claims in found.items() if facet == "certainty")
    return _name(connection, found, min(total, MOST), about=total > MOST, top=top)


def _name(connection: Connection, found: Tally, claims: int, *, about: bool, top: int) -> Facets:
    values: dict[str, tuple[FacetCount, ...]] = {}
    for facet in FACETS:
        some = [(value, count) for (of, value), count in found.items() if of == facet]
        best = sorted(some, key=lambda one: (-one[1], one[0]))[:top]
        names = _names(connection, facet, [value for value, _ in best])
        values[facet] = tuple(FacetCount(value=names[v][0], name=names[v][1], claims=count) for v, count in best)
    return Facets(claims=claims, about=about, values=values)


def _names(connection: Connection, facet: str, values: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What a filter takes and what a person reads, by the value that is counted."""
    tables = {"speaker": schema.speakers, "outlet": schema.publishers, "relay": schema.publishers}
    if facet not in tables:
        return {value: (value, value) for value in values}
    t = tables[facet]
    found = connection.execute(select(t.c.key, t.c.id, t.c.name).where(t.c.key.in_([int(value) for value in values])))
    return {str(row.key): (row.id, row.name) for row in found}
