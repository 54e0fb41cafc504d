"""What is asked of the ledger -> SQL for either database, and rows -> Findings.

Every value of a question goes to the database as a parameter, and no word of it is ever full-text syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, TypedDict, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    column,
    desc,
    func,
    literal_column,
    select,
    table,
    text,
    union,
)

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.filters import Filter, filters_of, narrow, switch
from konon.ledger.known_names import find_country
from konon.ledger.name_words import speaker_values, speakers_called, speakers_with_words
from konon.ledger.publishers import find_publisher
from konon.ledger.questions import MOST_WORDS, as_fts5, as_tsquery, read_terms
from konon.ledger.row_keys import outlet_id
from konon.ledger.rows import encodable
from konon.ledger.stems import words_of_text
from konon.records import Act, Certainty, Polarity, Quotation

MANY = 20_000  # claims
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?$")
_FTS = table("claims_fts", column("rowid"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question. Every part narrows the answer; None, "" and False ask for nothing.

    A filter is one line here; from it come the option of the command line and the argument of the assistants' tool.
    `words`: all of them must occur, in any form; those in quotation marks as they stand; `beras OR gula`, `kirim*` and
    `-gula` as `questions.py` says. With `meaning`, claims with a similar meaning instead, in whatever words and
    language. `limit`: None for all; `offset`: how many are left out before these.
    """

    words: str = ""
    meaning: bool = False
    speaker: str | None = narrow("Said by: a name, any words of a person's, or a speaker's id.", "NAME")
    country: str | None = narrow("The speaker's country: KP, Korut.", "NAME")
    outlet: str | None = narrow("Published by: a name, or how one begins.", "NAME")
    relay: str | None = narrow("Passed on by: as for an outlet.", "NAME")
    certainty: str | None = narrow(choices=get_args(Certainty))
    polarity: str | None = narrow(choices=get_args(Polarity))
    act: str | None = narrow(choices=get_args(Act))
    quotation: str | None = narrow(choices=get_args(Quotation))
    since: str | None = narrow("Published on this day or later: 2023-09-14.", "DATE")
    until: str | None = narrow("Published on this day or before; 2023-09.", "DATE")
    lang: str | None = narrow("The article's language: id, en.", "CODE")
    history: bool = switch("Claims of older readers and older versions of pages too.")
    limit: int | None = 20
    offset: int = 0
    as_added: bool = False  # in the order of adding, so that an article's claims stand together
    after: int | None = None  # added after the claim with this key


class Claimed(TypedDict, total=False):
    """Where and when a quotation is claimed to stand."""

    country: str | None
    outlet: str | None
    relay: str | None
    certainty: Certainty | None
    polarity: Polarity | None
    act: Act | None
    quotation: Quotation | None
    since: str | None
    until: str | None
    lang: str | None


class Narrowing(Claimed, total=False):
    """The filters of a Query as a call names them, so that a type checker knows each; a test keeps both alike."""

    meaning: bool
    speaker: str | None
    history: bool
    limit: int | None
    offset: int
    as_added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedKeys:
    """A statement, which all questions of one kind share, and the values of one of them."""

    statement: Select[Any]
    values: dict[str, Any]
    key: ColumnElement[int]  # of a claim, as the index has it by which the statement finds claims


class _Kind(NamedTuple):
    """What the statement of a question depends on. `narrow`: the filters, each by the key of `_CONDITIONS`."""

    narrow: tuple[str, ...]
    sqlite: bool
    words: bool
    phrases: int
    as_added: bool
    limited: bool
    skipping: bool


