"""Outlines in memory: what was put is there until another takes its place."""

import numpy as np
import pytest

from konon.ledger import held_outlines
from konon.ledger.held_outlines import HeldOutlines
from konon.ledger.vectors import SIGNS, SIZES


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(held_outlines, "PLACES", 4)
    return HeldOutlines()


def put(held, *keys):
    packed = np.repeat(np.array(keys, np.uint8)[:, None], SIGNS + SIZES, axis=1)
    held.put(np.array(keys), packed, np.array([key % 2 == 0 for key in keys]))


def test_what_was_put_is_there_and_nothing_else(few):
    put(few, 2, 5)
    asked = np.array([1, 2, 5, 6])
    assert few.has(asked).tolist() == [False, True, True, False]
    keys, packed, withdraws = few.take(asked[few.has(asked)])
    assert (keys.tolist(), packed[:, 0].tolist(), withdraws.tolist()) == ([2, 5], [2, 5], [True, False])


def test_of_two_with_one_place_the_last_is_there(few):
    put(few, 2, 3)
    put(few, 6)
    assert few.has(np.array([2, 3, 6])).tolist() == [False, True, True]
    assert HeldOutlines().has(np.array([1, 2])).tolist() == [False, False]
