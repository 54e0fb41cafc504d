"""Words are found in every form, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.ledger.stems import LONGEST, all_forms, only_stems, stems, words_and_forms, words_of_text

# A root, and what Indonesian makes of it.
FAMILIES = {
    "kirim": "mengirim mengirimkan dikirim dikirimkan pengiriman kiriman terkirim pengirim dikirimnya",
    "tembak": "menembak menembakkan penembakan tembakan ditembaki tertembak",
    "pakai": "memakai dipakai pemakaian memakainya",
    "sebut": "menyebut menyebutkan disebutkan penyebutan sebutan",
    "bicara": "berbicara pembicaraan membicarakan dibicarakan pembicara",
    "temu": "bertemu pertemuan menemui ditemukan menemukan penemuan",
    "tolak": "menolak ditolak penolakan menolaknya tertolak",
    "serang": "menyerang serangan diserang penyerangan penyerang",
    "senjata": "persenjataan bersenjata senjatanya",
    "makan": "memakan dimakan makanan",
    "ajar": "belajar mengajar pelajaran pengajaran diajarkan",
    "naik": "menaikkan kenaikan dinaikkan",
    "luncur": "meluncurkan peluncuran diluncurkan",
}


def meet(one, other, lang):
    return bool(set(stems(one, lang)) & set(stems(other, lang)))


@pytest.mark.parametrize(("root", "form"), [(root, form) for root, forms in FAMILIES.items() for form in forms.split()])
def test_an_indonesian_root_and_its_forms_meet(root, form):
    assert meet(root, form, "id")
    assert meet(root, form, ""), "a question has no language"


@pytest.mark.parametrize(
    ("one", "other"),
    [("kirim", "terima"), ("senjata", "kereta"), ("harga", "warga"), ("beras", "keras"), ("naik", "baik")],
)
def test_other_words_do_not_meet(one, other):
    assert not meet(one, other, "id")


def test_english_goes_by_its_own_rules():
    assert meet("shells", "shell", "en")
    assert meet("shipped", "shipping", "en")
    assert not meet("shells", "ships", "en")


def test_words_have_no_case_and_no_marks():
    assert words_of_text("Türkiye's “KERETA-api” 155mm, Médan_1") == [
        "turkiye",
        "s",
        "kereta",
        "api",
        "155mm",
        "medan",
        "1",
    ]
    assert words_of_text("…") == []


@given(st.text(max_size=200))
def test_any_text_gives_words_that_are_their_own_words(text):
    words = words_of_text(text)
    assert all(0 < len(word) <= LONGEST for word in words)
    for lang in ("id", "en", ""):
        forms = set(all_forms(text, lang).split())
        assert forms >= set(words) | set(only_stems(text, lang).split())
        assert set(words_and_forms(text, lang).split()) == forms


def test_words_stand_as_often_as_in_the_text_and_stems_once_if_they_are_no_words():
    assert words_and_forms("Kereta pergi ke kereta", "id").split().count("kereta") == 2
    assert words_and_forms("Médan", "id").split()[0] == "medan"
    assert "kirim" not in only_stems("kirim", "id").split()
