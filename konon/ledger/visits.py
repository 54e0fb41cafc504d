"""An address and when it was looked at -> visits, and by them which version of its text is the current one.

The version seen last is current, not the one with the highest number: a page that goes from A to B and back shows A.
A visit counts at the time the page was fetched; where that is not known, or lies in the future, at the time of adding.
So an old copy from an archive, added after the live page, is a version but not the current one. Of visits in the same
second the one recorded later is the later. The same bytes of the same address fetched at the same second are one visit.
Claims of a known text that come without a page are no visit where a reader reads it that had not read it before, nor
where nobody knows when it was seen (`konon add --readings`).

`status` is "ok" where the page was had; whoever goes through addresses records why a look brought nothing (`Glimpse`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select, update

from konon.ledger import schema
from konon.records import Article, Page

OK = "ok"
_NUMBER = re.compile(r"(\d+)")
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """The second, in UTC and ISO 8601."""
    return datetime.now(UTC).strftime(_FORM)


def visited_at(fetched: str | None, now: str) -> str:
    """The second of the visit, as `now` writes it."""
    try:
        found = datetime.fromisoformat(fetched or "")
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return min(now, found.astimezone(UTC).strftime(_FORM))
    except (ValueError, OverflowError):
        return now


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A look at an address that brought no new version. `still`: the version seen last stands there still."""

    at: str  # as `now` writes it
    status: str
    still: bool = False
    sha256: str | None = None  # of the bytes, where there were any
    article: Article | None = None  # as it was told now, where it was told


class Visits:
    """Those of one transaction. `put` takes rows, `next_key` gives their keys, `now` is the time of adding."""

    def __init__(
        self,
        connection: Connection,
        put: Callable[[Table, dict[str, Any]], None],
        next_key: Callable[[Table], int],
        now: str,
    ) -> None:
        self._connection, self._put, self._next_key, self._now = connection, put, next_key, now
        self._last: dict[str, tuple[str, int]] = {}  # address -> time and version of the last visit
        self._recorded: set[tuple[str, str, str | None, int]] = set()

    def look_up(self, addresses: Collection[str]) -> None:
        """Find the last visit of each; one that no article was ever added of has none."""
        if addresses:
            for row in self._connection.execute(_last_visits(), {"addresses": list(addresses)}):
                self._last[row.address] = (row.at, row.article)

    def last_version(self, address: str) -> int | None:
        """The key of the version seen last."""
        return self._last[address][1] if address in self._last else None

    def record(self, address: str, version: int, page: Page | None, at: str | None = None) -> None:
        """`version` was seen at `address`: at this second where it is known, else when the page was fetched, or now."""
        at = at or visited_at(page.fetched if page else None, self._now)
        sha256 = hashlib.sha256(page.body).hexdigest() if page else None
        if page and page.fetched and self._is_recorded(address, at, sha256, version):
            return
        self._recorded.add((address, at, sha256, version))
        row = {"address": address, "at": at, "status": OK, "sha256": sha256, "article": version}
        self._put(schema.visits, row | {"key": self._next_key(schema.visits)})
        if address not in self._last or at >= self._last[address][0]:
            self._last[address] = (at, version)

    def record_glimpse(self, address: str, version: int | None, glimpse: Glimpse) -> None:
        """`version`: the one seen last, where it stands there still."""
        row = {"address": address, "at": min(glimpse.at, self._now), "status": glimpse.status, "sha256": glimpse.sha256}
        self._put(schema.visits, row | {"article": version, "key": self._next_key(schema.visits)})

    def _is_recorded(self, address: str, at: str, sha256: str | None, version: int) -> bool:
        if (address, at, sha256, version) in self._recorded:
            return True
        v = schema.visits
        same = (v.c.address == address, v.c.at == at, v.c.sha256 == sha256, v.c.article == version)
        return self._connection.execute(select(v.c.key).where(*same).limit(1)).first() is not None


@cache
def _last_visits() -> Select[Any]:
    v = schema.visits
    place = func.row_number().over(partition_by=v.c.address, order_by=(v.c.at.desc(), v.c.key.desc()))
    seen = v.c.article.is_not(None) & v.c.address.in_(bindparam("addresses", expanding=True))
    ranked = select(v.c.address, v.c.at, v.c.article, place.label("place")).where(seen).subquery()
    return select(ranked).where(ranked.c.place == 1)


def settle_visits(connection: Connection, address: str) -> None:
    """Show the newest reader's claims of the version that was seen last; the counts are the caller's."""
    t, g, r, c = schema.articles, schema.readings, schema.readers, schema.claims
    last = connection.execute(_last_visits(), {"addresses": [address]}).first()
    versions = list(connection.execute(select(t.c.key).where(t.c.id == address)).scalars())
    if last is None or not versions:
        return
    asked = select(g.c.key, g.c.article, g.c.current, r.c.name).join(r, r.c.key == g.c.reader)
    rows = connection.execute(asked.where(g.c.article.in_(versions), r.c.name != schema.PERSON)).all()
    shown = [row for row in rows if row.article == last.article]
    best = max(shown, key=lambda row: natural(row.name)).key if shown else None
    for row in rows:
        if row.current != int(row.key == best) and best is not None:
            current = int(row.key == best)
            connection.execute(update(g).where(g.c.key == row.key).values(current=current))
            connection.execute(update(c).where(c.c.reading == row.key).values(current=current))


def natural(reader: str) -> list[tuple[int, str]]:
    """So that 0.10 comes after 0.9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(reader)]
