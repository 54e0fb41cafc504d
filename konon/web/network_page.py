"""Network: who carries whom, from speakers through the outlets that pass them on, drawn and as a table."""

from __future__ import annotations

from functools import partial
from typing import Any

from konon.ledger.carrying import Actor, Way
from konon.web.narrowing_form import asked_row, form_parts, plain_query
from konon.web.network_picture import MIDDLE, NARROW, WIDE, draw_network
from konon.web.web_page import Asked, Given, Shown

ROWS = 60  # of the table; the JSON twin has all that were asked for
COLUMNS = ("speaker", "relay", "outlet")


def show_network(asked: Asked) -> Shown:
    """Of the claims that the question finds; each name narrows it."""
    ledger, query = asked.ledger, plain_query(asked)
    found = asked.kept.keep(ledger, ("network", query), partial(ledger.carrying, query))
    rows = [way_row(way) for way in found.ways]
    data = asked_row(asked) | {"claims": found.claims, "about": found.about, "ways": rows}
    also = form_parts(asked, names_of(found.ways)) | {
        "pictures": {
            name: draw_network(found.ways, width)
            for name, width in (("wide", WIDE), ("middle", MIDDLE), ("phone", NARROW))
        },
        "rows": [row | {"address": claims_address(row, asked.given)} for row in rows[:ROWS]],
        "left_out": max(0, len(rows) - ROWS),
    }
    also["narrow"] = lambda column, id: asked.given.without("page").with_value(column, id).address(asked.path)
    return Shown(data=data, also=also)


def way_row(way: Way) -> dict[str, Any]:
    """For the JSON twin."""
    return {name: _actor_row(getattr(way, name)) for name in COLUMNS} | {"claims": way.claims}


def _actor_row(actor: Actor | None) -> dict[str, str] | None:
    return {"id": actor.id, "name": actor.name} if actor else None


def names_of(ways: tuple[Way, ...]) -> dict[str, str]:
    """By the ids that a filter takes."""
    actors = (actor for way in ways for actor in (way.speaker, way.relay, way.outlet) if actor)
    return {actor.id: actor.name for actor in actors}


def claims_address(row: dict[str, Any], given: Given) -> str:
    """The claims that went this way, with the same question."""
    asked = given.without("page")
    for name in COLUMNS:
        if row[name]:
            asked = asked.with_value(name, row[name]["id"])
    return asked.address("/search")
