"""The body of a feed, sitemap or section page -> the addresses in it. Nothing is fetched here."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from courlan import is_navigation_page, is_not_crawlable
from lxml import etree, html  # type: ignore[import-untyped]

from konon.addresses import is_same_site, same_page
from konon.errors import FetchError
from konon.pages.fetch_options import size_in_words
from konon.pages.sniff import GZIP, HEAD, sniff_content
from konon.records import hash_id

LONGEST_ADDRESS = 2000
UNPACKED = 60_000_000  # bytes of a packed sitemap; the standard allows 50 MB
LARGEST_FEED = 5_000_000  # bytes; feedparser takes half a minute for that, and feeds of news have a fifth of a megabyte
LINK_WORDS = 4  # of a link, from which it may be a headline
MANY_LINKS = 8  # to articles, from which a page may be a section
SHORT = 150  # words of a body, under which a page with many links is a section
_OWN_NAME = re.compile(r"\d{4,}|(?:[^\W_]+-){3,}")  # in an article's path, not a section's
_ARTICLE_TYPE = re.compile(r"(?:News|Blog|Report|Opinion|Analysis|Live|)(?:Article|Posting|BlogPosting)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """`mark`: what stays the same though the address may not; `dated`: when it was published or changed, if said."""

    address: str
    mark: str | None = None
    dated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a feed, sitemap or section page lists; `sitemaps`: of a sitemap of sitemaps."""

    entries: tuple[ListedEntry, ...]
    sitemaps: tuple[ListedEntry, ...] = ()


def read_feed(body: bytes, url: str) -> Listing:
    """Any RSS, Atom or JSON Feed. FetchError where it has no entry with an address and is no sound feed either."""
    if len(body) > LARGEST_FEED:
        why = f"is a feed of {size_in_words(len(body))}, more than {size_in_words(LARGEST_FEED)}"
        raise FetchError(why, name=url, remedy="watch a smaller one, such as a section's")
    if body.lstrip()[:1] == b"{":
        return Listing(entries=tuple(_json_entries(body, url)))
    # As a stream: feedparser fetches what it is given as a string that looks like an address.
    found = feedparser.parse(
        io.BytesIO(body), response_headers={"content-location": url}, resolve_relative_uris=False, sanitize_html=False
    )
    entries = [_feed_entry(one, url) for one in found.entries]
    kept = tuple(one for one in entries if one)
    if not kept and found.get("bozo"):
        raise FetchError("is a damaged feed", name=url, remedy="open it in a browser and look whether it has entries")
    return Listing(entries=kept)


def _feed_entry(one: Any, url: str) -> ListedEntry | None:
    address = _clean(one.get("link") or one.get("id") or "", url)
    if address is None:
        return None
    dated = _date(one.get("published_parsed") or dict.get(one, "updated_parsed"))
    own = one.get("id") if one.get("id") != one.get("link") else None
    return ListedEntry(address=address, mark=_mark(address, own, one.get("title"), dated), dated=dated)


