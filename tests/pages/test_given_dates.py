"""Dates as people write them into tables -> ISO 8601, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.pages.given_dates import is_unsure, read_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-11-01", "2025-11-01"),
        ("2025-11", "2025-11"),
        ("2025", "2025"),
        ("2025-11-01T10:20:00+07:00", "2025-11-01T10:20:00+07:00"),
        ("2025-11-01T10:20:00Z", "2025-11-01T10:20:00Z"),
        ("2025-11-01 10:20:00", "2025-11-01T10:20:00"),
        ("2025-11-01 10:20:00 +07:00", "2025-11-01T10:20:00+07:00"),
        ("20251101", "2025-11-01"),
        ("1761992400", "2025-11-01T10:20:00+00:00"),
        ("1761992400000", "2025-11-01T10:20:00+00:00"),
        ("Sat, 01 Nov 2025 03:20:11 GMT", "2025-11-01T03:20:11+00:00"),
        ("Sabtu, 1 November 2025 | 10:20 WIB", "2025-11-01T10:20+07:00"),
        ("Jumat 31 Okt 2025", "2025-10-31"),
        ("1/11/2025", "2025-11-01"),
        ("31.10.2025", "2025-10-31"),
        ("Nov 1, 2025", "2025-11-01"),
        ("September 2023", "2023-09"),
        ("kemarin", None),  # of which day nobody knows
        ("Senin", None),
        ("12:30", None),
        ("1 Nov", None),
        ("2025-13-45", None),
        ("2025-02-30", None),
        ("0001-01-01", None),  # what programs write for none
        ("segera", None),
        ("", None),
        ("9" * 300, None),
    ],
)
def test_a_date(written, read):
    assert read_date(written) == read


def test_dates_that_could_be_the_other_way_round_are_known():
    assert [is_unsure(date) for date in ("1/11/2025", "13/11/2025", "11/11/2025", "2025-11-01", "1 Nov 2025")] == [
        True, False, False, False, False
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_any_words_are_a_date_or_none(words):
    assert read_date(words) is None or read_date(words)[:4].isdigit()
