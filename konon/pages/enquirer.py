"""A question about an address -> its answer as it came: for whoever comes again and asks whether anything changed.

The same guard, robots.txt and limits as for pages that are named; what was asked before is asked conditionally, with
ETag and Last-Modified. Several threads may ask at once, each of another host.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import requests

from konon.errors import FetchError, KononError
from konon.pages.fetch_options import FetchOptions
from konon.pages.guard import Guard
from konon.pages.hops import HTML_TYPES, TEXT_TYPES, Asker, Hop, WaitTurn, follow_to_end, parse_content_type, tell_form
from konon.pages.robots import RobotsRules
from konon.pages.urls import check_url, hide_password
from konon.records import Page

NOT_MODIFIED = 304
ROBOTS_LAST = 86_400.0  # seconds after which robots.txt is asked for anew
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,text/xml;q=0.9"
ACCEPTED = f"text/html,application/xhtml+xml,{FEEDS},*/*;q=0.5"
LONGEST_TAG = 1000  # letters of an ETag that are kept; a longer one is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """An address, and what its last answer called itself."""

    url: str
    etag: str | None = None
    modified: str | None = None
    listed: bool = False  # it was found in something, and may not be a private address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `url`: at the end of redirects; `body` is empty unless the status is 200 to 299."""

    url: str
    status: int
    media: str
    charset: str | None
    body: bytes
    fetched: str  # ISO 8601, UTC
    etag: str | None = None
    modified: str | None = None
    retry_after: float | None = None  # seconds

    @property
    def is_unchanged(self) -> bool:
        """Whether the host says that nothing is new since."""
        return self.status == NOT_MODIFIED

    def as_page(self) -> Page:
        """FetchError where the body is no page."""
        if self.media not in HTML_TYPES | TEXT_TYPES:
            raise FetchError(f"is {self.media}, not a page", name=self.url, remedy="give the address of an HTML page")
        form = tell_form(self.body, self.media, self.url)
        return Page(body=self.body, form=form, url=self.url, charset=self.charset, fetched=self.fetched)


class Enquirer:
    """Asks one address at a time in each thread. `wait` is called before each request with its origin and delay."""

    def __init__(self, options: FetchOptions, wait: WaitTurn, now: Callable[[], datetime]) -> None:
        self._options, self._wait, self._now = options, wait, now
        self._robots, self._robots_since = self._new_rules(), time.monotonic()
        self._guards: set[Guard] = set()
        self._lock = threading.Lock()
        self._closed = False

    def _new_rules(self) -> RobotsRules:
        """Asking for robots.txt is a request as any other."""
        return RobotsRules(lambda origin: self._wait(origin, 0.0))

    def ask(self, question: Enquiry) -> Answer | KononError:
        """The answer, whatever its status, or why there is none."""
        try:
            check_url(question.url)
            return self._ask(question)
        except KononError as error:
            return error
        except Exception as error:
            why = f"cannot be fetched ({type(error).__name__}: {error})"
            return FetchError(why, name=hide_password(question.url), remedy="check the address")

    def close(self) -> None:
        """Ends what is under way at once."""
        self._closed = True
        with self._lock:
            guards = list(self._guards)
        for guard in guards:
            guard.close()

    def _ask(self, question: Enquiry) -> Answer:
        if time.monotonic() - self._robots_since > ROBOTS_LAST:
            self._robots, self._robots_since = self._new_rules(), time.monotonic()
        guard = Guard(self._options.deadline)
        with self._lock:
            self._guards.add(guard)
        if self._closed:
            guard.close()
        hop = Hop(url=question.url, typed=question.url, listed=question.listed)
        try:
            headers = _headers(question)
            return follow_to_end(hop, guard, self._robots, self._options, self._wait, read=self._read, headers=headers)
        finally:
            guard.close()
            with self._lock:
                self._guards.discard(guard)

    def _read(self, hop: Hop, response: requests.Response, asker: Asker) -> Answer:
        media, charset = parse_content_type(response.headers.get("content-type", ""))
        now = self._now()
        return Answer(
            url=hop.url,
            status=response.status_code,
            media=media,
            charset=charset,
            body=asker.read(response) if 200 <= response.status_code < 300 else b"",
            fetched=now.isoformat(timespec="seconds"),
            etag=_short(response.headers.get("etag")),
            modified=_short(response.headers.get("last-modified")),
            retry_after=read_retry_after(response.headers.get("retry-after"), now),
        )


def _headers(question: Enquiry) -> dict[str, str]:
    headers = {"Accept": ACCEPTED}
    if question.etag:
        headers["If-None-Match"] = question.etag
    if question.modified:
        headers["If-Modified-Since"] = question.modified
    return headers


def _short(value: str | None) -> str | None:
    """A header that can be sent back."""
    fit = value and len(value) <= LONGEST_TAG and value.isascii() and value.isprintable()
    return value if fit else None


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """ "120", or a date -> seconds from now; None where it says nothing that can be read."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(min(int(value.strip()[:12]), 10**9))
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
