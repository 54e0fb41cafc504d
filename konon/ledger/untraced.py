"""Sayings that were not traced yet: which they are, and each as the first look sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, exists, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding
from konon.ledger.fulltext import is_among
from konon.ledger.traced_sayings import find_speaking, load_speaking, saying_of
from konon.ledger.vectors import Floats, pack_vector, read_vectors, unpack_packed
from konon.network.meaning import load_encoder
from konon.tracing.first_look import Sketch
from konon.tracing.matching import load_matcher
from konon.tracing.statement import prepare_statement

AT_ONCE: Final = 5_000  # sayings linked in one transaction where many are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Untraced:
    """A saying that is about to be traced. `article`: the key of its version."""

    key: int
    article: int
    finding: Finding
    sketch: Sketch
    empty: bool  # without a word that could be compared


def prepare_untraced(connection: Connection, keys: Sequence[int]) -> list[Untraced]:
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


def untraced_of(connection: Connection, articles: Sequence[str]) -> list[int]:
    """The current sayings of these articles, by their ids, that were not traced."""
    t, g, c, a = schema.articles, schema.readings, schema.claims, schema.attributions
    keys: set[int] = set()
    for some in in_chunks(articles):
        versions = select(t.c.key).where(t.c.id.in_(some))
        readings = select(g.c.key).where(g.c.article.in_(versions), g.c.current == 1)
        asked = (
            select(a.c.saying).join(c, c.c.attribution == a.c.key).where(c.c.reading.in_(readings), c.c.current == 1)
        )
        keys.update(connection.execute(asked).scalars())
    return still_untraced(connection, sorted(keys))


def untraced_after(connection: Connection, last: int) -> list[int]:
    """The next `AT_ONCE` of all sayings behind `last` that have a current claim and were not traced."""
    v, s, c, a = schema.traced, schema.sayings, schema.claims, schema.attributions
    traced = exists(select(v.c.saying).where(v.c.saying == s.c.key))
    speaks = exists(select(c.c.key).join(a, a.c.key == c.c.attribution).where(a.c.saying == s.c.key, c.c.current == 1))
    asked = select(s.c.key).where(s.c.key > last, ~traced, speaks).order_by(s.c.key).limit(AT_ONCE)
    return list(connection.execute(asked).scalars())


def still_untraced(connection: Connection, keys: Sequence[int]) -> list[int]:
    """Those that are in the ledger and not in `traced`."""
    v, s = schema.traced, schema.sayings
    there: list[int] = []
    for some in in_chunks(keys):
        asked = select(s.c.key).outerjoin(v, v.c.saying == s.c.key).where(s.c.key.in_(some), v.c.saying.is_(None))
        there += connection.execute(asked.order_by(s.c.key)).scalars()
    return there
