"""Fixtures of all tests: where the shared data lies, if it does."""

import os
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
