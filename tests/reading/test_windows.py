"""Text -> windows and units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.reading.spans.tagger import load_tagger
from konon.reading.spans.windows import BEGIN, END, MAX_TOKENS, Window, join_windows, make_windows


def windows_of(text: str, *paragraphs: tuple[int, int], limit: int = MAX_TOKENS) -> list[Window]:
    return make_windows(text, paragraphs or [(0, len(text))], load_tagger().tokenizer, limit)


def words_in(text: str, window: Window) -> list[str]:
    return [text[s:e] for s, e in zip(window.start, window.end, strict=True)]


def test_words_and_marks_are_units() -> None:
    text = "“Kami siap,” kata Budi."
    (window,) = windows_of(text)
    assert words_in(text, window) == ["“", "Kami", "siap", ",", "”", "kata", "Budi", "."]


@pytest.mark.parametrize("word", ["ujarnya", "katanya", "menurutnya", "Menurutnya", "diungkapkannya", "tuturnya"])
def test_the_clitic_of_a_speech_word_is_a_unit_of_its_own(word: str) -> None:
    (window,) = windows_of(f"Harga turun, {word} kemarin.")
    assert words_in(f"Harga turun, {word} kemarin.", window)[3:5] == [word[:-3], "nya"]


def test_a_word_that_merely_ends_like_the_clitic_stays_whole() -> None:
    (window,) = windows_of("Ia hanya bertanya di Kenya.")
    assert words_in("Ia hanya bertanya di Kenya.", window) == ["Ia", "hanya", "bertanya", "di", "Kenya", "."]


def test_a_name_that_ends_like_the_clitic_stays_whole() -> None:
    (window,) = windows_of("Anya dan Tanya bertemu Vanya di Banya.")
    assert words_in("Anya dan Tanya bertemu Vanya di Banya.", window)[::2] == ["Anya", "Tanya", "Vanya", "Banya"]


def test_paragraphs_share_a_window_and_are_told_apart() -> None:
    text = "Satu dua.\n\nTiga."
    (window,) = windows_of(text, (0, 9), (11, 16))
    assert window.paragraph.tolist() == [0, 0, 0, 1, 1]
    assert window.tokens[0] == BEGIN
    assert (window.tokens == END).sum() == 2


def test_a_long_paragraph_is_cut_at_a_sentence_end() -> None:
    text = " ".join(f"Kalimat nomor {n} tentang harga beras di pasar kota." for n in range(60))
    windows = windows_of(text, limit=128)
    assert len(windows) > 3
    assert all(len(w.tokens) <= 128 for w in windows)
    assert all(text[w.end[-1] - 1] == "." for w in windows)


def test_a_body_without_words_has_no_window() -> None:
    assert windows_of("   \n ") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.integers(16, MAX_TOKENS))
def test_every_unit_lies_in_the_text_once_and_in_order(text: str, limit: int) -> None:
    last = 0
    for window in windows_of(text, limit=limit) if text else []:
        assert len(window.tokens) <= limit
        for start, end in zip(window.start.tolist(), window.end.tolist(), strict=True):
            assert last <= start < end <= len(text)
            last = end
        assert (window.first < len(window.tokens)).all()


def test_windows_joined_are_one_with_all_units_at_their_subwords() -> None:
    text = "Budi mengatakan harga turun. Siti membantahnya. Menurut Rusli, kabar itu lama."
    windows = windows_of(text, limit=12)
    assert len(windows) > 1
    joined = join_windows(windows)
    assert words_in(text, joined) == [word for window in windows for word in words_in(text, window)]
    subwords = [int(window.tokens[first]) for window in windows for first in window.first]
    assert joined.tokens[joined.first].tolist() == subwords
