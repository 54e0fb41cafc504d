"""Readings, or a question -> vectors of what is said; a question -> the claims of a ledger that come nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection, select

from konon.errors import LedgerError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import is_among
from konon.ledger.opening import Place
from konon.ledger.queries import Query, plan_keys
from konon.ledger.questions import read_terms
from konon.ledger.vectors import ClaimVectors, ReadingVectors, SharedIndex, find_without, put_vectors
from konon.network.meaning import MeaningEncoder, load_encoder
from konon.records import GAP, Reading, words_of
from konon.tracing.pair_network import HELD, Kept, Text, load_comparer

LEAST = 0.25  # likeness under which a claim is no answer
AT_ONCE = 500  # claims asked for, or encoded, together
WALK = 5_000  # claims looked at together for those that have no vector


def encode_readings(readings: Sequence[Reading], *, to_compare: bool = False) -> ClaimVectors:
    """The claims' words by the shipped encoder; `to_compare`: each word's vector is remembered by who compares them."""
    encoder = load_encoder()
    rows = {}
    for reading in readings:
        words = _compared_words(reading)
        if to_compare and words:
            rows[id(reading)] = np.stack([load_comparer().keep(one, reading.article.lang)[-1] for one in words])
        else:
            rows[id(reading)] = encoder.encode(words)
    return ClaimVectors(encoder=encoder.name, rows=rows)


def encode_reading(reading: Reading, *, to_compare: bool = False) -> ReadingVectors:
    """The same of one, to be given on to where it is written, by another process too."""
    kept: dict[Text, Kept] = {}
    if to_compare:
        lang = reading.article.lang
        kept = {(words, lang): load_comparer().keep(words, lang) for words in _compared_words(reading)[:HELD]}
    found = encode_readings([reading], to_compare=to_compare)
    return ReadingVectors(encoder=found.encoder, rows=found.rows[id(reading)], kept=kept)


def _compared_words(reading: Reading) -> list[str]:
    """Of each claim what tracing compares (`Saying.words`), so that the network reads it once for both."""
    return [words_of(reading.article.text, claim.attribution.content, " ") for claim in reading.claims]


def remember_kept(vectors: Sequence[ReadingVectors]) -> None:
    """What another process has encoded is compared here."""
    for one in vectors:
        load_comparer().remember(one.kept)


class Meaning:
    """Nearness of meaning in one ledger, for all its threads."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._encoder: MeaningEncoder = load_encoder()
        self._shared = SharedIndex(self._encoder.name)

    def find(self, query: Query) -> list[tuple[int, float]]:
        """Keys of claims with their likeness to the question's words, the nearest first."""
        read_terms(query.words)  # refuses what is no question
        question = self._encoder.encode([query.words])[0]
        with self._place.reading() as connection:
            index = self._shared.load(connection)
            if not len(index):
                remedy = "konon embed gives its claims their vectors"
                raise LedgerError("has no vectors to search by meaning", name=self._place.name, remedy=remedy)
            wanted = replace(query, words="", meaning=False, limit=None, offset=0)
            last = None if query.limit is None else query.offset + query.limit
            claims, likeness = self._shared.compare(connection, index.find(question), question)
            found = self._passing(connection, wanted, claims.tolist())
            # Few of the nearest of all may pass the filters; then it is asked for the nearest of those that pass.
            if len(found) < (last or len(claims)) and likeness[-1:] >= LEAST:
                asked = plan_keys(connection, wanted)
                every = connection.execute(asked.statement.order_by(None), asked.values)
                passing = np.array(every.scalars().all(), np.int64)
                claims, likeness = self._shared.compare(connection, index.find(question, passing), question)
                found = set(claims.tolist())
        pairs = zip(claims.tolist(), likeness.tolist(), strict=True)
        return [(key, near) for key, near in pairs if near >= LEAST and key in found][query.offset : last]

    def _passing(self, connection: Connection, wanted: Query, keys: list[int]) -> set[int]:
        """Those that the filters let through."""
        c, passing = schema.claims, set()
        asked = plan_keys(connection, wanted)
        for some in in_chunks(keys, AT_ONCE):
            among = asked.statement.order_by(None).where(is_among(connection, c.c.key, some))
            passing |= set(connection.execute(among, asked.values).scalars())
        return passing

    def embed(self) -> Iterator[int]:
        """Give every claim that has none its vector; yields how many more have one, after each transaction."""
        for keys in self._without():
            with self._place.reading() as connection:
                c = schema.claims
                asked = select(c.c.key, c.c.content).where(c.c.key.in_(keys)).order_by(c.c.key)
                found = connection.execute(asked).all()
            if added := self._put(found):
                yield added

    def _without(self) -> Iterator[list[int]]:
        """Keys of all claims that have no vector, some at a time; each claim is looked at once."""
        c, last = schema.claims, 0
        while True:
            with self._place.reading() as connection:
                asked = select(c.c.key).where(c.c.key > last).order_by(c.c.key).limit(WALK)
                keys = connection.execute(asked).scalars().all()
                without = find_without(connection, self._encoder.name, keys) if keys else []
            yield from in_chunks(without, AT_ONCE)
            if not keys:
                return
            last = keys[-1]

    def _put(self, found: Sequence[tuple[int, str]]) -> int:
        # The network runs before the transaction; another may be quicker, or a claim be taken out meanwhile.
        rows = self._encoder.encode([content.replace(GAP, " ") for _, content in found])
        c, keys = schema.claims, [key for key, _ in found]
        with self._place.writing() as connection:
            there = set(connection.execute(select(c.c.key).where(c.c.key.in_(keys))).scalars())
            some = [at for at, key in enumerate(keys) if key in there]
            return put_vectors(connection, self._encoder.name, [keys[at] for at in some], rows[some])
