"""Threads: statements by outlets, sources or changes. Thread: one through outlets and time, drawn and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from konon.ledger import Finding
from konon.ledger.link_rows import LinkFinding
from konon.ledger.thread_lists import SORTS, ThreadEntry, ThreadSort
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread
from konon.views.thread_json import outlet_of_each, place_row, summary_row, thread_row
from konon.views.thread_nodes import is_denied, is_hedged, make_nodes
from konon.views.thread_picture import MIDDLE, PHONE, WIDE, draw_thread
from konon.views.time_axis import TimeAxis
from konon.web.interface_words import load_words, noted
from konon.web.narrowing_form import asked_row, form_parts, page_addresses
from konon.web.rendering import path_part
from konon.web.search_page import read_query
from konon.web.web_page import Asked, Shown

SIZE = 20  # statements of a page
PAGES = 20
ROWS = 200  # articles of the table; the JSON twin has all
DISPUTES = 20
STRIP = (150.0, 20.0)  # a thread in a list: width and height
ORDERS: dict[ThreadSort, str] = {
    "outlets": noted("most outlets"),
    "sources": noted("most sources"),
    "changes": noted("most changes"),
    "newest": noted("newest"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDot:
    """One article in the strip that stands for a thread in a list."""

    x: float
    hollow: bool
    crossed: bool
    own: bool


def show_threads(asked: Asked) -> Shown:
    """Those with a claim that the question finds."""
    query, page = read_query(asked.given), asked.given.number("page", 1, PAGES)
    sort = next((one for one in SORTS if one == asked.given.get("sort")), SORTS[0])
    found = asked.ledger.thread_page(query, sort=sort, limit=SIZE, skip=(page - 1) * SIZE)
    rows = [_summary(one) for one in found.entries]
    data = asked_row(asked) | {
        "meaning": query.meaning,
        "sort": sort,
        "page": page,
        "among": found.among,
        "threads": rows,
    }
    data |= page_addresses(asked, page, found.more and page < PAGES)
    others = asked.given.without("page", "sort")
    orders = [(name, word, others.with_value("sort", name).address(asked.path)) for name, word in ORDERS.items()]
    strips = {row["saying"]: draw_strip(one.thread) for row, one in zip(rows, found.entries, strict=True)}
    also = form_parts(asked) | {"orders": orders, "strips": strips}
    turned = asked.given.without("page").with_value("meaning", None if query.meaning else "1")
    return Shown(data=data, also=also | {"meaning": query.meaning, "switch": turned.address(asked.path)})


def _summary(entry: ThreadEntry) -> dict[str, Any]:
    """A line of the list; `saying` makes its address, which outlasts reading again."""
    row = summary_row(entry.thread, {entry.first.saying: entry.first})
    articles = len({saying.article for saying in entry.thread.sayings})
    own = {"saying": entry.first.saying, "articles": articles, "quotation": entry.thread.sayings[0].quotation}
    return row | own


def draw_strip(thread: Thread) -> list[StripDot]:
    """Its dated articles along a line from the first to the last."""
    nodes = [node for node in make_nodes(thread) if node.moment and node.held]
    axis = TimeAxis([node.moment for node in nodes if node.moment], 8, STRIP[0] - 8)
    return [
        StripDot(
            x=axis.place(node.moment),
            hollow=is_hedged(node.sayings[0]),
            crossed=is_denied(node.sayings[0]),
            own=node.source is not None,
        )
        for node in nodes
        if node.moment
    ]


def show_thread(asked: Asked) -> Shown:
    """By the id of any saying or claim of it."""
    ledger = asked.ledger
    thread, findings = ledger.trace_told(asked.ids["id"])
    disputed = ledger.disputing(thread)
    own = {saying.id for saying in thread.sayings}
    row = thread_row(thread, findings)
    data = row | {
        "saying": thread.sayings[0].id,
        "address": f"/threads/{path_part(thread.sayings[0].id)}",
        "quotation": thread.sayings[0].quotation,
        "disputes": [_dispute(one, own) for one in disputed],
    }
    also = {
        "pictures": _pictures(asked, thread, findings),
        "rows": row["articles"][:ROWS],
        "left_out": max(0, len(row["articles"]) - ROWS),
        "sources": source_rows(thread, row),
        "disputes": data["disputes"][:DISPUTES],
        "missing": missing_rows(thread),
        "date_ends": _ends(thread),
    }
    return Shown(data=data, also=also)


def _pictures(asked: Asked, thread: Thread, findings: Mapping[str, Finding]) -> dict[str, Markup]:
    """The same for a desk, a tablet and a phone, of which a page shows one."""

    def link(saying: Saying) -> str:
        return f"/claims/{path_part(saying.id)}"

    words = load_words(asked.lang)
    return {
        name: Markup(draw_thread(thread, findings, width=width, words=words, lang=asked.lang, link=link, name=name))
        for name, width in (("wide", WIDE), ("middle", MIDDLE), ("phone", PHONE))
    }


def missing_rows(thread: Thread) -> list[tuple[str, list[str]]]:
    """Each outlet that is named as a source and has no page here, with the outlets that name it."""
    outlets, found = outlet_of_each(thread), dict[str, list[str]]()
    for article, source in thread.missing:
        found.setdefault(source, []).append(outlets.get(article) or article)
    return [(source, list(dict.fromkeys(named))) for source, named in found.items()]


def _ends(thread: Thread) -> list[str]:
    """The first day and the last, or one."""
    days = sorted(saying.published[:10] for saying in thread.sayings if saying.published)
    return list(dict.fromkeys(days[:1] + days[-1:]))


def source_rows(thread: Thread, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each independent source: where it begins, and what was folded into it, with the reasons."""
    outlets = outlet_of_each(thread)
    sayings = {one["article"]: one["claims"][0]["saying"] for one in row["articles"]}
    into = {folding.article: folding for folding in thread.foldings}

    def place(given: str) -> dict[str, Any]:
        return place_row(given, outlets) | {"saying": sayings.get(given)}

    found = []
    for number, group in enumerate(thread.sources, 1):
        places = list(dict.fromkeys(one for article in group for one in _way_to_root(article, into)))
        foldings = [into[one] for one in places if one in into]
        root = next((one for one in places if one not in into), group[0])
        folded = [{"of": place(f.article), "into": place(f.into), "reason": f.reason, "why": f.why} for f in foldings]
        more = max(0, len(folded) - ROWS)
        found.append({"number": number, "root": place(root), "foldings": folded[:ROWS], "left_out": more})
    return found


def _way_to_root(article: str, into: Mapping[str, Any]) -> list[str]:
    """Itself and what it goes back to; a ring is gone round once."""
    way = [article]
    while (folding := into.get(way[-1])) and folding.into not in way:
        way.append(folding.into)
    return way


def _dispute(found: LinkFinding, own: set[str]) -> dict[str, Any]:
    other = found.b if found.a.saying in own else found.a
    return {
        "relation": found.link.relation,
        "judged": found.link.judged,
        "saying": other.saying,
        "speaker": other.claim.speaker.name,
        "content": other.content,
        "quotation": other.claim.attribution.quotation,
        "outlet": other.article.outlet,
        "published": other.article.published,
        "lang": other.article.lang,
    }
