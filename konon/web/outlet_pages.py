"""Outlets: who publishes or passes on the most. Outlet: its names and owner, whom it quotes, from whom it has it."""

from __future__ import annotations

from functools import partial
from typing import Any

from konon.errors import MissingError
from konon.ledger import FacetCount, Ledger, Query
from konon.ledger.outlets import Outlet
from konon.tracing.lost_hedges import count_lost_hedges
from konon.web.search_page import PAGES
from konon.web.speaker_pages import drawn_claims, listed_claims, narrowed
from konon.web.web_page import Asked, Given, Shown

LISTED = 200  # outlets of a page
RELAYED = 60  # statements in which lost hedges are counted, those that the outlet told last


def show_outlets(asked: Asked) -> Shown:
    """Those that publish, and those that others name as their source."""
    published, publishing = asked.ledger.most("outlet", 0, LISTED)
    passed, relaying = asked.ledger.most("relay", 0, LISTED)
    rows: dict[str, dict[str, Any]] = {}
    for facet, found in (("published", published), ("passed_on", passed)):
        for one in found:
            row = rows.setdefault(one.value, {"id": one.value, "name": one.name, "published": 0, "passed_on": 0})
            row[facet] = one.claims
    ordered = sorted(rows.values(), key=lambda row: (-row["published"], -row["passed_on"], row["name"]))
    most = max((one.claims for one in (*published, *passed)), default=1)
    return Shown(data={"outlets": ordered, "publishing": publishing, "relaying": relaying}, also={"most": most})


def show_outlet(asked: Asked) -> Shown:
    """By the id of a publisher, or by a name."""
    ledger, page = asked.ledger, asked.given.number("page", 1, PAGES)
    id = asked.ids["id"]
    outlet = asked.kept.keep(ledger, ("outlet", id), partial(find_outlet, ledger, id))
    query = Query(outlet=outlet.id, limit=None)
    passed = asked.kept.keep(ledger, ("passed on by", outlet.id), partial(count_passing, ledger, outlet))
    data = {
        "outlet": outlet_row(outlet),
        "hedges": asked.kept.keep(ledger, ("hedges", outlet.id), partial(count_hedges, ledger, outlet)),
        "passed_on_by": [
            {"id": one.value, "name": one.name, "claims": one.claims} for one in passed if one.value != outlet.id
        ],
    }
    return Shown(
        data=data | listed_claims(asked, narrowed(query, asked.given), page),
        also=drawn_claims(asked, query, Given(pairs=(("outlet", outlet.id),)), ("outlet",))
        | {"relayed": Given(pairs=(("relay", outlet.id),)).address("/search")},
    )


def count_passing(ledger: Ledger, outlet: Outlet) -> list[FacetCount]:
    """The outlets that tell the most of what they have from this one."""
    return ledger.count_by("outlet", Query(relay=outlet.id), top=12)


def count_hedges(ledger: Ledger, outlet: Outlet) -> dict[str, Any]:
    """How often a hedge gets lost there, against others who tell the same."""
    found = ledger.thread_page(Query(outlet=outlet.id), sort="newest", limit=RELAYED)
    names = {outlet.name, *(one.name for one in outlet.names)}
    own, others = count_lost_hedges((entry.thread for entry in found.entries), names.__contains__)
    rows = ({"relayed": one.relayed, "lost": one.lost, "share": one.share} for one in (own, others))
    return dict(zip(("own", "others"), rows, strict=True)) | {"among": len(found.entries)}


def find_outlet(ledger: Ledger, id: str) -> Outlet:
    """MissingError where none has this id or name."""
    known = ledger.outlets.find(id)
    if not known:
        raise MissingError("no outlet has this id", name=id[:80], remedy="look for it on the page of outlets")
    return next((one for one in known if one.id == id), known[0])


def outlet_row(outlet: Outlet) -> dict[str, Any]:
    """With all its names."""
    row = {name: getattr(outlet, name) for name in ("id", "name", "kind", "country", "owner", "claims")}
    names = ("id", "name", "reason", "claims")
    return row | {"names": [{name: getattr(one, name) for name in names} for one in outlet.names]}
