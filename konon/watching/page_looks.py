"""A page and its answer -> what is in the ledger afterwards, and a Look that tells it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection

from konon.articles import extract_article
from konon.errors import ErasedError, KononError, PageError, UnfitError
from konon.ledger import Ledger, schema
from konon.ledger.adding import Added, Also
from konon.ledger.versions import HeldVersion
from konon.ledger.visits import Glimpse
from konon.ledger.watches import WatchedPage, put_note
from konon.pages.enquirer import Answer
from konon.pipeline import guarded
from konon.reading.reader import read_article, reader_name
from konon.reading.spans.tagger import load_tagger
from konon.records import Article, Failure, Page, Reading, hash_id
from konon.watching.clocks import Clock, later, read_stamp, stamp
from konon.watching.sameness import is_edited, show
from konon.watching.walls import FRONT, SAME, find_wall, leads_home, shared_text
from konon.watching.watch_options import WatchOptions

Outcome = Literal["new", "version", "updated", "unchanged", "gone", "listed", "failed", "later"]
GONE = frozenset({404, 410})
MODIFIED_NOT = "not modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one address. `why`: what went wrong, or what is worth saying; `listed`: addresses that were new."""

    address: str
    outcome: Outcome
    why: str | None = None
    added: Added = field(default_factory=Added)
    listed: int = 0


