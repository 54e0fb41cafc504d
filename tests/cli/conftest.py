"""The command line as a test calls it, and one that is fed readings made by hand."""

from types import SimpleNamespace

import msgspec
import pytest

from konon.cli import run
from konon.contract import reading_row
from konon.ledger import Ledger


@pytest.fixture
def call(capfd):
    """`call(*words)` gives the exit code and what came to stdout and stderr."""

    def call_konon(*words):
        code = run(words)
        return code, *capfd.readouterr()

    return call_konon


@pytest.fixture
def full(tmp_path, reading, monkeypatch):
    """A ledger of one article with three claims, named by the environment."""
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading)
    monkeypatch.setenv("KONON_LEDGER", str(path))
    return path


@pytest.fixture
def thirty(tmp_path, many, call, monkeypatch):
    """A ledger of 30 articles with three claims each, named by the environment."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(reading_row(one)) + b"\n" for one in many(30)))
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "k.db"))
    assert call("add", str(path), "--readings", "--no-meaning", "--no-trace")[0] == 0
    return tmp_path / "k.db"


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
