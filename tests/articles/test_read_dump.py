"""A plain-text dump: the body in it, and what the other lines say."""

from __future__ import annotations

import hashlib
import textwrap

import pytest

from konon.articles import ArticleOptions, extract_article
from konon.errors import ArticleError
from konon.pages import find_pages
from konon.records import Page


def bodies(article):
    return [article.text[s:e] for s, e in article.body]


def test_the_body_is_the_paragraphs_and_nothing_else(read, dump, paragraphs):
    assert bodies(read(dump, "dump")) == list(paragraphs)


def test_the_text_is_the_dump_as_given(read, dump):
    assert read(dump, "dump").text == dump


def test_the_other_lines_tell_of_the_article(read, dump):
    article = read(dump, "dump")
    assert article.title == "Jembatan Gantung Kampung Hulu Ditutup Dua Pekan"
    assert article.section == "Daerah"
    assert article.byline == "Sinta Maharani"
    assert article.published == "2024-05-04T09:15+07:00"
    assert article.lang == "id"
    assert not article.untested
    titles = ["Perahu Penyeberangan Ditambah Tiga Unit", "Pasar Hulu Kembali Ramai"]
    assert [related.title for related in article.related] == titles


def test_what_the_giver_told_outranks_what_the_page_says(read, dump):
    article = read(
        dump, "dump", id="x1", title="Judul Lain", outlet="Lain", published="2020", url="https://a.example/b"
    )
    assert (article.id, article.title, article.outlet, article.published) == ("x1", "Judul Lain", "Lain", "2020")


def test_the_dateline_is_not_body(read, paragraphs):
    article = read("Kanal7.id – Bandung. " + "\n\n".join(paragraphs), "dump")
    assert article.text[article.body[0][0] :].startswith("Wali Kota")
    assert (article.outlet, article.dateline) == ("Kanal7.id", "Bandung")


def test_a_mark_on_a_line_of_its_own_is_the_byline(read, paragraphs):
    article = read("\n\n".join(paragraphs) + "\n\n(FB)\n", "dump")
    assert article.byline == "FB"
    assert bodies(article) == list(paragraphs)


def test_an_abbreviation_in_brackets_is_body(read, paragraphs):
    last = "Bantuan itu datang dari Badan Nasional Penanggulangan Bencana (BNPB)"
    article = read("\n\n".join([*paragraphs, last + "."]), "dump")
    assert bodies(article)[-1] == last + "."


def test_a_paragraph_wrapped_at_a_fixed_width_is_one_span(read, paragraphs):
    wrapped = "\n\n".join(textwrap.fill(p, 50) for p in paragraphs)
    assert [" ".join(body.split()) for body in bodies(read(wrapped, "dump"))] == list(paragraphs)


def test_a_single_sentence_is_an_article(read):
    assert bodies(read("Budi said prices fell.", "dump")) == ["Budi said prices fell."]


@pytest.mark.parametrize("text", ["Home\nNews\nSports\nContact us\n", "?", "- - -\n= =\n", "© 2024 Kabar Hulu"])
def test_a_page_without_article_is_an_error_with_its_name(read, text):
    with pytest.raises(ArticleError, match=r"^a\.txt: holds no article; "):
        read(text, "dump", path="a.txt")


def test_the_same_page_has_the_same_id_wherever_it_lies(read, dump):
    ids = {read(dump, "dump", path=path).id for path in ("a.txt", "/b/c.txt")}
    assert len(ids) == 1
    assert read(dump + "x", "dump").id not in ids


def test_an_untested_language_is_read_and_marked(read):
    paragraph = "وزیر روز چهارشنبه گفت که کشورش با همسایهٔ شمارهٔ {} برای برقراری صلح در منطقه همکاری خواهد کرد."
    article = read("\n\n".join(paragraph.format(n) for n in range(6)), "dump")
    assert article.lang == "fa"
    assert article.untested
    assert article.body


@pytest.mark.parametrize("form", ["dump", "article"])
def test_a_line_of_five_megabytes_is_no_article(read, form):
    text = "Budi mengatakan bahwa harga beras turun. " * 125_000
    with pytest.raises(ArticleError, match=r"^a\.txt: its article has .* characters, more than 400,000; split it"):
        read(text, form, path="a.txt")


