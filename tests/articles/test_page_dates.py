"""Dates of pages, as precise as they are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.articles.page_dates import find_date, find_moment, infer_published


@pytest.mark.parametrize(
    ("line", "lang", "moment"),
    [
        ("Kamis, 14 September 2023 10:05 WIB", "id", "2023-09-14T10:05+07:00"),
        ("Selasa 28 Mar 2023 06.40 WITA", "id", "2023-03-28T06:40+08:00"),
        ("14/09/2023", "id", "2023-09-14"),
        ("3/9/2023", "id", "2023-09-03"),
        ("3/9/2023", "en", None),  # may be March or September
        ("3/19/19 06:56 PM EST", "en", "2019-03-19T18:56-05:00"),
        ("Published 12:30 a.m. Nov. 18, 2019", "en", "2019-11-18T00:30"),
        ("2019-11-18", "en", "2019-11-18"),
        ("18th May 2021", "en", "2021-05-18"),
        ("Mei 2021", "id", None),
        ("31 Februari 2021", "id", None),
        ("1234567890", "id", None),
    ],
)
def test_moment_of_a_line(line, lang, moment):
    assert find_moment(line, lang) == moment


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("Mereka bertemu pada Rabu (13/09/2023) kemarin.", "id", "2023-09-14"),
        ("Mereka bertemu pada Minggu (31/12/2023) kemarin.", "id", "2024-01-01"),
        ("Mereka bertemu hari ini, Rabu (13/9/2023).", "id", "2023-09-13"),
        ("Mereka bertemu pada Rabu (13/9/2023).", "id", None),
        ("Ia lahir 1 Mei 1999. Mereka bertemu Rabu (13/9/2023) kemarin.", "id", "2023-09-14"),
        ("They met on 13 September 2023.", "en", None),
        ("Tidak ada tanggal.", "id", None),
    ],
)
def test_the_day_is_inferred_only_where_words_tie_it_to_a_date(text, lang, day):
    assert infer_published(text, lang) == day


@given(st.text())
def test_any_text_has_a_date_within_it_or_none(text):
    found = find_date(text, american=True)
    assert found is None or 0 <= found[1] < found[2] <= len(text)
