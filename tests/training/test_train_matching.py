"""What the judge of claims is taught as no link."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("sklearn")

from konon.training.train_matching import far_pairs, marked_pairs, matter_of


def told(*vectors):
    return [SimpleNamespace(encoded=SimpleNamespace(mean=np.array(vector, np.float32))) for vector in vectors]


@pytest.fixture
def clusters():
    one, two, three = told([1, 0], [1, 0.1], [1, 0.2])
    return [("bridge", {("a", 0): one}), ("bridge", {("b", 0): two}), ("tunnel", {("c", 0): three})]


def test_claims_of_one_matter_are_not_far(clusters):
    found = {(pair.a, pair.b) for pair in far_pairs(clusters, set())}
    assert found == {(("a", 0), ("c", 0)), (("b", 0), ("c", 0))}


def test_what_is_linked_between_clusters_is_not_far(clusters):
    linked = {frozenset({("b", 0), ("c", 0)})}
    assert [(pair.a, pair.b) for pair in far_pairs(clusters, linked)] == [(("a", 0), ("c", 0))]


def test_a_cluster_without_a_matter_is_its_own():
    assert matter_of({"cluster": "en00"}) == "en00"
    assert matter_of({"cluster": "pw01", "matter": "summit"}) == "summit"


def test_what_was_left_open_is_neither_linked_nor_apart():
    pair = [{"article": "a", "claim": 0}, {"article": "b", "claim": 0}]
    cluster = {"cluster": "bridge", "links": [], "undecided": [pair]}
    claims = {("a", 0): None, ("b", 0): None, ("b", 1): None}
    (left,) = marked_pairs(cluster, claims)
    assert (left.a, left.b, left.relation) == (("a", 0), ("b", 1), "none")
