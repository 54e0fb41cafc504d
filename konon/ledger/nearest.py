"""Readings, or a question -> vectors of what is said; a question -> the claims of a ledger that come nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from sqlalchemy import Connection, func, insert, select

from konon.errors import LedgerError
from konon.ledger import schema
from konon.ledger.opening import Place
from konon.ledger.queries import Query, read_terms, select_keys
from konon.ledger.rows import said_words
from konon.ledger.vectors import Floats, Keys, Nearest, Vectors, block_rows
from konon.network.meaning import Encoder, load_encoder
from konon.records import Reading

LEAST = 0.25  # likeness under which a claim is no answer
AT_ONCE = 500  # claims asked for, or encoded, together


def encode_readings(readings: Sequence[Reading]) -> Vectors:
    """The claims' words by the shipped encoder."""
    encoder = load_encoder()
    rows = {}
    for reading in readings:
        words = [said_words(reading.article.text, claim) for claim in reading.claims]
        rows[id(reading)] = encoder.encode(words)
    return Vectors(encoder=encoder.name, rows=rows)


class Meaning:
    """Nearness of meaning in one ledger."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._encoder: Encoder = load_encoder()
        self._nearest = Nearest(self._encoder.name)

    def find(self, query: Query) -> list[tuple[int, float]]:
        """Keys of claims with their likeness to the question's words, the nearest first."""
        read_terms(query.words)  # refuses what is no question
        question = self._encoder.encode([query.words])[0]
        with self._place.reading() as connection:
            self._nearest.load(connection)
            if not len(self._nearest.keys):
                remedy = "konon embed gives its claims their vectors"
                raise LedgerError("has no vectors to search by meaning", name=self._place.name, remedy=remedy)
            wanted = replace(query, words="", meaning=False, limit=None)
            keys, likeness = self._compare(connection, question, self._nearest.find(question))
            found = self._passing(connection, wanted, keys)
            # Few of the nearest of all may pass the filters; then it is asked for the nearest of those that pass.
            if len(found) < (query.limit or len(keys)) and likeness[-1:] >= LEAST:
                asked = select_keys(wanted, sqlite=self._place.is_sqlite).order_by(None)
                passing = np.array(connection.execute(asked).scalars().all(), np.int64)
                keys, likeness = self._compare(connection, question, self._nearest.find(question, passing))
                found = set(keys)
        pairs = zip(keys, likeness.tolist(), strict=True)
        return [(key, near) for key, near in pairs if near >= LEAST and key in found][: query.limit]

    def _compare(self, connection: Connection, question: Floats, places: Keys) -> tuple[list[int], Floats]:
        """Keys of the claims at these places and their likeness, the nearest first."""
        likeness = self._nearest.compare(connection, places, question)
        order = np.argsort(-likeness, kind="stable")
        return self._nearest.keys[places[order]].tolist(), likeness[order]

    def _passing(self, connection: Connection, wanted: Query, keys: list[int]) -> set[int]:
        """Those that the filters let through."""
        c, passing = schema.claims, set()
        asked = select_keys(wanted, sqlite=self._place.is_sqlite).order_by(None)
        for start in range(0, len(keys), AT_ONCE):
            passing |= set(connection.execute(asked.where(c.c.key.in_(keys[start : start + AT_ONCE]))).scalars())
        return passing

    def embed(self) -> Iterator[int]:
        """Give every claim that has none its vector; yields how many more have one, after each transaction."""
        while keys := self._without():
            c = schema.claims
            with self._place.reading() as connection:
                asked = select(c.c.key, c.c.content).where(c.c.key.in_(keys)).order_by(c.c.key)
                found = connection.execute(asked).all()
            rows = self._encoder.encode([row.content for row in found])
            with self._place.writing() as connection:
                self._put(connection, [row.key for row in found], rows)
            yield len(found)

    def _without(self) -> list[int]:
        """Keys of the first claims that have no vector by this encoder."""
        c = schema.claims
        with self._place.reading() as connection:
            self._nearest.load(connection)
            if connection.execute(select(func.count()).select_from(c)).scalar() == len(self._nearest.keys):
                return []
            keys = np.array(connection.execute(select(c.c.key).order_by(c.c.key)).scalars().all(), np.int64)
        return cast(list[int], np.setdiff1d(keys, self._nearest.keys)[:AT_ONCE].tolist())

    def _put(self, connection: Connection, keys: list[int], rows: Floats) -> None:
        m = schema.meanings
        self._nearest.load(connection)  # another may have been quicker
        fresh = ~np.isin(keys, self._nearest.keys)
        last = connection.execute(select(func.max(m.c.key))).scalar() or 0
        blocks = block_rows(np.array(keys)[fresh].tolist(), rows[fresh], self._encoder.name)
        if put := [{"key": key, **row} for key, row in enumerate(blocks, last + 1)]:
            connection.execute(insert(m), put)
