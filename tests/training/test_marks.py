"""What a teacher said is kept and found again; needs torch (the `train` extra)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")

from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.training.corpora import collate, make_samples, read_corpus, split_with  # noqa: E402
from konon.training.layers import Network, Shape, read_units, split_heads  # noqa: E402
from konon.training.marks import Marks, read_text, write_marks  # noqa: E402
from konon.training.train import Lesson, taught_losses  # noqa: E402

CURLY = "Budi mengatakan harga turun. “Benar,” ujarnya."
PLAIN = "Siti menyebut jalan itu rusak."
SHAPE = Shape(layers=1, width=24, heads=2, inner=32, dropout=0.0)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in (CURLY, PLAIN)))
    return path


@pytest.fixture
def teacher() -> tuple[Network, torch.Tensor]:
    torch.manual_seed(1)
    network = Network(SHAPE).eval()
    network.heads.bias.data[3] += 3.0  # it sees cues
    return network, torch.randn(len(load_tagger().vectors.scales), 24)


def test_marks_are_found_again(tmp_path: Path, corpus: Path, teacher: tuple[Network, torch.Tensor]) -> None:
    split = split_with(load_tagger().tokenizer)
    text = read_corpus(corpus, split)[0][0]
    out = read_text(*teacher, text, 254)
    write_marks(teacher[0], [(CURLY, out), (CURLY, out)], tmp_path / "marks")
    marks = Marks(tmp_path / "marks", 4)
    taught = marks.find(CURLY)
    assert taught is not None
    assert taught.who == 4
    for kept, part in zip((taught.tags, taught.anchors, taught.units), split_heads(out), strict=False):
        assert torch.allclose(torch.from_numpy(kept).float(), part, atol=0.01)
    assert marks.find(PLAIN) is None
    assert torch.equal(marks.linker.sum.weight, teacher[0].linker.sum.weight)


def test_both_faces_of_a_text_are_taught_and_other_texts_are_not(
    tmp_path: Path, corpus: Path, teacher: tuple[Network, torch.Tensor]
) -> None:
    split = split_with(load_tagger().tokenizer)
    write_marks(teacher[0], [(CURLY, read_text(*teacher, read_corpus(corpus, split)[0][0], 254))], tmp_path / "marks")
    curly, plain = read_corpus(corpus, split, teach=Marks(tmp_path / "marks").find)
    assert [face.taught is not None for face in curly] == [True, True]
    assert plain[0].taught is None


def test_a_batch_learns_from_what_was_taught_alone(
    tmp_path: Path, corpus: Path, teacher: tuple[Network, torch.Tensor]
) -> None:
    network, vectors = teacher
    split = split_with(load_tagger().tokenizer)
    write_marks(network, [(CURLY, read_text(network, vectors, read_corpus(corpus, split)[0][0], 254))], tmp_path / "m")
    marks = Marks(tmp_path / "m")
    faces = [text[:1] for text in read_corpus(corpus, split, teach=marks.find)]
    rng = random.Random(1)
    batch = collate(make_samples(faces, rng), rng)
    assert sorted(batch.who.tolist()) == [-1, 0]
    assert batch.taught is not None
    lesson = Lesson(*batch.taught, batch.who, [marks.linker])
    parts = read_units(network, vectors, batch)
    same = [float(part.detach()) for part in taught_losses(network, parts, batch, lesson)]
    assert same == pytest.approx([0, 0], abs=2e-3)  # float16 beside bf16
    torch.manual_seed(2)
    pupil = Network(SHAPE).eval()
    tags, links = taught_losses(pupil, read_units(pupil, vectors, batch), batch, lesson)
    assert float(tags.detach()) > 0.01
    assert float(links.detach()) > 0.0
