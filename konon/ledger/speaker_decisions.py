"""Speakers across pages: who is known under which names and why, and what a person decided about them.

A decision moves names from one speaker to another and is written down; readings never undo it, because a name that is
read again is found by its own id, with the speaker that it was given.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.counts import shift, tally
from konon.ledger.known_names import find_known, plain_name
from konon.ledger.name_decisions import NameDecision, put_decision
from konon.ledger.name_words import Called, find_called, is_beginning, nearest_names
from konon.ledger.new_keys import next_key, reason_key
from konon.ledger.opening import Place
from konon.ledger.short_ids import whole_id
from konon.ledger.visits import now
from konon.records import hash_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name as articles write it, with what they say of who bears it."""

    id: str
    name: str
    kind: str | None
    role: str | None
    affiliation: str | None
    country: str | None
    reason: str  # why it is this speaker
    claims: int  # that are shown by default


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSpeaker:
    """A speaker with all their names, most used first."""

    id: str
    name: str
    kind: str | None
    country: str | None
    aliases: tuple[Alias, ...]

    @property
    def claims(self) -> int:
        """Under all names."""
        return sum(alias.claims for alias in self.aliases)


def describe_speaker(one: KnownSpeaker) -> tuple[str, str, int]:
    """The id, in one line what tells this speaker from others of the name, and how many claims there are."""
    first = one.aliases[0] if one.aliases else None
    known = [one.name, *([first.role, first.affiliation] if first else []), one.country]
    return one.id, ", ".join(word for word in known if word), one.claims


def is_called(one: KnownSpeaker, given: str) -> bool:
    """Whether it is an id of this speaker or one of the names, not only a part of a name."""
    ids = (one.id, *(alias.id for alias in one.aliases))
    names = {plain_name(name) for name in (one.name, *(alias.name for alias in one.aliases))}
    begun = is_beginning(given) and any(id_.startswith(given) for id_ in ids)
    known = one.kind != "person" and find_known(given) is not None  # "Russia", of the Kremlin
    return given in ids or begun or known or plain_name(given) in names


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAct:
    """Names that a person gave to a speaker at once."""

    verb: str  # merge, split
    target: str  # the speaker's id
    name: str  # theirs
    names: tuple[str, ...]  # that were moved
    by: str
    at: str
    stands: bool  # whether any of them is still theirs