def plan_keys(connection: Connection, query: Query) -> PlannedKeys:
    """Keys of claims, the best first where words are asked for, else the newest; never two in one place, so that parts
    of an answer make up the whole."""
    query, terms = _clean(query), read_terms(query.words)
    sqlite = connection.dialect.name == "sqlite"
    narrow, values = _narrow(query)
    narrow = [_by_part(connection, name, values) for name in narrow]
    if not (terms.terms and sqlite):  # which looks at the words first anyway
        many = _find_many(connection, narrow, values)
        narrow = [f"{name} of many" if name in many else name for name in narrow]
    if terms.terms:
        values["wanted"] = as_fts5(terms) if sqlite else as_tsquery(terms)
    values |= {f"phrase{place}": _pattern(phrase) for place, phrase in enumerate(terms.phrases)}
    values |= _cut(query)
    narrow.sort(key=_IN_ORDER.__getitem__)
    cut = (query.limit is not None, query.offset > 0)
    kind = _Kind(tuple(narrow), sqlite, bool(terms.terms), len(terms.phrases), query.as_added, *cut)
    return PlannedKeys(
        statement=_select_keys(kind), values=values, key=_FTS.c.rowid if terms.terms and sqlite else _C.key
    )


def _by_part(connection: Connection, name: str, values: dict[str, Any]) -> str:
    """The filter, or its kind that goes by parts of names, where nobody and nothing has the whole one."""
    if name == "speaker" and connection.execute(speakers_called().limit(1), values).first() is None:
        return "speaker by words"
    if name in _BY_OUTLET and connection.execute(_publishers(name), values).first() is None:
        values[f"{name}_parts"] = _publishers_with(connection, values[name])
        return f"{name} by part"
    return name


_BY_OUTLET = ("outlet", "relay")


def _find_many(connection: Connection, narrow: Collection[str], values: dict[str, Any]) -> set[str]:
    """Which of country and outlet are asked for and have `MANY` claims or more, by the kept counts.

    There looking at the newest first is quicker than at all of these.
    """
    counted = {name: connection.execute(_count_of(name), values).scalar() for name in _COUNTED & set(narrow)}
    return {name for name, claims in counted.items() if (claims or 0) >= MANY}


_COUNTED = {"country", "outlet"}


@cache
def _count_of(name: str) -> Select[Any]:
    k = schema.counts
    counted = select(func.sum(k.c.claims)).where(k.c.facet == name)
    if name == "country":
        return counted.where(k.c.value == bindparam("country"))
    return counted.where(k.c.value.in_(select(cast(_publishers().subquery().c[0], Text))))


@lru_cache(maxsize=500)
def _select_keys(kind: _Kind) -> Select[Any]:
    c = schema.claims
    asked = select(c.c.key).where(*(_CONDITIONS[name]() for name in kind.narrow))
    if not kind.words:
        asked = asked.order_by(desc(c.c.published).nulls_last(), desc(c.c.key))
    elif kind.sqlite:
        asked = _match_fts5(asked)
    else:
        asked = _match_tsvector(asked)
    for place in range(kind.phrases):
        asked = asked.where(func.lower(c.c.content).like(bindparam(f"phrase{place}", type_=Text), escape="/"))
    if kind.as_added:
        asked = asked.order_by(None).order_by(c.c.key)
    if kind.limited:
        asked = asked.limit(bindparam("most", type_=Integer))
    return asked.offset(bindparam("skipped", type_=Integer)) if kind.skipping else asked


def _cut(query: Query) -> dict[str, int]:
    return {
        **({"most": max(0, query.limit)} if query.limit is not None else {}),
        **({"skipped": query.offset} if query.offset > 0 else {}),
    }


def _pattern(phrase: str) -> str:
    """For LIKE: what holds the phrase."""
    plain = phrase.lower()
    for sign in "/%_":
        plain = plain.replace(sign, f"/{sign}")
    return f"%{plain}%"


def _clean(query: Query) -> Query:
    """Without what no database takes as a value."""
    given: dict[str, Any] = {}
    for name in Query.__slots__:
        if isinstance(value := getattr(query, name), str):
            given[name] = encodable(value)
    return replace(query, **given)


