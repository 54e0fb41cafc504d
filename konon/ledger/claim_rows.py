"""Keys of claims -> ClaimRows: what tracing and counting need of a claim, without any article's text."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from konon.ledger import schema
from konon.ledger.opening import Place
from konon.ledger.queries import Query, select_keys

AT_ONCE = 500  # claims whose rows are asked for together
KEYS = 50_000  # keys fetched together


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim without its article. `outlet` and `relays` are ids of publishers, whatever a page calls them."""

    key: int  # of this ledger alone; it goes up in the order of adding
    id: str
    content: str  # the words said
    article: str
    version: int  # of the article, from 1
    url: str | None
    published: str | None
    added: str
    lang: str
    outlet: str | None
    outlet_name: str | None
    relays: tuple[str, ...]  # the nearest to the article first
    alias: str | None
    written: str | None  # the speaker's name as the article has it
    speaker: str | None
    speaker_name: str | None
    speaker_kind: str | None
    country: str | None
    certainty: str
    polarity: str
    act: str
    quotation: str
    said: tuple[str | None, str | None] | None  # the first and last day on which it was said
    confidence: float
    reader: str
    current: bool


def read_rows(place: Place, query: Query) -> Iterator[ClaimRow]:
    """In the order in which `Ledger.find` gives them; 8 bytes a claim are held, and `AT_ONCE` rows."""
    return rows_of(place, _read_keys(place, query))


def rows_of(place: Place, keys: Sequence[int]) -> Iterator[ClaimRow]:
    """In the order of `keys`; a claim that is taken out meanwhile is left out."""
    for start in range(0, len(keys), AT_ONCE):
        some = list(keys[start : start + AT_ONCE])
        with place.reading() as connection:
            found = _load(connection, some)
        yield from (found[key] for key in some if key in found)


def _read_keys(place: Place, query: Query) -> Sequence[int]:
    keys = array("q")
    with place.reading() as connection:
        asked = select_keys(query, sqlite=place.is_sqlite).execution_options(stream_results=True)
        for some in connection.execute(asked).scalars().partitions(KEYS):
            keys.extend(some)
    return keys


def _load(connection: Connection, keys: Sequence[int]) -> dict[int, ClaimRow]:
    relays = _relays(connection, keys)
    return {row.key: _row(row, relays.get(row.key, ())) for row in connection.execute(_claims(keys))}


def _claims(keys: Sequence[int]) -> Select[Any]:
    c, b, t, g, e = schema.claims, schema.attributions, schema.articles, schema.readings, schema.readers
    a, s, o, p = schema.aliases, schema.speakers, schema.outlets, schema.publishers
    own = (c.c[name] for name in (*schema.LABELLED, "content", "published", "lang", "said", "confidence", "current"))
    return (
        select(
            c.c.key,
            *own,
            b.c.id,
            t.c.id.label("article"),
            t.c.version,
            t.c.url,
            t.c.added,
            p.c.id.label("outlet"),
            p.c.name.label("outlet_name"),
            a.c.id.label("alias"),
            a.c.name.label("written"),
            s.c.id.label("speaker"),
            s.c.name.label("speaker_name"),
            s.c.kind.label("speaker_kind"),
            func.coalesce(a.c.country, s.c.country).label("country"),
            e.c.name.label("reader"),
        )
        .join(b, b.c.key == c.c.attribution)
        .join(t, t.c.key == c.c.article)
        .join(g, g.c.key == c.c.reading)
        .join(e, e.c.key == g.c.reader)
        .outerjoin(o, o.c.key == c.c.outlet)
        .outerjoin(p, p.c.key == o.c.publisher)
        .outerjoin(a, a.c.key == c.c.speaker)
        .outerjoin(s, s.c.key == a.c.speaker)
        .where(c.c.key.in_(keys))
    )


def _relays(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    r, o, p = schema.relays, schema.outlets, schema.publishers
    asked = select(r.c.claim, p.c.id).join(o, o.c.key == r.c.outlet).join(p, p.c.key == o.c.publisher)
    found: dict[int, tuple[str, ...]] = {}
    for claim, publisher in connection.execute(asked.where(r.c.claim.in_(keys)).order_by(r.c.claim, r.c.place)):
        found[claim] = (*found.get(claim, ()), publisher)
    return found


def _row(row: Any, relays: tuple[str, ...]) -> ClaimRow:
    given = dict(row._mapping)
    said = given.pop("said")
    days = tuple(json.loads(said)[1:3]) if said else None
    return ClaimRow(**{**given, "current": bool(row.current)}, said=days, relays=relays)
