"""The head of factuality: what is trained in torch is what NumPy runs."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from konon.errors import NetworkError  # noqa: E402
from konon.reading.meaning.fact_head import read_head  # noqa: E402
from konon.reading.meaning.surroundings import CONTENT, CUE, Surroundings  # noqa: E402
from konon.reading.meaning.verdicts import Verdict  # noqa: E402
from konon.reading.text.units import WIDTH, Units  # noqa: E402
from konon.training.train_facts import (  # noqa: E402
    NARROW,
    Directions,
    FactExample,
    FactNetwork,
    answer,
    bind,
    export,
    measure,
)

NAMES = ["asks", "owned", "rule:certain"]
VECTORS = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
BY = Directions(middle=np.full(WIDTH, 0.1), axes=np.random.default_rng(2).normal(size=(WIDTH, NARROW)) / 30)


def around(traits, units=(0, 2)):
    return Surroundings(traits=frozenset(traits), units=units, places=(CUE, CONTENT)[: len(units)])


def example(traits):
    one = around(traits)
    narrow = (VECTORS[list(one.units)] - BY.middle) @ BY.axes
    rules = Verdict("certain", "positive", "statement", ())
    marks = {"certainty": "certain", "polarity": None, "act": "belief"}
    return FactExample(lang="en", set="x", outlet="y", fold=0, around=one, narrow=narrow, rules=rules, marks=marks)


@pytest.fixture
def networks():
    torch.manual_seed(3)
    made = [FactNetwork(len(NAMES)).eval() for _ in range(2)]
    for network in made:
        torch.nn.init.normal_(network.straight.weight)
    return made


def test_numpy_answers_as_torch_does(networks, tmp_path):
    export(networks, NAMES, BY, tmp_path / "facts.safetensors")
    units = Units(start=(0, 2, 4), end=(1, 3, 5), paragraph=(0, 0, 0), vectors=VECTORS)
    found = read_head(tmp_path / "facts.safetensors").weigh_all([around(["asks", "never met"])], units)[0]
    wanted = answer(networks, bind([example(["asks"])], NAMES))[0]
    for field, values in wanted.items():
        assert found[field] == pytest.approx(values, abs=0.01)
        assert sum(found[field].values()) == pytest.approx(1, abs=1e-5)


def test_without_units_the_traits_answer(networks, tmp_path):
    export(networks, NAMES, BY, tmp_path / "facts.safetensors")
    units = Units(start=(0, 2, 4), end=(1, 3, 5), paragraph=(0, 0, 0), vectors=VECTORS)
    found = read_head(tmp_path / "facts.safetensors").weigh_all([around(["owned"], units=())], units)[0]
    assert sum(found["act"].values()) == pytest.approx(1, abs=1e-5)


def test_a_damaged_file_is_one_line(tmp_path):
    path = tmp_path / "facts.safetensors"
    path.write_bytes(b"no weights")
    with pytest.raises(NetworkError, match="damaged weights"):
        read_head(path)


def test_what_is_not_judged_is_no_target():
    assert bind([example(["asks"])], NAMES).targets["polarity"].tolist() == [-100]


def test_the_mean_f1_is_over_the_values_that_are_wanted():
    assert measure(["a", "a", "b"], ["a", "b", "b"]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
