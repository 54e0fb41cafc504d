"""A command line that is fed readings made by hand."""

import sys
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def feed(monkeypatch):
    """`feed(readings)` makes the command line read those, whatever its inputs."""

    def feed_readings(found, total=None):
        class Readings:
            def __init__(self, inputs, *, options=None, stdin=None):
                self.inputs, self.options = inputs, options
                self.total = total
                self.pages = SimpleNamespace(keep_from=lambda output: None)
                Readings.last = self

            def __iter__(self):
                return iter(found)

        pipeline = ModuleType("konon.pipeline")
        pipeline.Readings = Readings
        monkeypatch.setitem(sys.modules, "konon.pipeline", pipeline)
        return Readings

    return feed_readings
