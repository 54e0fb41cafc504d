"""Speakers: who says the most. Speaker: the names, what was said over time, through which outlets."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from konon.errors import MissingError
from konon.ledger import FacetCount, Ledger, Query
from konon.ledger.speaker_decisions import KnownSpeaker
from konon.web.claim_list import claim_rows
from konon.web.facet_links import link_facets
from konon.web.interface_words import load_words
from konon.web.month_bars import draw_bars
from konon.web.search_page import COUNTED, PAGES, SIZE
from konon.web.web_page import Asked, Given, Shown

LISTED = 100  # speakers of a page
NEAR = 20  # offered to be merged
NAMES = 200  # of one speaker


def show_speakers(asked: Asked) -> Shown:
    """With `name` those of that name, else a page of all, the most quoted first."""
    name, page = asked.given.get("name"), asked.given.number("page", 1, 1000)
    if name:
        known = asked.ledger.speakers.find(name)
        found, every = (
            [FacetCount(value=one.id, name=one.name, claims=one.claims) for one in known[:LISTED]],
            len(known),
        )
    else:
        found, every = asked.ledger.most("speaker", (page - 1) * LISTED, LISTED)
    turn = Given(pairs=(("page", str(page + 1)),)).address(asked.path)
    back = Given(pairs=(("page", str(page - 1)),)).address(asked.path)
    data = {
        "name": name,
        "every": every,
        "page": page,
        "speakers": [{"id": one.value, "name": one.name, "claims": one.claims} for one in found],
        "next": turn if not name and page * LISTED < every else None,
        "previous": back if page > 1 else None,
    }
    return Shown(data=data, also={"most": max((one.claims for one in found), default=1)})


def show_speaker(asked: Asked) -> Shown:
    """By id, also one noted before a merge; by a name where it is one speaker's alone or the most quoted one's."""
    ledger, page = asked.ledger, asked.given.number("page", 1, PAGES)
    id = asked.ids["id"]
    speaker = asked.kept.keep(ledger, ("speaker", id), partial(find_speaker, ledger, id))
    given = Given(pairs=(("speaker", speaker.id),))
    query = narrowed(Query(speaker=speaker.id, limit=None), asked.given)
    return Shown(
        data={"speaker": speaker_row(speaker)} | listed_claims(asked, query, page),
        also=drawn_claims(asked, Query(speaker=speaker.id, limit=None), given, ("speaker",))
        | {"near": near_names(ledger, speaker) if asked.who.writes else []},
    )


def near_names(ledger: Ledger, speaker: KnownSpeaker) -> list[str]:
    """Of others who are called so in part: those with whom somebody may want to merge."""
    last = speaker.name.split()[-1] if speaker.name.split() else ""
    called, _ = ledger.speakers.called(last, limit=NEAR) if last else ([], 0)
    return [one.name for one in called if one.id != speaker.id]


def find_speaker(ledger: Ledger, id: str) -> KnownSpeaker:
    """MissingError where nobody has this id or name."""
    known = [one for one in ledger.speakers.find(id) if one.aliases]  # one that was merged has none left
    if not known and (claims := ledger.search(speaker=id, limit=1)) and claims[0].speaker:
        known = ledger.speakers.find(claims[0].speaker.id)
    if not known:
        raise MissingError("no speaker has this id", name=id[:80], remedy="look for the name on the page of speakers")
    return next((one for one in known if one.id == id), known[0])


def speaker_row(speaker: KnownSpeaker) -> dict[str, Any]:
    """With the names most used."""
    names = ("id", "name", "role", "affiliation", "country", "reason", "claims")
    return {
        "id": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "country": speaker.country,
        "claims": speaker.claims,
        "names": [{name: getattr(one, name) for name in names} for one in speaker.aliases[:NAMES]],
        "names_left_out": max(0, len(speaker.aliases) - NAMES),
    }


def narrowed(query: Query, given: Given) -> Query:
    """By the dates that the bars lead to."""
    return replace(query, since=given.get("since") or None, until=given.get("until") or None)


def listed_claims(asked: Asked, query: Query, page: int) -> dict[str, Any]:
    """A page of the claims that a question finds, the newest first, with links to the next and the last."""
    found = asked.ledger.find_part(query, (page - 1) * SIZE, SIZE + 1)
    given = asked.given

    def turned(number: int) -> str:
        return given.with_value("page", str(number)).address(asked.path)

    return {
        "found": claim_rows(asked.ledger, found[:SIZE]),
        "page": page,
        "next": turned(page + 1) if len(found) > SIZE and page < PAGES else None,
        "previous": turned(page - 1) if page > 1 else None,
    }


def drawn_claims(asked: Asked, query: Query, given: Given, without: tuple[str, ...]) -> dict[str, Any]:
    """Facets that lead to a search, and bars of months that narrow the list on the page itself."""
    facets = asked.facets(query, COUNTED)
    say = load_words(asked.lang).gettext

    def month_address(period: str) -> str:
        return Given(pairs=(("since", period), ("until", period))).address(asked.path)

    months = facets.values.get("month", ())
    return {
        "bars": draw_bars(months, month_address, asked.given.get("since"), asked.given.get("until")),
        "facets": link_facets(facets, given, "/search", say, asked.lang, without=without),
        "search": given.address("/search"),
        "given": given,
        "all": asked.path,
        "narrowed": bool(asked.given.get("since") or asked.given.get("until")),
    }
