"""Corrections of an article -> its claims' rows as people say they are, with the reader's own kept beside.

A claim's row has what counts, so that whatever reads claims (a search, its counts, threads, exports) has it corrected
without asking; `as_read` has what the reader had said. `settle` makes both of the corrections that stand, whatever was
there before: it is called when somebody corrects or undoes, and when such an article is read or seen again.

A correction holds for its saying; for what later readers split off it; for what it alone was joined into, where nobody
had read that before; and, in other versions of the address, for the one saying that has the very same words.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from konon.ledger import schema
from konon.ledger.correction_rows import Correction, make_correction
from konon.ledger.findings import load_by_key
from konon.ledger.fulltext import replace_words
from konon.ledger.identity import make_mention
from konon.ledger.missed_claims import put_missed
from konon.ledger.new_keys import naming_now, reason_key
from konon.ledger.rows import MOST_SEARCHED, About, pack
from konon.ledger.stems import words_and_forms
from konon.records import Speaker

OWN = ("speaker", "speaker_reason", "speaker_confidence", "speaker_span", "certainty", "polarity", "act", "reason")
JUDGED = ("certainty", "polarity", "act")


def settle(connection: Connection, address: str) -> set[int]:
    """The sayings (keys) of which anything is otherwise now; `counts` are the caller's to keep."""
    return _Settling(connection, address).run()


def empty_corrections(connection: Connection, address: str) -> None:
    """Of an article that goes: nothing of what people said of it stays, but that they did, and when."""
    n = schema.corrections
    gone = {"fields": "{}", "missed": None, "note": "", "alias": None}
    connection.execute(update(n).where(n.c.article == address).values(gone))


