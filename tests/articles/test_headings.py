"""The headline's line, and the section beside it."""

from __future__ import annotations

import pytest

from konon.articles.headings import find_section, find_title
from konon.articles.headline import find_headlines

TITLE = "Jembatan Gantung Kampung Hulu Ditutup Dua Pekan"


def title(*lines: str, outlet: str | None = None) -> str | None:
    at = find_title(lines, len(lines), find_headlines(lines), outlet)
    return None if at is None else lines[at]


def section(*lines: str) -> str | None:
    headlines = find_headlines(lines)
    return find_section(lines, find_title(lines, len(lines), headlines, None), len(lines), headlines)


@pytest.mark.parametrize(
    "other",
    [
        "Image from a reader: a goods train crossing a river at dusk",
        "Peta jalur sungai di hulu. INFOGRAFIK: KABAR HULU",
        "Warga menyeberang dengan perahu. Gambar: Kabar Hulu",
        "Terkini   Politik   Ekonomi   Mancanegara   Foto   Siaran Pers   Masuk Pelanggan",
        "Liga | Timnas | Eropa | Bulu Tangkis | Jadwal & Klasemen",
        "Sabtu, 4 Mei 2024 09:15 WIB",
        "Oleh Sinta Maharani dan Budi Hartono",
        "Beranda > Daerah",
    ],
)
def test_what_stands_below_a_headline_is_none(other):
    assert title("Kabar Hulu", TITLE, other, outlet="Kabar Hulu") == TITLE


def test_a_headline_set_twice_is_it():
    assert title("Kabar Hulu", TITLE, TITLE, "Warga Diminta Memakai Perahu Yang Disediakan") == TITLE


def test_a_headline_named_by_the_breadcrumb_is_it():
    assert title("Kabar Hulu", f"Beranda > Daerah > {TITLE}", TITLE, "Salin Tautan Berita Ini Sekarang") == TITLE


def test_the_outlet_is_no_headline():
    assert title("Pasang iklan di sini", "Suara Kampung Hulu", TITLE, outlet="Suara Kampung Hulu") == TITLE


@pytest.mark.parametrize(
    "lines",
    [
        (f"Home › Wisata Air › {TITLE}", TITLE),
        (f"Beranda / Wisata Air / {TITLE[:25]}...", TITLE),
        ("Beranda Wisata", TITLE),
        ("Hulu | Hilir | Wisata Air", "Wisata Air", TITLE),  # repeats the menu
        (TITLE, "4 Mei 2024 | Wisata"),
        ("Wisata", TITLE, "Sabtu, 4 Mei 2024", TITLE, "Kabar/Sinta"),  # beside the first of two settings
    ],
)
def test_the_section_stands_in_the_breadcrumb_or_beside_the_headline(lines):
    assert section(*lines) in ("Wisata", "Wisata Air")


def test_the_end_of_a_menu_is_no_section():
    assert section("Beranda", "Nasional", "Ekonomi", "Olahraga", TITLE) is None


def test_a_menu_of_unknown_names_has_no_section():
    assert section("Hulu Post", "Home", "World", "City", "Business", "Podcasts", "My account", TITLE) is None


def test_a_button_set_twice_is_no_section():
    assert section("Hulu Post", "Subscribe", "Cuaca hari ini di hulu", "Subscribe", TITLE) is None
