"""An HTML tree -> the section its breadcrumb names: the last part that is neither the first page nor the headline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from konon.articles.lines import fold_line
from konon.articles.parts import is_home

LONGEST = 4  # words of a section
_CLASS = re.compile(r"(?:^|[\s_-])(?:breadcrumbs?|crumbs?|bread-crumbs?)(?:$|[\s_-])", re.I)
_HOST = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,6}$", re.I)
_SEPARATOR = re.compile(r"\s*[>»›|]\s*|\s+/\s+|\n+")


def read_breadcrumb(tree: Any, titles: Sequence[str | None]) -> str | None:
    """None where the page has no breadcrumb, or one of the first page and the headline alone."""
    heads = {fold_line(title) for title in titles if title}
    for crumbs in (*_told(tree), *_shown(tree)):
        parts = [" ".join(crumb.split()) for crumb in crumbs]
        kept = [p for p in parts if p and not is_home(p) and not _HOST.match(p) and not _is_title(p, heads)]
        if kept and len(kept[-1].split()) <= LONGEST and any(letter.isalpha() for letter in kept[-1]):
            return kept[-1]
    return None


def _is_title(part: str, heads: set[str]) -> bool:
    folded = fold_line(part.rstrip(". …"))
    return any(head == folded or (len(folded) >= 12 and head.startswith(folded)) for head in heads)


def _told(tree: Any) -> Iterator[list[str]]:
    """Of JSON-LD."""
    for element in tree.iter("script"):
        if "BreadcrumbList" in (element.text or "")[:200_000]:
            try:
                parsed = json.loads(element.text, strict=False)
            except (ValueError, RecursionError):
                continue
            yield from (_names(node) for node in _lists(parsed))


def _lists(value: Any) -> Iterator[dict[str, Any]]:
    nodes = value if isinstance(value, list) else [value]
    for node in nodes[:50]:
        if isinstance(node, dict):
            if node.get("@type") == "BreadcrumbList":
                yield node
            graph = node.get("@graph")
            yield from (n for n in (graph if isinstance(graph, list) else [])[:50] if _is_list(n))


def _is_list(node: Any) -> bool:
    return isinstance(node, dict) and node.get("@type") == "BreadcrumbList"


def _names(node: dict[str, Any]) -> list[str]:
    items = node.get("itemListElement")
    found = []
    for item in (items if isinstance(items, list) else [])[:12]:
        inner = item.get("item") if isinstance(item, dict) else None
        name = item.get("name") if isinstance(item, dict) else None
        name = name or (inner.get("name") if isinstance(inner, dict) else None)
        if isinstance(name, str):
            found.append(name)
    return found


def _shown(tree: Any) -> Iterator[list[str]]:
    """Of elements that call themselves one."""
    for element in tree.xpath("//nav | //ol | //ul | //div | //p | //section"):
        called = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
        if _CLASS.search(called) or "BreadcrumbList" in (element.get("itemtype") or ""):
            links = [link.text_content() for link in element.iter("a")]
            text = element.text_content()
            if len(text) <= 400 and len(links) <= 6:
                yield links if links else _SEPARATOR.split(text)
