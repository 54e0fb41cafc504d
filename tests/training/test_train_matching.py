"""What the judge of claims is taught as no link."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("sklearn")

from konon.tracing.first_look import NAMES_OF_LOOK, Sketch
from konon.training.train_matching import far_pairs, look_at_all, marked_pairs, matter_of


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


def test_what_is_looked_at_stands_beside_its_pair():
    vectors = [[1, 0], [0.6, 0.8], [0.2, 0.98], [0.15, -0.99]]
    words = [{1, 2}, {1, 3}, {4}, {1, 2}]
    sketches = [
        Sketch(
            number=number, article=str(number), lang="en", day=1, keys=(7,), speakers=frozenset(),
            words=np.array(sorted(held), np.uint32), around=np.array([], np.uint32),
            vector=np.pad(np.array(vector, np.float32) / np.float32(np.linalg.norm(vector)), (0, 382)),
        )
        for number, (held, vector) in enumerate(zip(words, vectors, strict=True))
    ]  # fmt: skip
    rows, pairs = look_at_all(sketches)
    assert pairs == [(1, 0), (2, 1), (3, 0)], "0 and 2 are hardly alike and share no word, the others are unlike"
    likeness = NAMES_OF_LOOK.index("likeness")
    assert [round(float(row[likeness]), 2) for row in rows] == [
        round(float(sketches[a].vector @ sketches[b].vector), 2) for a, b in pairs
    ]
