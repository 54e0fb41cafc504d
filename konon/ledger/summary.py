"""A ledger -> what is in it, at one look: how much, since when, of whom, read by what, how large."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, select

from konon.ledger import schema
from konon.ledger.counts import FacetCount, read_facets
from konon.ledger.opening import Place, find_revision
from konon.ledger.queries import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSummary:
    """`articles`: addresses; `versions`: texts of them; `claims`: those that are shown by default.

    `outlets`: all that are named, those too that only pass on; `publishing`: those of which a claim is shown.

    `first`, `last`: the earliest and latest date of publication; `since`, `until`: when it was added to, in UTC; None
    in an empty ledger. `readers`: each with how many versions it read; people, who add what was missed, are none.
    `size`: bytes on disk, on a server of the whole database.
    """

    articles: int
    versions: int
    pages: int
    claims: int
    speakers: int
    outlets: int
    publishing: int
    links: int
    searchable: int  # claims that can be found by meaning
    first: str | None
    last: str | None
    since: str | None
    until: str | None
    top_speakers: tuple[FacetCount, ...]
    top_outlets: tuple[FacetCount, ...]
    top_relays: tuple[FacetCount, ...]
    languages: tuple[FacetCount, ...]
    readers: tuple[tuple[str, int], ...]
    revision: str
    size: int


def make_summary(place: Place, top: int) -> LedgerSummary:
    """Nearly all of it by indexes and kept counts, so that a large ledger is as quick as a small one."""
    facets = read_facets(place, Query(), top)
    with place.reading() as connection:
        return LedgerSummary(
            **_numbers(connection),
            **_times(connection),
            claims=facets.claims,
            top_speakers=facets.values["speaker"],
            top_outlets=facets.values["outlet"],
            top_relays=facets.values["relay"],
            languages=facets.values["lang"],
            readers=_readers(connection),
            revision=find_revision(connection) or "",
            size=_size(place, connection),
        )


def _numbers(connection: Connection) -> dict[str, Any]:
    t, p, s, o, k = schema.articles, schema.pages, schema.speakers, schema.publishers, schema.counts
    keys = select(cast(o.c.key, Text))
    asked: dict[str, Select[Any]] = {
        "articles": select(func.count(t.c.id.distinct())),
        "versions": select(func.count()).select_from(t),
        "pages": select(func.count()).select_from(p),
        "speakers": select(func.count()).select_from(s),
        "outlets": select(func.count()).select_from(o),
        "publishing": select(func.count()).where(k.c.facet == "outlet", k.c.claims > 0, k.c.value.in_(keys)),
        "links": select(func.count()).select_from(schema.links).where(schema.links.c.relation != "none"),
        "searchable": select(func.count()).select_from(schema.vectors),
    }
    return {name: int(connection.execute(one).scalar() or 0) for name, one in asked.items()}


def _times(connection: Connection) -> dict[str, Any]:
    c, r = schema.claims, schema.runs
    asked = {
        "first": select(func.min(c.c.published)),
        "last": select(func.max(c.c.published)),
        "since": select(func.min(r.c.started)),
        "until": select(func.max(r.c.ended)),
    }
    return {name: connection.execute(one).scalar() for name, one in asked.items()}


def _readers(connection: Connection) -> tuple[tuple[str, int], ...]:
    g, r = schema.readings, schema.readers
    asked = select(r.c.name, func.count()).join(g, g.c.reader == r.c.key).group_by(r.c.key, r.c.name)
    asked = asked.where(r.c.name != schema.PERSON)
    return tuple((name, int(number)) for name, number in connection.execute(asked.order_by(r.c.key)))


def _size(place: Place, connection: Connection) -> int:
    if not place.is_sqlite:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0)
    files = (Path(f"{place.name}{end}") for end in ("", "-wal"))
    return sum(one.stat().st_size for one in files if one.exists())
