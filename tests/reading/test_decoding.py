"""The network's numbers -> attributions, on numbers made by hand."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from konon.reading.spans.decoding import (
    Decoder,
    Dials,
    Draft,
    Extraction,
    Weights,
    bridge_gaps,
    find_runs,
    leave_sources,
    link_scores,
    settle,
    smooth,
)
from konon.reading.spans.labels import ADD, CUTS, MEAN, MUL, OUT, ROLES, TAGS
from konon.reading.spans.windows import Window
from konon.reading.text.units import BUCKETS, REACH

TEXT = "Budi mengatakan harga turun , Siti membantah kabar itu"
WORDS = TEXT.split()


def make_window() -> Window:
    ends = np.cumsum([len(word) + 1 for word in WORDS]) - 1
    starts = ends - [len(word) for word in WORDS]
    units = np.arange(len(WORDS), dtype=np.int32)
    return Window(
        tokens=units, first=units, start=starts.astype(np.int32), end=ends.astype(np.int32), paragraph=units * 0
    )


def make_weights() -> Weights:
    """Every cue takes its source from its left and its content from its right, the nearer the rather."""
    half = BUCKETS // 2
    distance = np.zeros((BUCKETS, ADD), np.float32)
    distance[:half, 0] = np.linspace(0.5, 1, half)
    distance[half + 1 :, 1] = np.linspace(1, 0.5, half)
    sums = np.zeros((len(ROLES), ADD), np.float32)
    sums[ROLES.index("source"), 0] = 2
    sums[ROLES.index("content"), 1] = 2
    zeros = {"sum_bias": len(ROLES)}
    return Weights(
        distance=distance,
        sum_weight=sums,
        product=np.zeros((len(ROLES), MUL), np.float32),
        **{name: np.zeros(size, np.float32) for name, size in zeros.items()},
    )


def decode(tags: str, **dials: float) -> list[Extraction]:
    """`tags`: one letter a word: S source, c cue, C content, . nothing."""
    out = np.zeros((len(WORDS), OUT), np.float32)
    for unit, letter in enumerate(tags):
        name = {"S": "B-source", "c": "B-cue", "C": "I-content", ".": "O"}[letter]
        out[unit, TAGS.index(name)] = 5
    return list(Decoder(make_weights(), Dials(**{"tag_share": 0.5, **dials})).decode(TEXT, make_window(), out))  # type: ignore[arg-type]


def words(spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [TEXT[s:e] for s, e in spans]


def test_a_cue_takes_its_source_and_its_content() -> None:
    (found,) = decode("ScCC.....")
    assert words(found.source) == ["Budi"]
    assert words(found.cue) == ["mengatakan"]
    assert words(found.content) == ["harga turun"]
    assert 0 < found.confidence <= 1


def test_what_lies_beyond_the_reach_is_nothing_to_a_cue() -> None:
    (found,) = decode("ScCC.....", reach=1)
    assert words(found.content) == ["harga"]


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ([1, 1, 0, 0, 1, 1], [0, 0, 0, 0, 1, 1]),  # no more than the other's source
        ([1, 1, 1, 0, 1, 1], [1, 1, 1, 0, 1, 1]),  # more than it
        ([1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]),  # nothing else is said
    ],
)
def test_a_part_of_a_content_that_is_anothers_source_is_left_to_it(content: list[int], left: list[int]) -> None:
    other = Draft(0, (2, 3), (0, 2), np.array([0, 0, 0, 1, 0, 0], bool), 0.9)
    one = Draft(1, (3, 4), None, np.array(content, bool), 0.9)
    assert leave_sources([other, one])[1].content.tolist() == [bool(unit) for unit in left]


def test_no_cue_no_attribution() -> None:
    assert decode("S.CC.....") == []


def test_a_cue_without_content_is_none() -> None:
    assert decode("........c") == []


def test_a_content_has_one_cue_only() -> None:
    found = decode("ScCC.ScCC")
    contents = [words(one.content) for one in found]
    assert sum("kabar itu" in " ".join(content) for content in contents) == 1


def test_a_cue_of_retelling_gives_way_to_a_cue_of_saying() -> None:
    roles = np.array([[0, 0, 2, 2], [0, 0, 2, 2]])
    scores = np.array([[0, 0, 5, 5], [0, 0, 1, 1]], np.float32)
    assert settle(roles.copy(), scores, np.array([False, False]))[:, 3].tolist() == [2, 0]
    assert settle(roles.copy(), scores, np.array([True, False]))[:, 3].tolist() == [0, 2]
    assert settle(roles.copy(), scores, np.array([True, True]))[:, 3].tolist() == [2, 0]


def test_a_higher_floor_finds_no_more() -> None:
    assert len(decode("ScCC.....", keep=2.0)) == 0


def test_heads_are_cut_where_training_cuts_them() -> None:
    assert CUTS[0] == len(TAGS)
    assert CUTS[-1] + MEAN == OUT


def test_runs() -> None:
    assert find_runs(np.array([1, 1, 0, 1], bool)) == [(0, 2), (3, 4)]
    assert find_runs(np.array([1, 1, 1], bool), np.array([1, 0, 1], bool)) == [(0, 2), (2, 3)]
    assert find_runs(np.array([0, 1, 1, 1, 0, 0], bool), np.array([1, 0, 1, 1, 1, 0], bool)) == [(1, 2), (2, 3), (3, 4)]
    assert find_runs(np.zeros(0, bool)) == []


def test_a_cue_is_linked_to_what_is_within_its_reach_alone() -> None:
    rng = np.random.default_rng(3)
    as_cue, as_unit = (rng.normal(size=(9, ADD + MUL)).astype(np.float32) for _ in range(2))
    weights = Weights(
        distance=rng.normal(size=(BUCKETS, ADD)).astype(np.float32),
        sum_weight=rng.normal(size=(len(ROLES), ADD)).astype(np.float32),
        sum_bias=rng.normal(size=len(ROLES)).astype(np.float32),
        product=rng.normal(size=(len(ROLES), MUL)).astype(np.float32),
    )
    links = link_scores([1, 6], as_cue, as_unit, weights, 3)
    assert (links[0, 5:] == links[1, 0]).all()
    assert links[0, 5].tolist() == [0, -20, -20]
    nearer = weights.distance[len(REACH) - 2]  # two units before a cue
    summed = np.maximum(as_cue[6, :ADD] + as_unit[4, :ADD] + nearer, 0) @ weights.sum_weight.T + weights.sum_bias
    scores = summed + (weights.product * as_cue[6, ADD:]) @ as_unit[4, ADD:]
    assert links[1, 4] == pytest.approx(scores - np.log(np.exp(scores).sum()), abs=1e-3)


def test_smoothing_finds_the_best_of_all_paths() -> None:
    scores = np.random.default_rng(5).normal(size=(4, 5, 3)).astype(np.float32)
    found = smooth(scores, 0.7, np.zeros(5, bool))

    def worth(row: int, path: tuple[int, ...]) -> float:
        changes = sum(a != b for a, b in pairwise(path))
        return float(scores[row, range(5), path].sum()) - 0.7 * changes

    for row in range(4):
        best = max(product(range(3), repeat=5), key=lambda path: worth(row, path))
        assert tuple(found[row].tolist()) == best


@pytest.mark.parametrize(("blocked", "filled"), [([0, 0, 0, 0], True), ([0, 1, 0, 0], False)])
def test_a_gap_is_bridged_unless_something_stands_in_it(blocked: list[int], filled: bool) -> None:
    assert bridge_gaps(np.array([1, 0, 1, 0], bool), np.array(blocked, bool), 1)[1] == filled


def test_smoothing_drops_a_lone_flicker() -> None:
    scores = np.zeros((1, 5, 3), np.float32)
    scores[0, :, 2] = [3, 3, -0.5, 3, 3]
    fresh = np.zeros(5, bool)
    assert smooth(scores, 1.0, fresh).tolist() == [[2, 2, 2, 2, 2]]
    assert smooth(scores, 0.0, fresh).tolist() == [[2, 2, 0, 2, 2]]
