"""The bar counts what was known before, but neither its rate nor the time left does; Ctrl-C says how far it got."""

from __future__ import annotations

import sys

import pytest

from konon.cli import STOPPED
from konon.cli.progress import Bar, add_up


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def test_what_was_known_makes_no_rate(terminal):
    with Bar(300) as bar:
        for _ in range(200):
            bar.step(known=True)
        (task,) = bar._progress.tasks
        assert (task.completed, task.speed, task.time_remaining) == (200, None, None)
        for _ in range(3):
            bar.step()
        assert task.completed == 203
        assert sum(sample.completed for sample in task._progress) == 3
    assert bar.count == 203


@pytest.mark.parametrize(
    ("total", "told"),
    [(300, "stopped after 2 of 300 inputs; go on"), (None, "stopped after 2 inputs; go on"), (1, None)],
)
@pytest.mark.parametrize("ending", STOPPED)
def test_a_signal_says_how_far_it_got(capsys, total, told, ending):
    def stop():
        with Bar(total, wanted=False) as bar, bar.interruptible("; go on"):
            bar.step(2)
            raise ending

    with pytest.raises(ending):
        stop()
    assert capsys.readouterr().err == (f"konon: {told}\n" if told else "")


@pytest.mark.parametrize("ending", STOPPED)
def test_a_signal_says_how_many_claims_are_done(capsys, ending):
    def counts():
        yield 1000
        yield 24
        raise ending

    with pytest.raises(ending):
        add_up(counts(), "Meaning", quiet=True)
    assert capsys.readouterr().err == "konon: stopped after 1,024 claims; the same command goes on from there\n"
