"""What people decide of two sayings: recorded, carried over to new versions of a page, withdrawn, never erased.

A judgement is of the two sayings that it was made of. It holds too for whatever speaks for them later: sayings that a
newer reader joins them with or splits off, and sayings in another version of the same address with the very same words.
`judged_pairs` has a row for each such pair. Of several judgements of one pair the last that stands counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, get_args

from sqlalchemy import Connection, insert, or_, select, update

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import put_rows
from konon.ledger.new_keys import next_key
from konon.ledger.rows import encodable
from konon.ledger.sayings import find_heirs
from konon.ledger.visits import now
from konon.tracing.judgements import Judgement
from konon.tracing.pair_labels import Relation

RELATIONS = get_args(Relation)
Pair = tuple[int, int]  # keys of sayings, the smaller first


def put_judgement(connection: Connection, a: Sequence[int], b: Sequence[int], given: Judgement) -> list[Pair]:
    """Record it for the sayings of either side (keys) and their heirs; the pairs that it holds for."""
    if given.relation not in RELATIONS:
        remedy = f"choose from {', '.join(RELATIONS)}"
        raise UsageError("is no relation", name=given.relation[:40], remedy=remedy)
    j = schema.judgements
    key = next_key(connection, j)
    names = ("a", "b", "relation", "by", "at", "note")
    connection.execute(insert(j), {"key": key} | {name: encodable(getattr(given, name)) for name in names})
    pairs = _between(find_speakers_for(connection, a), find_speakers_for(connection, b))
    put_rows(connection, schema.judged_pairs, [{"a": one, "b": other, "judgement": key} for one, other in pairs])
    return pairs


def _between(some: Collection[int], others: Collection[int]) -> list[Pair]:
    return sorted({(min(a, b), max(a, b)) for a in some for b in others if a != b})


def withdraw_judgement(connection: Connection, a: str, b: str, by: str) -> tuple[Judgement, list[Pair]]:
    """The last that stands of two sayings, by their ids, and the pairs that it held for; UsageError where none does."""
    j, p = schema.judgements, schema.judged_pairs
    of_pair = or_((j.c.a == a) & (j.c.b == b), (j.c.a == b) & (j.c.b == a))
    row = connection.execute(select(j).where(of_pair, j.c.withdrawn.is_(None)).order_by(j.c.key.desc())).first()
    if row is None:
        raise UsageError("no judgement stands of these two", name=f"{a} {b}", remedy="konon judge --list shows all")
    connection.execute(update(j).where(j.c.key == row.key).values(withdrawn=now(), withdrawn_by=encodable(by)))
    pairs = connection.execute(select(p.c.a, p.c.b).where(p.c.judgement == row.key))
    found = [(one, other) for one, other in pairs]
    return make_judgement(connection.execute(select(j).where(j.c.key == row.key)).one()), found


def load_judgements(connection: Connection) -> list[Judgement]:
    """All, the withdrawn too; the oldest first."""
    j = schema.judgements
    return [make_judgement(row) for row in connection.execute(select(j).order_by(j.c.key))]


def make_judgement(row: Any) -> Judgement:
    """From a row of `judgements`."""
    names = ("a", "b", "relation", "by", "at", "note", "withdrawn", "withdrawn_by")
    return Judgement(**{name: getattr(row, name) for name in names})


def find_standing(connection: Connection, sayings: Collection[int]) -> dict[Pair, Judgement]:
    """The judgement that counts for each pair in which one of these sayings is."""
    j, p = schema.judgements, schema.judged_pairs
    found: dict[Pair, Judgement] = {}
    for some in in_chunks(dict.fromkeys(sayings)):
        asked = (
            select(p.c.a.label("one"), p.c.b.label("other"), j)
            .join(j, j.c.key == p.c.judgement)
            .where(or_(p.c.a.in_(some), p.c.b.in_(some)), j.c.withdrawn.is_(None))
            .order_by(j.c.key)
        )
        found |= {(row.one, row.other): make_judgement(row) for row in connection.execute(asked)}
    return found


def empty_notes(connection: Connection, sayings: Collection[int]) -> None:
    """Of judgements of these sayings, which go: a note may say again what they said."""
    j, s = schema.judgements, schema.sayings
    for some in in_chunks(sayings):
        ids = list(connection.execute(select(s.c.id).where(s.c.key.in_(some))).scalars())
        connection.execute(update(j).where(or_(j.c.a.in_(ids), j.c.b.in_(ids))).values(note=""))


def are_judged(connection: Connection) -> bool:
    """Whether anybody ever judged anything here."""
    return connection.execute(select(schema.judgements.c.key).limit(1)).first() is not None


def find_speakers_for(connection: Connection, sayings: Iterable[int]) -> set[int]:
    """These sayings, those that readers made of them, and those with the very same words at the same address."""
    family = find_heirs(connection, list(sayings))
    return family | {key for _, key in _said_alike(connection, family)}


def carry_judgements(connection: Connection, fresh: Collection[int]) -> list[Pair]:
    """Let judgements of what says the same at the same address hold for these new sayings too; the new pairs."""
    p = schema.judged_pairs
    carried: list[dict[str, int]] = []
    for key in fresh:
        elders = find_speakers_for(connection, [key]) - {key}
        for row in _pairs_of(connection, elders):
            other = row.b if row.a in elders else row.a
            if other != key and other not in elders:
                carried.append({"a": min(key, other), "b": max(key, other), "judgement": row.judgement})
    known = {tuple(row) for row in _known_pairs(connection, carried)}
    new = {(row["a"], row["b"], row["judgement"]) for row in carried} - known
    put_rows(connection, p, [{"a": a, "b": b, "judgement": of} for a, b, of in sorted(new)]) if new else None
    return sorted({(a, b) for a, b, _ in new})


def _pairs_of(connection: Connection, sayings: Collection[int]) -> Iterator[Any]:
    p = schema.judged_pairs
    for some in in_chunks(sayings):
        yield from connection.execute(select(p).where(or_(p.c.a.in_(some), p.c.b.in_(some)))).all()


def _known_pairs(connection: Connection, rows: Sequence[dict[str, int]]) -> Iterator[Any]:
    p = schema.judged_pairs
    for some in in_chunks(dict.fromkeys(row["judgement"] for row in rows)):
        yield from connection.execute(select(p.c.a, p.c.b, p.c.judgement).where(p.c.judgement.in_(some)))


def _said_alike(connection: Connection, sayings: Collection[int]) -> Iterator[tuple[str, int]]:
    """Words and saying of each claim of another version of an address that says what one of these sayings does."""
    c, a, t, g = schema.claims, schema.attributions, schema.articles, schema.readings
    said = select(c.c.content, c.c.article).join(a, a.c.key == c.c.attribution).where(a.c.saying.in_(sayings))
    rows = connection.execute(said).all()
    words, articles = {row.content for row in rows if row.content}, {row.article for row in rows}
    addresses = select(t.c.id).where(t.c.key.in_(articles))
    others = connection.execute(select(t.c.key).where(t.c.id.in_(addresses), t.c.key.not_in(articles))).scalars().all()
    if not others or not words:
        return
    readings = select(g.c.key).where(g.c.article.in_(others))
    asked = select(c.c.content, a.c.saying).join(a, a.c.key == c.c.attribution).where(c.c.reading.in_(readings))
    for content, saying in connection.execute(asked):
        if content in words:
            yield content, saying
