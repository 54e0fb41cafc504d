"""Fixtures of all tests: where the shared data lies, if it does."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Machines under load are slow by fits: a deadline would fail there. In CI the examples are the same every time.
settings.register_profile("konon", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("konon")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the checkout; the test is skipped where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("no shared data beside the checkout")
    return folder


@pytest.fixture(scope="session")
def growth() -> Callable[[Callable[[int], object], int], float]:
    """How many times as much CPU time some work of four times the size takes: linear work 4, quadratic 16.

    The two sizes take turns and each one's best counts, so it does not matter how fast or busy the machine is.
    """

    def cost(work: Callable[[int], object], size: int) -> float:
        start = time.process_time()
        work(size)
        return time.process_time() - start

    def measure(work: Callable[[int], object], size: int) -> float:
        work(size)  # what is loaded once
        rounds = [(cost(work, size), cost(work, 4 * size)) for _ in range(3)]
        small, large = (min(costs) for costs in zip(*rounds, strict=True))
        return large / max(small, 0.005)  # less is the clock's own grain

    return measure
