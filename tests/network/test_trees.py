"""A forest in a file gives the sum of the leaves that each row comes to."""

from pathlib import Path

import numpy as np
import pytest

from konon.errors import NetworkError
from konon.network.trees import Forest
from konon.training.forest_files import Tree, below, write_forest

ABOVE_ONE = Tree(  # is the first number above 1?
    leaf=np.array([False, True, True]),
    feature=np.array([0, 0, 0]),
    threshold=np.array([1.0, 0, 0]),
    left=np.array([1, 0, 0]),
    right=np.array([2, 0, 0]),
    value=np.array([0, -1, 2]),
)
ABOVE_NOTHING = Tree(  # is the second above 0?
    leaf=np.array([False, True, True]),
    feature=np.array([1, 0, 0]),
    threshold=np.array([0.0, 0, 0]),
    left=np.array([1, 0, 0]),
    right=np.array([2, 0, 0]),
    value=np.array([0, 0.5, 0.25]),
)


@pytest.fixture
def two(tmp_path: Path) -> Forest:
    write_forest([ABOVE_ONE, ABOVE_NOTHING], bias=0.5, width=2, path=tmp_path / "two.onnx")
    return Forest(tmp_path / "two.onnx")


def test_each_row_goes_its_way(two: Forest) -> None:
    rows = np.array([[0, 0], [1, 0], [np.nextafter(np.float32(1), np.float32(2)), 0], [2, 1]], np.float32)
    assert two.odds(rows).tolist() == [0.0, 0.0, 3.0, 2.75]
    assert two.width == 2


def test_no_rows_no_chances(two: Forest) -> None:
    assert two.chances(np.zeros((0, 2), np.float32)).tolist() == []
    assert two.chances(np.zeros((1, 2), np.float32)).tolist() == [0.5]


def test_a_threshold_between_two_numbers_of_float32_parts_them_as_before() -> None:
    low = np.float32(0.1)
    high = np.nextafter(low, np.float32(1))
    thresholds = np.array([float(low), (float(low) + float(high)) / 2, float(high)])
    assert below(thresholds).tolist() == [low, low, high]


def test_a_damaged_or_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no forest")
    for name in ("bad.onnx", "none.onnx"):
        with pytest.raises(NetworkError, match="install konon again"):
            Forest(tmp_path / name)
