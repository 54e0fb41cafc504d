"""Addresses that lead to one page are one address."""

from __future__ import annotations

import pytest

from konon.addresses import is_same_site, same_page


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("https://contoh.id/a-b-1", "https://contoh.id/a-b-1"),
        ("https://contoh.id/a-b-1?utm_source=x&utm_medium=y", "https://contoh.id/a-b-1"),
        ("https://contoh.id/a-b-1#komentar", "https://contoh.id/a-b-1"),
        ("https://contoh.id/a-b-1?fbclid=abc#top", "https://contoh.id/a-b-1"),
        ("https://contoh.id/berita.php?id=7&gclid=9", "https://contoh.id/berita.php?id=7"),
        ("https://contoh.id/#!/berita/7", "https://contoh.id/#!/berita/7"),  # a page of its own
        ("https://contoh.id/?p=7", "https://contoh.id/?p=7"),
        ("http://[::1", "http://[::1"),
        ("http://[::1?utm_source=x", "http://[::1?utm_source=x"),
    ],
)
def test_what_a_link_adds_is_not_the_page(given, known):
    assert same_page(given) == known


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.contoh.id/a", "https://contoh.id/b", True),
        ("https://amp.contoh.co.id/a", "https://nasional.contoh.co.id/b", True),
        ("https://contoh.id/a", "https://lain.id/a", False),
        ("https://satu.co.id/a", "https://dua.co.id/a", False),
        ("/a", "/b", False),
    ],
)
def test_a_page_may_name_another_of_its_own_site(one, other, same):
    assert is_same_site(one, other) is same
