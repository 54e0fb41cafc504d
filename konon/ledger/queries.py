"""What is asked of the ledger -> SQL for either database, and rows -> Findings.

Every value of a question goes to the database as a parameter, and no word of it is ever full-text syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, get_args

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
from konon.ledger.known_names import find_country, find_known, other_names, plain_name
from konon.ledger.publishers import find_publisher
from konon.ledger.row_keys import outlet_id
from konon.ledger.rows import encodable
from konon.ledger.stems import stems, words_of_text
from konon.records import Act, Certainty, Polarity, Quotation, hash_id

MANY = 20_000  # claims
MOST_WORDS = 32  # of a question; the rest is not asked
LONGEST = 10_000  # letters of a question
LONGEST_NAME = 5  # words
_WORD = re.compile(r"[^\s,;:!?()\[\]]+")
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?$")
_FTS = table("claims_fts", column("rowid"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question. Every part narrows the answer; None, "" and False ask for nothing.

    A filter is one line here; from it come the option of the command line and the argument of the assistants' tool.
    `words`: all of them must occur, in any form; those in quotation marks as they stand. With `meaning`, claims with
    a similar meaning instead, in whatever words and language. `limit`: None for all.
    """

    words: str = ""
    meaning: bool = False
    speaker: str | None = narrow("Said by: a name or a speaker's id.", "NAME")
    country: str | None = narrow("The speaker's country: KP, Korut.", "NAME")
    outlet: str | None = narrow("Published by.", "NAME")
    relay: str | None = narrow("Passed on by.", "NAME")
    certainty: str | None = narrow(choices=get_args(Certainty))
    polarity: str | None = narrow(choices=get_args(Polarity))
    act: str | None = narrow(choices=get_args(Act))
    quotation: str | None = narrow(choices=get_args(Quotation))
    since: str | None = narrow("Published on this day or later: 2023-09-14.", "DATE")
    until: str | None = narrow("Published on this day or before; 2023-09.", "DATE")
    lang: str | None = narrow("The article's language: id, en.", "CODE")
    history: bool = switch("Claims of older readers and older versions of pages too.")
    limit: int | None = 20
    as_added: bool = False  # in the order of adding, so that an article's claims stand together
    after: int | None = None  # added after the claim with this key


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A part of a question: words of which each must be there in one of its forms, or one of the names instead."""

    words: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...] = ()  # other names of a state or organisation, as they stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All of a question: every term must be there, and every phrase as it stands."""

    terms: tuple[Term, ...]
    phrases: tuple[str, ...]


def read_terms(asked: str) -> Terms:
    """UsageError where there is more than anybody types, or nothing to look for in it."""
    if len(asked) > LONGEST:
        raise UsageError(f"a question of {len(asked):,} characters", remedy=f"ask in at most {LONGEST:,}")
    phrases = tuple(" ".join(found.split()) for found in _QUOTED.findall(asked))
    terms = [_plain_term(word) for phrase in phrases for word in words_of_text(phrase)]
    for part in _QUOTED.sub(" \n ", asked).split("\n"):
        terms += _terms_of(_WORD.findall(part)[:MOST_WORDS])
    terms = list(dict.fromkeys(terms))[:MOST_WORDS]
    if asked.strip() and not terms:
        raise UsageError("the question holds no word", name=asked.strip()[:40], remedy="ask with words or numbers")
    return Terms(terms=tuple(terms), phrases=tuple(one for one in phrases if len(words_of_text(one)) > 1))


def _terms_of(words: Sequence[str]) -> Iterator[Term]:
    """Words that name a state or organisation together are one term, the longest name first."""
    at = 0
    while at < len(words):
        for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            if known := find_known(" ".join(words[at : at + size])):
                forms = tuple(_forms(word) for part in words[at : at + size] for word in words_of_text(part))
                if forms:
                    yield Term(words=forms, names=other_names(known))
                at += size
                break
        else:
            yield from (_plain_term(word) for word in words_of_text(words[at]))
            at += 1


def _plain_term(word: str) -> Term:
    return Term(words=(_forms(word),))


