"""Sayings that have not been traced yet -> their links with those that were, and the threads they join.

A saying is compared with those that were traced before it, once; so adding a page touches the threads that it is linked
with, and no others. The network runs before the transaction that writes, so that nobody waits for it. Where another
program traced something meanwhile, it is looked at again in the transaction: two that link at once miss nothing. Whole
articles' links or none are written, so that a run that was killed leaves nothing half done: what it did not come to is
not in `traced`, and `link_missing` makes it up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding
from konon.ledger.fulltext import is_among
from konon.ledger.judging import are_judged, carry_judgements
from konon.ledger.key_index import LedgerIndex, count_up, find_generation, put_sketches
from konon.ledger.link_rows import link_row, put_links
from konon.ledger.made_by import key_of_name
from konon.ledger.opening import Place
from konon.ledger.rows import encodable
from konon.ledger.thread_rows import grow_threads, remake_threads
from konon.ledger.traced_sayings import find_speaking, load_speaking, saying_of
from konon.ledger.vectors import Floats, pack_vector, read_vectors, unpack_packed
from konon.network.meaning import load_encoder
from konon.tracing.blocking import MemoryIndex, find_candidates
from konon.tracing.first_look import Sketch
from konon.tracing.link import Link
from konon.tracing.matching import Matched, Matcher, load_matcher
from konon.tracing.statement import prepare_statement

AT_ONCE: Final = 5_000  # sayings linked in one transaction where many are missing

Pairs = tuple[tuple[int, int], ...]  # keys of sayings: an earlier one, and one of the article that is traced


@dataclass(frozen=True, slots=True, kw_only=True)
class Untraced:
    """A saying that is about to be traced. `article`: the key of its version."""

    key: int
    article: int
    finding: Finding
    sketch: Sketch
    empty: bool  # without a word that could be compared


@dataclass(slots=True)
class ClaimLinker:
    """Links the sayings of one ledger."""

    place: Place

    def link_articles(self, articles: Collection[str]) -> int:
        """The current sayings of these articles, by their ids, that were not traced before; how many they were."""
        with self.place.reading() as connection:
            keys = _untraced_of(connection, [encodable(one) or "" for one in articles])
        return sum(self._link(some) for some in in_chunks(keys, AT_ONCE))

    def link_missing(self) -> Iterator[int]:
        """All current sayings that this tracer has not traced; yields how many more it has, after each transaction."""
        self._forget_older()
        last = 0
        while True:
            with self.place.reading() as connection:
                keys = _untraced(connection, last)
            if not keys:
                return
            last = keys[-1]
            yield self._link(keys)

    def _link(self, keys: Sequence[int]) -> int:
        compared: dict[Pairs, Matched] = {}
        findings: dict[int, Finding] = {}
        with self.place.reading() as connection:
            generation = find_generation(connection)
            fresh = _prepare(connection, keys)
            links = self._compare(connection, fresh, compared, findings)
        with self.place.writing() as connection:
            if find_generation(connection) != generation:  # somebody traced, or took something out
                left = set(_still_untraced(connection, [one.key for one in fresh]))
                fresh = [one for one in fresh if one.key in left]
                links = self._compare(connection, fresh, compared, findings)
            if fresh:
                _write(connection, fresh, links)
        return len(fresh)

    def _compare(
        self,
        connection: Connection,
        fresh: Sequence[Untraced],
        compared: dict[Pairs, Matched],
        findings: dict[int, Finding],
    ) -> list[dict[str, Any]]:
        """Rows of `links`, of all that was compared; `compared` and `findings` remember the pairs and their sayings."""
        matcher = load_matcher()
        index = MemoryIndex(LedgerIndex(connection))
        whole = [one for one in fresh if not one.empty]
        for one in whole:
            index.add(one.sketch)
        found = find_candidates([one.sketch for one in whole], index, matcher.likely)
        of_article: dict[int, list[tuple[int, int]]] = {}
        for one, others in zip(whole, found, strict=True):
            of_article.setdefault(one.article, []).extend((other, one.key) for other in others)
        rows: list[dict[str, Any]] = []
        findings.update((one.key, one.finding) for one in fresh)
        for pairs in of_article.values():
            given = tuple(pairs)
            if given not in compared and given:
                compared[given] = self._match(connection, given, findings, matcher)
            if given:
                rows += _rows(given, compared[given], findings)
        return rows

    def _match(self, connection: Connection, pairs: Pairs, findings: dict[int, Finding], matcher: Matcher) -> Matched:
        keys = list(dict.fromkeys(key for pair in pairs for key in pair))
        findings.update(load_speaking(connection, [key for key in keys if key not in findings]))
        told = {key: matcher.prepare(saying_of(findings[key])) for key in keys if key in findings}
        places = {key: place for place, key in enumerate(told)}
        known = [(places[a], places[b]) for a, b in pairs if a in places and b in places]
        return matcher.match_pairs(list(told.values()), known)

    def _forget_older(self) -> None:
        """What another version of the tracer found is found anew; what people judged stays."""
        v, name = schema.traced, load_matcher().name
        older = select(schema.tracers.c.key).where(schema.tracers.c.name != name)
        with self.place.reading() as connection:
            if connection.execute(select(v.c.saying).where(v.c.tracer.in_(older)).limit(1)).first() is None:
                return
        with self.place.writing() as connection:
            for table in (schema.links, schema.thread_sayings, schema.link_keys, v):
                connection.execute(delete(table))
            count_up(connection)
            judged = schema.judged_pairs
            remake_threads(
                connection, {key for row in connection.execute(select(judged.c.a, judged.c.b)) for key in row}
            )


def _rows(pairs: Pairs, matched: Matched, findings: Mapping[int, Finding]) -> list[dict[str, Any]]:
    keys = {findings[key].saying: key for pair in pairs for key in pair if key in findings}
    linked = {frozenset((link.a, link.b)): link for link in matched.links}
    rows = []
    for a, b in matched.compared:
        unlinked = Link(a=a, b=b, relation="none", score=0.0)
        link = linked.get(frozenset((a, b)), unlinked)
        rows.append(link_row(keys[link.a], keys[link.b], link))
    return rows


def _prepare(connection: Connection, keys: Sequence[int]) -> list[Untraced]:
    """In the order of their keys; sayings without a current claim are left out."""
    findings = load_speaking(connection, keys, current=True)
    articles = _versions(connection, list(findings))
    vectors = _vectors(connection, findings)
    matcher = load_matcher()
    fresh = []
    for key in sorted(findings):
        saying = saying_of(findings[key])
        statement = prepare_statement(saying.words, saying.lang)
        sketch = matcher.sketch(saying, statement, vectors[key], key)
        if not len(statement):
            sketch = replace(sketch, keys=(), speakers=frozenset())  # nobody meets it
        fresh.append(
            Untraced(key=key, article=articles[key], finding=findings[key], sketch=sketch, empty=not len(statement))
        )
    return fresh


def _versions(connection: Connection, sayings: Sequence[int]) -> dict[int, int]:
    a = schema.attributions
    found: dict[int, int] = {}
    for some in in_chunks(sayings):
        asked = select(a.c.saying, a.c.article).where(is_among(connection, a.c.saying, some))
        found.update((saying, article) for saying, article in connection.execute(asked))
    return found


def _vectors(connection: Connection, findings: Mapping[int, Finding]) -> dict[int, Floats]:
    """What the words of each saying mean, as four bits hold it: from the ledger, else by the network."""
    encoder = load_encoder()
    claims = find_speaking(connection, findings, current=True)
    stored = read_vectors(connection, encoder.name, claims.values())
    held = {key: stored[claim] for key, claim in claims.items() if claim in stored}
    missing = [key for key in findings if key not in held]
    made = encoder.encode([saying_of(findings[key]).words for key in missing])
    return held | {key: unpack_packed(pack_vector(one))[0] for key, one in zip(missing, made, strict=True)}


def _untraced_of(connection: Connection, articles: Sequence[str]) -> list[int]:
    t, g, c, a = schema.articles, schema.readings, schema.claims, schema.attributions
    keys: set[int] = set()
    for some in in_chunks(articles):
        versions = select(t.c.key).where(t.c.id.in_(some))
        readings = select(g.c.key).where(g.c.article.in_(versions), g.c.current == 1)
        asked = (
            select(a.c.saying).join(c, c.c.attribution == a.c.key).where(c.c.reading.in_(readings), c.c.current == 1)
        )
        keys.update(connection.execute(asked).scalars())
    return _still_untraced(connection, sorted(keys))


def _untraced(connection: Connection, last: int) -> list[int]:
    """The next of all sayings behind `last` that have a current claim and were not traced."""
    v, s, c, a = schema.traced, schema.sayings, schema.claims, schema.attributions
    traced = exists(select(v.c.saying).where(v.c.saying == s.c.key))
    speaks = exists(select(c.c.key).join(a, a.c.key == c.c.attribution).where(a.c.saying == s.c.key, c.c.current == 1))
    asked = select(s.c.key).where(s.c.key > last, ~traced, speaks).order_by(s.c.key).limit(AT_ONCE)
    return list(connection.execute(asked).scalars())


def _still_untraced(connection: Connection, keys: Sequence[int]) -> list[int]:
    """Those that are in the ledger and not in `traced`."""
    v, s = schema.traced, schema.sayings
    there: list[int] = []
    for some in in_chunks(keys):
        asked = select(s.c.key).outerjoin(v, v.c.saying == s.c.key).where(s.c.key.in_(some), v.c.saying.is_(None))
        there += connection.execute(asked.order_by(s.c.key)).scalars()
    return there


def _write(connection: Connection, fresh: Sequence[Untraced], rows: Sequence[dict[str, Any]]) -> None:
    articles = {one.key: one.article for one in fresh}
    put_sketches(
        connection,
        [one.sketch for one in fresh],
        articles,
        key_of_name(connection, schema.tracers, load_matcher().name),
    )
    put_links(connection, rows)
    keys = [one.key for one in fresh]
    grow_threads(connection, keys)
    if are_judged(connection) and (carried := carry_judgements(connection, keys)):
        remake_threads(connection, {key for pair in carried for key in pair})
    count_up(connection)
