"""Saved pages -> a classifier of blocks, on two small invented pages."""

from __future__ import annotations

import json

import pytest

from konon.articles.classifier import load_classifier
from konon.training import page_blocks

PROSE = [
    "Wali Kota Ratna Dewanti menyatakan jembatan gantung di Kampung Hulu ditutup selama dua pekan mulai Senin.",
    "Warga dapat memakai perahu yang disediakan pemerintah tanpa membayar selama penutupan itu berlangsung.",
    "Ketua RT setempat, Hasan Basri, meminta perbaikan tidak molor karena anak-anak harus ke sekolah.",
    "Pekerjaan itu memakai dana daerah sebesar dua miliar rupiah dan melibatkan tiga puluh orang pekerja.",
]
PAGE = (
    "<html><head><title>Jembatan Ditutup</title></head><body><ul><li><a href='/'>Beranda</a></li></ul><article>"
    "<h1>Jembatan Ditutup</h1>{}</article><div class='related'><a href='/1'>Pasar Hulu Ramai</a></div></body></html>"
)


@pytest.fixture
def gold(tmp_path):
    rows = []
    for n in range(2):
        lines = PROSE[n:] + PROSE[:n]
        name = f"page{n}.html"
        (tmp_path / name).write_text(PAGE.format("".join(f"<p>{line}</p>" for line in lines)), "utf-8")
        rows.append({"id": f"p{n}", "file": name, "outlet": f"outlet{n}", "body": "\n\n".join(lines)})
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def test_a_page_is_learnt_whole_and_cut_down(gold):
    pages = [page for saved in page_blocks.load_saved([gold], None) for page in page_blocks.learn_page(saved)]
    assert [page.whole for page in pages] == [True, False, True, False]
    assert [int(page.labels.sum()) for page in pages if page.whole] == [4, 4]
    assert all(3 <= page.labels.sum() <= 4 for page in pages)
    assert {len(page.features[0]) for page in pages} == {len(load_classifier("page-blocks").mean)}


def test_a_page_must_tell_its_body_to_be_learnt_by_it():
    saved = page_blocks.Saved(id="a", outlet="a", kind="told", page=PAGE.format("<p>Satu.</p>").encode(), body=None)
    assert page_blocks.learn_page(saved) == []


def test_folds_part_outlets_and_measure(gold, monkeypatch, capsys):
    monkeypatch.setattr(page_blocks, "STEPS", 40)
    monkeypatch.setattr(page_blocks, "SEEDS", (1,))
    monkeypatch.setattr(page_blocks, "fold_of", lambda outlet: int(outlet[-1]))
    monkeypatch.setattr(page_blocks, "FOLDS", 2)
    pages = [page for saved in page_blocks.load_saved([gold], None) for page in page_blocks.learn_page(saved)]
    page_blocks.report_folds(pages)
    assert capsys.readouterr().out.startswith("gold           F1 ")


def test_the_shipped_weights_are_those_of_the_settings():
    classifier = load_classifier("page-blocks")
    assert (classifier.change, classifier.bias) == (page_blocks.CHANGE, page_blocks.BIAS)
    assert len(classifier.layers) == len(page_blocks.SEEDS)