def test_the_longest_body_is_an_option(read):
    page = Page(body=b"Budi said prices fell.", form="article", id="a")
    assert extract_article(page, ArticleOptions(max_body=22)).body == ((0, 22),)
    with pytest.raises(ArticleError, match=r"^a: its article has 22 characters, more than 21; "):
        extract_article(page, ArticleOptions(max_body=21))


@pytest.mark.shared
def test_the_page_that_shows_the_whole_problem(shared):
    """Offsets alone, for the text is its outlet's."""
    (page,) = find_pages([str(shared / "pages" / "channel9-2023-09-14.txt")])
    article = extract_article(page)
    assert (article.outlet, article.section, article.byline) == ("Channel9.id", "Internasional", "FB")
    assert (article.dateline, article.published, article.lang) == ("Jakarta", "2023-09-14", "id")
    assert article.body[0][0] == 205
    assert [e for s, e in article.body][-1] == 2568
    assert len(article.body) == 10
    assert len(article.related) == 1
    assert article.title == article.text[:82].strip()
    assert hashlib.sha256(article.text.encode()).digest() == hashlib.sha256(page.body).digest()


def test_a_staff_byline_is_whole(read, paragraphs):
    above = "Hulu Post\nBridge To Be Closed For Two Weeks\nBy Hulu Staff\n14 September 2023, 6:15 am\n\n"
    assert read(above + "\n\n".join(paragraphs), "dump").byline == "Hulu Staff"


def test_a_name_beside_the_date_is_the_byline_but_no_button_is(read, paragraphs):
    lines = ["Harga Beras Turun di Pasar Hulu", "Sinta Maharani - Kabar Hulu", "Sabtu, 4 Mei 2024", "Salin Tautan"]
    assert read("\n".join(lines) + "\n\n" + "\n\n".join(paragraphs), "dump").byline == "Sinta Maharani"
    assert read("\n".join(lines[:1] + lines[2:]) + "\n\n" + "\n\n".join(paragraphs), "dump").byline is None


def test_markdown_is_no_part_of_what_is_told(read, paragraphs):
    above = "[Kabar Hulu](https://kabarhulu.example/)\n\n# Harga Beras **Turun** di Pasar Hulu\n\n"
    above += "[Sinta Maharani](https://kabarhulu.example/sm) - 4 Mei 2024\n\n"
    article = read(above + "\n\n".join(paragraphs), "dump")
    assert (article.title, article.outlet) == ("Harga Beras Turun di Pasar Hulu", "Kabar Hulu")
    assert article.byline == "Sinta Maharani"


def test_a_date_is_no_related_title(read, paragraphs):
    below = "\n\nBerita terkait\nHarga Cabai Naik Lagi di Hulu\n16 September 2023 10:05\nPasar Hulu Kembali Ramai\n"
    titles = [related.title for related in read("\n\n".join(paragraphs) + below, "dump").related]
    assert titles == ["Harga Cabai Naik Lagi di Hulu", "Pasar Hulu Kembali Ramai"]


def test_a_paragraph_set_twice_is_body_once(read, paragraphs):
    head = ["Kabar Hulu", "Jembatan Gantung Kampung Hulu Ditutup", "Sabtu, 4 Mei 2024"]
    article = read("\n\n".join([*head, *paragraphs, "Cetak", *paragraphs]), "dump")
    assert bodies(article) == list(paragraphs)


def test_a_caption_between_paragraphs_is_not_body(read, paragraphs):
    caption = "Warga menyeberang dengan perahu di bawah jembatan gantung itu, Senin pagi. (Foto: Kabar Hulu)"
    dump = "\n\n".join([*paragraphs[:2], caption, *paragraphs[2:]])
    assert bodies(read(dump, "dump")) == list(paragraphs)


def test_a_date_in_brackets_makes_no_caption(read, paragraphs):
    last = "Penutupan itu akan dimulai setelah musyawarah warga di balai kota, Senin (6/5/2024)."
    assert bodies(read("\n\n".join([*paragraphs, last]), "dump"))[-1] == last