class Speakers:
    """The speakers of one ledger."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def find(self, given: str, *, limit: int | None = None) -> list[KnownSpeaker]:
        """Those who have this id, one of whose names it is, or persons of whose name it is a part.

        The most quoted first. Where there are none, all one of whose names has these words. `limit`: no more of them.
        """
        with self._place.reading() as connection:
            called, _ = find_called(connection, given, limit)
            found = [_by_id(connection, one.id) for one in called]
        return sorted(found, key=lambda one: (-one.claims, one.name))

    def called(self, given: str, *, limit: int | None = 5) -> tuple[list[Called], int]:
        """The same in short, without their names, and how many there are in all."""
        with self._place.reading() as connection:
            return find_called(connection, given, limit)

    def nearest(self, given: str) -> list[str]:
        """Names that are written much like one that nobody has."""
        with self._place.reading() as connection:
            return nearest_names(connection, given)

    def merge(self, ids: Sequence[str], *, by: str | None = None) -> KnownSpeaker:
        """All of them are the first from now on. UsageError where an id is unknown or there are fewer than two."""
        if len(set(ids)) < 2:
            raise UsageError(
                "one speaker cannot be merged", remedy="give two ids or more; konon speakers find NAME shows them"
            )
        with self._place.writing() as connection:
            keys = [_speaker_key(connection, id_) for id_ in dict.fromkeys(ids)]
            for source in keys[1:]:
                _move(connection, _aliases(connection, source), keys[0], "merge", by)
            return _by_key(connection, keys[0])

    def split(self, aliases: Sequence[str], *, by: str | None = None) -> KnownSpeaker:
        """These names, by their ids, are another speaker from now on."""
        if not aliases:
            raise UsageError(
                "nothing to split off", remedy="give the ids of names; konon speakers find NAME shows them"
            )
        with self._place.writing() as connection:
            rows = [_alias_row(connection, id_) for id_ in dict.fromkeys(aliases)]
            sources = {row.speaker for row in rows}
            if len(sources) > 1:
                raise UsageError("these names are not one speaker's", remedy="split each speaker by itself")
            if len(rows) == len(_aliases(connection, sources.pop())):
                raise UsageError("these are all names the speaker has", remedy="leave at least one")
            first = rows[0]
            s = schema.speakers
            key = next_key(connection, s)
            id_ = hash_id("speaker", first.id, "split", first.speaker)
            if connection.execute(select(s.c.key).where(s.c.id == id_)).scalar() is not None:
                id_ = hash_id(id_, key)
            row = {"key": key, "id": id_, "name": first.name, "kind": first.kind, "country": first.country}
            connection.execute(insert(s), row)
            _move(connection, rows, key, "split", by)
            return _by_key(connection, key)

    def undo(self, target: str, at: str, *, by: str | None = None) -> KnownSpeaker:
        """What was decided of this speaker (by its id) at that second: names go back to whose they were.

        It is a decision too, so undoing it does the first again. UsageError where none of them is the speaker's now.
        """
        d, a, s = schema.decisions, schema.aliases, schema.speakers
        with self._place.writing() as connection:
            speaker = _speaker_key(connection, target)
            asked = (
                select(a, d.c.verb, d.c.source)
                .join(d, d.c.alias == a.c.key)
                .where(d.c.target == speaker, d.c.at == at, a.c.speaker == speaker, d.c.source != speaker)
            )
            rows = connection.execute(asked.order_by(d.c.key)).all()
            if not rows:
                raise UsageError("was undone already, or never decided", name=f"{target[:40]} {at[:20]}")
            verb = "split" if rows[0].verb == "merge" else "merge"
            for source in dict.fromkeys(row.source for row in rows):
                _move(connection, [row for row in rows if row.source == source], source, verb, by)
            return _known(connection, connection.execute(select(s).where(s.c.key == rows[0].source)).one())

    def decisions(self) -> list[dict[str, Any]]:
        """What was decided, by whom and when; the oldest first."""
        d, a, s = schema.decisions, schema.aliases, schema.speakers
        source, target = s.alias(), s.alias()
        asked = (
            select(
                d.c.verb,
                a.c.name.label("alias"),
                source.c.id.label("source"),
                target.c.id.label("target"),
                d.c.by,
                d.c.at,
            )
            .join(a, a.c.key == d.c.alias)
            .join(source, source.c.key == d.c.source)
            .join(target, target.c.key == d.c.target)
            .order_by(d.c.key)
        )
        with self._place.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(asked)]

    def acts(self) -> list[NameAct]:
        """The same with one record for all names that were moved at once; the oldest first."""
        d, a, s = schema.decisions, schema.aliases, schema.speakers
        target = s.alias()
        asked = (
            select(d.c.verb, d.c.by, d.c.at, target.c.id, target.c.name, a.c.name.label("alias"))
            .add_columns((a.c.speaker == d.c.target).label("stands"))
            .join(a, a.c.key == d.c.alias)
            .join(target, target.c.key == d.c.target)
            .order_by(d.c.key)
        )
        found: dict[tuple[str, ...], list[Any]] = {}
        with self._place.reading() as connection:
            for row in connection.execute(asked):
                found.setdefault((row.verb, row.id, row.by, row.at), []).append(row)
        return [
            NameAct(
                verb=verb,
                target=id_,
                name=rows[0].name,
                names=tuple(row.alias for row in rows),
                by=by,
                at=at,
                stands=any(row.stands for row in rows),
            )
            for (verb, id_, by, at), rows in found.items()
        ]


def _move(connection: Connection, aliases: Sequence[Any], target: int, verb: str, by: str | None) -> None:
    made = NameDecision(verb, by or user_name(), now())
    moves = ({"alias": alias.key, "source": alias.speaker, "target": target} for alias in aliases)
    put_decision(connection, schema.decisions, moves, made)
    give_aliases(connection, [alias.key for alias in aliases], target, made.told)


def give_aliases(connection: Connection, aliases: Sequence[int], speaker: int, why: str) -> None:
    """These names are this speaker's from now on, all by their keys; what is counted of speakers follows."""
    a, said_by = schema.aliases, schema.claims.c.speaker
    before = tally(connection, said_by, aliases, "speaker", "country")
    moved = {"speaker": speaker, "reason": reason_key(connection, why)}
    for some in in_chunks(aliases):
        connection.execute(update(a).where(a.c.key.in_(some)).values(moved))
    shift(connection, before, tally(connection, said_by, aliases, "speaker", "country"))


def user_name() -> str:
    """Who decides, where nobody is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return "somebody"


def _aliases(connection: Connection, speaker: int) -> Sequence[Any]:
    a = schema.aliases
    return connection.execute(select(a).where(a.c.speaker == speaker)).all()


def _alias_row(connection: Connection, id_: str) -> Any:
    a = schema.aliases
    row = connection.execute(select(a).where(a.c.id == whole_id(connection, a.c.id, id_))).first()
    if row is None:
        raise UsageError("no name has this id", name=id_[:40], remedy="konon speakers find NAME shows them")
    return row


def _speaker_key(connection: Connection, id_: str) -> int:
    s = schema.speakers
    key = connection.execute(select(s.c.key).where(s.c.id == whole_id(connection, s.c.id, id_))).scalar()
    if key is None:
        raise UsageError("no speaker has this id", name=id_[:40], remedy="konon speakers find NAME shows them")
    return int(key)


def _by_key(connection: Connection, key: int) -> KnownSpeaker:
    s = schema.speakers
    return _known(connection, connection.execute(select(s).where(s.c.key == key)).one())


def _by_id(connection: Connection, id_: str) -> KnownSpeaker:
    s = schema.speakers
    return _known(connection, connection.execute(select(s).where(s.c.id == id_)).one())


def _known(connection: Connection, row: Any) -> KnownSpeaker:
    a, c, r = schema.aliases, schema.claims, schema.reasons
    used = func.count(c.c.key)
    asked = (
        select(a, r.c.name.label("why"), used.label("used"))
        .join(r, r.c.key == a.c.reason)
        .outerjoin(c, (c.c.speaker == a.c.key) & (c.c.current == 1))
        .where(a.c.speaker == row.key)
        .group_by(a.c.key, r.c.key)
        .order_by(a.c.key)
    )
    names = ("id", "name", "kind", "role", "affiliation", "country")
    aliases = tuple(
        Alias(**{name: getattr(found, name) for name in names}, reason=found.why, claims=found.used)
        # Sorted here: databases do not agree in what order letters come.
        for found in sorted(connection.execute(asked), key=lambda found: (-found.used, found.name))
    )
    return KnownSpeaker(id=row.id, name=row.name, kind=row.kind, country=row.country, aliases=aliases)
