"""What is asked of the ledger -> SQL for either database, and rows -> Findings.

Every value of a question goes to the database as a parameter, and no word of it is ever full-text syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
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
from konon.ledger.filters import filters_of, narrow, switch
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


def find_many(connection: Connection, query: Query) -> list[str]:
    """Which of country and outlet are asked for and have `MANY` claims or more, by the kept counts."""
    k, query = schema.counts, _clean(query)
    some: dict[str, ColumnElement[bool]] = {}
    if query.country:
        some["country"] = k.c.value == find_country(query.country)
    if query.outlet:
        publishers = select_publishers(query.outlet).subquery()
        some["outlet"] = k.c.value.in_(select(cast(publishers.c[0], Text)))
    counted = {name: select(func.sum(k.c.claims)).where(k.c.facet == name, of) for name, of in some.items()}
    return [name for name, asked in counted.items() if (connection.execute(asked).scalar() or 0) >= MANY]


def plan_keys(connection: Connection, query: Query) -> Select[Any]:
    """`select_keys` for this database and for how many claims there are of what is asked for."""
    sqlite = connection.dialect.name == "sqlite"
    return select_keys(query, sqlite=sqlite, many=find_many(connection, query))


def select_keys(query: Query, *, sqlite: bool, many: Collection[str] = ()) -> Select[Any]:
    """Keys of claims, the best first where words are asked for, else the newest.

    `many`: "country" or "outlet" where it has so many claims that looking at the newest first is quicker than at its.
    """
    c = schema.claims
    query = _clean(query)
    asked = select(c.c.key).where(*_filters(query, many=many))
    terms = read_terms(query.words)
    if not terms.terms:
        asked = asked.order_by(desc(c.c.published).nulls_last(), desc(c.c.key))
    elif sqlite:
        asked = _match_fts5(asked, terms)
    else:
        asked = _match_tsvector(asked, terms)
    for phrase in terms.phrases:
        asked = asked.where(func.lower(c.c.content).contains(phrase.lower(), autoescape=True))
    if query.as_added:
        asked = asked.order_by(None).order_by(c.c.key)
    return asked if query.limit is None else asked.limit(max(0, query.limit))


def _clean(query: Query) -> Query:
    """Without what no database takes as a value."""
    given: dict[str, Any] = {}
    for name in Query.__slots__:
        if isinstance(value := getattr(query, name), str):
            given[name] = encodable(value)
    return replace(query, **given)


def _match_fts5(asked: Select[Any], terms: Terms) -> Select[Any]:
    """Every form is a quoted string of letters and digits: FTS5 sees no operator."""
    wanted = _expression(terms, "AND", "OR", _quote, lambda name: _quote(" ".join(name)))
    rank: ColumnElement[float] = literal_column("bm25(claims_fts, 4.0, 1.0)")
    return (
        asked.select_from(_FTS)
        .join(schema.claims, _FTS.c.rowid == schema.claims.c.key)
        .where(text("claims_fts MATCH :wanted").bindparams(wanted=wanted))
        .order_by(rank, desc(schema.claims.c.published))
    )


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


def _match_tsvector(asked: Select[Any], terms: Terms) -> Select[Any]:
    wanted = _expression(terms, "&", "|", _quote_lexeme, lambda name: f"({' <-> '.join(map(_quote_lexeme, name))})")
    query = text("CAST(:wanted AS tsquery)").bindparams(wanted=wanted)
    rank = func.ts_rank(literal_column("claims.tokens"), query)
    return asked.where(text("claims.tokens @@ CAST(:wanted AS tsquery)").bindparams(wanted=wanted)).order_by(
        desc(rank), desc(schema.claims.c.published).nulls_last()
    )


def _quote_lexeme(form: str) -> str:
    return "'" + form.replace("'", "").replace("\\", "") + "'"


def _filters(query: Query, *, many: Collection[str]) -> list[ColumnElement[bool]]:
    c = schema.claims
    found: list[ColumnElement[bool]] = [] if query.history else [c.c.current == 1]
    for one in filters_of(Query):
        if one.choices and (value := getattr(query, one.name)):
            if value not in one.choices:
                raise UsageError(f"is no {one.name}", name=value[:40], remedy=f"choose from {', '.join(one.choices)}")
            found.append(c.c[one.name] == value)
    if query.lang:
        found.append(c.c.lang == query.lang)
    if query.since:
        found.append(c.c.published >= _date(query.since))
    if query.until:
        found.append(_until(_date(query.until)))
    if query.outlet:
        outlet = c.c.outlet + 0 if "outlet" in many else c.c.outlet  # a sum has no index
        found.append(outlet.in_(_outlets_of(query.outlet)))
    if query.relay:
        r = schema.relays
        found.append(c.c.key.in_(select(r.c.claim).where(r.c.outlet.in_(_outlets_of(query.relay)))))
    if query.speaker:
        found.append(c.c.speaker.in_(_aliases_of(query.speaker)))
    if query.country:
        speaker = c.c.speaker + 0 if "country" in many else c.c.speaker
        found.append(speaker.in_(_aliases_in(query.country)))
    return found


def _outlets_of(given: str) -> Select[Any]:
    """All names of every publisher that has the id, or one of whose names it is."""
    o = schema.outlets
    return select(o.c.key).where(o.c.publisher.in_(select_publishers(given)))


def select_publishers(given: str) -> CompoundSelect[Any]:
    """Their keys; none where no page or relay ever had such a name."""
    o, p, d = schema.outlets, schema.publishers, schema.outlet_decisions
    given = encodable(given) or ""
    name = outlet_id(given)
    ways = [select(o.c.publisher).where(o.c.id.in_((given, name))), select(p.c.key).where(p.c.id == given)]
    # An id noted before a merge leads to whom its names belong now.
    moved = select(o.c.publisher).join(d, d.c.outlet == o.c.key).join(p, p.c.key == d.c.source)
    ways.append(moved.where(p.c.id == given, d.c.verb == "merge"))
    if known := find_publisher(given):
        # Where a ledger has the name itself, a person may have moved it.
        written = select(o.c.key).where(o.c.id == name).exists()
        ways.append(select(p.c.key).where(p.c.id == known.key, ~written))
    return union(*ways)


def _aliases_of(given: str) -> Select[Any]:
    """All names of every speaker who has the id or one of whose names it is, or a part that ends it."""
    a, s = schema.aliases, schema.speakers
    plain = plain_name(given)
    # A union of ways, each by its own index; with "or" a database reads every name.
    ways = [select(s.c.key).where(s.c.id == given), select(a.c.speaker).where(a.c.plain == plain)]
    # An id noted before a merge leads to whom its names belong now.
    d = schema.decisions
    moved = select(a.c.speaker).join(d, d.c.alias == a.c.key).join(s, s.c.key == d.c.source)
    ways.append(moved.where(s.c.id == given, d.c.verb == "merge"))
    if plain and " " not in plain:
        ways.append(select(a.c.speaker).where(a.c.last == plain, a.c.kind == "person"))
    if known := find_known(given):
        ways.append(select(s.c.key).where(s.c.id == hash_id("known", known.id)))
    return select(a.c.key).where(a.c.speaker.in_(union(*ways)))


def _aliases_in(given: str) -> Select[Any]:
    country = find_country(given)
    if country is None:
        raise UsageError("is no country", name=given[:40], remedy="give its name or its ISO code, such as KP")
    a, s = schema.aliases, schema.speakers
    return select(a.c.key).join(s, s.c.key == a.c.speaker).where(func.coalesce(a.c.country, s.c.country) == country)


def _until(day: str) -> ColumnElement[bool]:
    """Before the next day, month or year: digits alone decide, which every collation puts in one order."""
    published = schema.claims.c.published
    year, *rest = (int(part) for part in day.split("-"))
    if date.max.isoformat().startswith(day):
        return published.is_not(None)
    if len(rest) == 2:
        return published < (date(year, *rest) + timedelta(days=1)).isoformat()
    if rest and rest[0] < 12:
        return published < f"{year:04}-{rest[0] + 1:02}"
    return published < f"{year + 1:04}"


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
