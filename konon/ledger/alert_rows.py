"""Alerts, what they have hit, and to whom each hit was sent: rows. A hit holds ids alone, and is written once."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.sole_runs import TELLING, alone

AlertKind = Literal["search", "source", "denial", "hedge", "edit"]
LATEST = 100  # hits that a feed holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`asked`: the words and filters of a search, else {"of": an id, an address or "all"}; `seen`: at the last run."""

    key: int
    kind: AlertKind
    asked: dict[str, Any]
    added: str
    seen: dict[str, Any]
    hits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`id` is the same whenever the same is hit; `article`, `claim`: ids of what it is about; `why`: in few words."""

    alert: int
    id: str
    at: str
    article: str | None
    claim: str | None
    why: str


class Alerts:
    """Of one ledger."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def alone(self) -> AbstractContextManager[None]:
        """While it lasts nobody else looks for hits and tells them; LedgerError where somebody does."""
        return alone(self._place, TELLING)

    def add(self, kind: AlertKind, asked: dict[str, Any], seen: dict[str, Any], at: str) -> int:
        """The number of the new alert. UsageError where there is one that asks the same."""
        a = schema.alerts
        told = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        with self._place.writing() as connection:
            same = select(a.c.key).where(a.c.kind == kind, a.c.asked == told)
            if (key := connection.execute(same).scalar()) is not None:
                raise UsageError(f"is asked by alert {key} already", name=kind, remedy="konon alert list shows it")
            key = next_key(connection, a)
            row = {"key": key, "kind": kind, "asked": told, "added": at, "seen": json.dumps(seen)}
            connection.execute(insert(a), row)
        return key

    def all(self) -> list[Alert]:
        """In the order of adding."""
        a, h = schema.alerts, schema.alert_hits
        with self._place.reading() as connection:
            counted = connection.execute(select(h.c.alert, func.count()).group_by(h.c.alert))
            counts = {int(alert): int(count) for alert, count in counted}
            rows = connection.execute(select(a).order_by(a.c.key)).all()
        return [
            Alert(
                key=row.key,
                kind=row.kind,
                asked=json.loads(row.asked),
                added=row.added,
                seen=json.loads(row.seen),
                hits=counts.get(row.key, 0),
            )
            for row in rows
        ]

    def remove(self, key: int) -> None:
        """The alert with what it has hit; UsageError where there is none of this number."""
        a, h, s = schema.alerts, schema.alert_hits, schema.alert_sent
        with self._place.writing() as connection:
            for table, column in ((s, s.c.alert), (h, h.c.alert)):
                connection.execute(delete(table).where(column == key))
            if not connection.execute(delete(a).where(a.c.key == key)).rowcount:
                raise UsageError("is no alert", name=str(key), remedy="konon alert list shows their numbers")

    def put(self, alert: Alert, hits: Sequence[Hit], seen: dict[str, Any]) -> int:
        """Write what is new of `hits`, and what was seen, all or nothing; how many were new."""
        a, h = schema.alerts, schema.alert_hits
        with self._place.writing() as connection:
            known = _known(connection, alert.key, [one.id for one in hits])
            fresh = {one.id: one for one in hits if one.id not in known}
            for one in fresh.values():
                connection.execute(insert(h), {name: getattr(one, name) for name in Hit.__slots__})
            connection.execute(update(a).where(a.c.key == alert.key).values(seen=json.dumps(seen)))
        return len(fresh)

    def latest(self, limit: int = LATEST) -> list[Hit]:
        """The newest first."""
        h = schema.alert_hits
        with self._place.reading() as connection:
            rows = connection.execute(select(h).order_by(h.c.at.desc(), h.c.alert, h.c.id).limit(limit))
            return [Hit(**row._mapping) for row in rows]

    def unsent(self, channel: str) -> list[Hit]:
        """Those that were not sent there yet, the oldest first."""
        h, s = schema.alert_hits, schema.alert_sent
        sent = select(s.c.id).where(s.c.alert == h.c.alert, s.c.id == h.c.id, s.c.channel == channel).exists()
        with self._place.reading() as connection:
            rows = connection.execute(select(h).where(~sent).order_by(h.c.at, h.c.alert, h.c.id))
            return [Hit(**row._mapping) for row in rows]

    def note_sent(self, hits: Sequence[Hit], channel: str, at: str) -> None:
        """They are not sent there again. What another run has noted, or an alert that is gone, is left."""
        a, s = schema.alerts, schema.alert_sent
        if not hits:
            return
        with self._place.writing() as connection:
            asked = set(connection.execute(select(a.c.key)).scalars())
            known = select(s.c.alert, s.c.id).where(s.c.channel == channel)
            noted = {(row.alert, row.id) for row in connection.execute(known)}
            fresh = {(one.alert, one.id) for one in hits if one.alert in asked} - noted
            if rows := [{"alert": alert, "id": id_, "channel": channel, "at": at} for alert, id_ in sorted(fresh)]:
                connection.execute(insert(s), rows)

    def last_claim(self) -> int:
        """The key of the claim added last, 0 where there is none."""
        with self._place.reading() as connection:
            return int(connection.execute(select(func.max(schema.claims.c.key))).scalar() or 0)

    def said_before(self, article: str, content: str, key: int) -> bool:
        """Whether a claim up to this one says so in any version of the article: it was read again, not said again."""
        c, t = schema.claims, schema.articles
        same = (t.c.id == article, c.c.content == content, c.c.key <= key)
        asked = select(c.c.key).join(t, t.c.key == c.c.article).where(*same).limit(1)
        with self._place.reading() as connection:
            return connection.execute(asked).first() is not None


def _known(connection: Connection, alert: int, ids: Collection[str]) -> set[str]:
    h = schema.alert_hits
    known: set[str] = set()
    for some in in_chunks(ids):
        known |= set(connection.execute(select(h.c.id).where(h.c.alert == alert, h.c.id.in_(some))).scalars())
    return known
