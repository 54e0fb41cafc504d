"""Lines and their places, headlines, and the labels a classifier decides for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.articles.classifier import decode, load_classifier, weigh_odds
from konon.articles.features import best_run, line_features, marks_thread
from konon.articles.headline import find_headlines
from konon.articles.lines import count_words, paragraph_spans, split_lines
from konon.articles.read_dump import count_line_words


@given(st.text(st.sampled_from("ab .\n\t“é"), max_size=200))
def test_lines_cover_all_that_is_not_blank(text):
    lines = split_lines(text)
    assert "".join("".join(text[line.start : line.end].split()) for line in lines) == "".join(text.split())
    assert all(text[line.start : line.end].strip() == text[line.start : line.end] for line in lines)


def test_a_line_knows_whether_a_blank_one_precedes_it():
    assert [line.after_blank for line in split_lines("a\nb\n\n  c\n \n\td\n e")] == [True, False, True, True, False]


def test_short_lines_are_never_joined():
    menu = "\n".join(["Beranda", "Nasional", "Daerah", "Olahraga"] * 20)
    assert len(split_lines(menu)) == 80


def test_words_of_chinese_are_counted_without_blanks():
    assert count_words("价格下降了很多") == 3
    assert count_words("harga turun 5 persen") == 4


def test_paragraph_spans_leave_out_blanks():
    assert paragraph_spans(" a b \n\n\tc\n") == ((1, 4), (8, 9))


@pytest.mark.parametrize(
    ("lines", "title", "places"),
    [
        (["Harga Beras Turun", "Ekonomi", "Harga Beras Turun", "Isi."], "Harga Beras Turun", (0, 2)),
        (["Harga Beras Turun | Kabar", "Menu", "Harga Beras Turun", "Isi."], "Harga Beras Turun", (0, 2)),
        (["Kabar - Harga Beras Turun", "Harga beras turun"], "Harga beras turun", (0, 1)),
        (["Harga Beras Turun Lagi di Kota | Kabar", "Menu", "Harga Beras Turun Lagi di Kota Kami"], None, ()),
        (["Beranda", "Menu", "Isi."], None, ()),
        ([], None, ()),
    ],
)
def test_the_headline_is_what_the_page_repeats(lines, title, places):
    found = find_headlines(lines)
    if title is None and found.places:  # nearly the same words count too
        assert found.text == lines[found.places[-1]]
    else:
        assert (found.text, found.places) == (title, places)


def test_the_best_run_has_the_greatest_sum():
    assert best_run(np.array([-1.0, 2.0, -1.0, 3.0, -9.0, 3.0])) == (1, 4)
    assert best_run(np.array([-1.0, -1.0])) == (0, 0)


def test_a_change_of_label_has_its_price():
    logits = np.array([2.0, 2.0, -1.0, 2.0, -5.0, -5.0])
    assert decode(logits, 0.0) == [True, True, False, True, False, False]
    assert decode(logits, 1.0) == [True, True, True, True, False, False]
    assert decode(np.array([]), 1.0) == []


@given(st.lists(st.floats(-9, 9), max_size=8), st.floats(0, 3))
def test_the_decoding_is_the_best_of_all(logits, change):
    def gain(labels):
        changes = sum(a != b for a, b in zip([labels[0], *labels], labels, strict=False)) if labels else 0
        return sum(z for z, label in zip(logits, labels, strict=True) if label) - change * changes

    labels = [[bool(n >> i & 1) for i in range(len(logits))] for n in range(2 ** len(logits))]
    assert gain(decode(np.array(logits), change)) == pytest.approx(max(map(gain, labels)))


def test_a_notice_between_paragraphs_does_not_end_a_body(dump):
    lines = split_lines(dump)
    passed = [line.text.startswith(("Baca juga", "ADVERTISEMENT")) for line in lines]
    chosen = load_classifier().decide(line_features(lines), count_line_words(lines), passed)
    assert not any(a and b for a, b in zip(chosen, passed, strict=True))
    assert sum(chosen) == 4


def test_a_short_line_goes_with_its_neighbours():
    odds = weigh_odds(np.array([4.0, -2.0, 4.0]), np.array([20.0, 2.0, 20.0]))
    assert decode(odds, 1.0) == [True, True, True]
    assert decode(weigh_odds(np.array([4.0, -2.0, 4.0]), np.array([20.0, 30.0, 20.0])), 1.0) == [True, False, True]


def test_readers_comments_are_marked():
    marks = ["2 days ago at 08:51 am", "Ana Sari says:", "Reply", "3 komentar", "5 jam yang lalu"]
    plain = ["Harga beras turun.", "He replied to the letter.", "Dua hari lalu ia datang.", "At noon he left."]
    assert [marks_thread(line) for line in split_lines("\n".join(marks + plain))] == [True] * 5 + [False] * 4


def test_the_shipped_weights_fit_the_features():
    features = line_features(split_lines("Satu hal.\n\nDua hal lain, katanya."))
    assert features.shape[1] == len(load_classifier().mean)
    assert np.isfinite(load_classifier().logits(features)).all()
