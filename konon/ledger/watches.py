"""What is watched, the pages found there, and the hosts asked: rows, and what is due.

A look is written in the transaction of what it brought, so that whoever kills the program between two looks loses
nothing and has nothing done twice. Times are ISO 8601, UTC, to the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.sole_runs import WATCHING, alone

WatchedKind = Literal["feed", "sitemap", "section", "article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An address in which new pages are looked for, or a single article."""

    key: int
    address: str
    kind: WatchedKind | None
    parent: int | None
    depth: int
    added: str
    paused: str | None
    looked: str | None
    due: str
    etag: str | None
    modified: str | None
    status: str | None
    fresh: int
    pages: int = 0  # that it has led to


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPage:
    """A page that something watched has led to."""

    key: int
    source: int | None
    address: str
    host: str
    listed: str
    first: str | None
    looks: int
    fails: int
    looked: str | None
    due: str | None
    etag: str | None
    modified: str | None
    article: str | None
    text_hash: str | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page as something watched lists it. `mark`: what stays the same of it though its address may change."""

    address: str
    host: str
    mark: str | None = None


class Watches:
    """Of one ledger."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def alone(self) -> AbstractContextManager[None]:
        """While it lasts nobody else watches by this ledger; LedgerError where somebody does."""
        return alone(self._place, WATCHING)

    def add(self, address: str, at: str) -> bool:
        """Watch it from now on, again where it was paused; whether it is new."""
        w = schema.watched
        with self._place.writing() as connection:
            if connection.execute(select(w.c.key).where(w.c.address == address)).first():
                connection.execute(update(w).where(w.c.address == address).values(paused=None, parent=None))
                return False
            put_watched(connection, address, at)
        return True

    def watched(self, *, all: bool = False) -> list[Watched]:
        """In the order of adding; with `all` also the sitemaps that others list."""
        w, p = schema.watched, schema.watched_pages
        asked = select(w).order_by(w.c.key)
        with self._place.reading() as connection:
            counted = connection.execute(select(p.c.source, func.count()).group_by(p.c.source)).all()
            rows = connection.execute(asked if all else asked.where(w.c.parent.is_(None))).all()
        pages = {source: int(count) for source, count in counted}
        return [Watched(**row._mapping, pages=pages.get(row.key, 0)) for row in rows]

    def remove(self, address: str) -> None:
        """Watch it no more. What was read of it stays, and is known should it be watched again."""
        w, p = schema.watched, schema.watched_pages
        with self._place.writing() as connection:
            keys = _with_listed(connection, address)
            connection.execute(update(p).where(p.c.source.in_(keys)).values(source=None, due=None))
            connection.execute(delete(w).where(w.c.key.in_(keys)))

    def pause(self, address: str, at: str | None) -> None:
        """Look neither at it nor at its pages until it is resumed, with `at` None."""
        w = schema.watched
        with self._place.writing() as connection:
            keys = _with_listed(connection, address)
            connection.execute(update(w).where(w.c.key.in_(keys)).values(paused=at))

    def due_sources(self, at: str) -> list[Watched]:
        """Those to be looked at now, and those whose last look is said to be still to come: the clock was put back."""
        w = schema.watched
        asked = select(w).where(w.c.paused.is_(None), (w.c.due <= at) | (w.c.looked > at)).order_by(w.c.due, w.c.key)
        with self._place.reading() as connection:
            return [Watched(**row._mapping) for row in connection.execute(asked)]

    def due_pages(self, at: str, *, fresh: bool, without: Collection[str], after: int, limit: int) -> list[WatchedPage]:
        """Pages to be looked at now, `fresh`: for the first time; not of hosts `without`, nor of what is paused."""
        p, w = schema.watched_pages, schema.watched
        paused = select(w.c.key).where(w.c.paused.is_not(None))
        asked = select(*(p.c[name] for name in WatchedPage.__slots__)).where(
            (p.c.due <= at) | (p.c.due.is_not(None) & (p.c.looked > at)),  # or the clock was put back
            p.c.key > after,
            p.c.looks == 0 if fresh else p.c.looks > 0,
            p.c.host.not_in(list(without)),
            p.c.source.is_(None) | p.c.source.not_in(paused),
        )
        with self._place.reading() as connection:
            return [WatchedPage(**row._mapping) for row in connection.execute(asked.order_by(p.c.key).limit(limit))]

    def is_wanted(self, what: Watched | WatchedPage) -> bool:
        """Whether it is watched still: it may have been removed or paused since it was found due."""
        w, p = schema.watched, schema.watched_pages
        if isinstance(what, Watched):
            asked = select(w.c.key).where(*_is_of(what), w.c.paused.is_(None))
        else:
            paused = select(w.c.key).where(w.c.paused.is_not(None))
            awaited = p.c.source.is_(None) | p.c.source.not_in(paused)
            asked = select(p.c.key).where(p.c.key == what.key, p.c.due.is_not(None), awaited)
        with self._place.reading() as connection:
            return connection.execute(asked).first() is not None

    def next_due(self) -> str | None:
        """When the next look is to be; None where nothing is watched."""
        w, p = schema.watched, schema.watched_pages
        with self._place.reading() as connection:
            sources = connection.execute(select(func.min(w.c.due)).where(w.c.paused.is_(None))).scalar()
            pages = connection.execute(select(func.min(p.c.due))).scalar()
        return min((one for one in (sources, pages) if one), default=None)

    def page(self, address: str) -> WatchedPage | None:
        """The page at this address, where anything watched has led to it."""
        p = schema.watched_pages
        asked = select(*(p.c[name] for name in WatchedPage.__slots__)).where(p.c.address == address)
        with self._place.reading() as connection:
            row = connection.execute(asked).first()
        return WatchedPage(**row._mapping) if row else None

    def same_text(self, page: WatchedPage, text_hash: str) -> int:
        """How many other pages of its host have this very text under addresses of their own."""
        p = schema.watched_pages
        same = (p.c.text_hash == text_hash, p.c.host == page.host, p.c.key != page.key)
        with self._place.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(p).where(*same)).scalar() or 0)

    def is_had(self, article: str) -> bool:
        """Whether a page that is watched was read as this article."""
        p = schema.watched_pages
        with self._place.reading() as connection:
            return connection.execute(select(p.c.key).where(p.c.article == article).limit(1)).first() is not None

    # Hosts.

    def spend(self, host: str, day: str, most: int) -> bool:
        """Count a request to a host before it is made; False where the day's are spent."""
        h = schema.watched_hosts
        with self._place.writing() as connection:
            row = connection.execute(select(h).where(h.c.host == host)).first()
            if row is None:
                connection.execute(insert(h), {"host": host, "day": day, "requests": 1, "until": None, "strikes": 0})
                return True
            made = row.requests if row.day == day else 0
            if made >= most:
                return False
            connection.execute(update(h).where(h.c.host == host).values(day=day, requests=made + 1))
        return True

    def asked_on(self, day: str) -> list[str]:
        """Hosts of which anything was asked on this day."""
        h = schema.watched_hosts
        with self._place.reading() as connection:
            return list(connection.execute(select(h.c.host).where(h.c.day == day)).scalars())

    def resting(self) -> dict[str, tuple[str, int]]:
        """Host -> until when it is not asked, and how often in a row it refused."""
        h = schema.watched_hosts
        with self._place.reading() as connection:
            rows = connection.execute(select(h.c.host, h.c.until, h.c.strikes).where(h.c.strikes > 0))
            return {row.host: (row.until or "", row.strikes) for row in rows}

    def rest(self, host: str, until: str | None, strikes: int) -> None:
        """Ask a host no more before `until`; None and 0 where it answers again."""
        h = schema.watched_hosts
        with self._place.writing() as connection:
            changed = connection.execute(update(h).where(h.c.host == host).values(until=until, strikes=strikes))
            if not changed.rowcount and strikes:  # it never let itself be asked
                row = {"host": host, "day": "", "requests": 0, "until": until, "strikes": strikes}
                connection.execute(insert(h), row)

    def note(self, table: Table, key: int, **values: Any) -> None:
        """Write what a look at a source or page has brought, where it brought no article."""
        with self._place.writing() as connection:
            put_note(connection, table, key, **values)

    def take_list(self, source: Watched, listed: Sequence[Listed], at: str, **values: Any) -> int:
        """Write a source's look and the pages that it lists, all or nothing; how many were not known."""
        with self._place.writing() as connection:
            if not connection.execute(select(schema.watched.c.key).where(*_is_of(source))).first():
                return 0  # it was removed meanwhile
            fresh = _unknown(connection, source, listed)
            _put_pages(connection, source, fresh, at)
            put_note(connection, schema.watched, source.key, **values)
        return len(fresh)

    def take_sitemaps(self, source: Watched, addresses: Iterable[str], at: str, **values: Any) -> int:
        """The same of sitemaps that a sitemap lists; how many are watched for the first time.

        Those that it lists no more are looked at no more; their pages are.
        """
        w, p = schema.watched, schema.watched_pages
        added, listed = 0, dict.fromkeys(addresses)
        with self._place.writing() as connection:
            if not connection.execute(select(w.c.key).where(*_is_of(source))).first():
                return 0
            below = connection.execute(select(w.c.key, w.c.address).where(w.c.parent == source.key)).all()
            gone = [row.key for row in below if row.address not in listed]
            connection.execute(update(p).where(p.c.source.in_(gone)).values(source=source.key))
            connection.execute(delete(w).where(w.c.key.in_(gone)))
            for address in listed:
                if not connection.execute(select(w.c.key).where(w.c.address == address)).first():
                    put_watched(connection, address, at, parent=source.key, depth=source.depth + 1)
                    added += 1
            put_note(connection, schema.watched, source.key, **values)
        return added


