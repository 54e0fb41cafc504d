"""Datelines in the dress of many outlets."""

from __future__ import annotations

import pytest

from konon.articles.datelines import read_dateline, tidy_place


@pytest.mark.parametrize(
    ("text", "place", "outlet", "agency"),
    [
        ("Kanal7.id – Jakarta. Menteri itu datang.", "Jakarta", "Kanal7.id", None),
        ("JAKARTA, KOMPAS.com – Menteri itu datang.", "Jakarta", "KOMPAS.com", None),
        ("KOMPAS.com - Menteri itu datang.", None, "KOMPAS.com", None),
        ("Liputan6.com, Jakarta - Menteri itu datang.", "Jakarta", "Liputan6.com", None),
        ("Jakarta (ANTARA) - Menteri itu datang.", "Jakarta", None, "ANTARA"),
        ("Jakarta, CNN Indonesia -- Menteri itu datang.", "Jakarta", "CNN Indonesia", None),
        ("REPUBLIKA.CO.ID, YOGYAKARTA -- Menteri itu datang.", "Yogyakarta", "REPUBLIKA.CO.ID", None),
        ("DEPOK, KOMPAS.com --- Menteri itu datang.", "Depok", "KOMPAS.com", None),
        ("Liputan6.com, Jakarta Menteri itu datang.", "Jakarta", "Liputan6.com", None),
        ("Kanal7.id, Kuala Lumpur Menteri itu datang.", "Kuala Lumpur", "Kanal7.id", None),
        ("Sorotan, Jakarta - Menteri itu datang.", "Jakarta", None, None),
        ("Laporan Wartawan Kanal7.com, Ana Sari KANAL7.COM, SOLO - Menteri itu datang.", "Solo", "KANAL7.COM", None),
        ("Bandung - Menteri itu datang.", "Bandung", None, None),
        ("KOTA AGUNG, LENSA PESISIR – Jembatan itu ambruk.", "Kota Agung", None, None),
        ("WASHINGTON (AP) — The minister came.", "Washington", None, "AP"),
        ("ST. PAUL, Minn. (AP) — The minister came.", "St. Paul", None, "AP"),
        ("LONDON, March 3 (Reuters) - The minister came.", "London", None, "Reuters"),
        ("(Reuters) - The minister came.", None, None, "Reuters"),
        ("(Reuters) — “We came,” the minister said.", None, None, "Reuters"),
        ("NEW YORK — The minister came.", "New York", None, None),
    ],
)
def test_dateline(text, place, outlet, agency):
    found = read_dateline(text)
    assert (found.place, found.outlet, found.agency) == (place, outlet, agency)
    assert text[found.length] in "MTJ“"


@pytest.mark.parametrize(
    "text",
    [
        "Menteri Budi - yang baru dilantik - datang.",
        "Donald Trump - The president came.",
        "Harga beras (ANTARA) turun - Menteri itu datang.",
        "He said the COVID-19 vaccine - Made in India - was good.",
        "“Kami datang – Besok,” katanya.",
        "Jakarta adalah ibu kota.",
        "",
        "-",
    ],
)
def test_prose_is_no_dateline(text):
    assert read_dateline(text).length == 0


def test_a_place_is_written_as_usual():
    assert [tidy_place(p) for p in ("JAKARTA", "WASHINGTON DC", "Banda Aceh")] == [
        "Jakarta",
        "Washington DC",
        "Banda Aceh",
    ]


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("Jakarta (KABAR) - Menteri itu datang.", "Jakarta", "KABAR"),
        ("OSLO, Sept 18 (Fjord Wire) - The minister came.", "Oslo", "Fjord Wire"),
        ("Pontianak (Kabar Hulu Raya) - Menteri itu datang.", "Pontianak", "Kabar Hulu Raya"),
    ],
)
def test_a_name_in_brackets_behind_a_place_or_date_is_an_agency(text, place, agency):
    found = read_dateline(text)
    assert (found.place, found.agency) == (place, agency)
    assert text[found.length] in "MT"


@pytest.mark.parametrize(
    "text",
    [
        "NATO (North Atlantic Treaty Organization) - The alliance met.",
        "Jakarta (ibu kota) - Menteri itu datang.",
        "Budi Hartono (Ketua RT) - Dia datang.",
    ],
)
def test_other_brackets_are_no_dateline(text):
    assert read_dateline(text).length == 0


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("ELDEN, Jan. 12, 2026 /PRNewswire/ -- The minister came.", "Elden", "PRNewswire"),
        ("HARLE, May 3, 2025 /PR Wire/ -- The minister came.", "Harle", "PR Wire"),
        ("SINGAPORE, Sept. 9, 2026 /PRNewswire/ -- The minister came.", "Singapore", "PRNewswire"),
        ("JAKARTA, 12 Maret 2026 /Antara/ -- Menteri itu datang.", "Jakarta", "Antara"),
        ("ISTANBUL, 23 Februari 2016 (Antara/PRNewswire) -- Menteri itu datang.", "Istanbul", "Antara/PRNewswire"),
        ("Bandarlampung, Lampung (ANTARA News) - Menteri itu datang.", "Bandarlampung", "ANTARA News"),
        ("Mataram, NTB (ANTARA) - Menteri itu datang.", "Mataram", "ANTARA"),
        ("Kuta, Bali (Antara News) - Menteri itu datang.", "Kuta", "Antara News"),
        ("Beirut, Lebanon (CNN) The minister came.", "Beirut", "CNN"),
        ("Harle, Ohio (AP) — The minister came.", "Harle", "AP"),
        ("Jakarta. The minister came to the palace.", "Jakarta", None),
    ],
)
def test_a_region_an_agencys_second_name_or_slashes(text, place, agency):
    found = read_dateline(text)
    assert (found.place, found.agency) == (place, agency)
    assert text[found.length] in "MT"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MARLHAVEN: The ferry sank at noon.", "Marlhaven"),
        ("PORT ELDEN: Two boats were lost.", "Port Elden"),
        ("GUNUNG LUMA: Warga mengungsi ke balai desa.", "Gunung Luma"),
        ("KOTA RENDA: Pasar dibuka lagi setelah banjir.", "Kota Renda"),
        ("Kanal7.com, Solo: Wali kota itu datang.", "Solo"),
    ],
)
def test_a_colon_ends_a_dateline(text, place):
    assert read_dateline(text, "More was said later.").place == place
    assert read_dateline(text).length == 0  # what follows is not known


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("MARSK: We came to Harle.", "VOLK: We did not.\nMARSK: You did."),
        ("Q: Who came?", "A: The mayor."),
        ("BREAKING: The ferry sank at noon.", ""),
        ("CEK FAKTA: Kapal itu tidak karam.", ""),
        ("Kata dia: Kami datang.", ""),
    ],
)
def test_a_colon_behind_a_speaker_or_a_label_ends_none(text, rest):
    assert read_dateline(text, rest).length == 0
