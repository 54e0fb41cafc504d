"""What people decided of names in another ledger -> the same here, where nobody decided later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, select

from konon.ledger import schema
from konon.ledger.name_decisions import NameDecision, put_decision
from konon.ledger.new_keys import next_key
from konon.ledger.outlets import give_names
from konon.ledger.speaker_decisions import give_aliases


class _NameKind(NamedTuple):
    """`name`: the column of `decided` that says which of `names` went from one of `bearers` to another."""

    decided: Table
    name: str
    names: Table
    bearers: Table


_SPEAKERS = _NameKind(schema.decisions, "alias", schema.aliases, schema.speakers)
_OUTLETS = _NameKind(schema.outlet_decisions, "outlet", schema.outlets, schema.publishers)


def merge_speakers(there: Connection, here: Connection) -> int:
    """How many decisions came over."""

    def give(alias: int, speaker: int, made: NameDecision) -> None:
        give_aliases(here, [alias], speaker, made.told)

    return _merge(there, here, _SPEAKERS, give)


def merge_outlets(there: Connection, here: Connection) -> int:
    """The same of outlets and publishers."""
    return _merge(there, here, _OUTLETS, lambda name, publisher, _: give_names(here, [name], publisher))


def _merge(there: Connection, here: Connection, kind: _NameKind, give: Callable[[int, int, NameDecision], None]) -> int:
    """`give` moves a name of this ledger, by its key, to its bearer."""
    names, taken = kind.names, 0
    for row in _decisions(there, kind):
        made = NameDecision(row["verb"], row["by"], row["at"])
        name = here.execute(select(names.c.key).where(names.c.id == row["name_id"])).scalar()
        if name is None or _is_known(here, kind, name, made):
            continue
        source, target = (_bearer(here, kind.bearers, row[f"{end}_row"]) for end in ("source", "target"))
        latest = _latest(here, kind, name)
        put_decision(here, kind.decided, [{kind.name: name, "source": source, "target": target}], made)
        taken += 1
        if latest <= (made.at, made.by):
            give(name, target, made)
    return taken


def _decisions(there: Connection, kind: _NameKind) -> list[dict[str, Any]]:
    """The oldest first; each with the id of its name, and the rows of whose it was and became."""
    d, names = kind.decided, kind.names
    asked = select(d, names.c.id.label("name_id")).join(names, names.c.key == d.c[kind.name]).order_by(d.c.key)
    rows = there.execute(asked).all()
    every = {row.key: row for row in there.execute(select(kind.bearers))} if rows else {}
    ends = ("source", "target")
    return [
        dict(row._mapping) | {f"{end}_row": dict(every[getattr(row, end)]._mapping) for end in ends} for row in rows
    ]


def _is_known(here: Connection, kind: _NameKind, name: int, made: NameDecision) -> bool:
    d = kind.decided
    same = [d.c[part] == value for part, value in made._asdict().items()]
    return here.execute(select(d.c.key).where(d.c[kind.name] == name, *same)).first() is not None


def _latest(here: Connection, kind: _NameKind, name: int) -> tuple[str, str]:
    d = kind.decided
    rows = here.execute(select(d.c.at, d.c.by).where(d.c[kind.name] == name)).all()
    return max(((row.at, row.by) for row in rows), default=("", ""))


def _bearer(here: Connection, bearers: Table, row: dict[str, Any]) -> int:
    """The speaker or publisher of this id, who is written where there is none."""
    key = here.execute(select(bearers.c.key).where(bearers.c.id == row["id"])).scalar()
    if key is None:
        key = next_key(here, bearers)
        here.execute(insert(bearers), row | {"key": key})
    return int(key)
