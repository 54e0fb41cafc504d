"""Languages, of few words and of neighbours."""

from __future__ import annotations

import pytest

from konon.articles.language import detect_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Menteri mengatakan bahwa harga beras akan turun dalam dua pekan ini.", "id"),
        ("The minister said that the price of rice would fall within two weeks.", "en"),
        ("Gue sih ogah banget, mending nunggu aja di rumah sama temen-temen.", "id"),
        ("Der Minister sagte, der Preis werde in zwei Wochen fallen und bleiben.", "de"),
        ("قال الوزير إن سعر الأرز سينخفض خلال أسبوعين", "ar"),
        (
            "Kerajaan berkata harga beras akan turun kerana bekalan bertambah, kata beliau di Kuala Lumpur pada Isnin.",
            "ms",
        ),
        ("Pak lurah ngendika menawa rega beras bakal mudhun ing pasar iki, nanging wong-wong ora percaya.", "jv"),
        ("", "und"),
        ("12 + 5 = 17", "und"),
    ],
)
def test_language(text, lang):
    assert detect_language(text) == lang