class _Settling:
    """One article, in the caller's transaction."""

    def __init__(self, connection: Connection, address: str) -> None:
        self._connection = connection
        n, t = schema.corrections, schema.articles
        standing = select(n).where(n.c.article == address, n.c.undone.is_(None)).order_by(n.c.at, n.c.key)
        self._rows = {row.key: row for row in connection.execute(standing)}
        self._standing = {key: make_correction(row) for key, row in self._rows.items()}
        versions = connection.execute(select(t.c.key, t.c.text_hash).where(t.c.id == address).order_by(t.c.key))
        self._versions: dict[int, str] = {row.key: row.text_hash for row in versions}
        self._touched: set[int] = set()

    def run(self) -> set[int]:
        missed = [one for one in self._standing.values() if one.missed]
        self._touched |= put_missed(self._connection, list(self._versions), missed)
        self._show_added()
        claims = self._load_claims()
        holding = self._holding(claims)
        read = {row.saying for row in claims if row.reading_current and not row.by_person}
        wrong = {saying for saying, keys in holding.items() if self._fields(keys).get("wrong")}
        for row in claims:
            self._settle_claim(row, holding.get(row.saying, []))
            shown = row.reading_current and row.saying not in wrong and not (row.by_person and row.saying in read)
            self._show(row, int(bool(shown)))
        return self._touched

    def _show_added(self) -> None:
        """People's reading is of the version that is shown, beside the newest reader's."""
        g, r = schema.readings, schema.readers
        person = select(r.c.key).where(r.c.name == schema.PERSON).scalar_subquery()
        rows = self._connection.execute(
            select(g.c.key, g.c.article, g.c.current, (g.c.reader == person).label("by_person")).where(
                g.c.article.in_(self._versions)
            )
        ).all()
        shown = {row.article for row in rows if row.current and not row.by_person}
        for row in rows:
            current = int(row.article in shown)
            if row.by_person and row.current != current:
                self._connection.execute(update(g).where(g.c.key == row.key).values(current=current))

    def _load_claims(self) -> Sequence[Any]:
        c, a, s, g, r = schema.claims, schema.attributions, schema.sayings, schema.readings, schema.readers
        readings = select(g.c.key).where(g.c.article.in_(self._versions))
        asked = (
            select(
                c,
                a.c.saying,
                s.c.id.label("saying_id"),
                g.c.current.label("reading_current"),
                (r.c.name == schema.PERSON).label("by_person"),
            )
            .join(a, a.c.key == c.c.attribution)
            .join(s, s.c.key == a.c.saying)
            .join(g, g.c.key == c.c.reading)
            .join(r, r.c.key == g.c.reader)
            .where(c.c.reading.in_(readings))
            .order_by(c.c.key)
        )
        return self._connection.execute(asked).all()

    # Which corrections hold for which saying.

    def _holding(self, claims: Sequence[Any]) -> dict[int, list[int]]:
        """Saying -> keys of the corrections that hold for it, the oldest first."""
        by_id = {row.saying_id: row.saying for row in claims}
        heirs = self._heirs(claims)
        holding: dict[int, list[int]] = defaultdict(list)
        for key, one in self._standing.items():
            if (start := self._saying_key(one.saying, by_id)) is None:
                continue
            family = _reach(start, heirs)
            for saying in family | _same_words(claims, family):
                holding[saying].append(key)
        return holding

    def _saying_key(self, id_: str, by_id: Mapping[str, int]) -> int | None:
        s = schema.sayings
        return by_id.get(id_) or self._connection.execute(select(s.c.key).where(s.c.id == id_)).scalar()

    def _heirs(self, claims: Sequence[Any]) -> dict[int, set[int]]:
        """Saying -> those that speak for it too, or instead."""
        d, g = schema.changes, schema.readings
        readings = select(g.c.key).where(g.c.article.in_(self._versions))
        changes = self._connection.execute(select(d).where(d.c.reading.in_(readings))).all()
        born: dict[int, int] = {}
        for row in claims:
            born[row.saying] = min(row.reading, born.get(row.saying, row.reading))
        joined: dict[int, int] = defaultdict(int)
        for row in changes:
            joined[row.target] += row.verb == "join"
        heirs: dict[int, set[int]] = defaultdict(set)
        for row in changes:
            new = born.get(row.target) == row.reading
            if row.verb == "split" or (new and joined[row.target] == 1):
                heirs[row.source].add(row.target)
        return heirs

    def _fields(self, keys: Iterable[int]) -> dict[str, Any]:
        """All that these corrections say; of one field the later counts."""
        told: dict[str, Any] = {}
        for key in keys:
            told |= dict(self._standing[key].fields)
        return told

    # Rows.

    def _settle_claim(self, row: Any, keys: list[int]) -> None:
        w = schema.as_read
        kept = self._connection.execute(select(w).where(w.c.claim == row.key)).first()
        own = {name: getattr(kept or row, name) for name in OWN}
        if not keys and kept is None:
            return
        relays = json.loads(kept.relays) if kept else self._relays(row.key)
        values, carried = self._corrected(own, relays, keys)
        if not keys:
            self._connection.execute(delete(w).where(w.c.claim == row.key))
        else:
            self._keep(row.key, own, relays, keys, new=kept is None)
        self._write(row, values, carried)

    def _keep(self, claim: int, own: Mapping[str, Any], relays: Any, keys: list[int], *, new: bool) -> None:
        w = schema.as_read
        wrong = int(bool(self._fields(keys).get("wrong")))
        if new:
            kept = {"claim": claim, **own, "relays": pack(relays)}
            self._connection.execute(insert(w), kept | {"corrections": pack(keys), "wrong": wrong})
        else:
            changed = {"corrections": pack(keys), "wrong": wrong}
            self._connection.execute(update(w).where(w.c.claim == claim).values(changed))

    def _corrected(self, own: Mapping[str, Any], relays: Any, keys: list[int]) -> tuple[dict[str, Any], Any]:
        """What the claim's row and its relays are to be; those of a relay as `_relays` gives them."""
        values = dict(own)
        for key in keys:
            one = self._standing[key]
            why = f"corrected by {one.by} on {one.at[:10]}" + (f": {one.note}" if one.note else "")
            if "speaker" in one.fields:
                who = {"speaker": self._alias(key, one), "speaker_reason": why, "speaker_span": None}
                values |= who | {"speaker_confidence": 1.0 if who["speaker"] is not None else 0.0}
            if told := {name: one.fields[name] for name in JUDGED if name in one.fields}:
                values |= told | {"reason": reason_key(self._connection, why)}
            if "relay" in one.fields:
                spans = {name: held for name, held, _ in relays}
                relays = [[name, spans.get(name, []), why] for name in one.fields["relay"]]
        return values, relays

    def _alias(self, key: int, one: Correction) -> int | None:
        """The key of the name that was given."""
        who = one.fields["speaker"]
        if who is None:
            return None
        if self._rows[key].alias is not None:
            return int(self._rows[key].alias)
        return alias_of(self._connection, who, one.article)

    def _relays(self, claim: int) -> list[list[Any]]:
        r, why = schema.relays, schema.reasons
        asked = select(r.c.name, r.c.spans, why.c.name.label("why")).join(why, why.c.key == r.c.reason)
        rows = self._connection.execute(asked.where(r.c.claim == claim).order_by(r.c.place))
        return [[row.name, json.loads(row.spans), row.why] for row in rows]

    def _write(self, row: Any, values: Mapping[str, Any], relays: Sequence[Any]) -> None:
        c, r = schema.claims, schema.relays
        if changed := {name: value for name, value in values.items() if value != getattr(row, name)}:
            before = _words(self._connection, row.key) if "speaker" in changed else None
            self._connection.execute(update(c).where(c.c.key == row.key).values(changed))
            if before:
                replace_words(self._connection, before, _words(self._connection, row.key))
            self._touched.add(row.saying)
        held = self._relays(row.key)
        if [one[:3] for one in relays] != held:
            self._connection.execute(delete(r).where(r.c.claim == row.key))
            put_relays(self._connection, row.key, relays)
            self._touched.add(row.saying)

    def _show(self, row: Any, current: int) -> None:
        if row.current != current:
            c = schema.claims
            self._connection.execute(update(c).where(c.c.key == row.key).values(current=current))
            self._touched.add(row.saying)


