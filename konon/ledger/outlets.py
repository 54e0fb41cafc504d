"""Outlets across pages: under which names one is known, who owns it, and what a person decided about that.

Pages and relays point to a name, a name to its publisher, as speakers have it: a decision moves names from one
publisher to another and is written down, and a name that is read again stays where it was moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, Text, cast, func, insert, or_, select, update

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.counts import Tally, shift, tally
from konon.ledger.name_decisions import NameDecision, put_decision
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.publishers import find_publisher, publisher_row
from konon.ledger.queries import find_publishers
from konon.ledger.short_ids import whole_id
from konon.ledger.speaker_decisions import user_name
from konon.ledger.visits import now
from konon.records import hash_id

NEAREST = 5  # names that are offered
ALIKE = 0.6
_REMEDY = "Ledger.outlets.find shows them"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletName:
    """A name as pages write it. `claims`: that are shown by default, published under it or by others passed on."""

    id: str
    name: str
    reason: str  # why it is this publisher's
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher or agency with all its names, most used first. `kind`, `country`, `owner`: None where unknown."""

    id: str
    name: str
    kind: str | None
    country: str | None
    owner: str | None
    names: tuple[OutletName, ...]

    @property
    def claims(self) -> int:
        """Under all names."""
        return sum(name.claims for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCount:
    """An outlet in short. `claims`: published by it, `relayed`: passed on from it, that are shown by default."""

    id: str
    name: str
    kind: str | None
    country: str | None
    owner: str | None
    claims: int
    relayed: int


class Outlets:
    """The outlets of one ledger."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def find(self, given: str) -> list[Outlet]:
        """Those who have this id, or one of whose names it is, else of whose name it is a part; the most used first."""
        p = schema.publishers
        with self._place.reading() as connection:
            asked = select(p).where(p.c.key.in_(find_publishers(connection, given)))
            found = [_outlet(connection, row) for row in connection.execute(asked).all()]
        return sorted((one for one in found if one.names), key=lambda one: (-one.claims, one.name))

    def counted(self, given: str | None = None, *, limit: int | None = None) -> list[OutletCount]:
        """All outlets, or those that `find` finds, with how many claims they published and passed on."""
        p, k = schema.publishers, schema.counts
        published, passed = k.alias(), k.alias()
        asked = select(p, *(func.coalesce(one.c.claims, 0) for one in (published, passed)))
        for facet, one in (("outlet", published), ("relay", passed)):
            asked = asked.outerjoin(one, (one.c.facet == facet) & (one.c.value == cast(p.c.key, Text)))
        with self._place.reading() as connection:
            some = None if given is None else set(find_publishers(connection, given))
            rows = [row for row in connection.execute(asked).all() if some is None or row.key in some]
        columns = ("id", "name", "kind", "country", "owner")
        found = [
            OutletCount(**{column: getattr(row, column) for column in columns}, claims=row[-2], relayed=row[-1])
            for row in rows
        ]
        return sorted(found, key=lambda one: (-one.claims, -one.relayed, one.name, one.id))[:limit]

    def nearest(self, given: str) -> list[str]:
        """Names that are written much like one that no outlet has."""
        o = schema.outlets
        with self._place.reading() as connection:
            names = {
                name.casefold(): name for name in connection.execute(select(o.c.name).order_by(o.c.name)).scalars()
            }
        return [names[one] for one in get_close_matches(given.casefold(), sorted(names), NEAREST, ALIKE)]

    def merge(self, ids: Sequence[str], *, by: str | None = None) -> Outlet:
        """All of them are the first from now on. UsageError where an id is unknown or there are fewer than two."""
        if len(set(ids)) < 2:
            raise UsageError("one outlet cannot be merged", remedy=f"give two ids or more; {_REMEDY}")
        with self._place.writing() as connection:
            keys = [_publisher_key(connection, id_) for id_ in dict.fromkeys(ids)]
            names = [name for key in dict.fromkeys(keys[1:]) if key != keys[0] for name in _names(connection, key)]
            _move(connection, names, keys[0], "merge", by)
            return _by_key(connection, keys[0])

    def split(self, names: Sequence[str], *, by: str | None = None) -> Outlet:
        """These names, by their ids, are another outlet from now on."""
        if not names:
            raise UsageError("nothing to split off", remedy=f"give the ids of names; {_REMEDY}")
        with self._place.writing() as connection:
            rows = [_name_row(connection, id_) for id_ in dict.fromkeys(names)]
            sources = {row.publisher for row in rows}
            if len(sources) > 1:
                raise UsageError("these names are not one outlet's", remedy="split each outlet by itself")
            if len(rows) == len(_names(connection, sources.pop())):
                raise UsageError("these are all names the outlet has", remedy="leave at least one")
            key = _own_publisher(connection, rows[0])
            _move(connection, rows, key, "split", by)
            return _by_key(connection, key)

    def decisions(self) -> list[dict[str, Any]]:
        """What was decided, by whom and when; the oldest first."""
        d, o, p = schema.outlet_decisions, schema.outlets, schema.publishers
        source, target = p.alias(), p.alias()
        columns = (o.c.name.label("name"), source.c.id.label("source"), target.c.id.label("target"))
        asked = select(d.c.verb, *columns, d.c.by, d.c.at).join(o, o.c.key == d.c.outlet)
        asked = asked.join(source, source.c.key == d.c.source).join(target, target.c.key == d.c.target)
        with self._place.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(asked.order_by(d.c.key))]


def join_outlets(connection: Connection) -> None:
    """Give every name that has no publisher its own; names of one that the list knows share it."""
    o = schema.outlets
    for row in connection.execute(select(o).where(o.c.publisher.is_(None)).order_by(o.c.key)).all():
        key = _key_of(connection, publisher_row(row.name, row.id))
        connection.execute(update(o).where(o.c.key == row.key).values(publisher=key))


def _own_publisher(connection: Connection, row: Any) -> int:
    """The one that a name is by itself; a new one where others have its id."""
    own = {"name": row.name, "kind": None, "country": None, "owner": None}
    key = _key_of(connection, own | {"id": row.id})
    if key == row.publisher or _names(connection, key):
        p, number = schema.publishers, 0
        while True:
            id_ = hash_id("publisher", row.id, "split", number)
            if connection.execute(select(p.c.key).where(p.c.id == id_)).first() is None:
                return _key_of(connection, own | {"id": id_})
            number += 1
    return key


def _key_of(connection: Connection, row: dict[str, Any]) -> int:
    p = schema.publishers
    key = connection.execute(select(p.c.key).where(p.c.id == row["id"])).scalar()
    if key is None:
        key = next_key(connection, p)
        connection.execute(insert(p), row | {"key": key})
    return int(key)


def _move(connection: Connection, names: Sequence[Any], target: int, verb: str, by: str | None) -> None:
    made = NameDecision(verb, by or user_name(), now())
    moves = ({"outlet": name.key, "source": name.publisher, "target": target} for name in names)
    put_decision(connection, schema.outlet_decisions, moves, made)
    give_names(connection, [name.key for name in names], target)


def give_names(connection: Connection, names: Sequence[int], publisher: int) -> None:
    """These names are this publisher's from now on, all by their keys; what is counted of outlets follows."""
    o = schema.outlets
    before = _tally_names(connection, names)
    for some in in_chunks(names):
        connection.execute(update(o).where(o.c.key.in_(some)).values(publisher=publisher))
    shift(connection, before, _tally_names(connection, names))


def _tally_names(connection: Connection, keys: Sequence[int]) -> Tally:
    """Whatever is counted by publisher of the claims published or passed on under these names."""
    c, r = schema.claims, schema.relays
    found = tally(connection, c.c.outlet, keys, "outlet")
    # All relays of such a claim: two names of one outlet in it count once.
    passed = select(r.c.claim).where(r.c.outlet.in_(keys)).distinct()
    return found + tally(connection, c.c.key, connection.execute(passed).scalars(), "relay")


def _names(connection: Connection, publisher: int) -> Sequence[Any]:
    o = schema.outlets
    return connection.execute(select(o).where(o.c.publisher == publisher).order_by(o.c.key)).all()


def _name_row(connection: Connection, id_: str) -> Any:
    o = schema.outlets
    row = connection.execute(select(o).where(o.c.id == whole_id(connection, o.c.id, id_))).first()
    if row is None:
        raise UsageError("no name of an outlet has this id", name=id_[:40], remedy=_REMEDY)
    return row


def _publisher_key(connection: Connection, id_: str) -> int:
    """By its own id, else by that of one of its names."""
    p, o = schema.publishers, schema.outlets
    id_ = whole_id(connection, p.c.id, id_)
    named = select(o.c.publisher).where(o.c.id == id_)
    own = select(p.c.key).join(o, o.c.publisher == p.c.key).where(p.c.id == id_)
    for asked in (own, named):
        if (key := connection.execute(asked.limit(1)).scalar()) is not None:
            return int(key)
    raise UsageError("no outlet has this id", name=id_[:40], remedy=_REMEDY)


def _by_key(connection: Connection, key: int) -> Outlet:
    p = schema.publishers
    return _outlet(connection, connection.execute(select(p).where(p.c.key == key)).one())


def _outlet(connection: Connection, row: Any) -> Outlet:
    rows = _names(connection, row.key)
    # Of the only name of a publisher the kept counts say it, and of its claims those alone are looked at that name it.
    counted = _kept_counts(connection, row.key, rows[0].key) if len(rows) == 1 else None
    claims, decided = (
        counted or _count_claims(connection, [one.key for one in rows]),
        _last_decisions(connection, row.key),
    )
    names = [
        OutletName(id=one.id, name=one.name, claims=claims[one.key], reason=_reason(one.name, decided.get(one.key)))
        for one in rows
    ]
    names.sort(key=lambda one: (-one.claims, one.name))
    columns = ("id", "name", "kind", "country", "owner")
    return Outlet(**{column: getattr(row, column) for column in columns}, names=tuple(names))


def _kept_counts(connection: Connection, publisher: int, name: int) -> Counter[int]:
    """Without what it publishes and names itself for, which stands in both kept counts."""
    k, c, r = schema.counts, schema.claims, schema.relays
    kept = select(func.sum(k.c.claims)).where(k.c.facet.in_(("outlet", "relay")), k.c.value == str(publisher))
    both = select(func.count(r.c.claim.distinct())).join(c, c.c.key == r.c.claim)
    both = both.where(r.c.outlet == name, c.c.outlet == name, c.c.current == 1)
    every, twice = (int(connection.execute(one).scalar() or 0) for one in (kept, both))
    return Counter({name: every - twice})


def _count_claims(connection: Connection, names: Sequence[int]) -> Counter[int]:
    """Current claims published under each name, and by others passed on from it, so that none counts twice.

    However many names there are, by two questions.
    """
    c, r = schema.claims, schema.relays
    published = select(c.c.outlet, func.count().label("claims")).where(c.c.outlet.in_(names), c.c.current == 1)
    passed = select(r.c.outlet, func.count(r.c.claim.distinct()).label("claims")).join(c, c.c.key == r.c.claim)
    others = or_(c.c.outlet.is_(None), c.c.outlet.not_in(names))
    passed = passed.where(r.c.outlet.in_(names), c.c.current == 1, others)
    found: Counter[int] = Counter()
    for asked in (published.group_by(c.c.outlet), passed.group_by(r.c.outlet)):
        found.update({row.outlet: row.claims for row in connection.execute(asked)})
    return found


def _last_decisions(connection: Connection, publisher: int) -> dict[int, Any]:
    """By the keys of a publisher's names, for those that a person moved."""
    d, o = schema.outlet_decisions, schema.outlets
    asked = select(d).join(o, o.c.key == d.c.outlet).where(o.c.publisher == publisher).order_by(d.c.key)
    return {row.outlet: row for row in connection.execute(asked)}


def _reason(name: str, last: Any) -> str:
    if last:
        return NameDecision(last.verb, last.by, last.at).told
    known = find_publisher(name)
    return f"a name of {known.name} ({known.source})" if known else "its only name so far"
