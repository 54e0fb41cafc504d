"""What is given for the id of a claim and is none -> what it is, and which ids were meant."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from konon.ledger import schema

SHOWN = 3  # ids that are offered
SEARCH = "konon search shows ids"


def what_else(connection: Connection, given: str) -> str:
    """The remedy: of an article, a speaker, or a line of JSON, the ids of its claims."""
    if given.lstrip().startswith("{"):
        return _of_row(given)
    t, c, b = schema.articles, schema.claims, schema.attributions
    asked = select(b.c.id).join(c, c.c.attribution == b.c.key).join(t, t.c.key == c.c.article)
    own = asked.where(t.c.id == given, c.c.current == 1).order_by(c.c.key).limit(SHOWN + 1)
    if claims := list(connection.execute(own).scalars()):
        return f"it is an article's; its claims are {_shown(claims)}"
    s = schema.speakers
    if connection.execute(select(s.c.key).where(s.c.id == given)).first():
        return f"it is a speaker's: konon search --speaker {given}"
    return SEARCH


def _of_row(given: str) -> str:
    try:
        row: Any = msgspec.json.decode(given.encode("utf-8", "replace"))
    except msgspec.DecodeError:
        return f"it looks like a piece of JSON, not an id; {SEARCH}"
    id_, claims = row.get("id"), row.get("attributions")
    if isinstance(claims, list):
        ids = [str(claim.get("id")) for claim in claims if isinstance(claim, dict)]
        return f"it is the line of article {id_}" + (
            f", whose claims are {_shown(ids)}" if ids else ", which has no claims"
        )
    article = row.get("article")
    within = f" of article {article['id']}" if isinstance(article, dict) and "id" in article else ""
    return (
        f"it is a line of JSON{within}; give its id, {id_}" if id_ else f"it is a line of JSON without an id; {SEARCH}"
    )


def _shown(ids: list[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (" ..." if len(ids) > SHOWN else "")
