"""Search: words or meaning and filters -> claims with their facets; one statement is one line."""

from __future__ import annotations

from typing import Any

from konon.errors import UsageError
from konon.ledger import Facets, Finding, Query
from konon.web.claim_list import claim_row, fold_statements, quote_words, tell_sources
from konon.web.error_rows import about_of, error_row
from konon.web.facet_links import FILTERS, link_facets, list_chosen
from konon.web.found_words import Parts, forms_asked, mark_words
from konon.web.interface_words import load_words
from konon.web.month_bars import draw_bars
from konon.web.web_page import Asked, Given, Shown

SIZE = 20  # claims of a page
PAGES = 100  # pages that can be turned; who needs more takes all of it home by an export
COUNTED = 100  # values of a facet that are counted: months need as many


def read_query(given: Given) -> Query:
    """The question of an address; UsageError where a filter cannot be what it is given as."""
    filters: dict[str, Any] = {name: given.get(name) or None for name in FILTERS if name != "history"}
    history = given.get("history") in ("1", "true", "on")
    return Query(words=given.get("q"), meaning=given.get("meaning") == "1", history=history, limit=None, **filters)


def show_search(asked: Asked) -> Shown:
    """One page of what was found."""
    query, page = read_query(asked.given), asked.given.number("page", 1, PAGES)
    try:
        found = asked.ledger.find_part(query, (page - 1) * SIZE, SIZE + 1)
        facets = asked.facets(query, COUNTED)
    except UsageError as why:
        return _show_refused(asked, query, why)
    return _show_found(asked, query, page, found, facets)


def _show_refused(asked: Asked, query: Query, why: UsageError) -> Shown:
    """A question that cannot be asked is answered beside it, so that it can be mended."""
    empty = Facets(claims=0, about=False, values={})
    shown = _show_found(asked, query, 1, [], empty)
    about = about_of(why, 400)
    error = error_row(400, f"{about}: {why.why}" if about else why.why, why.remedy, about)
    return Shown(data={**shown.data, "problem": str(why), "error": error}, also=shown.also, status=400)


def _show_found(asked: Asked, query: Query, page: int, found: list[Finding], facets: Facets) -> Shown:
    given, say = asked.given, load_words(asked.lang).gettext
    spreads = asked.ledger.spread([finding.saying for finding in found[:SIZE]])
    rows = fold_statements([claim_row(finding, spreads) for finding in found[:SIZE]], spreads)
    tell_sources(rows, spreads, asked.sources(spreads))
    forms = forms_asked("" if query.meaning else query.words)
    months = facets.values.get("month", ())
    others = given.without("page", "since", "until")

    def month_address(period: str) -> str:
        return others.with_value("since", period).with_value("until", period).address(asked.path)

    def page_address(number: int) -> str:
        return given.with_value("page", str(number)).address(asked.path)

    data = {
        "q": query.words,
        "meaning": query.meaning,
        "filters": {name: given.get(name) for name in FILTERS if given.get(name)},
        "claims": facets.claims,
        "about": facets.about,
        "page": page,
        "found": rows,
        "facets": {facet: values for facet, values in facets.values.items() if facet != "month"},
        "months": sorted(months, key=lambda one: one.value),
        "next": page_address(page + 1) if len(found) > SIZE and page < PAGES else None,
        "previous": page_address(page - 1) if page > 1 else None,
        "problem": None,
        "error": None,
    }
    also = {
        "given": given,
        "kept": given.without("q", "page"),
        "parts": {row["saying"]: mark_words(quote_words(row["content"], row["quotation"]), forms) for row in rows}
        if forms
        else {},
        "facets": link_facets(facets, given, asked.path, say, asked.lang),
        "chosen": list_chosen(facets, given, asked.path, say, asked.lang),
        "bars": draw_bars(months, month_address, given.get("since"), given.get("until")),
        "statements": given.without("page", "meaning").address("/threads"),
        "switch": given.without("page").with_value("meaning", None if query.meaning else "1").address(asked.path),
    }
    return Shown(data=data, also=also)


def _mark_row(row: dict[str, Any], forms: frozenset[str]) -> Parts:
    return mark_words(quote_words(row["content"], row["quotation"]), forms)
