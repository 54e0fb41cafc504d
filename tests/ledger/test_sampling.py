"""A sample has as many of each kind, and is the same wherever it is drawn."""

from collections import Counter

import pytest
from making import many_readings

from konon.ledger import Ledger, Query
from konon.ledger.sampling import OTHERS, STRATA


@pytest.fixture
def filled(ledger):
    ledger.add_all(many_readings(60))
    return ledger


def test_as_many_of_each_kind_and_the_beginning_is_a_sample_too(filled):
    found = list(filled.sample(30, by="certainty"))
    assert Counter(drawn.stratum for drawn, _ in found) == {"certain": 15, "possible": 15}
    assert Counter(drawn.stratum for drawn, _ in found[:10]) == {"certain": 5, "possible": 5}
    assert {drawn.stratum: drawn.claims for drawn, _ in found} == {"certain": 120, "possible": 60}
    assert all(finding.claim.factuality.certainty == drawn.stratum for drawn, finding in found)
    assert len({finding.id for _, finding in found}) == 30


def test_the_same_everywhere_and_another_by_another_seed(filled, tmp_path):
    with Ledger.open(tmp_path / "other.db", write=True) as other:
        other.add_all(reversed(list(many_readings(60))))  # other keys
        ids = [[finding.id for _, finding in one.sample(20, by="outlet")] for one in (filled, other)]
    assert ids[0] == ids[1]
    assert ids[0][:2] == ids[0][:2]
    again = [finding.id for _, finding in filled.sample(20, by="outlet", seed=2)]
    assert set(again) != set(ids[0])


def test_kinds_too_few_to_be_told_apart_go_together(filled):
    found = list(filled.sample(20, by="speaker"))
    kinds = Counter(drawn.stratum for drawn, _ in found)
    assert len(kinds) == 5
    assert OTHERS in kinds
    assert min(kinds.values()) >= 2
    assert sum({drawn.stratum: drawn.claims for drawn, _ in found}.values()) == 180


@pytest.mark.parametrize("by", STRATA)
def test_every_kind_can_be_drawn_by(filled, by):
    assert len(list(filled.sample(12, by=by))) == 12


def test_no_more_than_there_are_and_only_what_is_asked_for(filled):
    assert len(list(filled.sample(1000, query=Query(speaker="Kremlin")))) == 60
    assert list(filled.sample(5, query=Query(words="nosuchword"))) == []