def _forms(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, *stems(word, ""))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A statement, which all questions of one kind share, and the values of one of them."""

    statement: Select[Any]
    values: dict[str, Any]


class _Kind(NamedTuple):
    """What the statement of a question depends on. `narrow`: the filters, each by the key of `_CONDITIONS`."""

    narrow: tuple[str, ...]
    sqlite: bool
    words: bool
    phrases: int
    as_added: bool
    limited: bool


def plan_keys(connection: Connection, query: Query) -> Asked:
    """Keys of claims, the best first where words are asked for, else the newest."""
    query, terms = _clean(query), read_terms(query.words)
    sqlite = connection.dialect.name == "sqlite"
    narrow, values = _narrow(query)
    if not (terms.terms and sqlite):  # which looks at the words first anyway
        many = _find_many(connection, narrow, values)
        narrow = [f"{name} of many" if name in many else name for name in narrow]
    if terms.terms:
        values["wanted"] = _fts5(terms) if sqlite else _tsquery(terms)
    values |= {f"phrase{place}": _pattern(phrase) for place, phrase in enumerate(terms.phrases)}
    if query.limit is not None:
        values["most"] = max(0, query.limit)
    narrow.sort(key=_IN_ORDER.__getitem__)
    kind = _Kind(tuple(narrow), sqlite, bool(terms.terms), len(terms.phrases), query.as_added, query.limit is not None)
    return Asked(statement=_select_keys(kind), values=values)


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
    return asked.limit(bindparam("most", type_=Integer)) if kind.limited else asked


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
        .order_by(rank, desc(schema.claims.c.published))
    )


def _match_tsvector(asked: Select[Any]) -> Select[Any]:
    rank = func.ts_rank(literal_column("claims.tokens"), text("CAST(:wanted AS tsquery)"))
    return asked.where(text("claims.tokens @@ CAST(:wanted AS tsquery)")).order_by(
        desc(rank), desc(schema.claims.c.published).nulls_last()
    )


def _fts5(terms: Terms) -> str:
    """Every form is a quoted string of letters and digits: FTS5 sees no operator."""
    return _expression(terms, "AND", "OR", _quote, lambda name: _quote(" ".join(name)))


def _tsquery(terms: Terms) -> str:
    return _expression(terms, "&", "|", _quote_lexeme, lambda name: f"({' <-> '.join(map(_quote_lexeme, name))})")


def _expression(
    terms: Terms, both: str, either: str, quote: Callable[[str], str], quote_name: Callable[[tuple[str, ...]], str]
) -> str:
    """The question in a database's own words for "and", "or", a word and a name."""
    parts = []
    for term in terms.terms:
        forms = (f"({f' {either} '.join(map(quote, forms))})" for forms in term.words)
        ways = [f"({f' {both} '.join(forms)})", *map(quote_name, term.names)]
        parts.append(f"({f' {either} '.join(ways)})")
    return f" {both} ".join(parts)


def _quote(form: str) -> str:
    return '"' + form.replace('"', "") + '"'


def _quote_lexeme(form: str) -> str:
    return "'" + form.replace("'", "").replace("\\", "") + "'"


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


def _read_speaker(given: str) -> dict[str, Any]:
    plain, known = plain_name(given), find_known(given)
    return {
        "speaker": given,
        "speaker_plain": plain,
        "speaker_last": plain if plain and " " not in plain else None,
        "speaker_known": hash_id("known", known.id) if known else None,
    }


def _read_country(given: str) -> dict[str, Any]:
    if (country := find_country(given)) is None:
        raise UsageError("is no country", name=given[:40], remedy="give its name or its ISO code, such as KP")
    return {"country": country}


def _equal(name: str) -> ColumnElement[bool]:
    return schema.claims.c[name] == bindparam(name)


_READ: dict[str, Callable[[str], dict[str, Any]]] = {
    "outlet": _read_outlet,
    "relay": partial(_read_outlet, of="relay"),
    "speaker": _read_speaker,
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
    "relay": lambda: _C.key.in_(select(schema.relays.c.claim).where(schema.relays.c.outlet.in_(_outlets("relay")))),
    "speaker": lambda: _C.speaker.in_(_aliases_of_speaker()),
    "country": lambda: _C.speaker.in_(_aliases_in_country()),
    "country of many": lambda: (_C.speaker + 0).in_(_aliases_in_country()),
}
_IN_ORDER = {name: place for place, name in enumerate(_CONDITIONS)}


def _outlets(of: str) -> Select[Any]:
    """All names of every publisher that has the id, or one of whose names it is."""
    o = schema.outlets
    return select(o.c.key).where(o.c.publisher.in_(_publishers(of)))


def find_publishers(connection: Connection, given: str) -> list[int]:
    """Their keys; none where no page or relay ever had such a name."""
    return list(connection.execute(_publishers(), _read_outlet(encodable(given) or "")).scalars())


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


def _aliases_of_speaker() -> Select[Any]:
    """All names of every speaker who has the id or one of whose names it is, or a part that ends it."""
    a, s, d = schema.aliases, schema.speakers, schema.decisions
    given, plain, last, known = (bindparam(f"speaker{part}", type_=Text) for part in ("", "_plain", "_last", "_known"))
    # An id noted before a merge leads to whom its names belong now.
    moved = select(a.c.speaker).join(d, d.c.alias == a.c.key).join(s, s.c.key == d.c.source)
    # A union of ways, each by its own index; with "or" a database reads every name.
    ways = union(
        select(s.c.key).where(s.c.id == given),
        select(a.c.speaker).where(a.c.plain == plain),
        moved.where(s.c.id == given, d.c.verb == "merge"),
        select(a.c.speaker).where(a.c.last == last, a.c.kind == "person"),
        select(s.c.key).where(s.c.id == known),
    )
    return select(a.c.key).where(a.c.speaker.in_(ways))


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
