"""By which address a page is known: its own word counts where it can be right."""

from __future__ import annotations

import pytest

from konon.articles.address_of_page import known_address
from konon.articles.read_html import read_html
from konon.records import Page, hash_id

OWN = "https://contoh.id/berita/harga-beras-turun-71"


@pytest.mark.parametrize(
    ("url", "canonical", "known"),
    [
        (OWN, None, OWN),
        (f"{OWN}?single=1", OWN, OWN),
        ("https://amp.contoh.id/berita/harga-beras-turun-71?utm_source=x", OWN, OWN),
        (OWN, "https://contoh.id/", OWN),  # every page of the site says so
        (OWN, "https://contoh.id/berita", OWN),
        (OWN, "https://lain.id/harga-beras-turun-71", OWN),
        (f"{OWN}?page=2", OWN, f"{OWN}?page=2"),  # another text
        (f"{OWN}/2", OWN, f"{OWN}/2"),
        (f"{OWN}?page=all", OWN, OWN),
        (OWN, "berita/71", OWN),
        (OWN, "http://[::1", OWN),
        (None, OWN, None),  # a saved file
    ],
)  # fmt: skip
def test_the_address_by_which_a_page_is_known(url, canonical, known):
    assert known_address(url, canonical) == known


def test_one_article_under_three_addresses():
    paragraphs = "".join(
        f"<p>Menteri Ratna Dewi mengatakan harga beras turun {n} persen pekan ini.</p>" for n in range(4)
    )
    body = (
        f"<html><head><link rel=canonical href='{OWN}'></head><body><h1>Harga</h1>{paragraphs}</body></html>".encode()
    )
    urls = (OWN, f"{OWN}?utm_source=x", "https://m.contoh.id/berita/harga-beras-turun-71#a")
    found = [read_html(Page(body=body, form="html", url=url)) for url in urls]
    assert {article.id for article in found} == {hash_id(OWN)}
    assert {article.url for article in found} == {OWN}
