"""Outlines in memory: what was put is there until another takes its place, and never with another's vector."""

import numpy as np
import pytest

from konon.ledger import held_outlines
from konon.ledger.held_outlines import HeldOutlines
from konon.ledger.vectors import SIGNS, SIZES


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(held_outlines, "PLACES", 4)
    monkeypatch.setattr(held_outlines, "FIRST", 1)
    return HeldOutlines()


def put(held, *keys):
    packed = np.repeat(np.array(keys, np.uint8)[:, None], SIGNS + SIZES, axis=1)
    held.put(np.array(keys), packed, np.array([key % 2 == 0 for key in keys]))


def found(held, *keys):
    """Each that is there, by its vector and whether it takes something back."""
    asked = np.array(keys)
    there, packed, withdraws = held.take(asked[held.has(asked)])
    assert there.tolist() == packed[:, 0].tolist() == packed[:, -1].tolist()
    assert withdraws.tolist() == [key % 2 == 0 for key in there.tolist()]
    return there.tolist()


def test_what_was_put_is_there_and_nothing_else(few):
    assert found(few, 0, 1, 2) == []
    put(few, 2, 5)
    assert found(few, 0, 1, 2, 5, 6) == [2, 5]


def test_of_two_with_one_place_one_is_there(few):
    put(few, 2, 3)
    put(few, 6)
    assert found(few, 2, 3, 6) == [3, 6]


def test_of_two_with_one_place_that_come_together_one_is_there(few):
    put(few, 2, 6, 3)
    assert len(found(few, 2, 6, 3)) == 2


def test_what_has_no_room_any_more_makes_room(few):
    put(few, 1, 2, 3)
    put(few, 4, 5)
    assert found(few, 1, 2, 3, 4, 5) == [4, 5]
    put(few, *range(10, 20))
    assert found(few, *range(10, 20)) == [10, 11, 12, 13]


def test_many(few, monkeypatch):
    monkeypatch.undo()
    held = HeldOutlines()
    put(held, *range(1, 100))
    put(held, *range(100, 250))
    assert found(held, *range(256)) == list(range(1, 250))
