"""Names of states and organisations, in both languages."""

import pytest

from konon.ledger.known_names import find_country, find_known, plain_name, role_classes


@pytest.mark.parametrize(
    ("name", "id_", "country"),
    [
        ("AS", "US", "US"),
        ("Amerika Serikat", "US", "US"),
        ("United States", "US", "US"),
        ("Korsel", "KR", "KR"),
        ("South Korea", "KR", "KR"),
        ("Korut", "KP", "KP"),
        ("Korea Utara", "KP", "KP"),
        ("Pyongyang", "KP", "KP"),
        ("Tiongkok", "CN", "CN"),
        ("China", "CN", "CN"),
        ("Jerman", "DE", "DE"),
        ("Germany", "DE", "DE"),
        ("Pemerintah Korea Utara", "KP", "KP"),
        ("the North Korean government", None, None),
        ("Russian Federation", "RU", "RU"),
        ("Gedung Putih", "white-house", "US"),
        ("the White House", "white-house", "US"),
        ("Kremlin", "kremlin", "RU"),
        ("PBB", "un", None),
        ("United Nations", "un", None),
        ("Perserikatan Bangsa-Bangsa", "un", None),
        ("DK PBB", "un-security-council", None),
        ("U.N. Security Council", "un-security-council", None),
        ("American Samoa", "AS", "AS"),
        ("as", None, None),
        ("pbb", None, None),
        ("Kabar Laut", None, None),
        ("", None, None),
    ],
)
def test_known_names(name, id_, country):
    known = find_known(name)
    assert (known.id if known else None, known.country if known else None) == (id_, country)


@pytest.mark.parametrize(
    ("given", "code"),
    [("KP", "KP"), ("kp", "KP"), ("AS", "US"), ("Korut", "KP"), ("Kremlin", "RU"), ("PBB", None), ("x", None)],
)
def test_countries(given, code):
    assert find_country(given) == code


def test_titles_are_no_part_of_a_name():
    assert plain_name("Dr. Ratna  DEWI") == plain_name("ratna dewi") == "ratna dewi"
    assert plain_name("Pak") == "pak"


def test_roles_are_the_same_in_both_languages():
    assert role_classes("juru bicara Gedung Putih") == role_classes("White House spokesman") == {"spokesperson"}
    assert role_classes("wakil presiden") == {"vice-president"}
    assert role_classes("tukang kayu") == role_classes(None) == frozenset()
