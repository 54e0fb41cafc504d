"""An HTML tree -> what the page says of itself: url, outlet, title, section, byline, date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import Any

from htmldate import find_date

from konon.articles.breadcrumbs import read_breadcrumb
from konon.articles.outlet_names import squeeze
from konon.articles.outlet_of_page import host_of, name_outlet
from konon.articles.title_of_page import pick_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """None for what the page does not say."""

    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    section: str | None = None
    byline: str | None = None
    published: str | None = None
    titles: tuple[str, ...] = ()  # every wording of the headline
    canonical: str | None = None  # the address that the page gives itself
    body: str | None = None  # the article as the page gives it to machines
    summary: str | None = None  # likewise


_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^>]{0,80}>", re.I)
_INLINE = re.compile(r"</?[a-z][^<>]{0,400}>", re.I)
_ARTICLE = re.compile(r"Article|BlogPosting|Report")
_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?")


def read_metadata(tree: Any, url: str | None = None) -> Metadata:
    """JSON-LD first, then meta elements, then what the page shows."""
    metas = _metas(tree)
    found = next(_json_articles(tree), {})
    shown = _shown(tree, "//title")
    heads = [words for h in tree.iter("h1") if (words := _clean(h.text_content()))]
    names = (_clean(found.get("headline")), _first(metas, "og:title"), _first(metas, "twitter:title"))
    titles = [*names, *heads, shown]
    address = url or _first(metas, "og:url") or _canonical(tree)
    outlet = name_outlet(
        [_first(metas, "og:site_name", "application-name"), _name_of(found.get("publisher"))], titles, shown, address
    )
    title = pick_title(next((name for name in names if name), None), heads, shown, outlet)
    return Metadata(
        titles=tuple(dict.fromkeys(name for name in (title, *titles) if name)),
        body=_plain(found.get("articleBody")),
        summary=" ".join(filter(None, (_first(metas, "description"), _first(metas, "og:description")))) or None,
        url=address,
        canonical=_canonical(tree) or _first(metas, "og:url"),
        outlet=outlet,
        title=title,
        section=_section(found.get("articleSection"))
        or _first(metas, "article:section", "section", "articlesection")
        or read_breadcrumb(tree, titles),
        byline=_not_outlet(
            _name_of(found.get("author")) or _person(_first(metas, "author", "article:author", "byl")), outlet, address
        ),
        published=_published(tree, metas, found),
    )


def _not_outlet(byline: str | None, outlet: str | None, url: str | None) -> str | None:
    """Not the company that publishes, which some pages give as the author."""
    own = {squeeze(name) for name in (outlet, (host_of(url) or "").split(".")[0]) if name}
    told = squeeze(byline or "")
    return None if any(len(name) >= 3 and name in told for name in own) else byline


def _published(tree: Any, metas: dict[str, str], found: dict[str, Any]) -> str | None:
    """When it was published, as the page says it to machines."""
    meta = _first(metas, "article:published_time", "datepublished", "date", "pubdate")
    return _moment(found.get("datePublished")) or _moment(meta) or _marked_moment(tree)


def guess_date(tree: Any, url: str | None, passed: Iterable[Any]) -> str | None:
    """The day as the page shows it to readers, where it has none for machines; with the time of a <time> of that day.

    `passed` are elements whose dates are of something else: the article's text, captions, embedded posts.
    """
    copy = deepcopy(tree)
    places = {element: n for n, element in enumerate(tree.iter())}
    dropped = {places[element] for element in passed if element in places}
    for n, element in enumerate(list(copy.iter())):
        if n in dropped and element.getparent() is not None:
            element.getparent().remove(element)
    found = find_date(copy, url=url, original_date=True, extensive_search=False)
    if not found:
        return None
    return with_time(copy, str(found))


def with_time(tree: Any, day: str) -> str:
    """The day with the time of a <time> of that day, where the page has one."""
    moments = [moment for element in tree.iter("time") if (moment := _moment(element.get("datetime")))]
    return next((moment for moment in moments if moment.startswith(f"{day}T")), day)


def _marked_moment(tree: Any) -> str | None:
    """What an element marked itemprop="datePublished" says."""
    for element in tree.xpath("//*[contains(@itemprop, 'datePublished')]"):
        if moment := _moment(element.get("datetime") or element.get("content") or element.text_content()):
            return moment
    return None


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), " ".join(unescape(content).split()))
    return found


def _first(metas: dict[str, str], *names: str) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _canonical(tree: Any) -> str | None:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and (element.get("href") or "").startswith("http"):
            return str(element.get("href")).strip()
    return None


def _shown(tree: Any, path: str) -> str | None:
    for element in tree.xpath(path):
        if words := _clean(element.text_content()):
            return words
    return None


def _clean(value: object) -> str | None:
    """One line, with what was escaped twice read as it is meant."""
    return (" ".join(unescape(value).split()) or None) if isinstance(value, str) else None


def _plain(body: object) -> str | None:
    """An article's body without the tags that some pages leave in it."""
    if not isinstance(body, str):
        return None
    return unescape(_INLINE.sub("", _BREAK.sub("\n", body)))


def _json_articles(tree: Any) -> Iterator[dict[str, Any]]:
    for element in tree.iter("script"):
        if (element.get("type") or "").lower() == "application/ld+json" and element.text:
            try:
                parsed = json.loads(element.text, strict=False)
            except (ValueError, RecursionError):
                continue
            yield from (node for node in _nodes(parsed) if _ARTICLE.search(str(node.get("@type", ""))))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Objects at the top, in lists and in @graph."""
    if isinstance(value, list):
        for item in value[:50]:
            if isinstance(item, dict):
                yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        if isinstance(value.get("@graph"), list):
            yield from (item for item in value["@graph"][:50] if isinstance(item, dict))


def _name_of(value: Any) -> str | None:
    """ "Ana, Budi" of a string, an object with a name, or a list of these."""
    if isinstance(value, list):
        names = [name for item in value[:5] if (name := _name_of(item))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name_of(value.get("name"))
    return _person(_clean(value))


def _person(value: str | None) -> str | None:
    return value if value and not value.startswith(("http:", "https:", "@")) else None


def _section(value: Any) -> str | None:
    return _section(value[0]) if isinstance(value, list) and value else _clean(value)


def _moment(value: object) -> str | None:
    match = _ISO.match(value.strip()) if isinstance(value, str) else None
    if not match:
        return None
    day, time, zone = match.groups()
    if not time:
        return day
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return f"{day}T{time}{offset}"
