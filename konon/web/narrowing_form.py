"""An address's question -> what a list's form shows: its fields, what is chosen, links to other orders and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from konon.ledger import FacetCount, Query
from konon.web.facet_links import FILTERS, Chosen, name_value
from konon.web.interface_words import load_words
from konon.web.search_page import read_query
from konon.web.web_page import Asked

FIELDS = ("q", "speaker", "outlet", "since", "until")  # which the form shows; an address may have any filter


def plain_query(asked: Asked) -> Query:
    """By words, never by meaning: these lists count what is found."""
    return replace(read_query(asked.given), meaning=False)


def asked_row(asked: Asked) -> dict[str, Any]:
    """For the JSON twin."""
    given = asked.given
    return {"q": given.get("q"), "filters": {name: given.get(name) for name in FILTERS if given.get(name)}}


def form_parts(asked: Asked, names: dict[str, str] | None = None) -> dict[str, Any]:
    """For the template. `names`: of ids that stand in a filter, where they are known."""
    given = asked.given
    hidden = given.without("page", *FIELDS)
    fields = {name: given.get(name) for name in FIELDS}
    return {"given": given, "fields": fields, "hidden": hidden, "chosen": _chosen(asked, names or {})}


def _chosen(asked: Asked, names: dict[str, str]) -> list[Chosen]:
    """Every filter that is on, with the same question without it."""
    say = load_words(asked.lang).gettext
    return [
        Chosen(
            filter=name,
            name=name_value(name, FacetCount(value=value, name=names.get(value, value), claims=0), say, asked.lang),
            address=asked.given.without("page", name).address(asked.path),
        )
        for name in FILTERS
        if (value := asked.given.get(name))
    ]


def page_addresses(asked: Asked, page: int, more: bool) -> dict[str, str | None]:
    """Of the next page and the one before; None where there is none."""

    def address(number: int) -> str:
        return asked.given.with_value("page", str(number)).address(asked.path)

    return {"next": address(page + 1) if more else None, "previous": address(page - 1) if page > 1 else None}
