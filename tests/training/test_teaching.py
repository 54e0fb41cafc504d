"""A smaller network learns from a larger one; needs torch (the `train` extra)."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")

from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.training.corpora import IGNORE, Batch, collate, make_samples, make_text, split_with  # noqa: E402
from konon.training.layers import Network, Parts, Shape, read_units  # noqa: E402
from konon.training.train import Lesson, losses, taught_losses  # noqa: E402

TEXT = "Budi mengatakan harga turun. “Benar,” ujarnya."
GOLD = {"text": TEXT, "attributions": [{"source": [[0, 4]], "cue": [[5, 15]], "content": [[16, 27]]}]}
UNMARKED = {"text": TEXT}
SHAPE = Shape(layers=1, width=24, heads=2, inner=32, dropout=0.0)


def make_batch(*rows: dict[str, object]) -> Batch:
    tokenizer = load_tagger().tokenizer
    faces = [(text,) for row in rows if (text := make_text(row, split_with(tokenizer)))]
    rng = random.Random(1)
    return collate(make_samples(faces, rng), rng)


def make_network(seed: int) -> tuple[Network, torch.Tensor]:
    torch.manual_seed(seed)
    return Network(SHAPE).eval(), torch.randn(len(load_tagger().vectors.scales), 24)


def lesson_of(teacher: Network, taught: Parts, who: int = 0) -> Lesson:
    return Lesson(taught[0], taught[1], taught[2], torch.full((len(taught[0]),), who), [teacher.linker])


def test_an_unmarked_text_says_nothing_of_its_units() -> None:
    batch = make_batch(UNMARKED)
    assert (batch.tags == IGNORE).all()
    assert (batch.roles == IGNORE).all()
    assert batch.there.sum() > 5
    network, vectors = make_network(1)
    assert [float(part.detach()) for part in losses(network, read_units(network, vectors, batch), batch)] == [0, 0, 0]


def test_who_says_what_the_teacher_says_has_nothing_to_learn() -> None:
    batch = make_batch(GOLD, UNMARKED)
    network, vectors = make_network(1)
    parts = read_units(network, vectors, batch)
    tags, links = taught_losses(network, parts, batch, lesson_of(network, parts))
    assert float(tags.detach()) == pytest.approx(0, abs=1e-6)
    assert float(links.detach()) == pytest.approx(0, abs=1e-6)


def test_another_network_has() -> None:
    batch = make_batch(UNMARKED)
    teacher, vectors = make_network(1)
    teacher.heads.bias.data[3] += 3.0  # a teacher that sees cues
    pupil, _ = make_network(2)
    taught = read_units(teacher, vectors, batch)
    tags, links = taught_losses(pupil, read_units(pupil, vectors, batch), batch, lesson_of(teacher, taught))
    assert float(tags.detach()) > 0.01
    assert float(links.detach()) > 0.0


def test_hidden_subwords_are_hidden() -> None:
    batch = make_batch(GOLD)
    network, vectors = make_network(1)
    whole, none = (read_units(network, vectors, batch, blank)[0] for blank in (0.0, 1.0))
    assert not torch.allclose(whole, none)
    assert torch.allclose(none, read_units(network, vectors * 0, batch)[0])
