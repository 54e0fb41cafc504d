"""Hashes of articles -> which are near-copies of which; the hashes here are given, as the engine would make them."""

import numpy as np
import pyarrow as pa
import pytest

from konon.batch.likest import find_again, find_likest
from konon.batch.minhashes import HASHES, take_marks

RANDOM = np.random.default_rng(1).integers(0, 2**32, (40, HASHES), dtype=np.uint32)


def altered(marks, number, other):
    """With the last `number` hashes of another."""
    return np.concatenate([marks[: HASHES - number], other[HASHES - number :]])


def batch_of(rows):
    """Rows of (place, id, text, hashes or None)."""
    places, ids, texts, marks = zip(*rows, strict=True)
    kind = pa.list_(pa.uint32(), HASHES)
    lists = pa.array([None if one is None else one.tolist() for one in marks], kind)
    numbers = [pa.array(places, pa.int64()), pa.array(ids, pa.uint64()), pa.array(texts, pa.uint64())]
    return pa.RecordBatch.from_arrays([*numbers, lists], ["place", "id", "text", "marks"])


@pytest.fixture
def look(tmp_path):
    """Rows, in several batches -> (place, first) of near-copies, and the places met again."""

    def run(*batches):
        marks = take_marks([batch_of(rows) for rows in batches], tmp_path)
        again = find_again(marks)
        found = find_likest(marks, again, 0.8)
        return list(zip(found.place.tolist(), found.first.tolist(), strict=True)), again.tolist()

    return run


def test_a_copy_of_a_copy_is_read_where_that_is(look):
    first, between = RANDOM[0], altered(RANDOM[0], 20, RANDOM[1])
    last = altered(between, 40, RANDOM[2])
    rows = [(5, 50, 50, first), (7, 70, 70, between), (9, 90, 90, altered(last, 20, between))]
    assert look(rows) == ([(7, 5), (9, 5)], [])


def test_the_likest_is_taken_and_the_earlier_of_two_that_are_as_like(look):
    near = altered(RANDOM[0], 6, RANDOM[1])
    far = np.concatenate([RANDOM[2][:18], RANDOM[0][18:]])  # shares other bands with the first
    assert look([(1, 9, 1, far), (2, 9, 2, near), (3, 3, 3, RANDOM[0])]) == ([(3, 2)], [])
    assert look([(3, 3, 3, RANDOM[5]), (1, 1, 1, RANDOM[5]), (2, 2, 2, RANDOM[5])]) == ([(2, 1), (3, 1)], [])


def test_the_order_in_which_they_come_changes_nothing(look):
    rows = [(place, place, place, altered(RANDOM[place % 7], place % 30, RANDOM[20])) for place in range(40)]
    expected = look(rows)
    assert len(expected[0]) > 20
    shuffled = [rows[at] for at in np.random.default_rng(2).permutation(len(rows))]
    assert look(shuffled[:13], shuffled[13:14], shuffled[14:]) == expected


def test_the_same_under_the_same_id_is_met_again_and_another_text_is_a_version(look):
    rows = [(1, 7, 1, RANDOM[0]), (2, 7, 2, RANDOM[0]), (3, 7, 1, RANDOM[0]), (4, 8, 1, RANDOM[0]), (5, 7, 1, None)]
    assert look(rows) == ([(4, 1)], [3, 5])


def test_those_with_too_few_words_and_none_at_all_are_no_copies(look):
    assert look([(1, 1, 1, None), (2, 2, 2, None)]) == ([], [])
    assert look() == ([], [])


def test_each_pair_is_found_that_a_comparison_of_all_finds(look):
    rows = [(place, place, place, altered(RANDOM[place // 4], place % 4 * 8, RANDOM[39])) for place in range(60)]
    found, _ = look(rows)
    like = [
        later
        for later in range(60)
        if any((rows[later][3] == rows[first][3]).mean() >= 0.8 for first in range(later // 4 * 4, later))
    ]
    assert [place for place, _ in found] == like
