"""The gate: what falls below a floor is seen, and no floor sinks unasked."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"cases": {"id": {"attribution": 0.8, "alpha": 0.7}}}


@pytest.fixture
def gate(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("gate", ROOT / "evals" / "gate.py")
    gate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gate)
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps(FLOORS))
    monkeypatch.setattr(gate, "FLOORS", floors)
    return gate


@pytest.fixture
def measured(gate, monkeypatch):
    """`measured(figures)`: what the one set gives in this run."""

    def give(figures):
        monkeypatch.setattr(gate, "SETS", {"cases": (lambda path: {"id": figures}, ROOT)})

    return give


def floors_of(gate):
    return json.loads(gate.FLOORS.read_text())["cases"]["id"]


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"attribution": 0.8, "alpha": 0.9}, 0),
        ({"attribution": 0.7996, "alpha": 0.7}, 0),
        ({"attribution": 0.79, "alpha": 0.9}, 1),
        ({"attribution": 0.9}, 1),
        ({"attribution": 0.9, "alpha": 0.9, "direct": 0.1}, 0),
    ],
)
def test_a_figure_below_its_floor_or_not_measured_fails(gate, measured, capsys, figures, code):
    measured(figures)
    assert gate.main([]) == code
    assert ("BELOW" in capsys.readouterr().out) == bool(code)


def test_an_update_raises_floors_and_lowers_none(gate, measured):
    measured({"attribution": 0.7, "alpha": 0.9})
    assert gate.main(["--update"]) == 1
    assert floors_of(gate) == {"attribution": 0.8, "alpha": 0.895}


def test_a_regression_is_allowed_only_when_asked_for(gate, measured):
    measured({"attribution": 0.7, "alpha": 0.9})
    assert gate.main(["--update", "--allow-regression"]) == 0
    assert floors_of(gate) == {"attribution": 0.695, "alpha": 0.895}


def test_a_language_without_floors_gets_them_all(gate, measured):
    gate.FLOORS.write_text("{}")
    measured({"attribution": 0.7, "direct": 0.9})
    assert gate.main(["--update"]) == 0
    assert floors_of(gate) == {"attribution": 0.695, "direct": 0.895}


def test_an_unknown_set_is_refused(gate):
    with pytest.raises(SystemExit):
        gate.main(["casses"])


def test_figures_become_numbers_of_which_more_is_better(gate):
    figures = {"a": {"p": 1, "r": 0.5, "f1": 0.7}, "invented": {"accuracy": 0.1, "n": 2}, "alpha": 0.5, "articles": 3}
    figures["act"] = {"accuracy": 0.9, "n": 2, "macro f1": 0.6}
    assert gate.flatten(figures) == {"a": 0.7, "not invented": 0.9, "alpha": 0.5, "act": 0.9, "act macro": 0.6}


def test_the_floors_are_of_known_sets(gate):
    known = json.loads((ROOT / "evals" / "floors.json").read_text())
    assert set(known) == set(gate.SETS)