def put_watched(connection: Connection, address: str, at: str, *, parent: int | None = None, depth: int = 0) -> None:
    """A row of `watched` that is due at once."""
    w = schema.watched
    row = {"key": next_key(connection, w), "address": address, "parent": parent, "depth": depth, "added": at}
    connection.execute(insert(w), row | {"due": at, "fresh": 0})


def put_note(connection: Connection, table: Table, key: int, **values: Any) -> None:
    """What is known of a source or page from now on."""
    if values:
        connection.execute(update(table).where(table.c.key == key).values(**values))


def _is_of(source: Watched) -> tuple[ColumnElement[bool], ...]:
    """Its key may be another's since it was removed."""
    w = schema.watched
    return w.c.key == source.key, w.c.address == source.address


def _with_listed(connection: Connection, address: str) -> list[int]:
    """The keys of what is watched at an address and of the sitemaps that it lists."""
    w = schema.watched
    keys = list(connection.execute(select(w.c.key).where(w.c.address == address)).scalars())
    if not keys:
        raise UsageError("is not watched", name=address[:200], remedy="konon watch list shows what is")
    below = keys
    while below := list(connection.execute(select(w.c.key).where(w.c.parent.in_(below))).scalars()):
        keys += below
    return keys


def _unknown(connection: Connection, source: Watched, listed: Sequence[Listed]) -> list[Listed]:
    """Those whose address, and whose mark, nothing has led to yet."""
    p = schema.watched_pages
    known: set[str] = set()
    for some in in_chunks(listed):
        places = [one.address for one in some]
        known |= set(connection.execute(select(p.c.address).where(p.c.address.in_(places))).scalars())
        marks = [one.mark for one in some if one.mark]
        known |= set(connection.execute(select(p.c.mark).where(p.c.mark.in_(marks))).scalars())
    fresh: dict[str, Listed] = {}
    for one in listed:
        if one.address not in known and one.mark not in known:
            fresh.setdefault(one.mark or one.address, one)
    return list({one.address: one for one in fresh.values()}.values())


def _put_pages(connection: Connection, source: Watched, fresh: Sequence[Listed], at: str) -> None:
    p = schema.watched_pages
    key = next_key(connection, p)
    for some in in_chunks(enumerate(fresh, key)):
        rows = [
            {"key": key, "source": source.key, "address": one.address, "host": one.host, "mark": one.mark}
            | {"listed": at, "looks": 0, "fails": 0, "due": at}
            for key, one in some
        ]
        connection.execute(insert(p), rows)
