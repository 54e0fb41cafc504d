"""Vectors in four bits: what is packed comes back nearly as it was, and the nearest are the nearest."""

import numpy as np
import pytest
from making import make_reading, nobody
from sqlalchemy import select

from konon.ledger import vectors
from konon.ledger.schema import claims as claims_table
from konon.ledger.vectors import WIDTH, SharedIndex, pack_rows, put_vectors, remove_claims, unpack_rows

ENCODER = "e"


def some_vectors(count, seed=1):
    rows = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def unpack(packed):
    signs, sizes = (np.frombuffer(b"".join(part), np.uint8) for part in zip(*packed, strict=True))
    return unpack_rows(signs.reshape(-1, WIDTH // 8), sizes.reshape(-1, 3 * WIDTH // 8))


def test_four_bits_hold_the_direction():
    rows = some_vectors(50)
    assert ((unpack(pack_rows(rows)) * rows).sum(1) > 0.99).all()


def test_every_four_bits_are_half_a_step_more_than_they_say():
    generator = np.random.default_rng(5)
    signs = generator.integers(0, 256, (40, WIDTH // 8), dtype=np.uint8)
    sizes = generator.integers(0, 256, (40, 3 * WIDTH // 8), dtype=np.uint8)
    bits = np.unpackbits(sizes.reshape(-1, 3, WIDTH // 8), axis=2).astype(np.float32)
    rows = (bits[:, 0] + 2 * bits[:, 1] + 4 * bits[:, 2] + 0.5) * np.where(np.unpackbits(signs, axis=1), -1, 1)
    assert np.allclose(unpack_rows(signs, sizes), rows / np.linalg.norm(rows, axis=1, keepdims=True), rtol=1e-6)
    assert unpack_rows(signs[:0], sizes[:0]).shape == (0, WIDTH)


def test_a_claim_takes_192_bytes():
    assert {len(signs) + len(sizes) for signs, sizes in pack_rows(some_vectors(10))} == {192}


def test_extremes_keep_their_sign():
    row = np.zeros((1, WIDTH), np.float32)
    row[0, 0], row[0, 1] = 0.9, -0.4
    found = unpack(pack_rows(row))[0]
    assert found[0] > 0 > found[1]


@pytest.fixture
def filled(ledger, monkeypatch):
    """A ledger of 300 claims with vectors, which memory holds in pieces of 64 and reads by 50."""
    monkeypatch.setattr(vectors, "SEGMENT", 64)
    monkeypatch.setattr(vectors, "BLOCK", 10)
    monkeypatch.setattr(vectors, "SLICE", 5)
    ledger.add(make_reading(*((nobody(), f"kapal nomor {number} singgah") for number in range(300))))
    with ledger._place.writing() as connection:
        keys = connection.execute(select(claims_table.c.key).order_by(claims_table.c.key)).scalars().all()
        rows = dict(zip(keys, some_vectors(300), strict=True))
        assert put_vectors(connection, ENCODER, keys, np.stack(list(rows.values()))) == 300
    return ledger, rows


def best(ledger, shared, question, among=None):
    with ledger._place.reading() as connection:
        near = shared.load(connection).find(question, among)
        claims, likeness = shared.compare(connection, near, question)
    assert (np.diff(likeness) <= 0).all()
    return claims.tolist()


def test_the_nearest_is_found_in_every_piece(filled):
    ledger, rows = filled
    shared = SharedIndex(ENCODER)
    for key in (1, 50, 51, 64, 65, 192, 300):
        assert best(ledger, shared, rows[key] + 0.8 * some_vectors(1, seed=key)[0])[0] == key


def test_only_among_those_asked_for(filled):
    ledger, rows = filled
    found = best(ledger, SharedIndex(ENCODER), rows[10], np.array([11, 70, 290, 10_000]))
    assert set(found) == {11, 70, 290}


def test_candidates_are_bounded(filled, monkeypatch):
    ledger, rows = filled
    monkeypatch.setattr(vectors, "CANDIDATES", 20)
    found = best(ledger, SharedIndex(ENCODER), rows[10])
    assert len(found) == 20
    assert found[0] == 10


def test_a_snapshot_never_changes_and_the_next_has_what_came_since(filled):
    ledger, _ = filled
    shared = SharedIndex(ENCODER)
    with ledger._place.reading() as connection:
        before = shared.load(connection)
    ledger.add(make_reading((nobody(), "jembatan ambruk"), id="more"))
    fresh = some_vectors(1, seed=7)
    with ledger._place.writing() as connection:
        put_vectors(connection, ENCODER, [301], fresh)
    assert best(ledger, shared, fresh[0])[0] == 301
    assert len(before) == 300
    assert 301 not in before.find(fresh[0]).claims
    with ledger._place.reading() as connection:
        assert len(shared.load(connection)) == 301
        assert shared.load(connection) is shared.load(connection), "nothing came, nothing is made anew"


def test_a_vector_that_is_there_is_not_written_again(filled):
    ledger, _ = filled
    with ledger._place.writing() as connection:
        assert put_vectors(connection, ENCODER, [5, 6], some_vectors(2, seed=3)) == 0


def test_another_encoder_takes_the_place_of_the_first(filled):
    ledger, rows = filled
    with ledger._place.writing() as connection:
        assert put_vectors(connection, "newer", [5, 6], some_vectors(2, seed=3)) == 2
    assert set(best(ledger, SharedIndex("newer"), rows[5])) == {5, 6}
    assert not {5, 6} & set(best(ledger, SharedIndex(ENCODER), rows[5]))


def test_removed_claims_are_found_no_more_even_by_who_had_them_in_memory(filled):
    ledger, rows = filled
    shared = SharedIndex(ENCODER)
    assert best(ledger, shared, rows[70])[0] == 70
    with ledger._place.writing() as connection:
        remove_claims(connection, [70, 300])
    found = best(ledger, shared, rows[70])
    assert len(found) == 298
    assert not {70, 300} & set(found)


def test_the_key_of_a_removed_claim_may_serve_again(filled):
    ledger, rows = filled
    shared = SharedIndex(ENCODER)
    best(ledger, shared, rows[300])
    other = some_vectors(1, seed=9)
    with ledger._place.writing() as connection:
        remove_claims(connection, [300])
        put_vectors(connection, ENCODER, [300], other)
    assert best(ledger, shared, other[0])[0] == 300
    assert best(ledger, shared, rows[300])[0] != 300


def test_who_reads_an_older_state_compares_only_what_is_there(filled):
    ledger, rows = filled
    shared = SharedIndex(ENCODER)
    with ledger._place.reading() as older:
        near = shared.load(older).find(rows[70])
    with ledger._place.writing() as connection:
        remove_claims(connection, [70])
    with ledger._place.reading() as connection:
        claims, _ = shared.compare(connection, near, rows[70])
    assert len(claims) == 299
    assert 70 not in claims
