"""Labels, folds and figures of the training of the dump reader."""

from __future__ import annotations

import json

import pytest

from konon.articles.classifier import load_classifier
from konon.articles.lines import split_lines
from konon.training import dump_lines


def label(text, body):
    return dump_lines.label_lines(split_lines(text), body)


def test_long_lines_are_body_where_their_words_are():
    text = "Beranda Nasional Daerah Olahraga\nHarga beras turun lima persen pekan ini.\nBaca berita lain di sini saja"
    assert label(text, "Harga beras turun lima persen pekan ini.") == [False, True, False]


def test_a_short_line_is_body_only_between_lines_of_the_body():
    text = "Begitu.\nHarga beras turun lima persen.\nBegitu.\nWarga senang karena harga itu turun.\nMenu\nBegitu."
    body = "Harga beras turun lima persen.\n\nBegitu.\n\nWarga senang karena harga itu turun."
    assert label(text, body) == [False, True, True, True, False, False]


def test_what_a_page_says_twice_is_body_once():
    body = "Harga beras turun lima persen pekan ini.\n\nWarga di pasar senang karena harga itu turun."
    text = f"{body}\nCetak halaman ini sekarang juga\n{' '.join(body.split())}"
    assert label(text, body) == [True, True, False, False]


def test_a_sentence_that_the_body_has_twice_is_body_twice():
    line = "Makan setiap dua sampai tiga jam."
    assert label(f"{line}\nIni kalimat yang lain sama sekali.\n{line}\n{line}", f"{line}\n\n{line}")[0]
    assert label(f"{line}\nMenu utama hari ini saja\n{line}\n{line}", f"{line}\n{line}") == [True, False, True, False]


def test_dumps_of_one_page_share_a_fold():
    rows = [{"id": f"p1-{way}", "text": "Satu hal.", "body": "Satu hal."} for way in ("naive", "blocks")]
    one, other = (dump_lines.make_dump(row) for row in rows)
    assert one.page == other.page == "p1"
    assert (one.way, other.way) == ("naive", "blocks")


def test_a_body_may_be_spans():
    assert dump_lines.make_dump({"id": "a", "text": "Menu\nSatu hal.", "body": [[5, 14]]}).body == "Satu hal."


def test_the_figure_is_f1_of_mean_precision_and_mean_recall():
    assert dump_lines.body_f1([("a b c d e", "a b c d e")]) == 1.0
    assert dump_lines.body_f1([("a b c d", ""), ("a b c d", "a b c d")]) == pytest.approx(2 / 3)
    assert dump_lines.body_f1([]) == 0.0


def test_a_crop_keeps_lines_and_labels_together():
    rows = "\n".join(
        ["Menu"] * 30 + [f"Kalimat nomor {n} yang cukup panjang untuk ini." for n in range(20)] + ["Kaki"] * 30
    )
    body = "\n".join(line for line in rows.split("\n") if line.startswith("Kalimat"))
    dump = dump_lines.make_dump({"id": "a", "text": rows, "body": body})
    for seed in range(5):
        crop = dump_lines.crop_dump(dump, seed)
        assert len(crop.lines) == len(crop.labels) == len(crop.features) == len(crop.weights) < 80
        assert [bool(x) for x in crop.labels] == [line.text.startswith("Kalimat") for line in crop.lines]


def test_training_learns_what_it_is_shown(tmp_path, monkeypatch, capsys):
    text = "\n".join(
        [
            "Beranda",
            "Daerah",
            *(f"Kalimat ke-{n} berkata bahwa harga beras turun." for n in range(5)),
            "Bagikan",
            "Komentar",
        ]
    )
    body = "\n".join(line for line in text.split("\n") if line.startswith("Kalimat"))
    path = tmp_path / "dumps.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": text, "body": body}) + "\n" for n in range(4)))
    monkeypatch.setattr(dump_lines, "STEPS", 60)
    monkeypatch.setattr(dump_lines, "SEEDS", (1,))
    out = tmp_path / "weights.json"
    dump_lines.main(["train", str(path), "--out", str(out)])
    assert "F1 1.0000" in capsys.readouterr().out
    assert set(json.loads(out.read_text())) == {"change", "bias", "mean", "scale", "layers"}


def test_the_shipped_weights_are_these_of_the_script():
    assert (load_classifier().change, load_classifier().bias) == (dump_lines.CHANGE, dump_lines.BIAS)
    assert len(load_classifier().layers) == len(dump_lines.SEEDS)