class PageLooks:
    """Of one ledger."""

    def __init__(self, ledger: Ledger, options: WatchOptions, clock: Clock) -> None:
        self._ledger, self._options, self._clock = ledger, options, clock

    def take(self, page: WatchedPage, answer: Answer | KononError) -> Look:
        """Write what the answer brought, with when the page is due again, all or nothing."""
        if isinstance(answer, KononError):
            return self._fail(page, str(answer))
        if answer.is_unchanged:
            return self._stay(page, answer, MODIFIED_NOT)
        if answer.status in GONE:
            return self._lose(page, f"the server answered {answer.status}: the page is gone")
        if not 200 <= answer.status < 300 or answer.status == 204:
            return self._fail(page, f"the server answered {answer.status}")
        if leads_home(page.address, answer.url):
            return self._lose(page, FRONT)
        try:
            return self._read(page, answer, answer.as_page())
        except PageError as error:
            return self._fail(page, error.why)

    def _read(self, page: WatchedPage, answer: Answer, had: Page) -> Look:
        reader = reader_name(load_tagger())
        if page.article and self._ledger.has_page(had, reader):
            self._ledger.see(had, reader, also=self._note(page, answer, page.article))
            return Look(address=page.address, outcome="unchanged")
        article = guarded(extract_article, had)
        if isinstance(article, Failure):
            return self._fail(page, article.why.removeprefix(f"{had.name}: "))
        text_hash = hash_id("watched text", shared_text(article)) if shared_text(article) else None
        if not page.article and self._ledger.watches.is_had(article.id):
            return self._pass_over(page, article.id)
        shared = text_hash and not page.article and self._ledger.watches.same_text(page, text_hash)
        wall = find_wall(article) or (SAME if shared else None)
        if wall:
            return self._lose(page, wall) if page.article else self._fail(page, wall)
        also = self._note(page, answer, article.id, text_hash)
        return self._keep(page, had, article, also)

    def _pass_over(self, page: WatchedPage, article: str) -> Look:
        """Another address of a page that is watched already."""
        values = self._looked(page) | {"article": article, "due": None, "status": "another address of a page"}
        self._ledger.watches.note(schema.watched_pages, page.key, **values)
        return Look(address=page.address, outcome="unchanged")

    def _keep(self, page: WatchedPage, had: Page, article: Article, also: Also) -> Look:
        """A text that is known is not read again; one of which only what surrounds it changed is no new version."""
        reader = reader_name(load_tagger())
        if self._ledger.has_article(article, reader):
            updated = self._ledger.meet(article, had, also=also).updated
            return Look(address=page.address, outcome="updated" if updated else "unchanged")
        shown = self._ledger.shown_version(article.id)
        if shown and not self._is_edited(shown, article, had):
            glimpse = Glimpse(
                at=self._now(), status="ok", still=True, sha256=hashlib.sha256(had.body).hexdigest(), article=article
            )
            updated = self._ledger.look(article.id, glimpse, also=also)
            return Look(address=page.address, outcome="updated" if updated else "unchanged")
        reading = guarded(lambda _: read_article(article, load_tagger()), had)
        if isinstance(reading, Failure):
            return self._fail(page, reading.why.removeprefix(f"{had.name}: "))
        return self._add(page, had, reading, also)

    def _is_edited(self, shown: HeldVersion, article: Article, had: Page) -> bool:
        return is_edited(show(shown.article, self._ledger.page_of_version(shown)), show(article, had))

    def _add(self, page: WatchedPage, had: Page, reading: Reading, also: Also) -> Look:
        options = self._options
        try:
            added = self._ledger.add(reading, had, meaning=options.meaning, trace=options.trace, also=also)
        except ErasedError as error:
            self._ledger.watches.note(schema.watched_pages, page.key, due=None, status=str(error))
            return Look(address=page.address, outcome="failed", why=error.why)
        except UnfitError as error:
            return self._fail(page, error.why)
        return Look(address=page.address, outcome="version" if added.versions else "new", added=added)

    def _stay(self, page: WatchedPage, answer: Answer, status: str) -> Look:
        also = self._note(page, answer, page.article)
        if page.article:
            self._ledger.look(page.article, Glimpse(at=self._now(), status=status, still=True), also=also)
        else:
            self._note_alone(page, status, None)
        return Look(address=page.address, outcome="unchanged")

    def _lose(self, page: WatchedPage, why: str) -> Look:
        """The page is not there any more: what it said stays, and that it went is a visit."""
        due = self._next(page)
        values = self._looked(page) | {"fails": page.fails + 1, "status": why, "due": due}
        if page.article:
            glimpse = Glimpse(at=self._now(), status=why)
            self._ledger.look(page.article, glimpse, also=partial(_put, key=page.key, values=values))
        else:
            self._ledger.watches.note(schema.watched_pages, page.key, **values | {"due": None})
        return Look(address=page.address, outcome="gone", why=why)

    def _fail(self, page: WatchedPage, why: str) -> Look:
        """Try again later, a few times; then, of a page that was read, at its next time."""
        self._note_alone(page, why, self._again(page))
        return Look(address=page.address, outcome="failed", why=why)

    def put_off(self, page: WatchedPage, until: str, why: str) -> Look:
        """Its host refuses: look when that one rests no more."""
        due = until if page.fails + 1 < self._options.tries else self._again(page)
        values = {"fails": page.fails + 1, "status": why, "due": max(until, due) if due else None}
        self._ledger.watches.note(schema.watched_pages, page.key, **values)
        return Look(address=page.address, outcome="later", why=why)

    def _note_alone(self, page: WatchedPage, why: str, due: str | None) -> None:
        values = self._looked(page) | {"fails": page.fails + 1, "status": why, "due": due}
        self._ledger.watches.note(schema.watched_pages, page.key, **values)

    def _again(self, page: WatchedPage) -> str | None:
        if page.first or page.fails + 1 >= self._options.tries:
            return self._next(page) if page.first else None
        return later(self._clock.now(), self._options.every * 2**page.fails)

    def _looked(self, page: WatchedPage) -> dict[str, Any]:
        return {"looks": page.looks + 1, "looked": self._now()}

    def _note(self, page: WatchedPage, answer: Answer, article: str | None, text_hash: str | None = None) -> Also:
        """What is written of the page in the transaction of what it brought."""
        values = self._looked(page) | {"fails": 0, "status": "ok", "article": article, "due": self._next(page)}
        values |= {"first": page.first or self._now()}
        if text_hash:
            values["text_hash"] = text_hash
        if not answer.is_unchanged:
            values |= {"etag": answer.etag, "modified": answer.modified}

        return partial(_put, key=page.key, values=values)

    def _next(self, page: WatchedPage) -> str | None:
        """The next of the times at which a page is looked at again; those that were missed are not made up."""
        now = self._clock.now()
        first = min(now, read_stamp(page.first)) if page.first else now
        gone = (now - first).total_seconds()
        ahead = [seconds for seconds in sorted(self._options.again) if seconds > gone]
        return later(first, ahead[0]) if ahead else None

    def _now(self) -> str:
        return stamp(self._clock.now())


def _put(connection: Connection, *, key: int, values: dict[str, Any]) -> None:
    put_note(connection, schema.watched_pages, key, **values)
