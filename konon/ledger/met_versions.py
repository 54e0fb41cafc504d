"""Texts that are met -> versions of articles: new ones, copies, visits, what is told of them, which is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, union, update

from konon.ledger import rows, schema
from konon.ledger.amending import amend, title_of
from konon.ledger.fresh_rows import FreshRows
from konon.ledger.row_keys import Naming
from konon.ledger.stored_pages import page_id, page_row
from konon.ledger.visits import Visits, natural
from konon.records import Article, Page


@dataclass(slots=True, kw_only=True)
class Version:
    """A version there is, or will be with this transaction."""

    key: int
    text_hash: str
    number: int
    readings: list[tuple[int, str]] = field(default_factory=list)  # readers: key, name


class MetVersions:
    """Those of one transaction. `now`: when it adds."""

    def __init__(self, connection: Connection, fresh: FreshRows, naming: Naming, now: str) -> None:
        self._connection, self._fresh, self._naming, self._now = connection, fresh, naming, now
        self.visits = Visits(connection, fresh.put, fresh.next_key, now)
        self._linked: set[tuple[int | None, int]] = set()  # page and article, in this transaction

    def amend(self, article: Article, version: Version, at: str | None = None) -> bool:
        """Take over what is told of it now; whether that is other than before. `at`: until when it had its title."""
        outlet = self._naming.outlet(article.outlet) if article.outlet else None
        self._fresh.flush()  # the outlet may be new
        before = title_of(self._connection, version.key)
        updated = amend(self._connection, version.key, article, outlet)
        if updated and before and title_of(self._connection, version.key) != before:
            row = {"key": self._fresh.next_key(schema.headlines), "article": version.key, "title": before}
            self._fresh.put(schema.headlines, row | {"until": at or self._now})
            self._fresh.flush()
        return updated

    def visit(
        self, address: str, version: Version, page: Page | None, versions: list[Version], at: str | None = None
    ) -> None:
        """Record it; where it makes another version the one last seen, show that one's newest reading."""
        before = self.visits.last_version(address)
        self.visits.record(address, version.key, page, at)
        if version.readings and before != version.key == self.visits.last_version(address):
            self.retire(versions)
            g, c = schema.readings, schema.claims
            newest = max(version.readings, key=lambda one: natural(one[1]))[0]
            shown = select(g.c.key).where(g.c.article == version.key, g.c.reader == newest).scalar_subquery()
            self._connection.execute(update(c).where(c.c.reading == shown).values(current=1))
            self._connection.execute(
                update(g).where(g.c.article == version.key, g.c.reader == newest).values(current=1)
            )

    def find(self, ids: Sequence[str]) -> dict[str, list[Version]]:
        """The versions there are, oldest first, each with who has read it."""
        asked = {rows.encodable(one) or "" for one in ids}
        known: dict[str, list[Version]] = {}
        found = self._connection.execute(_versions(), {"ids": list(asked)})
        for id_, key, text_hash, number, reader, name in found:
            versions = known.setdefault(id_, [])
            if not versions or versions[-1].key != key:
                versions.append(Version(key=key, text_hash=text_hash, number=number))
            if reader is not None:
                versions[-1].readings.append((reader, name))
        self.visits.look_up(known)
        return known

    def add(self, row: dict[str, Any], article: Article, page: Page | None, versions: list[Version]) -> Version:
        """A new one, which `versions` has then too. `row`: of the article, which is filled."""
        number = versions[-1].number + 1 if versions else 1
        key = self._fresh.next_key(schema.articles)
        row |= {"key": key, "version": number, "added": self._now}
        row["page"] = self._page_key(page) if page else None
        self._linked.add((row["page"], key))
        row["outlet"] = self._naming.outlet(article.outlet) if article.outlet else None
        self._fresh.put(schema.articles, row)
        version = Version(key=key, text_hash=row["text_hash"], number=number)
        versions.append(version)
        return version

    def add_copy(self, page: Page, version: Version) -> None:
        """So that a page of other bytes but the same text is known when it comes again."""
        t, o = schema.articles, schema.copies
        key = self._page_key(page)
        if (key, version.key) in self._linked:
            return
        self._linked.add((key, version.key))
        own = select(t.c.key).where(t.c.page == key, t.c.key == version.key)
        copied = select(o.c.article).where(o.c.page == key, o.c.article == version.key)
        if self._connection.execute(union(own, copied)).first() is None:
            self._fresh.put(o, {"page": key, "article": version.key})

    def retire(self, versions: Iterable[Version]) -> None:
        """Older claims of the article are no longer the ones shown by default."""
        keys = [version.key for version in versions if version.readings]
        if not keys:
            return
        self._fresh.flush()
        g, c = schema.readings, schema.claims
        older = select(g.c.key).where(g.c.article.in_(keys))
        self._connection.execute(update(c).where(c.c.reading.in_(older), c.c.current == 1).values(current=0))
        self._connection.execute(update(g).where(g.c.article.in_(keys), g.c.current == 1).values(current=0))

    def _page_key(self, page: Page) -> int:
        row = page_row(page)
        p = schema.pages
        found = self._connection.execute(select(p.c.key).where(p.c.id == row["id"])).scalar()
        if found is None:
            for waiting in self._fresh.waiting(p):
                if waiting["id"] == row["id"]:
                    return int(waiting["key"])
            found = self._fresh.next_key(p)
            row |= {name: rows.encodable(row[name]) for name in ("url", "path", "given_id", "charset", "fetched")}
            self._fresh.put(p, row | {"key": found})
        return int(found)


@cache
def _versions() -> Select[Any]:
    t, g, r = schema.articles, schema.readings, schema.readers
    return (
        select(t.c.id, t.c.key, t.c.text_hash, t.c.version, r.c.key, r.c.name)
        .outerjoin(g, g.c.article == t.c.key)
        .outerjoin(r, (r.c.key == g.c.reader) & (r.c.name != schema.PERSON))
        .where(t.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(t.c.id, t.c.version)
    )


def articles_of(page: Page) -> Any:
    """Keys of the articles that were found in these very bytes."""
    p, t, o = schema.pages, schema.articles, schema.copies
    key = select(p.c.key).where(p.c.id == page_id(page)).scalar_subquery()
    return union(select(t.c.key).where(t.c.page == key), select(o.c.article).where(o.c.page == key))
