"""Keys of claims -> ClaimRows: what tracing and counting need of a claim, without any article's text."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import is_among
from konon.ledger.opening import Place
from konon.ledger.queries import Query
from konon.ledger.ranking import ranked_keys

AT_ONCE = 500  # claims whose rows are asked for together


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


_OWN = ("key", *schema.LABELLED, "content", "published", "lang", "confidence")  # columns of `claims`
_WHO = ("outlet", "outlet_name", "alias", "written", "speaker", "speaker_name", "speaker_kind", "country")
_SIMPLE = (*_OWN, "id", *_WHO)  # what a row of `_claims` begins with
_OF_ARTICLE = ("article", "version", "url", "added")


def read_rows(place: Place, query: Query) -> Iterator[ClaimRow]:
    """In the order in which `Ledger.find` gives them; 8 bytes a claim are held, and `AT_ONCE` rows."""
    return rows_of(place, _read_keys(place, query))


def rows_of(place: Place, keys: Sequence[int]) -> Iterator[ClaimRow]:
    """In the order of `keys`; a claim that is taken out meanwhile is left out."""
    for some in in_chunks(keys, AT_ONCE):
        with place.reading() as connection:
            found = _load(connection, some)
        yield from (found[key] for key in some if key in found)


def _read_keys(place: Place, query: Query) -> Sequence[int]:
    with place.reading() as connection:
        return array("q", ranked_keys(connection, query))


def _load(connection: Connection, keys: Sequence[int]) -> dict[int, ClaimRow]:
    rows = connection.execute(_claims().where(is_among(connection, schema.claims.c.key, keys))).all()
    # What all claims of an article share is asked for once.
    articles = _articles(connection, {row.article for row in rows})
    readers = _readers(connection, {row.reading for row in rows})
    relays = _relays(connection, keys)
    return {row.key: _row(row, articles[row.article], readers[row.reading], relays.get(row.key, ())) for row in rows}


def _claims() -> Select[Any]:
    c, b = schema.claims, schema.attributions
    a, s, o, p = schema.aliases, schema.speakers, schema.outlets, schema.publishers
    return (
        select(
            *(c.c[name] for name in _OWN),
            b.c.id,
            p.c.id.label("outlet"),
            p.c.name.label("outlet_name"),
            a.c.id.label("alias"),
            a.c.name.label("written"),
            s.c.id.label("speaker"),
            s.c.name.label("speaker_name"),
            s.c.kind.label("speaker_kind"),
            func.coalesce(a.c.country, s.c.country).label("country"),
            c.c.article,
            c.c.reading,
            c.c.said,
            c.c.current,
        )
        .join(b, b.c.key == c.c.attribution)
        .outerjoin(o, o.c.key == c.c.outlet)
        .outerjoin(p, p.c.key == o.c.publisher)
        .outerjoin(a, a.c.key == c.c.speaker)
        .outerjoin(s, s.c.key == a.c.speaker)
    )


def _articles(connection: Connection, keys: Collection[int]) -> dict[int, Sequence[Any]]:
    t = schema.articles
    columns = (t.c.id, t.c.version, t.c.url, t.c.added)
    found = connection.execute(select(t.c.key, *columns).where(t.c.key.in_(keys)))
    return {key: rest for key, *rest in found}


def _readers(connection: Connection, readings: Collection[int]) -> dict[int, str]:
    g, e = schema.readings, schema.readers
    asked = select(g.c.key, e.c.name).join(e, e.c.key == g.c.reader).where(g.c.key.in_(readings))
    return {row.key: row.name for row in connection.execute(asked)}


def _relays(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    r, o, p = schema.relays, schema.outlets, schema.publishers
    asked = select(r.c.claim, p.c.id).join(o, o.c.key == r.c.outlet).join(p, p.c.key == o.c.publisher)
    found: dict[int, tuple[str, ...]] = {}
    for claim, publisher in connection.execute(
        asked.where(is_among(connection, r.c.claim, keys)).order_by(r.c.claim, r.c.place)
    ):
        found[claim] = (*found.get(claim, ()), publisher)
    return found


def _row(row: Any, article: Sequence[Any], reader: str, relays: tuple[str, ...]) -> ClaimRow:
    given = dict(zip(_SIMPLE, row, strict=False))
    given |= zip(_OF_ARTICLE, article, strict=True)
    days = tuple(json.loads(row.said)[1:3]) if row.said else None
    return ClaimRow(**given, reader=reader, relays=relays, said=days, current=bool(row.current))
