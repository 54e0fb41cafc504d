"""The encoder of meaning: translations lie near each other, whatever the language, and odd texts break nothing."""

import numpy as np
import pytest

from konon.errors import NetworkError
from konon.network.meaning import WIDTH, MeaningEncoder, load_encoder

PAIRS = [
    ("The ferry to the outer islands has stopped running.", "Feri ke pulau-pulau terluar berhenti beroperasi."),
    ("She denies that the company paid the judge.", "Ia membantah perusahaan itu membayar hakim."),
    ("Rice prices will rise again before the holiday.", "Harga beras akan naik lagi menjelang hari raya."),
    ("The bridge collapsed after three days of rain.", "Jembatan itu ambruk setelah tiga hari hujan."),
    ("North Korea may have sent shells to Russia.", "Korea Utara mungkin telah mengirim peluru ke Rusia."),
    ("The vaccine is safe for children under five.", "Vaksin itu aman bagi anak di bawah lima tahun."),
    ("Two fishermen were rescued near the strait.", "Dua nelayan diselamatkan di dekat selat."),
    ("The minister said the budget would not be cut.", "Menteri mengatakan anggaran tidak akan dipotong."),
    ("Nobody knows who owns the warehouse.", "Tidak ada yang tahu siapa pemilik gudang itu."),
    ("Students protested against the new fees.", "Mahasiswa memprotes biaya yang baru."),
]


@pytest.fixture(scope="module")
def likeness():
    encoder = load_encoder()
    english, indonesian = (encoder.encode(list(texts)) for texts in zip(*PAIRS, strict=True))
    return english @ indonesian.T


def test_a_translation_is_nearer_than_any_other_sentence(likeness):
    assert likeness.argmax(0).tolist() == likeness.argmax(1).tolist() == list(range(len(PAIRS)))


def test_unlike_sentences_are_near_zero(likeness):
    others = likeness[~np.eye(len(PAIRS), dtype=bool)]
    assert abs(others.mean()) < 0.15
    assert np.diag(likeness).min() > 0.4


@pytest.mark.parametrize("text", ["", "  \n "])
def test_no_word_no_vector(text):
    assert not load_encoder().encode([text]).any()


@pytest.mark.parametrize("text", ["senjata " * 5000, "\x00", "漢字かな", "🚀🚀", "a" * 3000, "\ud800"])
def test_odd_texts_have_vectors_of_length_one(text):
    row = load_encoder().encode([text])[0]
    assert np.isclose(np.linalg.norm(row), 1, atol=1e-4)


def test_nothing_asked_nothing_given():
    assert load_encoder().encode([]).shape == (0, WIDTH)


def test_missing_weights_are_told_in_one_line(tmp_path):
    with pytest.raises(NetworkError, match="install konon again"):
        MeaningEncoder(tmp_path)


def test_damaged_weights_are_told_in_one_line(tmp_path):
    for name in ("encoder.onnx", "meaning.safetensors", "meaning.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(NetworkError, match="damaged"):
        MeaningEncoder(tmp_path)
