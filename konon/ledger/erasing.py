"""An address -> everything that the ledger holds of its article taken out for good, and a tombstone that says so.

What goes: every version's text, its claims, attributions, sayings, relays, vectors and full text, the pages as
received, the visits, the links and what they were found by; then the names, speakers, outlets and reasons that nothing
else in the ledger refers to, with the decisions about those names. A speaker who stays but was called by a name that
went is called by one that stays.

What stays: the row of `erasures`, with the address, hashes of the texts, who, when, why and how many rows went; the
ids of what went, which are hashes, so that who asks by one learns of the erasure; and that people judged or corrected
its claims, without the words of their notes and corrections. The same words in an article of another address stay too:
`find_erasable` counts those articles.

All of it is one transaction. Afterwards what was noted when the page was added in a browser is removed, and the free
space is cleared (`VACUUM`, and in SQLite the write-ahead log too); `wiped` says when that was done, and a writer that
finds it undone does it. There is no way back: adding the address again is refused, for whoever holds a court's order
does not expect a flag to undo it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from konon.errors import LedgerError, UsageError
from konon.ledger import schema
from konon.ledger.adding_notes import forget_notes
from konon.ledger.chunks import in_chunks
from konon.ledger.corrected_claims import empty_corrections
from konon.ledger.counts import subtract_articles
from konon.ledger.fulltext import remove_words
from konon.ledger.judging import empty_notes
from konon.ledger.known_names import find_known
from konon.ledger.name_words import forget_names
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.tombstones import Erasure, erased_error, find_erased, make_erasure, spellings
from konon.ledger.untracing import untrace
from konon.ledger.vectors import remove_claims
from konon.ledger.visits import now
from konon.records import hash_id

LONGEST_LIST = 3  # ids in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasable:
    """What `erase` would take out. `elsewhere`: articles of other addresses with the same text, which stay."""

    article: str
    title: str | None
    outlet: str | None
    published: str | None
    versions: int
    claims: int
    pages: int
    elsewhere: tuple[str, ...]


def find_erasable(connection: Connection, address: str) -> Erasable:
    """UsageError where no article has this address, or several have; ErasedError where it was erased already."""
    rows = _find_article(connection, address)
    t, c, o = schema.articles, schema.claims, schema.outlets
    keys, newest = [row.key for row in rows], rows[-1]
    hashes = {row.text_hash for row in rows}
    same = select(t.c.id).where(t.c.text_hash.in_(hashes), t.c.id != newest.id).distinct()
    outlet = connection.execute(select(o.c.name).where(o.c.key == newest.outlet)).scalar()
    claims = select(func.count()).select_from(c).where(c.c.reading.in_(_readings(keys)))
    return Erasable(
        article=newest.id,
        title=newest.title,
        outlet=outlet,
        published=newest.published,
        versions=len(rows),
        claims=int(connection.execute(claims).scalar() or 0),
        pages=len(_pages(connection, keys)),
        elsewhere=tuple(connection.execute(same.order_by(t.c.id)).scalars()),
    )


def erase(place: Place, address: str, *, by: str, why: str) -> Erasure:
    """All or nothing. The free space is cleared afterwards; LedgerError where another program stands in its way."""
    if not by.strip() or not why.strip():
        raise UsageError("an erasure needs a name and a reason", remedy="say who and why")
    with place.writing() as connection:
        if place.is_sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        rows = _find_article(connection, address)
        key = _Erasing(connection, rows).run(address, by=" ".join(by.split()), why=" ".join(why.split()))
    finish_erasing(place)
    e = schema.erasures
    with place.reading() as connection:
        return make_erasure(connection.execute(select(e).where(e.c.key == key)).one())


def finish_erasing(place: Place) -> None:
    """Clear the free space, and what the site's queue noted, where something was erased and that was not done yet."""
    e = schema.erasures
    with place.reading() as connection:
        rows = connection.execute(select(e.c.key, e.c.article, e.c.address, e.c.url).where(e.c.wiped.is_(None))).all()
    if not rows:
        return
    waiting = [row.key for row in rows]
    for row in rows:
        forget_notes(place, row.article, [name for name in (row.address, row.url) if name])
    clear_free_space(place)
    # Not those that another has erased since: nothing was cleared of them yet.
    with place.writing() as connection:
        connection.execute(update(e).where(e.c.key.in_(waiting)).values(wiped=now()))


