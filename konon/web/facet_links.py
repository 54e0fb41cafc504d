"""An answer's facets -> links that narrow the question by one value, or take back what narrows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from konon.ledger import FacetCount, Facets
from konon.ledger.filters import filters_of
from konon.ledger.queries import Query
from konon.web.interface_words import TERMS, say_country, say_date, say_language
from konon.web.web_page import Given

SHOWN = ("speaker", "outlet", "relay", "certainty", "polarity", "act", "quotation", "country", "lang")
FILTERS = tuple(one.name for one in filters_of(Query))
START, MORE = 6, 30  # values of a facet that are seen at once, and behind "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    """One value of a facet: what a filter takes, its name, and where it leads."""

    value: str
    name: str
    claims: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A filter that is on: `address` is the same question without it."""

    filter: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLinks:
    """Of one facet: the most frequent values, and those behind "more"."""

    facet: str
    first: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


def link_facets(
    facets: Facets, given: Given, path: str, say: Callable[[str], str], lang: str, *, without: Sequence[str] = ()
) -> list[FacetLinks]:
    """Of filters that are not on: one value more than one of a kind is no choice. `say`: a record's word in words."""
    made = []
    for facet in SHOWN:
        values = facets.values.get(facet, ())
        if given.get(facet) or facet in without or not _is_choice(values, facets.claims):
            continue
        links = [
            FacetLink(
                value=one.value,
                name=name_value(facet, one, say, lang),
                claims=one.claims,
                address=given.without("page").with_value(facet, one.value).address(path),
            )
            for one in values[:MORE]
        ]
        made.append(FacetLinks(facet=facet, first=tuple(links[:START]), more=tuple(links[START:])))
    return made


def _is_choice(values: Sequence[FacetCount], claims: int) -> bool:
    return len(values) > 1 or any(one.claims < claims for one in values)


def list_chosen(facets: Facets, given: Given, path: str, say: Callable[[str], str], lang: str) -> list[Chosen]:
    """Every filter that is on, in the order of the question; by name where the answer has it."""
    chosen = []
    for name in FILTERS:
        if value := given.get(name):
            known = next((one for one in facets.values.get(name, ()) if one.value == value), None)
            shown = name_value(name, known or FacetCount(value=value, name=value, claims=0), say, lang)
            address = given.without("page").with_value(name, None).address(path)
            chosen.append(Chosen(filter=name, name=shown, address=address))
    return chosen


def name_value(facet: str, one: FacetCount, say: Callable[[str], str], lang: str) -> str:
    """As people say it in the language of the interface."""
    if facet == "country":
        return say_country(one.value, lang)
    if facet == "lang":
        return say_language(one.value, lang)
    if facet in ("since", "until"):
        return say_date(one.value, lang)
    return say(TERMS[one.value]) if one.value in TERMS and facet not in ("speaker", "outlet", "relay") else one.name
