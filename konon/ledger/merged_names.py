"""What people decided of names in another ledger -> the same here, where nobody decided later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select, update

from konon.ledger import schema
from konon.ledger.counts import shift, tally
from konon.ledger.new_keys import next_key, reason_key


def merge_speakers(there: Connection, here: Connection) -> int:
    """How many decisions came over."""
    d, a, s = schema.decisions, schema.aliases, schema.speakers
    taken = 0
    for row in _decisions(there, d, a, s, d.c.alias):
        alias = here.execute(select(a).where(a.c.id == row["name_id"])).first()
        if alias is None or _is_known(here, d, d.c.alias, alias.key, row):
            continue
        ends = [_bearer(here, s, row[f"{end}_row"]) for end in ("source", "target")]
        latest = _latest(here, d, d.c.alias, alias.key)
        _record(here, d, {"alias": alias.key, "source": ends[0], "target": ends[1]}, row)
        taken += 1
        if latest > (row["at"], row["by"]):
            continue
        before = tally(here, schema.claims.c.speaker, [alias.key], "speaker", "country")
        words = f"{'merged' if row['verb'] == 'merge' else 'split off'} by {row['by']} on {row['at'][:10]}"
        moved = {"speaker": ends[1], "reason": reason_key(here, words)}
        here.execute(update(a).where(a.c.key == alias.key).values(moved))
        shift(here, before, tally(here, schema.claims.c.speaker, [alias.key], "speaker", "country"))
    return taken


def merge_outlets(there: Connection, here: Connection) -> int:
    """The same of outlets and publishers."""
    d, o, p = schema.outlet_decisions, schema.outlets, schema.publishers
    taken = 0
    for row in _decisions(there, d, o, p, d.c.outlet):
        outlet = here.execute(select(o).where(o.c.id == row["name_id"])).first()
        if outlet is None or _is_known(here, d, d.c.outlet, outlet.key, row):
            continue
        ends = [_bearer(here, p, row[f"{end}_row"]) for end in ("source", "target")]
        latest = _latest(here, d, d.c.outlet, outlet.key)
        _record(here, d, {"outlet": outlet.key, "source": ends[0], "target": ends[1]}, row)
        taken += 1
        if latest > (row["at"], row["by"]):
            continue
        c, r = schema.claims, schema.relays
        relayed = list(here.execute(select(r.c.claim).where(r.c.outlet == outlet.key)).scalars())
        tallies = ((c.c.outlet, [outlet.key], "outlet"), (c.c.key, relayed, "relay"))
        before = [tally(here, *one) for one in tallies]
        here.execute(update(o).where(o.c.key == outlet.key).values(publisher=ends[1]))
        for was, one in zip(before, tallies, strict=True):
            shift(here, was, tally(here, *one))
    return taken


def _decisions(
    there: Connection, decided: Table, names: Table, bearers: Table, name: Column[Any]
) -> list[dict[str, Any]]:
    """The oldest first; each with the id of its name, and the rows of whose it was and became."""
    rows = there.execute(
        select(decided, names.c.id.label("name_id")).join(names, names.c.key == name).order_by(decided.c.key)
    ).all()
    every = {row.key: row for row in there.execute(select(bearers))} if rows else {}
    ends = ("source", "target")
    return [
        dict(row._mapping) | {f"{end}_row": dict(every[getattr(row, end)]._mapping) for end in ends} for row in rows
    ]


def _is_known(here: Connection, decided: Table, name: Column[Any], key: int, row: dict[str, Any]) -> bool:
    same = [decided.c[part] == row[part] for part in ("verb", "by", "at")]
    return here.execute(select(decided.c.key).where(name == key, *same)).first() is not None


def _latest(here: Connection, decided: Table, name: Column[Any], key: int) -> tuple[str, str]:
    rows = here.execute(select(decided.c.at, decided.c.by).where(name == key)).all()
    return max(((row.at, row.by) for row in rows), default=("", ""))


def _bearer(here: Connection, bearers: Table, row: dict[str, Any]) -> int:
    """The speaker or publisher of this id, who is written where there is none."""
    key = here.execute(select(bearers.c.key).where(bearers.c.id == row["id"])).scalar()
    if key is None:
        key = next_key(here, bearers)
        here.execute(insert(bearers), row | {"key": key})
    return int(key)


def _record(here: Connection, decided: Table, keys: dict[str, int], row: dict[str, Any]) -> None:
    values = {part: row[part] for part in ("verb", "by", "at")}
    here.execute(insert(decided), keys | values | {"key": next_key(here, decided)})
