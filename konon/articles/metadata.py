"""An HTML tree -> what the page says of itself: url, outlet, title, section, byline, date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import Any

from htmldate import find_date

from konon.articles.breadcrumbs import read_breadcrumb
from konon.articles.headline import BAR


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
    names = (_clean(found.get("headline")), _first(metas, "og:title"), _first(metas, "twitter:title"))
    titles = [*names, *(_clean(h.text_content()) for h in tree.iter("h1")), _shown(tree, "//title")]
    site = _first(metas, "og:site_name", "application-name") or _name_of(found.get("publisher"))
    body = found.get("articleBody")
    return Metadata(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        body=_plain(body),
        summary=" ".join(filter(None, (_first(metas, "description"), _first(metas, "og:description")))) or None,
        url=url or _first(metas, "og:url") or _canonical(tree),
        outlet=site,
        title=_without_site(
            _clean(found.get("headline")) or _first(metas, "og:title", "twitter:title") or _shown(tree, "//h1"), site
        ),
        section=_section(found.get("articleSection"))
        or _first(metas, "article:section", "section", "articlesection")
        or read_breadcrumb(tree, titles),
        byline=_name_of(found.get("author")) or _person(_first(metas, "author", "article:author", "byl")),
        published=_published(tree, metas, found) or _shown_date(tree, url),
    )


def _published(tree: Any, metas: dict[str, str], found: dict[str, Any]) -> str | None:
    """When it was published, as the page says it to machines."""
    meta = _first(metas, "article:published_time", "datepublished", "date", "pubdate")
    return _moment(found.get("datePublished")) or _moment(meta) or _marked_moment(tree)


def _without_site(title: str | None, site: str | None) -> str | None:
    """The title without the site's name behind a bar or dash."""
    head, bar, tail = (title or "").rpartition(_last_bar(title or ""))
    same = bool(site) and "".join(tail.split()).casefold() == "".join((site or "").split()).casefold()
    return head.strip() if bar and head.strip() and same else title


def _last_bar(title: str) -> str:
    bars = BAR.findall(title)
    return str(bars[-1]) if bars else "\0"


def _shown_date(tree: Any, url: str | None) -> str | None:
    """The day as the page shows it, where it has none for machines; with the time of a <time> of that day."""
    found = find_date(deepcopy(tree), url=url, original_date=True, extensive_search=True)
    if not found:
        return None
    moments = [moment for element in tree.iter("time") if (moment := _moment(element.get("datetime")))]
    return next((moment for moment in moments if moment.startswith(f"{found}T")), str(found))


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
    return f"{day}T{time}" + ("" if not zone else "+00:00" if zone == "Z" else zone)
