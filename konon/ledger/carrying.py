"""A question -> who carries whom: speakers, the outlets that pass them on, the outlets that publish it; with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, desc, func, select

from konon.ledger import schema
from konon.ledger.narrowing import matching
from konon.ledger.opening import Place
from konon.ledger.queries import MANY, Query

MOST: Final = 400  # ways


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
    c, a, s, r, o = schema.claims, schema.aliases, schema.speakers, schema.relays, schema.outlets
    found, values = matching(connection, query)
    passed, by, own = o.alias(), schema.publishers.alias(), schema.publishers.alias()
    count = func.count()
    asked = (
        select(*(column for t in (s, by, own) for column in (t.c.id, t.c.name)), count)
        .select_from(found)
        .join(c, c.c.key == found.c.key)
        .outerjoin(a, a.c.key == c.c.speaker)
        .outerjoin(s, s.c.key == a.c.speaker)
        .outerjoin(r, (r.c.claim == c.c.key) & (r.c.place == 0))
        .outerjoin(passed, passed.c.key == r.c.outlet)
        .outerjoin(by, by.c.key == passed.c.publisher)
        .outerjoin(o, o.c.key == c.c.outlet)
        .outerjoin(own, own.c.key == o.c.publisher)
        .group_by(s.c.key, by.c.key, own.c.key)
        .order_by(desc(count), s.c.key, by.c.key, own.c.key)
        .limit(most)
    )
    return [_way(row) for row in connection.execute(asked, values)]


def _way(row: Any) -> Way:
    speaker, relay, outlet = (_actor(row[at], row[at + 1]) for at in (0, 2, 4))
    return Way(speaker=speaker, relay=relay if relay != outlet else None, outlet=outlet, claims=row[6])


def _actor(id: str | None, name: str | None) -> Actor | None:
    return Actor(id=id, name=name or id) if id else None
