"""A question -> who carries whom: speakers, the outlets that pass them on, the outlets that publish it; with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, FromClause, Subquery, desc, func, select

from konon.ledger import schema
from konon.ledger.narrowing import matching
from konon.ledger.opening import Place
from konon.ledger.queries import MANY, Query

MOST: Final = 400  # ways
WAY: Final = ("speaker", "relay", "outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A speaker or an outlet: an id that a filter takes, and the name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From whom to whom so many claims went; `relay`: where the outlet has them from, None where it names nobody."""

    speaker: Actor | None  # None: nobody is named
    relay: Actor | None
    outlet: Actor | None  # None: the article's outlet is unknown
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """The ways with most claims, of which `claims` were counted; `about`: the newest of more that match."""

    ways: tuple[Way, ...]
    claims: int
    about: bool


def read_carrying(place: Place, query: Query, most: int = MOST) -> Carrying:
    """Of at most 20,000 claims that match."""
    with place.reading() as connection:
        ways = _ways(connection, query, most)
        found, values = matching(connection, query, MANY + 1)
        claims = int(connection.execute(select(func.count()).select_from(found), values).scalar() or 0)
    return Carrying(ways=tuple(ways), claims=min(claims, MANY), about=claims > MANY)


def _ways(connection: Connection, query: Query, most: int) -> list[Way]:
    found, values = matching(connection, query)
    ways = _counted_ways(found, most)  # names are looked up of these alone
    s, by, own = schema.speakers, schema.publishers.alias(), schema.publishers.alias()
    asked = (
        select(*(column for t in (s, by, own) for column in (t.c.id, t.c.name)), ways.c.claims)
        .select_from(ways)
        .outerjoin(s, s.c.key == ways.c.speaker)
        .outerjoin(by, by.c.key == ways.c.relay)
        .outerjoin(own, own.c.key == ways.c.outlet)
        .order_by(desc(ways.c.claims), ways.c.speaker, ways.c.relay, ways.c.outlet)
    )
    return [_way(row) for row in connection.execute(asked, values)]


def _counted_ways(found: FromClause, most: int) -> Subquery:
    """Keys of a speaker and of two publishers, with how many of the claims go that way; the most first."""
    c, a, r, o = schema.claims, schema.aliases, schema.relays, schema.outlets
    passed, count = o.alias(), func.count()
    parts = (a.c.speaker, passed.c.publisher, o.c.publisher)
    asked = (
        select(*(part.label(name) for part, name in zip(parts, WAY, strict=True)), count.label("claims"))
        .select_from(found)
        .join(c, c.c.key == found.c.key)
        .outerjoin(a, a.c.key == c.c.speaker)
        .outerjoin(r, (r.c.claim == c.c.key) & (r.c.place == 0))
        .outerjoin(passed, passed.c.key == r.c.outlet)
        .outerjoin(o, o.c.key == c.c.outlet)
        .group_by(*parts)
        .order_by(desc(count), *parts)
    )
    return asked.limit(most).subquery("ways")


def _way(row: Any) -> Way:
    speaker, relay, outlet = (_actor(row[at], row[at + 1]) for at in (0, 2, 4))
    return Way(speaker=speaker, relay=relay if relay != outlet else None, outlet=outlet, claims=row[6])


def _actor(id: str | None, name: str | None) -> Actor | None:
    return Actor(id=id, name=name or id) if id else None
