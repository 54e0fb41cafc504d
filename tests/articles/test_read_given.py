"""An article given as such: all of it is body."""

from __future__ import annotations

import pytest

from konon.errors import ArticleError


def test_text_stays_and_every_paragraph_is_body(read):
    text = "  Kanal7.id – Jakarta. Satu hal.\n\n\tBaca juga: Dua Hal\nTinggalkan Balasan  \n"
    article = read(text, "article")
    assert article.text == text
    assert [text[s:e] for s, e in article.body] == [
        "Kanal7.id – Jakarta. Satu hal.",
        "Baca juga: Dua Hal",
        "Tinggalkan Balasan",
    ]
    assert (article.outlet, article.dateline) == ("Kanal7.id", "Jakarta")


def test_the_id_given_comes_out_again(read):
    assert read("Satu hal.", "article", id="x1").id == "x1"


def test_without_id_the_words_make_one(read):
    assert read("Satu hal.", "article", path="a").id == read("Satu hal.", "article", path="b").id
    assert read("Satu hal.", "article").id != read("Dua hal.", "article").id


def test_the_outlet_is_known_by_its_address(read):
    assert read("Satu hal.", "article", url="https://news.detik.com/a").outlet == "detikcom"
    assert read("Satu hal.", "article", url="https://www.kanal7.example/a").outlet == "kanal7.example"


def test_the_mark_at_the_end_is_the_byline(read):
    assert read("Satu hal, katanya. (vyp/kna)", "article").byline == "vyp/kna"
    assert read("Satu hal dari PBB (WHO).", "article").byline is None


def test_blank_text_is_an_error(read):
    with pytest.raises(ArticleError):
        read(" \n", "article")