def _match_fts5(asked: Select[Any]) -> Select[Any]:
    rank: ColumnElement[float] = literal_column("bm25(claims_fts, 4.0, 1.0)")
    return (
        asked.select_from(_FTS)
        .join(schema.claims, _FTS.c.rowid == schema.claims.c.key)
        .where(text("claims_fts MATCH :wanted"))
        .order_by(rank, desc(schema.claims.c.published), _FTS.c.rowid)
    )


def _match_tsvector(asked: Select[Any]) -> Select[Any]:
    rank = func.ts_rank(literal_column("claims.tokens"), text("CAST(:wanted AS tsquery)"))
    return asked.where(text("claims.tokens @@ CAST(:wanted AS tsquery)")).order_by(
        desc(rank), desc(schema.claims.c.published).nulls_last(), schema.claims.c.key
    )


# The filters: from a question to conditions' names and values, and from a name to its condition.


def _narrow(query: Query) -> tuple[list[str], dict[str, Any]]:
    names: list[str] = [] if query.history else ["current"]
    values: dict[str, Any] = {}
    for one in filters_of(Query):
        value = getattr(query, one.name)
        if value and one.name != "history":
            names.append(one.name)
            values |= _values_of(one, value)
    if query.after is not None:
        names.append("after")
        values["after"] = query.after
    first_day = f"{values.get('since', '')}-01-01"[:10]  # in full, so that it is compared with a day
    if "since" in values and values.get("until") and first_day >= values["until"]:
        given = f"{query.since} to {query.until}"
        raise UsageError("begins after it ends", name=given[:80], remedy="give --since the earlier date")
    if values.get("until") == "":  # no date is after it
        names[names.index("until")] = "dated"
    return names, values


def _values_of(one: Filter, given: str) -> dict[str, Any]:
    if one.choices and given not in one.choices:
        raise UsageError(f"is no {one.name}", name=given[:40], remedy=f"choose from {', '.join(one.choices)}")
    read = _READ.get(one.name)
    return read(given) if read else {one.name: given}


def _read_outlet(given: str, of: str = "outlet") -> dict[str, Any]:
    known = find_publisher(given)
    return {of: given, f"{of}_name": outlet_id(given), f"{of}_known": known.key if known else None}


def _read_country(given: str) -> dict[str, Any]:
    if (country := find_country(given)) is None:
        raise UsageError("is no country", name=given[:40], remedy="give its name or its ISO code, such as KP")
    return {"country": country}


def _equal(name: str) -> ColumnElement[bool]:
    return schema.claims.c[name] == bindparam(name)


_READ: dict[str, Callable[[str], dict[str, Any]]] = {
    "outlet": _read_outlet,
    "relay": partial(_read_outlet, of="relay"),
    "speaker": speaker_values,
    "country": _read_country,
    "since": lambda given: {"since": _date(given)},
    "until": lambda given: {"until": _day_after(_date(given))},
}
_C = schema.claims.c
# In the order in which SQLite tries them on a claim: what costs little first.
_CONDITIONS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "current": lambda: _C.current == 1,
    "after": lambda: _C.key > bindparam("after"),
    **{name: partial(_equal, name) for name in (*schema.LABELLED, "lang")},
    "since": lambda: _C.published >= bindparam("since"),
    # Digits alone decide, which every collation puts in one order.
    "until": lambda: _C.published < bindparam("until"),
    "dated": lambda: _C.published.is_not(None),
    "outlet": lambda: _C.outlet.in_(_outlets("outlet")),
    "outlet of many": lambda: (_C.outlet + 0).in_(_outlets("outlet")),  # a sum has no index
    "relay": lambda: _C.key.in_(_relayed(_outlets("relay"))),
    "outlet by part": lambda: _C.outlet.in_(_outlets_by_part("outlet")),
    "relay by part": lambda: _C.key.in_(_relayed(_outlets_by_part("relay"))),
    "speaker": lambda: _C.speaker.in_(_aliases_of(speakers_called())),
    "speaker by words": lambda: _C.speaker.in_(_aliases_of(speakers_with_words())),
    "country": lambda: _C.speaker.in_(_aliases_in_country()),
    "country of many": lambda: (_C.speaker + 0).in_(_aliases_in_country()),
}
_IN_ORDER = {name: place for place, name in enumerate(_CONDITIONS)}


