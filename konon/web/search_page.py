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
    spreads = asked.ledger.spread([finding.saying for finding in found[:SIZE]])
    rows = fold_statements([claim_row(finding, spreads) for finding in found[:SIZE]], spreads)
    tell_sources(rows, spreads, asked.sources(spreads))
    data = _found_row(asked.given, query, facets, rows) | _turned(asked, page, len(found) > SIZE and page < PAGES)
    return Shown(data=data, also=_drawn(asked, query, facets, rows))


def _found_row(given: Given, query: Query, facets: Facets, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "q": query.words,
        "meaning": query.meaning,
        "filters": {name: given.get(name) for name in FILTERS if given.get(name)},
        "claims": facets.claims,
        "about": facets.about,
        "found": rows,
        "facets": {facet: values for facet, values in facets.values.items() if facet != "month"},
        "months": sorted(facets.values.get("month", ()), key=lambda one: one.value),
        "problem": None,
        "error": None,
    }


def _turned(asked: Asked, page: int, more: bool) -> dict[str, Any]:
    def address(number: int) -> str:
        return asked.given.with_value("page", str(number)).address(asked.path)

    return {
        "page": page,
        "next": address(page + 1) if more else None,
        "previous": address(page - 1) if page > 1 else None,
    }


def _drawn(asked: Asked, query: Query, facets: Facets, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template draws: words that were found, links that narrow and take back, bars, other ways to ask."""
    given, say = asked.given, load_words(asked.lang).gettext
    forms = forms_asked("" if query.meaning else query.words)
    first = given.without("page")
    others = first.without("since", "until")

    def month_address(period: str) -> str:
        return others.with_value("since", period).with_value("until", period).address(asked.path)

    months = facets.values.get("month", ())
    return {
        "given": given,
        "kept": first.without("q"),
        "parts": {row["saying"]: _mark_row(row, forms) for row in rows} if forms else {},
        "facets": link_facets(facets, given, asked.path, say, asked.lang),
        "chosen": list_chosen(facets, given, asked.path, say, asked.lang),
        "bars": draw_bars(months, month_address, given.get("since"), given.get("until")),
        "statements": first.address("/threads"),
        "switch": first.with_value("meaning", None if query.meaning else "1").address(asked.path),
    }


def _mark_row(row: dict[str, Any], forms: frozenset[str]) -> Parts:
    return mark_words(quote_words(row["content"], row["quotation"]), forms)