def clear_free_space(place: Place) -> None:
    """Nothing that was deleted is left in the database's own files."""
    with place.alone() as connection:
        if not place.is_sqlite:
            for table in schema.metadata.sorted_tables:
                connection.exec_driver_sql(f"VACUUM FULL {table.name}")
            return
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    if busy:
        why = "what was erased is no longer shown, but its bytes are not yet cleared: another program reads the ledger"
        raise LedgerError(why, name=place.name, remedy="end that one, then open the ledger with konon add or erase")


def _find_article(connection: Connection, address: str) -> Sequence[Any]:
    """All versions, oldest first."""
    t = schema.articles
    found = sorted(ids_at(connection, address))
    if address in found:
        found = [address]
    if len(found) > 1:
        some = ", ".join(found[:LONGEST_LIST]) + (" ..." if len(found) > LONGEST_LIST else "")
        raise UsageError(f"{len(found)} articles have this address", name=address, remedy=f"give one's id: {some}")
    if not found:
        if erased := find_erased(connection, address):
            raise erased_error(erased, address)
        remedy = "give its URL, path or article id, as konon search --format json shows them"
        raise UsageError("no article has this address", name=address[:200] or "(empty)", remedy=remedy)
    return connection.execute(select(t).where(t.c.id == found[0]).order_by(t.c.version)).all()


def ids_at(connection: Connection, address: str) -> set[str]:
    """Of articles with this id, or of which this is an address: their own, or that of a page that says the same."""
    t, p, o = schema.articles, schema.pages, schema.copies
    own = connection.execute(select(t.c.id, t.c.url, t.c.path).where(or_(t.c.id == address, _is_like(t, address))))
    ids = {id_ for id_, *names in own if id_ == address or _names(address, *names)}
    pages = connection.execute(select(p.c.key, p.c.url, p.c.path).where(_is_like(p, address)))
    keys = [key for key, *names in pages if _names(address, *names)]
    for some in in_chunks(keys):
        copied = select(o.c.article).where(o.c.page.in_(some))
        ids.update(connection.execute(select(t.c.id).where(or_(t.c.page.in_(some), t.c.key.in_(copied)))).scalars())
    return ids


def find_address(connection: Connection, address: str) -> str:
    """The id of the article that has it; UsageError where none or several have, ErasedError where it was erased."""
    return str(_find_article(connection, address)[-1].id)


def _is_like(table: Table, address: str) -> Any:
    """Rows that `_names` has to look at."""
    url, path, file = table.c.url, table.c.path, os.path.basename(address)
    same_file = or_(path == file, path.endswith(f"/{file}", autoescape=True)) if file else path == address
    return or_(url == address, path == address, same_file)


def _names(address: str, url: str | None, path: str | None) -> bool:
    return url == address or not spellings(path or "").isdisjoint(spellings(address))


def _readings(articles: Collection[int]) -> Any:
    g = schema.readings
    return select(g.c.key).where(g.c.article.in_(articles))


def _pages(connection: Connection, articles: Collection[int]) -> set[int]:
    """Those that no other article came from."""
    t, o = schema.articles, schema.copies
    own = select(t.c.page).where(t.c.key.in_(articles), t.c.page.is_not(None))
    copied = select(o.c.page).where(o.c.article.in_(articles))
    pages = set(connection.execute(own.union(copied)).scalars())
    others = select(t.c.page).where(t.c.page.in_(pages), t.c.key.not_in(articles))
    copies = select(o.c.page).where(o.c.page.in_(pages), o.c.article.not_in(articles))
    return pages - set(connection.execute(others.union(copies)).scalars())