def _reach(start: int, heirs: Mapping[int, Collection[int]]) -> set[int]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {heir for one in fresh for heir in heirs.get(one, ())} - found
        found |= fresh
    return found


def _same_words(claims: Sequence[Any], family: Collection[int]) -> set[int]:
    """Sayings of other versions with the very words of one of these, where they are the only ones there that have."""
    said = {row.content for row in claims if row.saying in family and row.content}
    versions = {row.article for row in claims if row.saying in family}
    alike: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in claims:
        if row.content in said and row.article not in versions:
            alike[row.article, row.content].add(row.saying)
    return {next(iter(sayings)) for sayings in alike.values() if len(sayings) == 1}


def alias_of(connection: Connection, who: Mapping[str, Any], article: str) -> int:
    """The key of a name with what is told of its bearer, which is made where there is none."""
    mention = make_mention(Speaker(reason="", **who), article)
    naming = naming_now(connection)
    assert mention is not None  # a name is given
    naming.look_up([mention], [], [])
    return naming.alias(mention)


def put_relays(connection: Connection, claim: int, relays: Sequence[Any]) -> None:
    """Name, spans and reason of each, the nearest to the article first."""
    naming = naming_now(connection)
    naming.look_up([], [name for name, _, _ in relays], [why for _, _, why in relays])
    for place, (name, spans, why) in enumerate(relays):
        row = {"claim": claim, "place": place, "outlet": naming.outlet(name), "name": name, "spans": pack(spans)}
        connection.execute(insert(schema.relays), row | {"reason": naming.reason(why)})


def _words(connection: Connection, claim: int) -> dict[str, Any]:
    """What the full-text index holds of it, if nothing was amended since."""
    finding = load_by_key(connection, [claim])[claim]
    words = words_and_forms(finding.content[:MOST_SEARCHED], finding.article.lang)
    return {"key": claim, "words": words, "about": About(finding.article).words(finding.claim)}
