"""How often a process of ours looks for garbage: seldom, for what it makes refers to nothing that refers to it."""

from __future__ import annotations

import gc
from typing import Final

THRESHOLDS: Final = (50_000, 20, 50)  # Python's own are (700, 10, 10), and take 3 to 10% of reading and linking


def collect_seldom() -> None:
    """For a command and its workers; a program that imports Konon decides for itself."""
    gc.set_threshold(*THRESHOLDS)
