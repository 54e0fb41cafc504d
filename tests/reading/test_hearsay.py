"""Sentences that begin as hearsay, read by the shipped reader."""

from __future__ import annotations

import pytest

from konon.pipeline import read_text
from konon.records import words_of


@pytest.mark.parametrize(
    ("sentence", "cue", "content"),
    [
        ("Konon, rumah tua di ujung desa itu berhantu.", "Konon", "rumah tua di ujung desa itu berhantu"),
        ("Konon uangnya dibawa lari ke luar negeri.", "Konon", "uangnya dibawa lari ke luar negeri"),
        ("Kabarnya, Bupati Ambaya akan mundur pekan depan.", "Kabarnya", "Bupati Ambaya akan mundur pekan depan"),
    ],
)
def test_hearsay_that_nobody_owns_is_possible(sentence: str, cue: str, content: str) -> None:
    reading = read_text(f"Hujan turun sejak pagi. {sentence} Warga berkumpul di pasar.")
    (claim,) = reading.claims
    text = reading.article.text
    assert words_of(text, claim.attribution.cue) == cue
    assert words_of(text, claim.attribution.content) == content
    assert claim.attribution.source == ()
    assert claim.speaker.name is None
    assert claim.factuality.certainty == "possible"


def test_hearsay_that_somebody_tells_is_his() -> None:
    (claim,) = read_text("“Konon rumah itu berhantu,” kata Ratna Dewi, warga Ambaya.").claims
    assert claim.speaker.name == "Ratna Dewi"
