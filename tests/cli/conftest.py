"""A command line that is fed readings made by hand."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def feed(monkeypatch):
    """`feed(readings)` makes the command line read those, whatever its inputs."""

    def feed_readings(found, total=None):
        class Readings:
            def __init__(self, inputs, *, options=None, stdin=None, jobs=1):
                self.inputs, self.options = inputs, options
                self.total = total
                self.pages = SimpleNamespace(keep_from=lambda output: None, notes=[])
                Readings.last = self

            def __iter__(self):
                return iter(found)

        for command in ("read", "demo"):
            monkeypatch.setattr(f"konon.cli.commands.{command}.Readings", Readings)
        return Readings

    return feed_readings
