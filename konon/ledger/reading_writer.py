"""A reading of a version -> its rows: attributions in their sayings, claims, relays, vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, update

from konon.ledger import rows, schema
from konon.ledger.decided_names import Decided, decided_names, find_decided
from konon.ledger.fresh_rows import FreshRows
from konon.ledger.identity import Mention, make_mention
from konon.ledger.met_versions import Version
from konon.ledger.row_keys import Naming
from konon.ledger.sayings import Assigned, assign, held_rows, saying_id, unpack
from konon.ledger.vectors import ClaimVectors, Floats, put_vectors
from konon.records import Attribution, Claim, Reading


class _Held(NamedTuple):
    """An attribution there is, or will be with this transaction."""

    key: int
    saying: int
    content: str  # JSON


class ReadingWriter:
    """Writes the readings of one transaction. `now`: when it adds."""

    def __init__(
        self, connection: Connection, fresh: FreshRows, naming: Naming, vectors: ClaimVectors | None, now: str
    ) -> None:
        self._connection, self._fresh, self._naming, self._vectors = connection, fresh, naming, vectors
        self._now = now
        self._mentions: dict[int, list[Mention | None]] = {}  # of each reading, by its identity
        self._decided: dict[int, list[Decided]] = {}  # of the reading that is being added, by saying
        self._meant: list[tuple[int, Floats]] = []  # key and vector of each claim that is added

    def look_up_names(self, readings: Sequence[Reading]) -> None:
        """Find the keys of all names in them at once; to be called before they are added."""
        for reading in readings:
            mentions = [make_mention(claim.speaker, reading.article.id) for claim in reading.claims]
            self._mentions[id(reading)] = mentions
        outlets = {relay.name for reading in readings for claim in reading.claims for relay in claim.relays}
        outlets |= {reading.article.outlet for reading in readings if reading.article.outlet}
        named = {one.id: one for mentions in self._mentions.values() for one in mentions if one}
        reasons = {why for reading in readings for claim in reading.claims for why in _reasons(claim)}
        self._naming.look_up(named.values(), outlets, reasons)

    def add(
        self, reading: Reading, version: Version, row: dict[str, Any], made_by: tuple[int, int], *, current: bool
    ) -> None:
        """A claim that is there twice goes in once. `row`: of the article; `made_by`: the reader and the run."""
        key, (reader, run) = self._fresh.next_key(schema.readings), made_by
        made = {"key": key, "article": version.key, "reader": reader, "run": run, "current": int(current)}
        self._fresh.put(schema.readings, made)
        known = self._place_in_sayings(reading, version, key)
        shared = {
            "reading": key,
            "article": version.key,
            "current": int(current),
            "outlet": self._naming.outlet(reading.article.outlet) if reading.article.outlet else None,
            "published": row["published"],
            "lang": row["lang"],
        }
        about, seen = rows.About(reading.article), set[str]()
        for at, (claim, mention) in enumerate(zip(reading.claims, self._mentions[id(reading)], strict=True)):
            if claim.attribution.id in seen:
                continue
            seen.add(claim.attribution.id)
            columns = rows.claim_row(claim, row["text"], row["lang"]) | shared | {"about": about.words(claim)}
            added = self._add_claim(claim, columns, mention, known[claim.attribution.id[:16]])
            if self._vectors:
                self._meant.append((added, self._vectors.rows[id(reading)][at]))

    def _place_in_sayings(self, reading: Reading, version: Version, key: int) -> dict[str, _Held]:
        """Attributions by their ids, each with its saying; new ones go into the batch. `key`: of the reading."""
        held: dict[str, _Held] = {}
        used: set[str] = set()
        if version.readings:
            self._fresh.flush()
            for row in held_rows(self._connection, version.key):
                held[row.id] = _Held(row.key, row.saying, row.content)
                used.add(row.saying_id)
        found = {claim.attribution.id[:16]: claim.attribution for claim in reading.claims}
        new = {id_: rows.attribution_row(one) for id_, one in found.items() if id_ not in held}
        assigned = _assign(found, held)
        contents = {id_: new[id_]["content"] if id_ in new else held[id_].content for id_ in assigned.fresh}
        assigned.known |= self._add_sayings(contents, rows.encodable(reading.article.id) or "", version, used)
        self._add_changes(assigned, key)
        self._move({id_: assigned.known[id_] for id_ in assigned.fresh if id_ in held}, held)
        for id_, row in new.items():
            own, saying = self._fresh.next_key(schema.attributions), assigned.known[id_]
            self._fresh.put(schema.attributions, row | {"key": own, "article": version.key, "saying": saying})
            held[id_] = _Held(own, saying, row["content"])
        self._decided = decided_names(self._connection, version.key) if version.readings else {}
        return held

    def _add_sayings(self, contents: dict[str, str], article: str, version: Version, used: set[str]) -> dict[str, int]:
        """The keys of new ones, by the id of the attribution that each begins with; `contents` are JSON."""
        fresh = {}
        for id_, content in contents.items():
            fresh[id_] = key = self._fresh.next_key(schema.sayings)
            ids = (saying_id(article, version.text_hash, content, nth) for nth in count())
            own = next(one for one in ids if one not in used)
            used.add(own)
            self._fresh.put(schema.sayings, {"key": key, "id": own})
        return fresh

    def _move(self, sayings: dict[str, int], held: dict[str, _Held]) -> None:
        """Give attributions that were there another saying."""
        if not sayings:
            return
        self._fresh.flush()
        a = schema.attributions
        for id_, saying in sayings.items():
            self._connection.execute(update(a).where(a.c.key == held[id_].key).values(saying=saying))
            held[id_] = held[id_]._replace(saying=saying)

    def _add_changes(self, assigned: Assigned, reading: int) -> None:
        for verb, pairs in (("split", assigned.splits), ("join", assigned.joins)):
            for source, id_ in pairs:
                row = {"verb": verb, "source": source, "target": assigned.known[id_], "reading": reading}
                self._fresh.put(schema.changes, row | {"key": self._fresh.next_key(schema.changes), "at": self._now})

    def _add_claim(self, claim: Claim, row: dict[str, Any], mention: Mention | None, held: _Held) -> int:
        key = self._fresh.next_key(schema.claims)
        decided = find_decided(mention, self._decided.get(held.saying, ())) if mention else None
        row["key"], row["attribution"] = key, held.key
        row["speaker"] = self._naming.alias(mention, decided) if mention else None
        row["reason"] = self._naming.reason(claim.factuality.reason)
        self._fresh.put(schema.claims, row)
        for place, relay in enumerate(claim.relays):
            name = rows.encodable(relay.name) or ""
            named = {"claim": key, "place": place, "outlet": self._naming.outlet(name), "name": name}
            why = self._naming.reason(relay.reason)
            self._fresh.put(schema.relays, named | {"spans": rows.pack(relay.spans), "reason": why})
        return key

    def put_vectors(self) -> None:
        """Of the claims that were added, which must have been written."""
        if self._vectors is None or not self._meant:
            return
        keys, vectors = [key for key, _ in self._meant], np.stack([vector for _, vector in self._meant])
        put_vectors(self._connection, self._vectors.encoder, keys, vectors)


def _assign(found: dict[str, Attribution], held: dict[str, _Held]) -> Assigned:
    """By the ids of attributions; of a text that nobody read before every one is a saying of its own."""
    if not held:
        return Assigned(known={}, fresh=list(found))
    earlier = {id_: (one.saying, unpack(one.content)) for id_, one in held.items()}
    return assign({id_: one.content for id_, one in found.items()}, earlier)


def _reasons(claim: Claim) -> Iterator[str]:
    yield claim.factuality.reason
    yield from (relay.reason for relay in claim.relays)