def _json_entries(body: bytes, url: str) -> Iterator[ListedEntry]:
    try:
        items = json.loads(body)["items"]
        given = [one for one in items if isinstance(one, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as why:
        raise FetchError("is JSON but no JSON Feed", name=url, remedy="give the address of a feed") from why
    for one in given:
        address = _clean(str(one.get("url") or one.get("id") or ""), url)
        if address:
            dated = read_date(str(one.get("date_published") or one.get("date_modified") or ""))
            own = one.get("id") if one.get("id") != one.get("url") else None
            yield ListedEntry(address=address, mark=_mark(address, own, one.get("title"), dated), dated=dated)


def _mark(address: str, own: object, title: object, dated: datetime | None) -> str | None:
    """By the entry's own id, else by title and date together; none where a feed tells neither."""
    host = urlsplit(address).netloc.lower()
    if own:
        return hash_id("own", host, own)
    return hash_id("told", host, title, dated.isoformat()) if title and dated else None


def _date(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None


def read_date(given: str) -> datetime | None:
    """As W3C and JSON Feed write it."""
    try:
        found = datetime.fromisoformat(given.strip())
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def read_sitemap(body: bytes, url: str) -> Listing:
    """Pages, or further sitemaps. FetchError where it is damaged before its first address."""
    entries: dict[str, ListedEntry] = {}
    sitemaps: dict[str, ListedEntry] = {}
    try:
        for tag, address, dated in _sitemap_rows(unpack(body, url)):
            cleaned = _clean(address, url)
            if cleaned:
                rows = sitemaps if tag == "sitemap" else entries
                rows.setdefault(cleaned, ListedEntry(address=cleaned, dated=read_date(dated)))
    except etree.XMLSyntaxError as why:
        if not entries and not sitemaps:
            remedy = "open it in a browser and look whether it is whole"
            raise FetchError("is a damaged sitemap", name=url, remedy=remedy) from why
    return Listing(entries=tuple(entries.values()), sitemaps=tuple(sitemaps.values()))


def _sitemap_rows(body: bytes) -> Iterator[tuple[str, str, str]]:
    """Tag, address and date of each row; memory does not grow with their number."""
    rows = etree.iterparse(io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, huge_tree=False)
    for _, element in rows:
        tag = etree.QName(element).localname
        if tag in ("url", "sitemap"):
            texts = {etree.QName(one).localname: one.text or "" for one in element if isinstance(one.tag, str)}
            news = next((one.text or "" for one in element.iter("{*}publication_date")), "")
            yield tag, texts.get("loc", ""), texts.get("lastmod") or news
            element.clear()


def unpack(body: bytes, url: str) -> bytes:
    """A sitemap may be a gzip file; FetchError where it is damaged or far too large."""
    if not body.startswith(GZIP):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            found = stream.read(UNPACKED + 1)
    except (OSError, EOFError, ValueError) as why:
        raise FetchError("is a damaged gzip file", name=url, remedy="try again later") from why
    if len(found) > UNPACKED:
        raise FetchError(f"unpacks to more than {UNPACKED // 1_000_000} MB", name=url, remedy="watch its parts")
    return found


def read_section(body: bytes, url: str) -> Listing:
    """The links of a page that look like articles of the same site: a headline, and a path with a name of its own."""
    found: dict[str, ListedEntry] = {}
    for link in _links(body):
        address = _clean(link.get("href", ""), url)
        if address and address not in found and _is_article(address, url, link):
            found[address] = ListedEntry(address=address)
    return Listing(entries=tuple(found.values()))


def _links(body: bytes) -> Sequence[Any]:
    try:
        root = html.fromstring(body)
    except (etree.ParserError, ValueError):
        return ()
    found: Sequence[Any] = root.xpath("//a[@href]")
    return found


def _is_article(address: str, url: str, link: Any) -> bool:
    words = link.text_content().split()
    if len(words) < LINK_WORDS or not is_same_site(url, address) or address == same_page(url):
        return False
    path = urlsplit(address).path
    return bool(_OWN_NAME.search(path)) and not is_navigation_page(address) and not is_not_crawlable(address)


def find_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """The feeds that a page offers."""
    try:
        root = html.fromstring(body)
    except (etree.ParserError, ValueError):
        return ()
    kinds = "contains(@type, 'rss') or contains(@type, 'atom')"
    links = root.xpath(f"//link[contains(@rel, 'alternate')][{kinds}]/@href")
    return tuple(dict.fromkeys(found for link in links if (found := _clean(str(link), url))))


def tell_kind(body: bytes, media: str, url: str, words: int) -> str:
    """feed, sitemap, section or article; `words`: how long the article is that can be read out of the page, 0 if none.

    FetchError where it is nothing that can be watched.
    """
    content = sniff_content((unpack(body, url) if body.startswith(GZIP) else body)[:HEAD])
    if content in ("feed", "sitemap"):
        return content
    if media.endswith("feed+json") or (content in ("json object", "jsonl") and b"jsonfeed.org" in body[:HEAD]):
        return "feed"
    if content == "xml" and ("rss" in media or "atom" in media):
        return "feed"
    if content not in ("html", "xml", "dump"):
        remedy = "give the address of a feed, sitemap, section or article"
        raise FetchError(f"is {content}, which cannot be watched", name=url, remedy=remedy)
    declared = _declared(body)
    if declared:
        return declared
    many = len(read_section(body, url).entries) >= MANY_LINKS
    return "section" if not words or (many and words < SHORT) else "article"


def _declared(body: bytes) -> str | None:
    """What the page says of itself, where its path does not make that unlikely."""
    try:
        root = html.fromstring(body)
    except (etree.ParserError, ValueError):
        return None
    kinds = [str(one).strip().lower() for one in root.xpath("//meta[@property='og:type']/@content")]
    if kinds and kinds[0].startswith("article"):
        return "article"
    for script in root.xpath("//script[@type='application/ld+json']"):
        types = re.findall(r'"@type"\s*:\s*"([^"]+)"', script.text_content())
        if any(_ARTICLE_TYPE.fullmatch(one) for one in types[:3]):
            return "article"
    return None


def _clean(given: str, base: str) -> str | None:
    """The address by which a page is known; None for what cannot be fetched."""
    try:
        address = same_page(urljoin(base, given.strip()))
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return address if fit and given.strip() and len(address) <= LONGEST_ADDRESS else None
