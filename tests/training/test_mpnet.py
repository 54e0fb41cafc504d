"""The larger English teacher's own parts; needs torch (the `train` extra)."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402

from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.training.corpora import make_text, split_with  # noqa: E402
from konon.training.layers import Shape  # noqa: E402
from konon.training.mpnet import (  # noqa: E402
    BUCKETS,
    PIECES,
    CasedSplitter,
    CasedVectors,
    RelativeEncoder,
    bucket_distances,
    case_of,
)


@pytest.mark.parametrize(
    ("word", "case"),
    [("said", 0), ("”", 0), ("12", 0), ("The", 1), ("BBC", 2), ("US", 2), ("A", 1), ("McDonald", 3), ("iPhone", 3)],
)
def test_case_of_a_word(word: str, case: int) -> None:
    assert case_of(word) == case


def test_buckets_of_distances() -> None:
    buckets = bucket_distances(300)
    row = buckets[150]
    assert row[150] == 0
    assert row[149] == 1
    assert row[151] == 1 + BUCKETS // 2
    back, on = row[:151].flip(0), row[150:]
    assert (back.diff() >= 0).all()
    assert (on[1:].diff() >= 0).all()
    assert back.max() == BUCKETS // 2 - 1
    assert on.max() == BUCKETS - 1
    assert len(set(back[128:].tolist())) == 1


def test_the_encoder_knows_distances() -> None:
    torch.manual_seed(1)
    encoder = RelativeEncoder(Shape(layers=1, width=24, heads=2, inner=32, dropout=0.0)).eval()
    vectors, mask = torch.randn(1, 5, 24), torch.ones(1, 5)
    before = encoder(vectors, mask)
    encoder.relative.weight.data[1] += 5.0  # look at the neighbour before
    assert not torch.allclose(before, encoder(vectors, mask))


def test_numbers_of_subwords_carry_the_case() -> None:
    vectors = CasedVectors(4)
    vectors.words.data[7] = 1.0
    vectors.cases.weight.data[2] = 0.5
    assert vectors[torch.tensor([7, 7 + 2 * PIECES])].tolist() == [[1.0] * 4, [1.5] * 4]


def test_units_are_the_shipped_tokenizers() -> None:
    letters = {letter: k for k, letter in enumerate("abcdefghijklmnopqrstuvwxyz.,'’“”0123456789", start=4)}
    pieces = {"[UNK]": 0, **letters, **{f"##{letter}": 100 + k for letter, k in letters.items()}, "said": 60}
    own = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))  # type: ignore[call-arg]
    own.normalizer = normalizers.BertNormalizer()  # type: ignore[assignment]
    own.pre_tokenizer = pre_tokenizers.BertPreTokenizer()  # type: ignore[assignment]
    row = {"text": "“We can’t,” Budi said.\n\nU.S. officials didn't."}
    konon = load_tagger().tokenizer
    wide, plain = make_text(row, CasedSplitter(konon, own)), make_text(row, split_with(konon))
    assert wide is not None
    assert plain is not None
    assert [u[1:] for p in wide.pieces for u in p.units] == [u[1:] for p in plain.pieces for u in p.units]
    piece = wide.pieces[0]
    firsts = {row["text"][a:b]: piece.ids[k] for k, a, b in piece.units}
    assert firsts["said"] == 60
    assert firsts["Budi"] == letters["b"] + PIECES
    assert firsts["”"] == letters["”"]
