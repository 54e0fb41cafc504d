"""One URL -> one Page, over its redirects."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from konon.errors import FetchError, TransientError
from konon.pages.fetch_options import FetchOptions, size_in_words
from konon.pages.files import GIVE_ADDRESSES, REFUSED
from konon.pages.guard import ForbiddenAddressError, Guard, admit_by_proxy, open_session
from konon.pages.robots import RobotsAnswer, RobotsRules, crawl_delay, may_fetch
from konon.pages.sniff import HEAD, sniff_content
from konon.pages.streams import DAMAGED
from konon.pages.urls import SCHEMES, hide_password
from konon.records import Form, Page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
TEXT_TYPES = frozenset({"text/plain", "", "application/octet-stream"})
DIRECT = {"no_proxy": "*"}  # as requests is told to leave the environment's proxies alone
WaitTurn = Callable[[str, float], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """The address requested now, and what the user typed."""

    url: str
    typed: str
    redirects: int = 0
    private_start: bool = False  # the typed URL itself led to a private address
    listed: bool = False  # nobody typed it: a page, feed or sitemap led here

    @property
    def name(self) -> str:
        """What a message calls it: what was typed, without a password."""
        return hide_password(self.typed)

    @property
    def host(self) -> str:
        """In lower case, without port."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def may_be_private(self) -> bool:
        """A private address is reached only where the user typed it, or on the same private host."""
        if self.listed:
            return False
        if not self.redirects:
            return True
        return self.private_start and self.host == (urlsplit(self.typed).hostname or "").lower()

    def move(self, url: str, guard: Guard) -> Hop:
        """The hop after a redirect; what the typed URL's own host is, the guard has just seen."""
        private = self.private_start if self.redirects else guard.met_private
        return replace(self, url=url, redirects=self.redirects + 1, private_start=private)


def follow_url(hop: Hop, guard: Guard, robots: RobotsRules, options: FetchOptions, wait: WaitTurn) -> Page:
    """The page at the end of the redirects. FetchError, or TransientError where a later try may succeed."""
    return follow_to_end(hop, guard, robots, options, wait, read=_read_page)


def follow_to_end(
    hop: Hop,
    guard: Guard,
    robots: RobotsRules,
    options: FetchOptions,
    wait: WaitTurn,
    *,
    read: Callable[[Hop, requests.Response, Asker], T],
    headers: Mapping[str, str] | None = None,
) -> T:
    """What `read` makes of the answer at the end of the redirects; `headers` go with each request but robots.txt's."""
    with open_session(guard, options.agent) as session:
        asker = Asker(session, guard, options, hop.name)
        while True:
            _ask_leave(hop, asker, robots, wait)
            response = asker.ask(hop, "what lists it" if hop.listed else "a redirect", headers)
            with response:
                if response.status_code not in REDIRECTS or "location" not in response.headers:
                    return read(hop, response, asker)
                hop = _redirect(hop, response.headers["location"], guard, options)


def _ask_leave(hop: Hop, asker: Asker, robots: RobotsRules, wait: WaitTurn) -> None:
    rules = robots.rules_for(hop.origin, lambda url: asker.ask_robots(replace(hop, url=url)))
    if rules is None:
        remedy = "try again later"
        raise TransientError("robots.txt could not be fetched, so this site is skipped", name=hop.name, remedy=remedy)
    if not may_fetch(rules, hop.url):
        raise FetchError("robots.txt forbids it", name=hop.name, remedy="save the page by hand and name the file")
    wait(hop.origin, crawl_delay(rules))


def _redirect(hop: Hop, location: str, guard: Guard, options: FetchOptions) -> Hop:
    # requests gives header bytes as latin-1; servers send UTF-8.
    location = location.encode("latin-1", "replace").decode("utf-8", "replace")
    if hop.redirects >= options.max_redirects:
        why = f"redirects more than {options.max_redirects} times"
        raise FetchError(why, name=hop.name, remedy="open it in a browser and give the last address")
    url = urljoin(hop.url, location)
    if urlsplit(url).scheme.lower() not in SCHEMES:
        raise FetchError(f"redirects to {url[:80]}, which is not http", name=hop.name, remedy="check the address")
    return hop.move(url, guard)


