"""A feed, sitemap, section or article and its answer -> the pages that it leads to, in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from konon.articles import extract_article
from konon.errors import FetchError, KononError, PageError
from konon.ledger import Ledger, schema
from konon.ledger.watches import Listed, Watched
from konon.pages.enquirer import Answer
from konon.pages.hops import HTML_TYPES
from konon.pipeline import guarded
from konon.records import Failure, Page, words_of
from konon.watching.clocks import Clock, later, stamp
from konon.watching.listings import ListedEntry, Listing, find_feeds, read_feed, read_section, read_sitemap, tell_kind
from konon.watching.page_looks import Look, PageLooks
from konon.watching.turns import host_of
from konon.watching.watch_options import DAY, WatchOptions

DEEPEST = 3  # sitemaps that lead to one another
MOST_SITEMAPS = 200  # that one sitemap may list
CALMEST = 10  # doublings of the time between looks at a sitemap that lists nothing new
CHURN, ANEW = 3, 5  # looks in a row at which at least so many addresses, and all there are, are new
MOST_ANEW = 50  # then taken at a look
NEVER = "9999-12-31T23:59:59Z"  # a single article is looked at as a page
READERS = {"feed": read_feed, "sitemap": read_sitemap, "section": read_section}


class SourceLooks:
    """Of one ledger."""

    def __init__(self, ledger: Ledger, options: WatchOptions, clock: Clock, pages: PageLooks) -> None:
        self._ledger, self._options, self._clock, self._pages = ledger, options, clock, pages

    def take(self, source: Watched, answer: Answer | KononError) -> list[Look]:
        """Write what the answer brought, and when to look again, all or nothing."""
        try:
            if isinstance(answer, KononError):
                raise answer
            if answer.is_unchanged:
                self._note(source, status="ok", **self._calm(source))
                return [Look(address=source.address, outcome="unchanged")]
            if not 200 <= answer.status < 300 or answer.status == 204:
                raise FetchError(f"the server answered {answer.status}", name=source.address)
            return self._read(source, answer)
        except PageError as error:
            self._note(source, status=str(error))
            return [Look(address=source.address, outcome="failed", why=error.why)]

    def put_off(self, source: Watched, until: str, why: str) -> Look:
        """Its host refuses: look when that one rests no more."""
        self._ledger.watches.note(schema.watched, source.key, due=until, status=why)
        return Look(address=source.address, outcome="later", why=why)

    def _read(self, source: Watched, answer: Answer) -> list[Look]:
        kind = self._tell(source, answer)
        if kind == "article":
            return self._read_article(source, answer)
        page = Page(body=answer.body, form="article", url=answer.url)  # for its size and name
        found = guarded(lambda _: _list(kind, answer), page)
        if isinstance(found, Failure):
            raise FetchError(found.why.removeprefix(f"{page.name}: "), name=source.address)
        noted = self._values(answer) | {"kind": kind}
        if found.sitemaps:
            return [self._take_sitemaps(source, self._choose(found.sitemaps, kind), noted)]
        look = self._take_entries(source, self._choose(found.entries, kind), noted)
        feeds = find_feeds(answer.body, answer.url) if kind == "section" and source.kind is None else ()
        if feeds and not look.why:
            look = replace(look, why=f"is a section page; it offers feeds, which miss less: {', '.join(feeds[:3])}")
        return [look]

    def _tell(self, source: Watched, answer: Answer) -> str:
        words = 0
        if source.kind is None and answer.media in HTML_TYPES:
            article = guarded(lambda _: extract_article(answer.as_page()), Page(body=answer.body, form="html"))
            words = 0 if isinstance(article, Failure) else len(words_of(article.text, article.body).split())
        kind = tell_kind(answer.body, answer.media, answer.url, words)
        if source.kind in (None, kind) or {source.kind, kind} == {"section", "article"}:
            return source.kind or kind
        remedy = "remove it and add the right address"
        raise FetchError(f"was a {source.kind} and is a {kind} now", name=source.address, remedy=remedy)

    def _read_article(self, source: Watched, answer: Answer) -> list[Look]:
        """The same answer is the page's first."""
        listed = [Listed(address=source.address, host=host_of(source.address))]
        noted = {"kind": "article", "due": NEVER, "looked": self._now(), "status": "ok"}
        self._ledger.watches.take_list(source, listed, self._now(), **noted)
        page = self._ledger.watches.page(source.address)
        return [self._pages.take(page, answer)] if page and not page.looks else []

    def _choose(self, entries: Sequence[ListedEntry], kind: str) -> list[Listed]:
        """The newest first, those without a date among them as they stand; a sitemap's old ones are left alone."""
        now = self._clock.now()
        # A date that is still to come says nothing.
        told = [replace(one, dated=None) if one.dated and one.dated > now else one for one in entries]
        if kind == "sitemap":
            oldest = now - timedelta(seconds=self._options.oldest)
            told = [one for one in told if one.dated is None or one.dated >= oldest]
        told.sort(key=lambda one: -(one.dated or now).timestamp())
        return [Listed(address=one.address, host=host_of(one.address), mark=one.mark) for one in told]

    def _take_entries(self, source: Watched, listed: list[Listed], noted: dict[str, Any]) -> Look:
        total, why = len(listed), None
        if total > self._options.most_listed:
            listed = listed[: self._options.most_listed]
            why = f"lists {total:,} addresses, of which the first {len(listed):,} are taken"
        if source.fresh >= CHURN:
            listed = listed[:MOST_ANEW]
        fresh = self._ledger.watches.take_list(source, listed, self._now(), **noted)
        if not fresh:
            self._ledger.watches.note(schema.watched, source.key, **self._calm(source))
        all_new = source.looked is not None and fresh == len(listed) and total >= ANEW
        if all_new or (source.fresh and fresh):
            count = min(max(source.fresh, 0) + 1, CHURN) if all_new else 0
            self._ledger.watches.note(schema.watched, source.key, fresh=count)
            if all_new and count == CHURN:
                why = f"every address in it is new at each look; {MOST_ANEW} are taken each time"
        return Look(address=source.address, outcome="listed", listed=fresh, why=why)

    def _take_sitemaps(self, source: Watched, sitemaps: Sequence[Listed], noted: dict[str, Any]) -> Look:
        others = [one.address for one in sitemaps if one.address != source.address]
        why = None
        if source.depth >= DEEPEST:
            others, why = [], f"is a sitemap below {DEEPEST} others; what it lists is not followed"
        elif len(others) < len(sitemaps):
            why = "lists itself; it is looked at once"
        elif len(others) > MOST_SITEMAPS:
            why = f"lists {len(others):,} sitemaps, of which the first {MOST_SITEMAPS} are taken"
        self._ledger.watches.take_sitemaps(source, others[:MOST_SITEMAPS], self._now(), **noted)
        return Look(address=source.address, outcome="listed", why=why)

    def _calm(self, source: Watched) -> dict[str, Any]:
        """A sitemap below others that lists nothing new is looked at less and less often, once a day at least."""
        if source.parent is None:
            return {"fresh": 0}
        calm = min(-source.fresh, CALMEST - 1) + 1 if source.fresh < 0 else 1
        return {"fresh": -calm, "due": later(self._clock.now(), min(DAY, self._options.every * 2**calm))}

    def _note(self, source: Watched, **values: Any) -> None:
        due = NEVER if source.kind == "article" else later(self._clock.now(), self._options.every)
        self._ledger.watches.note(schema.watched, source.key, **{"looked": self._now(), "due": due} | values)

    def _values(self, answer: Answer) -> dict[str, Any]:
        due = later(self._clock.now(), self._options.every)
        told = {"etag": answer.etag, "modified": answer.modified, "status": "ok"}
        return {"looked": self._now(), "due": due} | told

    def _now(self) -> str:
        return stamp(self._clock.now())


def _list(kind: str, answer: Answer) -> Listing:
    return READERS[kind](answer.body, answer.url)
