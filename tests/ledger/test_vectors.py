"""Vectors in four bits: what is packed comes back nearly as it was, and the nearest are the nearest."""

import numpy as np
import pytest

from konon.ledger import vectors
from konon.ledger.vectors import BLOCK, WIDTH, Nearest, block_rows, pack_block, unpack_rows


def some_vectors(count, seed=1):
    rows = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def unpack(block):
    signs = np.frombuffer(block["signs"], np.uint8).reshape(-1, WIDTH // 8)
    return unpack_rows(signs, np.frombuffer(block["sizes"], np.uint8).reshape(len(signs), -1))


def test_four_bits_hold_the_direction():
    rows = some_vectors(50)
    assert ((unpack(pack_block(rows)) * rows).sum(1) > 0.99).all()


def test_a_claim_takes_192_bytes():
    block = pack_block(some_vectors(10))
    assert len(block["signs"]) + len(block["sizes"]) == 1920


def test_extremes_keep_their_sign():
    row = np.zeros((1, WIDTH), np.float32)
    row[0, 0], row[0, 1] = 0.9, -0.4
    found = unpack(pack_block(row))[0]
    assert found[0] > 0 > found[1]


def test_blocks_hold_keys_that_follow_each_other():
    keys = [*range(5, 5 + BLOCK + 3), 200, 201]
    rows = list(block_rows(keys, some_vectors(len(keys)), "e"))
    assert [(row["first"], row["count"]) for row in rows] == [(5, BLOCK), (5 + BLOCK, 3), (200, 2)]


class FakeConnection:
    """Blocks as the ledger would give them."""

    def __init__(self, rows):
        self.rows = [type("Row", (tuple,), {}) for _ in rows]
        self.rows = [_Row({**row, "key": key}) for key, row in enumerate(rows, 1)]

    def execute(self, asked):
        wanted = asked.compile().params
        if not wanted:
            return _Rows()  # nothing was erased
        if "key_1" in wanted and isinstance(wanted["key_1"], list):
            return [row for row in self.rows if row.key in wanted["key_1"]]
        return _Rows(row for row in self.rows if row.key > wanted["key_1"])


class _Row:
    def __init__(self, values):
        self.__dict__.update(values)

    def __getitem__(self, part):
        return (self.key, self.first)[part]


class _Rows(list):
    def all(self):
        return list(self)

    def scalar(self):
        return self[0] if self else None


@pytest.fixture
def filled():
    rows = some_vectors(3000)
    keys = [*range(10, 2010), *range(3000, 4000)]
    connection = FakeConnection(list(block_rows(keys, rows, "e")))
    nearest = Nearest("e")
    nearest.load(connection)
    return nearest, connection, dict(zip(keys, rows, strict=True))


def best(nearest, connection, question, among=None):
    places = nearest.find(question, among)
    likeness = nearest.compare(connection, places, question)
    return nearest.keys[places[np.argsort(-likeness)]].tolist()


def test_the_nearest_is_found(filled):
    nearest, connection, rows = filled
    for key in (10, 73, 74, 2009, 3000, 3999):
        noise = some_vectors(1, seed=key)[0]
        assert best(nearest, connection, rows[key] + 0.8 * noise)[0] == key


def test_only_among_those_asked_for(filled):
    nearest, connection, rows = filled
    among = np.array([11, 500, 3500])
    assert set(best(nearest, connection, rows[10], among)) == {11, 500, 3500}


def test_candidates_are_bounded(filled, monkeypatch):
    nearest, _, rows = filled
    monkeypatch.setattr(vectors, "CANDIDATES", 100)
    places = nearest.find(rows[10])
    assert len(places) == 100
    assert 10 in nearest.keys[places]


def test_what_came_since_is_loaded_and_nothing_twice(filled):
    nearest, connection, _ = filled
    nearest.load(connection)
    assert len(nearest.keys) == 3000
    more = FakeConnection([{}] * len(connection.rows) + list(block_rows([7000, 7001], some_vectors(2), "e")))
    more.rows = connection.rows + more.rows[-1:]
    nearest.load(more)
    assert nearest.keys[-2:].tolist() == [7000, 7001]