class Asker:
    """Requests a URL; whatever goes wrong is an error of one line."""

    def __init__(self, session: requests.Session, guard: Guard, options: FetchOptions, name: str) -> None:
        self._session, self._guard, self.options, self._name = session, guard, options, name

    def ask(self, hop: Hop, who: str = "a redirect", headers: Mapping[str, str] | None = None) -> requests.Response:
        """`who` leads to the address, should it be a forbidden one."""
        self._guard.private_allowed = self.options.private_typed and hop.may_be_private()
        times = (self.options.connect_timeout, self.options.read_timeout)
        ways = None if self.options.by_proxy else DIRECT
        try:
            if not (self._guard.private_allowed or ways):
                admit_by_proxy(hop.url, self._guard, self.options.connect_timeout)
            return self._session.get(
                hop.url, timeout=times, stream=True, allow_redirects=False, headers=headers, proxies=ways
            )
        except ForbiddenAddressError as error:
            raise self._forbidden(error, who) from error
        except requests.RequestException as error:
            raise self._explain(error) from error

    def ask_robots(self, hop: Hop) -> RobotsAnswer:
        """Follows redirects like a page's. A host that cannot be reached at all is an error of the page."""
        for _ in range(self.options.max_redirects + 1):
            with self.ask(hop, "its robots.txt") as response:
                if response.status_code in REDIRECTS and "location" in response.headers:
                    hop = hop.move(urljoin(hop.url, response.headers["location"]), self._guard)
                    continue
                body = self.read(response) if response.status_code < 300 else b""
                return RobotsAnswer(status=response.status_code, body=body)
        return RobotsAnswer(status=404)

    def read(self, response: requests.Response) -> bytes:
        """The body unpacked. One that ends before its Content-Length is refused: half an article reads like a whole."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(
                f"is compressed as {encoding!r}, which cannot be read",
                name=self._name,
                remedy="save the page and name the file",
            )
        stream = gzip.GzipFile(fileobj=response.raw) if encoding.endswith("gzip") else response.raw
        parts: list[bytes] = []
        size = 0
        try:
            while part := stream.read(1 << 16):
                parts.append(part)
                size += len(part)
                if size > self.options.max_bytes:
                    why = f"is larger than {size_in_words(self.options.max_bytes)}"
                    raise FetchError(why, name=self._name, remedy="raise max_bytes if this is a news page")
        except (*DAMAGED, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._explain(error) from error
        if self._guard.is_closed():  # the shut socket reads like an end
            raise self._explain(TimeoutError())
        return b"".join(parts)

    def _forbidden(self, error: ForbiddenAddressError, who: str) -> FetchError:
        if not self.options.private_typed:
            why = f"leads to the private address {error}, which is not fetched from here"
            return FetchError(why, name=self._name, remedy="save the page and give the file")
        remedy = "type that address yourself if you mean it"
        return FetchError(f"{who} leads to the private address {error}", name=self._name, remedy=remedy)

    def _explain(self, error: Exception) -> FetchError:
        later = "try again later"
        if self._guard.is_over():
            return TransientError(f"took longer than {self._guard.deadline:g} s", name=self._name, remedy=later)
        if self._guard.is_closed():
            return TransientError("was abandoned", name=self._name, remedy=later)
        if isinstance(error, requests.exceptions.SSLError):
            return FetchError(
                "its certificate is not to be trusted", name=self._name, remedy="check the address and clock"
            )
        if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
            return TransientError("did not answer in time", name=self._name, remedy=later)
        if _is_unknown_host(error):
            return TransientError("its host cannot be found", name=self._name, remedy="check the address")
        if isinstance(error, requests.ConnectionError):
            return TransientError("cannot be connected to", name=self._name, remedy="check the address and the network")
        if isinstance(error, requests.RequestException):
            return FetchError(
                f"cannot be requested ({type(error).__name__})", name=self._name, remedy="check the address"
            )
        if isinstance(error, gzip.BadGzipFile | zlib.error):
            return FetchError("is labelled gzip but is not", name=self._name, remedy="save the page and name the file")
        remedy = "try again later, or save the page by hand"
        return TransientError("the connection broke off", name=self._name, remedy=remedy)


def _is_unknown_host(error: Exception) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NameResolutionError)


def _read_page(hop: Hop, response: requests.Response, asker: Asker) -> Page:
    _check_status(response.status_code, hop)
    media, charset = parse_content_type(response.headers.get("content-type", ""))
    if media in FEED_TYPES:
        raise FetchError("is a feed, not a page", name=hop.name, remedy=GIVE_ADDRESSES)
    if media not in HTML_TYPES | TEXT_TYPES:
        raise FetchError(f"is {media}, not a page", name=hop.name, remedy="give the address of an HTML page")
    body = asker.read(response)
    return Page(
        body=body,
        form=tell_form(body, media, hop.name),
        url=hop.url,
        charset=charset,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _check_status(status: int, hop: Hop) -> None:
    if status in LATER:
        raise TransientError(f"the server answered {status}", name=hop.name, remedy="try again later")
    if status in (401, 402, 403, 451):
        raise FetchError(f"the server answered {status}", name=hop.name, remedy="save the page by hand")
    if not 200 <= status < 300 or status == 204:
        raise FetchError(f"the server answered {status}", name=hop.name, remedy="check the address")


def tell_form(body: bytes, media: str, name: str) -> Form:
    """What kind of page the body is; FetchError where it is none."""
    content = sniff_content(body[:HEAD])
    if content == "empty":
        raise FetchError("is an empty page", name=name, remedy="check the address")
    if content in ("feed", "sitemap", "addresses", "result", "pdf"):
        why, remedy = REFUSED[content]
        raise FetchError(why, name=name, remedy=remedy)
    if content not in ("html", "dump", "xml"):
        raise FetchError(f"is labelled {media or 'a page'} but is not one", name=name, remedy="check the address")
    return "html" if content == "html" or media in HTML_TYPES else "dump"


def parse_content_type(header: str) -> tuple[str, str | None]:
    """("text/html", "utf-8"); the charset None where the server names none."""
    message = Message()
    message["content-type"] = header or "text/html"
    charset = message.get_param("charset")
    media = header.partition(";")[0].strip().lower()
    return media, charset.strip("'\" ").lower() if isinstance(charset, str) and charset.strip() else None
