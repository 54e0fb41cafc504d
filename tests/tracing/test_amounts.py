"""Amounts are the same however they are written, in digits or words, in either language."""

from __future__ import annotations

import pytest

from konon.tracing.statement import prepare_statement
from konon.tracing.word_features import matches

SAME = [
    ("4 ribu orang datang", "4,000 people came"),
    ("20 ribu dolar", "USD 20,000"),
    ("Rp10.300 triliun", "Rp 10,300 trillion"),
    ("dua puluh lima persen", "25 per cent"),
    ("43,7 persen warga", "43.7% of residents"),
    ("lima belas juta rupiah", "15 million rupiah"),
    ("two hundred and thirty-four thousand tons", "234 ribu ton"),
    ("seratus dua puluh kilometer", "120 km"),
    ("setengah juta orang", "half a million people"),
    ("$1.5 billion", "1,5 miliar dolar AS"),
    ("twelve hours", "12 jam"),
]
OTHER = [
    ("233", "234 triliun"),
    ("4 ribu orang", "40,000 people"),
    ("25 persen", "25 km"),
    ("$20 million", "20 juta rupiah"),
    ("43.7 per cent", "43 per cent"),
    ("3 Oktober", "3 November"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_amount(a: str, b: str) -> None:
    one, other = prepare_statement(a).amounts, prepare_statement(b).amounts
    assert one
    assert all(matches(amount, other) for amount in one)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_another_amount(a: str, b: str) -> None:
    one, other = prepare_statement(a).amounts, prepare_statement(b).amounts
    assert one
    assert not any(matches(amount, other) for amount in one)


def test_what_has_no_number_has_no_amount() -> None:
    assert prepare_statement("Harga akan turun besok").amounts == ()
    assert prepare_statement("").amounts == ()
