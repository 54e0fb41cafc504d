"""An HTML page: its article, cleaned, and what the page says of it."""

from __future__ import annotations

import time

import pytest

from konon.articles.cleaning import clean_places, is_notice
from konon.errors import ArticleError


def bodies(article):
    return [article.text[s:e] for s, e in article.body]


def test_the_body_is_the_paragraphs_and_nothing_else(read, html, paragraphs):
    assert bodies(read(html, "html")) == list(paragraphs)


def test_the_page_tells_of_its_article(read, html):
    article = read(html, "html")
    assert article.url == "https://kabarhulu.example/daerah/jembatan"
    assert article.outlet == "Kabar Hulu"
    assert article.title == "Jembatan Gantung Ditutup Dua Pekan"
    assert article.section == "Daerah"
    assert article.byline == "Suharto"  # one word is a name
    assert article.dateline == "Kampung Hulu"
    assert article.published == "2024-05-04T09:15+07:00"
    assert article.lang == "id"


def test_a_related_title_has_its_address(read, html):
    (related,) = read(html, "html").related
    assert (related.title, related.url) == (
        "Perahu Penyeberangan Ditambah Tiga Unit",
        "https://kabarhulu.example/perahu",
    )


def test_json_ld_tells_most(read, html):
    script = """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Judul Mesin",
    "datePublished": "2024-05-05", "author": [{"name": "FB"}, {"name": "Ana Sari"}], "articleSection": ["Kota"]}]}
    </script>"""
    article = read(html.replace("</head>", script + "</head>"), "html")
    assert (article.title, article.published, article.byline, article.section) == (
        "Judul Mesin", "2024-05-05", "FB, Ana Sari", "Kota",
    )  # fmt: skip


def test_the_title_leaves_out_the_site(read, html):
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Judul | KabarHulu"}</script>'
    assert read(html.replace("</head>", script + "</head>"), "html").title == "Judul"


def test_a_date_that_is_only_shown_is_read(read, html):
    shown = html.replace("article:published_time", "x").replace(
        "</h1>", "</h1><div class='date'>Sabtu, 4 Mei 2024</div>"
    )
    assert read(shown, "html").published == "2024-05-04"


def test_broken_json_ld_does_no_harm(read, html):
    script = '<script type="application/ld+json">{"@type": "NewsArticle", ' + "[" * 5000 + "</script>"
    assert read(html.replace("</head>", script + "</head>"), "html").byline == "Suharto"


def test_a_wrong_charset_does_no_harm(read, html, paragraphs):
    article = read(html.encode(), "html", charset="iso-8859-1")
    assert bodies(article)[1] == paragraphs[1]


def test_an_article_cut_by_a_block_is_read_to_its_end(read, paragraphs):
    blocks = "".join(
        f'<div class="chunk"><div class="inner"><p>{n}. {p}</p><p>{p} Begitu, katanya, kali ke-{n}.</p></div></div>'
        for n, p in enumerate(paragraphs * 4)
    )
    article = read(f"<html><body><main>{blocks}</main></body></html>", "html")
    assert len(article.body) == 32


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body><p></p></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<!doctype html>",
        "\x00",
        "<html><body>" + "<div>" * 100_000,
    ],
)
def test_a_page_without_article_is_an_error_soon(read, page):
    start = time.process_time()
    with pytest.raises(ArticleError, match=r"a\.html: "):
        read(page, "html", path="a.html")
    assert time.process_time() - start < 20


def test_a_page_of_too_many_elements_is_refused(read):
    with pytest.raises(ArticleError, match="too many elements"):
        read("<p>Harga turun.</p>" * 60_000, "html")


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga: Harga Beras Naik",
        "BACA JUGA Harga Beras Naik",
        "Simak Video: Banjir di Kota",
        "[Gambas:Video 20detik]",
        "SCROLL TO CONTINUE WITH CONTENT",
        "ADVERTISEMENT",
        "Editor: Wahyu",
        "Pewarta: Ana",
        "COPYRIGHT © 2024 Kabar Hulu",
        "Dapatkan update berita pilihan setiap hari",
        "Ikuti saluran WhatsApp kami",
        "Read more: Rice prices rise",
        "Filed under: Rice",
        "Hong Kong protests in pictures [VIDEO]",
        "You may also like...",
        "Follow us on Twitter",
    ],
)
def test_notices_are_known(line):
    assert is_notice(line)


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga oleh murid-murid, buku itu menjadi laris.",
        "Editor surat kabar itu mengatakan tulisannya benar.",
        "Advertising revenue fell, the company said.",
        "He told us to read more books.",
        "Ikuti saja aturan itu, kata Budi.",
        "The editor [of the paper] left.",
    ],
)
def test_prose_is_no_notice(line):
    assert not is_notice(line)


def clean(paragraphs, titles, linked=None):
    kept = clean_places(paragraphs, titles, linked or [0.0] * len(paragraphs))
    return [paragraphs[i] for i in kept]


def test_the_headline_as_first_line_is_dropped():
    assert clean(["Harga Beras Turun", "Isi satu.", "Isi dua."], ["Harga beras turun"]) == ["Isi satu.", "Isi dua."]


def test_teasers_at_the_end_are_dropped_but_lists_stay():
    prose = ["Satu kalimat.", "Dua kalimat.", "Tiga kalimat."]
    links = [0.0, 0.0, 0.0, 1.0, 1.0]
    assert clean([*prose, "Lima Resep Sahur", "Cara Memilih Beras"], [], links) == prose
    assert clean([*prose, "- beras", "- gula"], []) == [*prose, "- beras", "- gula"]
    assert clean([*prose, "1. Arah pelabuhan: Jalan Melati"], [])[-1] == "1. Arah pelabuhan: Jalan Melati"


def test_a_marked_time_tells_when_it_came_out(read, html):
    marked = html.replace("article:published_time", "x").replace(
        "</h1>", '</h1><time itemprop="datePublished" datetime="2024-05-04T09:15:00+07:00">Sabtu pagi</time>'
    )
    assert read(marked, "html").published == "2024-05-04T09:15+07:00"


def test_a_shown_day_has_the_time_of_its_element(read, html):
    shown = html.replace("article:published_time", "x").replace(
        "</h1>", '</h1><div class="date"><time datetime="2024-05-04T09:15+07:00">Sabtu, 4 Mei 2024</time></div>'
    )
    assert read(shown, "html").published == "2024-05-04T09:15+07:00"


def test_the_breadcrumb_tells_the_section(read, html):
    crumbs = '<div class="breadcrumb"><a href="/">Beranda</a> / <a href="/k">Kota</a></div>'
    page = html.replace("article:section", "x").replace("<article>", crumbs + "<article>")
    assert read(page, "html").section == "Kota"
