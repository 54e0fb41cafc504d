"""Rows of articles as others write them: keys of other programs, dates, and what is told of the rest."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.errors import FileError, KononError
from konon.pages import find_pages
from konon.records import Page

TEXT = "Menteri Ratna Dewi mengatakan harga beras turun lima persen."


def read(content, name="-"):
    """Pages and errors in one list, and the notes."""
    data = content if isinstance(content, bytes) else content.encode()
    pages = find_pages(["-"], stdin=io.BytesIO(data))
    return list(pages), pages.notes


def read_named(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    pages = find_pages([str(path)])
    return list(pages), [note.replace(str(path), name) for note in pages.notes]


def said(page):
    return {
        name: getattr(page, name) for name in ("title", "url", "outlet", "published", "byline") if getattr(page, name)
    }


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (  # trafilatura
            {"text": TEXT, "raw_text": TEXT, "title": "Beras", "author": "Budi; Ana", "hostname": "contoh.id",
             "date": "2025-11-01", "source": "https://contoh.id/1", "fingerprint": "x", "id": None},
            {"title": "Beras", "url": "https://contoh.id/1", "outlet": "contoh.id", "published": "2025-11-01",
             "byline": "Budi; Ana"},
        ),
        (  # newspaper
            {"text": TEXT, "title": "Beras", "authors": ["Budi", "Ana"], "publish_date": "2025-11-01 10:20:00",
             "url": "https://contoh.id/1", "source_url": "https://contoh.id"},
            {"title": "Beras", "url": "https://contoh.id/1", "published": "2025-11-01T10:20:00", "byline": "Budi, Ana"},
        ),
        (  # news-please
            {"maintext": TEXT, "title": "Beras", "date_publish": "2025-11-01 10:20:00",
             "source_domain": "www.contoh.id", "date_download": "2025-11-02 00:00:00", "language": "id"},
            {"title": "Beras", "outlet": "www.contoh.id", "published": "2025-11-01T10:20:00"},
        ),
        (  # NewsAPI
            {"content": TEXT, "headline": "Beras", "publishedAt": "2025-11-01T10:20:00Z",
             "source": {"id": None, "name": "Kabar Laut"}},
            {"title": "Beras", "outlet": "Kabar Laut", "published": "2025-11-01T10:20:00Z"},
        ),
        ({"Isi Berita": TEXT, "Judul": "Beras", "Tanggal": "1 November 2025", "Media": "Kabar Laut"},
         {"title": "Beras", "outlet": "Kabar Laut", "published": "2025-11-01"}),
    ],
)  # fmt: skip
def test_the_keys_of_other_programs_are_known(row, found):
    (page,), notes = read(json.dumps(row))
    assert page.body.decode() == TEXT
    assert said(page) == found
    assert notes == []


def test_our_own_keys_come_first():
    row = {"content": "x", "text": TEXT, "headline": "x", "title": "T", "date": "2020-01-01", "published": "2025-11-01"}
    (page,), _ = read(json.dumps(row))
    assert (page.body.decode(), page.title, page.published) == (TEXT, "T", "2025-11-01")


def test_keys_that_look_like_one_and_are_not_taken_are_told_once():
    rows = [{"text": TEXT, "judulnya": "Beras", "tgl_muat": "2025-11-01", "n": 3}] * 3
    _, notes = read("\n".join(map(json.dumps, rows)))
    assert notes == [
        "-: 'judulnya' looks like a title and is not taken; call it title if it is one",
        "-: 'tgl_muat' looks like a date and is not taken; call it published if it is one",
    ]


def test_a_row_whose_text_has_another_name_is_told_its_name():
    (error,), _ = read(json.dumps({"id": 1, "naskah_berita": TEXT}))
    assert str(error) == "-:1: has no text; call it text if it is in 'naskah_berita'"


def test_what_is_no_date_is_told_and_left_out_and_the_rest_is_read():
    rows = [{"text": TEXT, "date": date} for date in ("segera", "2025-11-01", "kemarin")]
    pages, notes = read("\n".join(map(json.dumps, rows)))
    assert [page.published for page in pages] == [None, "2025-11-01", None]
    assert notes == ["-: 2 dates cannot be read and are left out (line 1: 'segera'); write them like 2025-11-01"]


def test_days_and_months_that_could_be_the_other_way_round_are_told():
    (page,), notes = read(json.dumps({"text": TEXT, "date": "1/11/2025"}))
    assert page.published == "2025-11-01"
    assert "read as day, month, year" in notes[0]


# JSON that is not a line an article.


def test_an_array_is_read_element_by_element(tmp_path):
    rows = [{"id": str(n), "text": f"{TEXT} {n}"} for n in range(3)]
    for content in (json.dumps(rows), json.dumps(rows, indent=2), "\ufeff" + json.dumps(rows)):
        pages, _ = read_named(tmp_path, "a.json", content)
        assert [(page.id, page.line) for page in pages] == [("0", 1), ("1", 2), ("2", 3)]
    assert [page.id for page in read(json.dumps(rows))[0]] == ["0", "1", "2"]


def test_elements_across_the_edges_of_what_is_read_at_once():
    rows = [{"id": str(n), "text": "kata “é” 😀 " * 700} for n in range(60)]
    pages, _ = read(json.dumps(rows, ensure_ascii=False))
    assert [page.id for page in pages] == [row["id"] for row in rows]
    assert {page.body.decode() for page in pages} == {rows[0]["text"]}


@pytest.mark.parametrize(
    ("content", "count", "word"),
    [
        ('[{"text": "a"}, {"text": ', 1, "is not JSON"),
        ('[{"text": "a"}, {"text": "b"}', 2, "is not JSON"),
        ('[{"text": "a"}, 7, {"text": "b"}]', 2, "is not a JSON object"),
        ('[{"text": "a"}; {"text": "b"}]', 1, "is not JSON"),
        ('[{"text": ' + "[" * 100_000, 0, "nested too deep"),
    ],
)
def test_a_broken_array_gives_what_stands_before(content, count, word):
    found, _ = read(content)
    assert sum(isinstance(one, Page) for one in found) == count
    (error,) = [one for one in found if not isinstance(one, Page)]
    assert word in str(error)
    assert "; " in str(error)


def test_an_empty_array_gives_nothing():
    assert read("[]") == ([], [])


def test_one_article_over_several_lines_and_a_list_within_an_object():
    row = {"title": "Beras", "text": TEXT}
    (page,), _ = read(json.dumps(row, indent=2))
    assert page.title == "Beras"
    pages, _ = read(json.dumps({"status": "ok", "articles": [row, row | {"title": "Padi"}]}, indent=2))
    assert [page.title for page in pages] == ["Beras", "Padi"]


# Tables.


def table(rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


ROWS = [{"Judul": f"Beras {n}", "Isi": f"{TEXT}\n\n“Baik,” kata dia; {n}.", "Tanggal": "2025-11-01"} for n in range(3)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_with_a_column_of_texts(tmp_path, delimiter, encoding):
    pages, notes = read_named(tmp_path, "a.csv", table(ROWS, delimiter, encoding))
    assert [(page.title, page.body.decode(), page.published) for page in pages] == [
        (row["Judul"], row["Isi"], row["Tanggal"]) for row in ROWS
    ]
    assert notes == []


def test_a_table_from_standard_input():
    assert [page.title for page in read(table(ROWS))[0]] == ["Beras 0", "Beras 1", "Beras 2"]


def test_a_prose_text_is_no_table():
    (page,), _ = read("Text, title and date were missing, said Budi.\nThe rest was there.")
    assert page.form == "dump"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"judul,tanggal\nBeras,2025\n", "has no column of texts (it has judul, tanggal); call that column text"),
        (b"claim,speaker,certainty,cue,content\n1,2,3,4,5\n", "is a table of claims that konon made"),
        (b"text," + b"x" * 9_000, "has no header"),
    ],
)
def test_tables_without_texts_are_refused(tmp_path, content, word):
    (error,), _ = read_named(tmp_path, "a.csv", content)
    assert word in str(error)


def test_a_row_without_text_is_named_by_its_line(tmp_path):
    page, error, other = read_named(tmp_path, "a.csv", 'text,id\n"a\nb",1\n,2\nc,3\n')[0]
    assert (page.line, page.body, other.body) == (3, b"a\nb", b"c")
    assert str(error).endswith("a.csv:4: has an empty text; leave the line out")


# What konon itself wrote.


@pytest.mark.parametrize(
    "content",
    [
        '{"id":"1","text":"a","attributions":[],"reader":"konon 0.1.0 / tagger-4"}\n{"id":"2","text":"b"}',
        '[\n{"id":"1","text":"a","attributions":[],"reader":"konon 0.1.0 / tagger-4"},\n{"id":"2","text":"b"}\n]',
        '{"id":"1","content":"a","speaker":{},"certainty":"certain","polarity":"positive"}',
        '<!doctype html><html><head><meta name="generator" content="konon 0.1.0"></head><body><p>a</p>',
    ],
)
def test_what_konon_wrote_is_no_article_and_is_refused_once(content):
    (error,), _ = read(content)
    assert isinstance(error, FileError)
    assert "konon" in str(error)
    assert "; " in str(error)


def test_gold_with_attributions_is_still_a_text():
    (page,), _ = read('{"id":"1","text":"a","attributions":[1]}')
    assert page.body == b"a"


@given(st.lists(st.dictionaries(st.sampled_from(["text", "date", "title", "id", "url"]), st.text() | st.integers())))
def test_any_rows_are_pages_or_one_clear_line(rows):
    for content in (json.dumps(rows), "\n".join(map(json.dumps, rows))):
        for found in read(content)[0]:
            assert isinstance(found, Page) or (isinstance(found, KononError) and "\n" not in str(found))
