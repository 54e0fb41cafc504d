"""The outlet's name, out of all that names it on a dumped page."""

from __future__ import annotations

import pytest

from konon.articles.outlet_names import find_outlet, squeeze

PROSE = "Wali kota mengatakan jembatan itu akan dibuka kembali sebelum musim hujan tiba."


def name(above: str, below: str = "", dateline: str | None = None) -> str | None:
    lines = [*filter(None, above.split("\n")), PROSE, *filter(None, below.split("\n"))]
    at = lines.index(PROSE)
    return find_outlet(lines, range(at, at + 1), "id", dateline)


@pytest.mark.parametrize(
    ("above", "below", "outlet"),
    [
        ("Jembatan Gantung Ditutup Dua Pekan - Kabar Hulu", "", "Kabar Hulu"),
        ("Kabar Hulu | Jembatan Gantung Ditutup Dua Pekan", "", "Kabar Hulu"),
        ("Kabar Hulu - Terang sampai Hilir", "", "Kabar Hulu"),  # a motto, not the page's headline
        ("Kabar Hulu\nBeranda\nDaerah", "", "Kabar Hulu"),
        ("MENU\nKabar Hulu\nDaerah", "© Kabar Hulu 2024 | Theme by Anu", "Kabar Hulu"),
        ("", "Copyright Kabar Hulu 2023", "Kabar Hulu"),  # the year is no part of it
        ("", "COPYRIGHT © KABAR HULU 2023", "Kabar Hulu"),
        ("", "Hak cipta © 2023 Kabar Hulu. Dilarang menyalin.", "Kabar Hulu"),
        ("Kabar Hulu", "© 2024 PT Kabar Hulu Media. Hak cipta dilindungi.", "Kabar Hulu"),
        ("Jembatan Gantung Hulu Ditutup Dua Pekan - Kabar Hulu", "© 2024 Sungai Communications", "Kabar Hulu"),
        ("", "© Copyright Kabar Hulu 2023", "Kabar Hulu"),
        ("KabarHulu.com\nTrending", "Install aplikasi KabarHulu dan raih poin", "KabarHulu"),
        ("[Kabar Hulu](https://kabarhulu.example/)", "", "Kabar Hulu"),
        (
            "Beranda\nKabarHulu - Senin, 6 Mei 2024 09:15 WIB",
            "Dapatkan berita dari KabarHulu setiap hari.",
            "KabarHulu",
        ),
    ],
)
def test_where_a_page_names_itself(above, below, outlet):
    assert name(above, below) == outlet


def test_a_name_in_words_is_preferred_to_a_domain():
    assert name("Kabar Hulu\nBeranda", dateline="KABARHULU.ID") == "Kabar Hulu"


def test_a_domain_alone_stays_as_it_is_set():
    lines = ["Harga Beras Turun di Pasar Hulu", f"KabarHulu.id – Bandung. {PROSE}"]
    assert find_outlet(lines, range(1, 2), "id", "KabarHulu.id") == "KabarHulu.id"


@pytest.mark.parametrize(
    "above", ["", "Beranda\nDaerah\nOlahraga", "Sabtu, 4 Mei 2024", "Oleh Sinta Maharani", "Menu  Cari"]
)
def test_nothing_is_made_up(above):
    assert name(above) is None


@pytest.mark.parametrize("form", ["Kabar Hulu", "KABARHULU.ID", "kabarhulu.co.id", "KABAR HULU.COM", "KabarHulu"])
def test_all_settings_of_a_name_are_one(form):
    assert squeeze(form) == "kabarhulu"
