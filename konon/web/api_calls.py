"""What programs may ask: for each page of the table what its twin takes and gives; and the calls that have no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from konon.ledger import Query
from konon.ledger.filters import filters_of
from konon.ledger.thread_lists import SORTS
from konon.web import api_types as types
from konon.web.api_claims import MOST, show_claims
from konon.web.interface_words import noted
from konon.web.web_page import WebPage


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """A name behind the "?" of an address."""

    name: str
    about: str
    kind: str = "string"
    choices: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """What a twin takes and gives. `wrong`: what it gives with 400, where that is no error of the one shape."""

    about: str
    gives: Any
    takes: tuple[AskedName, ...] = ()
    wrong: Any = None


WORDS: Final = AskedName(name="q", about=noted('Words: "as they stand" in quotes, -without, one OR another, begin*.'))
MEANING: Final = AskedName(name="meaning", about=noted("1: by what the words mean, in any language."), choices=("1",))
PAGE: Final = AskedName(
    name="page", about=noted("Which part of the list, from 1; `next` has the address."), kind="integer"
)
FILTERED: Final = tuple(
    AskedName(name=one.name, about=one.help, choices=("1",) if one.type is bool else one.choices)
    for one in filters_of(Query)
)
ASKED: Final = (WORDS, *FILTERED)
DATES: Final = tuple(one for one in FILTERED if one.name in ("since", "until"))

CALLS: Final[Mapping[str, ApiCall]] = {
    "/": ApiCall(about=noted("What was added lately."), gives=types.HomeTwin),
    "/search": ApiCall(
        about=noted("Claims, the best first, with the answer's facets."),
        gives=types.SearchTwin,
        takes=(*ASKED, MEANING, PAGE),
        wrong=types.SearchTwin,
    ),
    "/articles/{id:path}": ApiCall(
        about=noted("An article with its claims."),
        gives=types.ArticleTwin,
        takes=(AskedName(name="version", about=noted("Which version, from 1."), kind="integer"),),
    ),
    "/claims/{id}": ApiCall(about=noted("A claim by its id or its saying's."), gives=types.ClaimTwin),
    "/threads": ApiCall(
        about=noted("Statements through outlets and time."),
        gives=types.ThreadsTwin,
        takes=(*ASKED, MEANING, AskedName(name="sort", about=noted("In which order."), choices=tuple(SORTS)), PAGE),
    ),
    "/threads/{id}": ApiCall(about=noted("The statement of a claim or saying."), gives=types.ThreadTwin),
    "/disputes": ApiCall(about=noted("Who asserts what others deny."), gives=types.DisputesTwin, takes=(*ASKED, PAGE)),
    "/speakers": ApiCall(
        about=noted("Speakers, the most quoted first."),
        gives=types.SpeakersTwin,
        takes=(AskedName(name="name", about=noted("Of this name, or any words of it.")), PAGE),
    ),
    "/speakers/{id:path}": ApiCall(
        about=noted("A speaker by id or name."), gives=types.SpeakerTwin, takes=(*DATES, PAGE)
    ),
    "/outlets": ApiCall(about=noted("Outlets that publish or pass on the most."), gives=types.OutletsTwin),
    "/outlets/{id:path}": ApiCall(
        about=noted("An outlet by id or name."), gives=types.OutletTwin, takes=(*DATES, PAGE)
    ),
    "/check": ApiCall(
        about=noted("Whether somebody said these very words, where, and what was altered."),
        gives=types.CheckTwin,
        takes=(
            AskedName(name="q", about=noted("The quotation.")),
            AskedName(name="speaker", about=noted("Who is to have said so.")),
        ),
    ),
    "/edits": ApiCall(
        about=noted("Pages that changed after they were read, claim by claim."),
        gives=types.EditsTwin,
        takes=(
            AskedName(name="address", about=noted("Of one page: its URL, path or id.")),
            AskedName(name="since", about=noted("Changed on this day or later.")),
            PAGE,
        ),
    ),
    "/network": ApiCall(about=noted("Who carries whom."), gives=types.NetworkTwin, takes=ASKED),
    "/corrections": ApiCall(
        about=noted("What people said instead of the reader."),
        gives=types.CorrectionsTwin,
        takes=(AskedName(name="by", about=noted("Of one person.")), PAGE),
    ),
    "/add": ApiCall(
        about=noted("What was added in the browser lately; on a shared ledger for editors."), gives=types.AddTwin
    ),
    "/add/{id}": ApiCall(about=noted("How far a job of it is."), gives=types.JobTwin),
    "/about": ApiCall(about=noted("The version and what the ledger holds."), gives=types.AboutTwin),
    "/api/claims": ApiCall(
        about=noted("All claims that a question finds, in the order of adding, behind a cursor."),
        gives=types.ClaimsTwin,
        takes=(
            *ASKED,
            AskedName(name="cursor", about=noted("Of the answer before; opaque. Kept, it begins at what came since.")),
            AskedName(name="limit", about=noted("How many at most."), kind="integer", most=MOST),
        ),
    ),
}

# Without a page: their twins are all there is.
TWINS_ALONE: Final = (WebPage(path="/api/claims", make=show_claims, template=""),)
