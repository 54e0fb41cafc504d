"""What a pair is beside the others that are compared with it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from konon.network.loading import Floats
from konon.tracing.claim_features import NAMES
from konon.tracing.pair_surroundings import (
    BESIDE_NAMES,
    NEAR,
    Pair,
    Standing,
    find_rivals,
    find_unseen_rivals,
    see_beside,
    standing_of,
)

SUMMARY, QUOTE, FAR = Standing("summary", "kabar", 500), Standing("quote", "kabar", 620), Standing("far", "kabar", 4000)
COPY, OTHER = Standing("copy", "warta", 300), Standing("other", "warta", 300 + NEAR + 1)


def see(seen: dict[Pair, dict[str, float]]) -> dict[Pair, dict[str, float]]:
    """Of each pair what it is beside the others, by names."""
    features = np.zeros((len(seen), len(NAMES)), np.float32)
    for row, values in enumerate(seen.values()):
        for name, value in values.items():
            features[row, NAMES.index(name)] = value
    words: list[Floats] = [np.array([1, 0], np.float32) for _ in seen]
    found = see_beside(features, list(seen), [words, words])
    return {pair: dict(zip(BESIDE_NAMES, row.tolist(), strict=True)) for pair, row in zip(seen, found, strict=True)}


def copied(share: float) -> dict[str, float]:
    return {"run share": share, "size ratio": 1.0}


def test_a_summary_has_the_copy_of_the_quotation_behind_it_beside_it() -> None:
    found = see({(SUMMARY, COPY): copied(0.1), (QUOTE, COPY): copied(1.0), (FAR, COPY): copied(0.2)})
    assert found[SUMMARY, COPY]["copy beside most"] == 1
    assert found[SUMMARY, COPY]["copy beside least"] == 0, "nothing stands beside the copy"
    assert found[QUOTE, COPY]["copy beside most"] == pytest.approx(0.1), "itself is not beside itself"
    assert found[FAR, COPY]["copy beside most"] == 0, "it is too far from either"


def test_what_stands_around_both_sides_is_compared_too() -> None:
    near = OTHER._replace(at=COPY.at + NEAR)
    found = see({(SUMMARY, COPY): {"likeness": 0.3}, (QUOTE, near): {"likeness": 0.9}, (FAR, near): {"likeness": 0.95}})
    assert found[SUMMARY, COPY]["neighbours alike"] == pytest.approx(0.9)
    assert found[FAR, near]["neighbours alike"] == 0
    further = see({(SUMMARY, COPY): {"likeness": 0.3}, (QUOTE, OTHER): {"likeness": 0.9}})
    assert further[SUMMARY, COPY]["neighbours alike"] == 0


def test_two_that_both_have_a_better_partner_are_behind_in_words() -> None:
    words = {(SUMMARY, COPY): 1.0, (SUMMARY, OTHER): 0.4, (QUOTE, COPY): 0.3, (QUOTE, OTHER): 0.9}
    found = see({pair: {"words shared": value, "likeness": value} for pair, value in words.items()})
    assert found[SUMMARY, OTHER]["words behind least"] == pytest.approx(0.5)
    assert found[SUMMARY, OTHER]["words behind most"] == pytest.approx(0.6)
    assert found[SUMMARY, COPY]["words behind most"] == 0
    assert found[SUMMARY, COPY]["ahead likeness"] == pytest.approx(0.6 + 0.7)
    assert found[SUMMARY, OTHER]["ahead likeness"] == pytest.approx(-0.6 - 0.5)


def test_who_is_alone_is_ahead_of_nobody_by_all_it_has() -> None:
    (found,) = see({(SUMMARY, COPY): {"likeness": 0.5, "words shared": 1.0}}).values()
    assert found["ahead likeness"] == 1
    assert {found[name] for name in BESIDE_NAMES if name.startswith(("words", "copy", "neighbours"))} == {0}
    assert found["telling least"] == 1


def test_the_order_of_pairs_changes_nothing() -> None:
    dice = np.random.default_rng(2)
    given = {pair: copied(float(dice.random())) for pair in product((SUMMARY, QUOTE, FAR), (COPY, OTHER))}
    turned = dict(reversed(given.items()))
    assert see(given) == see(turned)


def test_rivals_share_a_saying_and_the_other_article() -> None:
    elsewhere = Standing("elsewhere", "harian", 10)
    pairs = [(SUMMARY, COPY), (SUMMARY, OTHER), (SUMMARY, elsewhere), (QUOTE, OTHER)]
    assert sorted(map(sorted, find_rivals(pairs, 0))) == [[0, 1], [2], [3]]
    assert sorted(map(sorted, find_rivals(pairs, 1))) == [[0], [1, 3], [2]]
    assert find_unseen_rivals(pairs, {0}) == [1]
    assert find_unseen_rivals(pairs, {1}) == [0, 3]
    assert find_unseen_rivals(pairs, {2}) == []


def test_a_saying_stands_where_its_first_letter_does(make) -> None:
    saying = make("Rembang harbour was closed")
    assert standing_of(saying) == (saying.id, saying.article, saying.place)
