"""A forest of decision trees -> log odds, by onnxruntime: NumPy would go through all trees step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from konon.network.loading import Floats, open_session, reading_weights

ROWS: Final = "rows"  # the input: (rows, width) float32
ODDS: Final = "odds"  # the output: (rows, 1) float32


class Forest:
    """Boosted trees that `konon.training.forest_files` wrote."""

    def __init__(self, path: Path) -> None:
        """NetworkError where the file is missing or damaged."""
        with reading_weights(path):
            self._session = open_session(path)
            self.width: int = self._session.get_inputs()[0].shape[1]  # of a row

    def odds(self, rows: Floats) -> Floats:
        """(rows, width) -> (rows,): the log odds of each."""
        if not len(rows):
            return np.zeros(0, np.float32)
        found: Floats = self._session.run([ODDS], {ROWS: rows})[0]
        return found[:, 0]

    def chances(self, rows: Floats) -> Floats:
        """(rows, width) -> (rows,): the chance of each."""
        return np.asarray(1 / (1 + np.exp(-self.odds(rows))), np.float32)
