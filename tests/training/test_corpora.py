"""Gold rows -> batches; needs torch (the `train` extra)."""

from __future__ import annotations

import random
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")

from konon.reading.spans.labels import OUT, ROLES, TAGS  # noqa: E402
from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.training.corpora import IGNORE, collate, make_samples, make_text, split_with  # noqa: E402
from konon.training.layers import Network, Shape, distance_bucket  # noqa: E402

TEXT = "Budi mengatakan harga turun. “Benar,” ujarnya."
ROW: dict[str, Any] = {
    "text": TEXT,
    "attributions": [
        {"source": [[0, 4]], "cue": [[5, 15]], "content": [[16, 27]], "certainty": "certain"},
        {"source": [[42, 45]], "cue": [[38, 42]], "content": [[30, 35]]},
    ],
}


def test_tags_follow_the_gold() -> None:
    text = make_text(ROW, split_with(load_tagger().tokenizer))
    assert text is not None
    names = [TAGS[tag] for tag in text.tags]
    assert names[:4] == ["B-source", "B-cue", "B-content", "I-content"]
    assert names[-3:] == ["B-cue", "B-source", "O"]


def test_anchors_know_their_own_units_and_padding_is_passed_over() -> None:
    tokenizer = load_tagger().tokenizer
    short = {"text": "Ia pergi.", "attributions": []}
    faces = [(text,) for row in (ROW, short) if (text := make_text(row, split_with(tokenizer)))]
    rng = random.Random(1)
    batch = collate(make_samples(faces, rng), rng, negatives=0)
    assert batch.roles.shape[0] == 2
    assert (batch.roles == ROLES.index("content")).sum(1).tolist() == [2, 1]
    assert batch.meanings[0].tolist() == [0, IGNORE, IGNORE]
    assert (batch.tags == IGNORE).any()


def test_distances_fall_into_symmetric_buckets() -> None:
    near = distance_bucket(torch.tensor([-1, 0, 1]))
    assert near.tolist() == [9, 10, 11]
    assert distance_bucket(torch.tensor([-999, 999])).tolist() == [0, 20]


def test_the_network_gives_each_subword_its_numbers() -> None:
    network = Network(Shape(layers=1, width=24, heads=2, inner=32)).eval()
    assert network(torch.zeros(2, 7, 24), torch.ones(2, 7)).shape == (2, 7, OUT)