class _Erasing:
    """One transaction, on the versions of one article."""

    def __init__(self, connection: Connection, articles: Sequence[Any]) -> None:
        self._connection, self._articles = connection, articles
        self._keys = [row.key for row in articles]
        self._counts: dict[str, int] = {}
        self._ids: set[str] = set()

    def run(self, address: str, *, by: str, why: str) -> int:
        """The key of the tombstone."""
        last_keys = self._last_keys()
        subtract_articles(self._connection, self._keys)
        pages = _pages(self._connection, self._keys)
        hints = self._named()
        self._delete_claims()
        self._delete_article(pages)
        self._delete_names(*hints)
        e = schema.erasures
        key = next_key(self._connection, e)
        newest = self._articles[-1]
        given = address if address in (newest.id, newest.url) else os.path.normpath(address)
        row = {"key": key, "article": newest.id, "address": given, "url": newest.url, "by": by, "why": why}
        row |= {"hashes": json.dumps([one.text_hash for one in self._articles]), "counts": json.dumps(self._counts)}
        self._connection.execute(insert(e), row | {"last_keys": json.dumps(last_keys), "at": now(), "wiped": None})
        if ids := [{"id": id_, "erasure": key} for id_ in sorted(self._ids)]:
            self._connection.execute(insert(schema.erased_ids), ids)
        return key

    def _last_keys(self) -> dict[str, int]:
        """No key is given again: another program may still hold what it stood for."""
        e = schema.erasures
        before = self._connection.execute(select(e.c.last_keys).order_by(e.c.key.desc()).limit(1)).scalar()
        last: dict[str, int] = json.loads(before) if before else {}
        for table in schema.metadata.sorted_tables:
            if "key" in table.c:
                highest = self._connection.execute(select(func.max(table.c.key))).scalar() or 0
                last[table.name] = max(int(highest), last.get(table.name, 0))
        return last

    def _named(self) -> tuple[set[int], set[int], set[int]]:
        """Keys of names, outlets and reasons that the article refers to."""
        c, r, w, n = schema.claims, schema.relays, schema.as_read, schema.corrections
        claims = select(c.c.key).where(c.c.reading.in_(_readings(self._keys)))
        rows = self._connection.execute(select(c.c.speaker, c.c.outlet, c.c.reason).where(c.c.key.in_(claims))).all()
        own = self._connection.execute(select(w.c.speaker, w.c.reason).where(w.c.claim.in_(claims))).all()
        given = self._connection.execute(select(n.c.alias).where(n.c.article == self._articles[-1].id)).scalars()
        relays = self._connection.execute(select(r.c.outlet, r.c.reason).where(r.c.claim.in_(claims))).all()
        outlets = {row.outlet for row in (*rows, *relays, *self._articles)}
        reasons = {row.reason for row in (*rows, *own, *relays)}
        return ({row.speaker for row in (*rows, *own)} | set(given)) - {None}, outlets - {None}, reasons

    def _delete_claims(self) -> None:
        c, a, r = schema.claims, schema.attributions, schema.relays
        asked = select(c.c.key, c.c.attribution).where(c.c.reading.in_(_readings(self._keys))).order_by(c.c.key)
        rows = self._connection.execute(asked).all()
        claims, attributions = [row.key for row in rows], {row.attribution for row in rows}
        remove_words(self._connection, claims)
        remove_claims(self._connection, claims)
        sayings: set[int] = set()
        for some in in_chunks(attributions):
            for row in self._connection.execute(select(a.c.id, a.c.saying).where(a.c.key.in_(some))):
                self._ids.add(row.id)
                sayings.add(row.saying)
        self._delete(schema.as_read, schema.as_read.c.claim, claims)
        empty_corrections(self._connection, self._articles[-1].id)
        self._delete(r, r.c.claim, claims)
        self._delete(c, c.c.key, claims)
        self._delete(a, a.c.key, attributions)
        self._delete_traces(sayings)
        self._delete(schema.changes, schema.changes.c.source, sayings)
        self._delete(schema.changes, schema.changes.c.target, sayings)
        self._note_ids(schema.sayings, sayings)
        self._delete(schema.sayings, schema.sayings.c.key, sayings)

    def _delete_traces(self, sayings: set[int]) -> None:
        """Judgements stay, but for the words of their notes."""
        for table, count in untrace(self._connection, sayings, judged=True).items():
            self._counts[table] = self._counts.get(table, 0) + count
        empty_notes(self._connection, sayings)

    def _delete_article(self, pages: Collection[int]) -> None:
        t, g, o, p, v = schema.articles, schema.readings, schema.copies, schema.pages, schema.visits
        address = self._articles[-1].id
        self._delete(schema.headlines, schema.headlines.c.article, self._keys)
        self._delete(schema.alert_hits, schema.alert_hits.c.article, [address])
        w = schema.watched_pages
        self._connection.execute(update(w).where(w.c.article == address).values(due=None, status="was erased"))
        self._delete(g, g.c.article, self._keys)
        self._delete(o, o.c.article, self._keys)
        self._delete(v, v.c.address, [address])
        self._delete(t, t.c.key, self._keys)
        self._delete(p, p.c.key, pages)

    def _delete_names(self, names: set[int], outlets: set[int], reasons: set[int]) -> None:
        """Where nothing else refers to them; decisions about a name go with it."""
        a, d, s = schema.aliases, schema.decisions, schema.speakers
        free = self._unreferenced(a, names, but=(d,))
        gone = self._connection.execute(select(a).where(a.c.key.in_(free))).all()
        about = self._connection.execute(select(d).where(d.c.alias.in_(free))).all()
        speakers = {row.speaker for row in gone} | {key for row in about for key in (row.source, row.target)}
        self._delete(d, d.c.alias, free)
        self._note_ids(a, free)
        forget_names(self._connection, gone)
        self._delete(a, a.c.key, free)
        orphans = self._unreferenced(s, speakers)
        self._note_ids(s, orphans)
        self._delete(s, s.c.key, orphans)
        self._rename(speakers - orphans, {row.name for row in gone})
        reasons |= {row.reason for row in gone}
        self._delete_outlets(outlets)
        self._delete(schema.reasons, schema.reasons.c.key, self._unreferenced(schema.reasons, reasons))

    def _delete_outlets(self, outlets: set[int]) -> None:
        """Where nothing else refers to them, with the decisions about them and publishers that have no other name."""
        o, d, p = schema.outlets, schema.outlet_decisions, schema.publishers
        free = self._unreferenced(o, outlets, but=(d,))
        gone = self._connection.execute(select(o.c.publisher).where(o.c.key.in_(free))).scalars()
        about = self._connection.execute(select(d.c.source, d.c.target).where(d.c.outlet.in_(free))).all()
        publishers = {key for key in gone if key is not None} | {key for row in about for key in row}
        self._delete(d, d.c.outlet, free)
        self._delete(o, o.c.key, free)
        self._delete(p, p.c.key, self._unreferenced(p, publishers))

    def _rename(self, speakers: Iterable[int], names: set[str]) -> None:
        """Speakers who are called by a name that is gone, but for those whose name the program's own tables give."""
        a, d, s = schema.aliases, schema.decisions, schema.speakers
        for key in sorted(speakers):
            row = self._connection.execute(select(s).where(s.c.key == key)).one()
            decided = select(d.c.alias).where(or_(d.c.source == key, d.c.target == key))
            theirs = select(a.c.name).where(or_(a.c.speaker == key, a.c.key.in_(decided))).order_by(a.c.key)
            left = list(self._connection.execute(theirs).scalars())
            known = find_known(row.name)
            if row.name in names and row.name not in left and left and not _is_of_tables(row.id, known):
                self._connection.execute(update(s).where(s.c.key == key).values(name=left[0]))

    def _unreferenced(self, table: Table, keys: Collection[int], but: Collection[Table] = ()) -> set[int]:
        """Those of `keys` to which no row of any table refers, but for rows of tables in `but`."""
        free = set(keys)
        for other in schema.metadata.sorted_tables:
            for column in other.c:
                if other not in but and any(key.column.table is table for key in column.foreign_keys):
                    for some in in_chunks(set(free)):
                        used = select(column).where(column.in_(some)).distinct()
                        free -= set(self._connection.execute(used).scalars())
        return free

    def _note_ids(self, table: Table, keys: Iterable[int]) -> None:
        for some in in_chunks(keys):
            self._ids |= set(self._connection.execute(select(table.c.id).where(table.c.key.in_(some))).scalars())

    def _delete(self, table: Table, column: Any, values: Iterable[Any]) -> None:
        for some in in_chunks(values):
            count = self._connection.execute(delete(table).where(column.in_(some))).rowcount
            if count:
                self._counts[table.name] = self._counts.get(table.name, 0) + count


def _is_of_tables(id_: str, known: Any) -> bool:
    return known is not None and id_ == hash_id("known", known.id)
