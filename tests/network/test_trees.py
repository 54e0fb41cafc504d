"""A forest as arrays gives the sum of the leaves it comes to."""

import numpy as np

from konon.network.trees import Forest

TWO = Forest(  # is the first number above 1? is the second above 0?
    roots=np.array([0, 3], np.int32),
    feature=np.array([0, 0, 0, 1, 0, 0], np.int32),
    threshold=np.array([1.0, 0, 0, 0, 0, 0]),
    left=np.array([1, 1, 2, 4, 4, 5], np.int32),
    right=np.array([2, 1, 2, 5, 4, 5], np.int32),
    value=np.array([0, -1, 2, 0, 0.5, 0.25], np.float32),
    bias=np.array([0.5], np.float32),
)


def test_each_row_goes_its_way():
    rows = np.array([[0, 0], [2, 0], [2, 1]], np.float32)
    assert TWO.odds(rows).tolist() == [0.0, 3.0, 2.75]


def test_no_rows_no_chances():
    assert TWO.chances(np.zeros((0, 2), np.float32)).tolist() == []
    assert TWO.chances(np.zeros((1, 2), np.float32)).tolist() == [0.5]
