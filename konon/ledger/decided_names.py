"""A text that is read again -> the names in it on which a person decided, so that a new reader does not undo them.

A reader that says more of a speaker (a role, say) makes a new name of it, which no decision is about. Where it stands
in the same saying as a name that was decided on, it goes to the same speaker.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from konon.ledger import schema
from konon.ledger.identity import PEOPLE, Mention


class Decided(NamedTuple):
    """A name that a person gave to a speaker."""

    plain: str
    last: str
    speaker: int  # its key


def decided_names(connection: Connection, article: int) -> dict[int, list[Decided]]:
    """Those in one version of an article, by the saying in which they stand."""
    c, a, n, g, d = schema.claims, schema.attributions, schema.aliases, schema.readings, schema.decisions
    readings = select(g.c.key).where(g.c.article == article)
    asked = (
        select(a.c.saying, n.c.plain, n.c.last, n.c.speaker)
        .join(c, c.c.attribution == a.c.key)
        .join(n, n.c.key == c.c.speaker)
        .where(c.c.reading.in_(readings), n.c.key.in_(select(d.c.alias)))
    )
    found: dict[int, list[Decided]] = {}
    for saying, *name in connection.execute(asked):
        found.setdefault(saying, []).append(Decided(*name))
    return found


def find_decided(mention: Mention, names: Iterable[Decided]) -> int | None:
    """The speaker of the one that is the same name, or for a person has the same last word."""
    for name in names:
        if name.plain == mention.plain or (mention.kind in PEOPLE and name.last == mention.last):
            return name.speaker
    return None
