"""Links <-> rows of the ledger, and what is asked of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, delete, literal, or_, select, tuple_

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding
from konon.ledger.fulltext import is_among, put_rows
from konon.ledger.judging import Pair, find_standing
from konon.ledger.rows import encodable, pack
from konon.tracing.drift import Difference
from konon.tracing.judgements import apply_judgements
from konon.tracing.link import Link
from konon.tracing.pair_labels import Relation

MOST = 5  # relations that say that two claims are linked: all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFinding:
    """A link with the two claims that speak for its sayings now: `a` the earlier by date."""

    link: Link
    a: Finding
    b: Finding


def link_row(a: int, b: int, link: Link) -> dict[str, Any]:
    """`a` and `b`: keys of the link's sayings."""
    changes = [(one.kind, one.a, one.b, one.why, round(one.sure, 3)) for one in link.changes]
    return {
        "a": a,
        "b": b,
        "relation": link.relation,
        "score": link.score,
        "changes": encodable(pack(changes)) if changes else None,
        "reasons": encodable(pack(link.reasons)) if link.reasons else None,
    }


def make_link(row: Any, ids: Mapping[int, str]) -> Link:
    """`ids`: of sayings by their keys."""
    changes = json.loads(row.changes) if row.changes else ()
    return Link(
        a=ids[row.a],
        b=ids[row.b],
        relation=cast(Relation, row.relation),
        score=row.score,
        changes=tuple(
            Difference(kind=kind, a=_spans(a), b=_spans(b), why=why, sure=sure) for kind, a, b, why, sure in changes
        ),
        reasons=tuple(json.loads(row.reasons)) if row.reasons else (),
    )


def _spans(given: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in given)


def put_links(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """New pairs alone."""
    if rows:
        put_rows(connection, schema.links, rows)


def delete_links(connection: Connection, sayings: Iterable[int]) -> int:
    """All in which one of these sayings is; how many they were."""
    k, count = schema.links, 0
    for some in in_chunks(sayings):
        count += connection.execute(delete(k).where(or_(k.c.a.in_(some), k.c.b.in_(some)))).rowcount
    return count


def read_links(connection: Connection, sayings: Collection[int], *, within: bool = False) -> list[Any]:
    """Rows in which one of these sayings is (`within`: in which both are), unlike pairs among them, by their keys."""
    k = schema.links
    found: dict[Pair, Any] = {}
    for some in in_chunks(sayings):
        for side in (k.c.a, k.c.b):
            for row in connection.execute(select(k).where(is_among(connection, side, some))):
                found[row.a, row.b] = row
    every = set(sayings)
    return [found[pair] for pair in sorted(found) if not within or every.issuperset(pair)]


def read_pairs(connection: Connection, pairs: Collection[Pair]) -> list[Any]:
    """The rows of these pairs, whichever is first; in the order of their keys."""
    k, wanted = schema.links, {frozenset(pair) for pair in pairs}
    found: dict[Pair, Any] = {}
    for some in in_chunks(dict.fromkeys(key for pair in pairs for key in pair[:1])):
        for side in (k.c.a, k.c.b):
            for row in connection.execute(select(k).where(is_among(connection, side, some))):
                if frozenset((row.a, row.b)) in wanted:
                    found[row.a, row.b] = row
    return [found[pair] for pair in sorted(found)]


def find_pairs(connection: Connection, *, relations: Collection[str], after: Pair, limit: int) -> list[Pair]:
    """Pairs that have one of these relations, or that somebody judged, behind `after`; in the order of their keys."""
    k, p, j = schema.links, schema.judged_pairs, schema.judgements
    # Of most relations the tree of pairs is read in its order; of few, an index finds them.
    wanted = k.c.relation.in_(relations) if len(relations) < MOST else k.c.relation != "none"
    linked = select(k.c.a, k.c.b).where(wanted, _behind(k, after)).order_by(k.c.a, k.c.b)
    judged = (
        select(p.c.a, p.c.b)
        .join(j, j.c.key == p.c.judgement)
        .where(j.c.withdrawn.is_(None), _behind(p, after))
        .order_by(p.c.a, p.c.b)
    )
    pairs = {(row.a, row.b) for asked in (linked, judged) for row in connection.execute(asked.limit(limit))}
    return sorted(pairs)[:limit]


def _behind(table: Any, after: Pair) -> ColumnElement[bool]:
    return tuple_(table.c.a, table.c.b) > tuple_(literal(after[0]), literal(after[1]))


def judged_links(
    connection: Connection, rows: Iterable[Any], ids: Mapping[int, str], sayings: Collection[int]
) -> Iterator[Link]:
    """The links as people judged them, with judged pairs of these sayings that the machine did not link."""
    standing = find_standing(connection, sayings)
    known = {pair: judgement for pair, judgement in standing.items() if pair[0] in ids and pair[1] in ids}
    held = [replace(one, a=ids[a], b=ids[b]) for (a, b), one in known.items()]
    yield from apply_judgements([make_link(row, ids) for row in rows], held)