def _outlets(of: str) -> Select[Any]:
    """All names of every publisher that has the id, or one of whose names it is."""
    o = schema.outlets
    return select(o.c.key).where(o.c.publisher.in_(_publishers(of)))


def _outlets_by_part(of: str) -> Select[Any]:
    """All names of the publishers that `_publishers_with` found."""
    o = schema.outlets
    return select(o.c.key).where(o.c.publisher.in_(bindparam(f"{of}_parts", expanding=True)))


def _relayed(outlets: Select[Any]) -> Select[Any]:
    r = schema.relays
    return select(r.c.claim).where(r.c.outlet.in_(outlets))


def find_publishers(connection: Connection, given: str) -> list[int]:
    """Their keys: by the whole name, else by a part; none where no page or relay ever had such a name."""
    given = encodable(given) or ""
    exact = connection.execute(_publishers(), _read_outlet(given)).scalars()
    return list(exact) or _publishers_with(connection, given)


def _publishers_with(connection: Connection, given: str) -> list[int]:
    """Those with a name in which some word begins as each of these words does; a word of two letters is a whole one."""
    o, words = schema.outlets, words_of_text(given)[:MOST_WORDS]
    names = connection.execute(select(o.c.name, o.c.publisher)).all() if words else ()
    return sorted({publisher for name, publisher in names if has_parts(words_of_text(name), words)})


def has_parts(held: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each word begins one of those that are held."""
    return all(any(one == word or (len(word) > 2 and one.startswith(word)) for one in held) for word in words)


def _publishers(of: str = "outlet") -> CompoundSelect[Any]:
    """By the values of `_read_outlet`."""
    o, p, d = schema.outlets, schema.publishers, schema.outlet_decisions
    given, name, known = (bindparam(f"{of}{part}", type_=Text) for part in ("", "_name", "_known"))
    # An id noted before a merge leads to whom its names belong now.
    moved = select(o.c.publisher).join(d, d.c.outlet == o.c.key).join(p, p.c.key == d.c.source)
    # Where a ledger has the name itself, a person may have moved it.
    written = select(o.c.key).where(o.c.id == name).exists()
    return union(
        select(o.c.publisher).where(o.c.id.in_([given, name])),
        select(p.c.key).where(p.c.id == given),
        moved.where(p.c.id == given, d.c.verb == "merge"),
        select(p.c.key).where(p.c.id == known, ~written),
    )


def _aliases_of(speakers: Select[Any]) -> Select[Any]:
    a = schema.aliases
    return select(a.c.key).where(a.c.speaker.in_(speakers))


def _aliases_in_country() -> Select[Any]:
    a, s = schema.aliases, schema.speakers
    country = func.coalesce(a.c.country, s.c.country)
    return select(a.c.key).join(s, s.c.key == a.c.speaker).where(country == bindparam("country"))


def _day_after(day: str) -> str:
    """The day, month or year behind this one; "" where there is none."""
    year, *rest = (int(part) for part in day.split("-"))
    if date.max.isoformat().startswith(day):
        return ""
    if len(rest) == 2:
        return (date(year, *rest) + timedelta(days=1)).isoformat()
    if rest and rest[0] < 12:
        return f"{year:04}-{rest[0] + 1:02}"
    return f"{year + 1:04}"


def _date(given: str) -> str:
    """A day, month or year as ISO 8601 writes it; UsageError for anything else."""
    found = _DATE.match(given.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part or 1) for part in found.groups())
        date(year, month, day)
    except ValueError:
        remedy = "write it like 2023-09-14, 2023-09 or 2023"
        raise UsageError("is no date", name=given.strip()[:40], remedy=remedy) from None
    return "-".join(part for part in found.groups() if part)
