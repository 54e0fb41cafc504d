"""Names in a batch of readings -> keys of outlets and speakers, with one question to the database for many names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, bindparam, or_, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.identity import Candidate, Mention, known_id, match_speaker
from konon.ledger.name_words import name_rows
from konon.ledger.publishers import publisher_row, squeeze
from konon.ledger.rows import encodable
from konon.records import hash_id

MOST = 200_000  # names remembered
DECIDED = "a person decided who made this claim, under the name an earlier reader gave"


@dataclass(slots=True)
class Remembered:
    """Keys by id of what is in the ledger, and stays in it."""

    outlets: dict[str, int] = field(default_factory=dict)
    publishers: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)  # those of the tables of names
    reasons: dict[str, int] = field(default_factory=dict)  # by their words

    def clear(self) -> None:
        """After a transaction that did not happen."""
        for keys in (self.outlets, self.publishers, self.aliases, self.speakers, self.reasons):
            keys.clear()


class Naming:
    """The names of one transaction. `put` takes the rows of what is new, `next_key` gives their keys."""

    def __init__(
        self,
        connection: Connection,
        remembered: Remembered,
        put: Callable[[Table, dict[str, Any]], None],
        next_key: Callable[[Table], int],
    ) -> None:
        self._connection, self._known, self._put, self._next_key = connection, remembered, put, next_key
        self._candidates: dict[tuple[str, str], list[Candidate]] = {}  # by kind of sign and sign, see `_signs`

    def look_up(self, mentions: Collection[Mention], outlets: Iterable[str], reasons: Iterable[str]) -> None:
        """Find out at once what is known of all of these."""
        for keys in (self._known.aliases, self._known.reasons):
            if len(keys) > MOST:
                keys.clear()
        self._find_reasons(encodable(words) or "" for words in reasons)
        ids = {outlet_id(name): name for name in outlets}
        self._remember(schema.outlets, ids, self._known.outlets)
        unknown = [publisher_row(name, id_)["id"] for id_, name in ids.items() if id_ not in self._known.outlets]
        self._remember(schema.publishers, unknown, self._known.publishers)
        self._remember(schema.aliases, (mention.id for mention in mentions), self._known.aliases)
        fresh = [one for one in mentions if one.id not in self._known.aliases and not one.scope]
        self._remember(schema.speakers, (known[0] for one in fresh if (known := known_id(one))), self._known.speakers)
        self._find_candidates(fresh)

    def outlet(self, name: str) -> int:
        """One outlet whatever its case and spaces; the first way of writing it is shown."""
        name = encodable(" ".join(name.split())) or "?"
        id_ = outlet_id(name)
        if id_ not in self._known.outlets:
            key = self._known.outlets[id_] = self._next_key(schema.outlets)
            publisher = self._publisher(publisher_row(name, id_))
            self._put(schema.outlets, {"key": key, "id": id_, "name": name, "publisher": publisher})
        return self._known.outlets[id_]

    def _publisher(self, row: dict[str, Any]) -> int:
        keys = self._known.publishers  # with all that `look_up` found
        if row["id"] not in keys:
            keys[row["id"]] = self._next_key(schema.publishers)
            self._put(schema.publishers, row | {"key": keys[row["id"]]})
        return keys[row["id"]]

    def reason(self, words: str) -> int:
        """The key of a sentence that says why."""
        words = encodable(words) or ""
        if words not in self._known.reasons:
            self._find_reasons([words])
        if words not in self._known.reasons:
            key = self._known.reasons[words] = self._next_key(schema.reasons)
            self._put(schema.reasons, {"key": key, "name": words})
        return self._known.reasons[words]

    def alias(self, mention: Mention, decided: int | None = None) -> int:
        """The key of the name with what this article says of who bears it; it leads to the speaker.

        `decided`: the speaker, by key, to whom a person gave the name under which this same saying was read before.
        """
        if mention.id not in self._known.aliases:
            self._known.aliases[mention.id] = self._add_alias(mention, decided)
        return self._known.aliases[mention.id]

    def _remember(self, table: Table, ids: Iterable[str], keys: dict[str, int]) -> None:
        for some in in_chunks(dict.fromkeys(id_ for id_ in ids if id_ not in keys)):
            keys.update((id_, key) for id_, key in self._connection.execute(_by_words(table.c.id), {"words": some}))

    def _find_reasons(self, reasons: Iterable[str]) -> None:
        asked, keys = _by_words(schema.reasons.c.name), self._known.reasons
        for some in in_chunks(dict.fromkeys(words for words in reasons if words not in keys)):
            keys.update((words, key) for words, key in self._connection.execute(asked, {"words": some}))

    def _find_candidates(self, mentions: Sequence[Mention]) -> None:
        signs = {_sign(one.kind, one.plain, one.last) for one in mentions} - self._candidates.keys()
        for some in in_chunks(sorted(signs)):
            self._candidates |= {sign: [] for sign in some}
            wanted = set(some)
            last = [word for kind, word in some if kind == "person"]
            plain = [words for kind, words in some if kind != "person"]
            for row in self._connection.execute(_alike(), {"last": last, "plain": plain}):
                sign = _sign(row.kind, row.plain, row.last)
                if sign in wanted:
                    self._candidates[sign].append(_candidate(row, row.speaker))

    def _add_alias(self, mention: Mention, decided: int | None) -> int:
        speaker, reason = (decided, DECIDED) if decided else self._resolve(mention)
        key = self._next_key(schema.aliases)
        row = {
            "key": key,
            "id": mention.id,
            "speaker": speaker,
            "name": encodable(mention.name),
            "plain": mention.plain,
            "last": mention.last,
            "scope": encodable(mention.scope),
            "kind": mention.kind,
            "role": encodable(mention.role),
            "affiliation": encodable(mention.affiliation),
            "country": mention.country,
            "reason": self.reason(reason),
        }
        self._put(schema.aliases, row)
        for words in name_rows(key, mention.plain):
            self._put(schema.name_words, words)
        if not mention.scope:
            self._candidates.setdefault(_sign(mention.kind, mention.plain, mention.last), []).append(
                _candidate(mention, speaker)
            )
        return key

    def _resolve(self, mention: Mention) -> tuple[int, str]:
        """The speaker's key and why it is this one."""
        if known := known_id(mention):
            id_, name, kind, country, reason = known
            if id_ not in self._known.speakers:
                self._known.speakers[id_] = self._add_speaker(id_, name, kind, country)
            return self._known.speakers[id_], reason
        candidates = self._candidates.get(_sign(mention.kind, mention.plain, mention.last), ())
        match = match_speaker(mention, candidates)
        if match.speaker is not None:
            return match.speaker, match.reason
        id_ = hash_id("speaker", mention.id)
        return self._add_speaker(id_, mention.name, mention.kind, mention.country), match.reason

    def _add_speaker(self, id_: str, name: str, kind: str | None, country: str | None) -> int:
        key = self._next_key(schema.speakers)
        row = {"key": key, "id": id_, "name": encodable(name), "kind": kind, "country": country}
        self._put(schema.speakers, row)
        return key


@cache
def _by_words(column: Column[str]) -> Select[Any]:
    """What the column has, and the row's key."""
    return select(column, column.table.c.key).where(column.in_(bindparam("words", expanding=True)))


@cache
def _alike() -> Select[Any]:
    a = schema.aliases
    columns = (a.c.speaker, a.c.plain, a.c.last, a.c.kind, a.c.role, a.c.affiliation, a.c.country)
    last, plain = (a.c[name].in_(bindparam(name, expanding=True)) for name in ("last", "plain"))
    return select(*columns).where(a.c.scope == "", or_(last, plain)).order_by(a.c.key)


@lru_cache(maxsize=10_000)
def outlet_id(name: str) -> str:
    """The same for "Kabar Laut" and "KabarLaut"."""
    return hash_id("outlet", squeeze(name))


def _sign(kind: str | None, plain: str, last: str) -> tuple[str, str]:
    """What two names must share to be compared at all: people the last name, others the whole."""
    return (kind or "", last if kind == "person" else plain)


def _candidate(signs: Any, speaker: int) -> Candidate:
    names = ("plain", "role", "affiliation", "country")
    return Candidate(speaker=speaker, **{name: getattr(signs, name) for name in names})
