"""Files, folders, patterns and standard input."""

from __future__ import annotations

import gzip
import io
import json
import os
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.errors import KononError
from konon.ledger.sole_runs import TELLING, WATCHING
from konon.pages import FetchOptions, find_pages
from konon.pages.fetch_options import size_in_words
from konon.pages.sniff import Content, sniff_content
from konon.records import Page

SMALL = FetchOptions(max_bytes=10_000)
HTML = "<!doctype html><html><body><p>Harga turun.</p></body></html>"


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def read(*inputs, options=None, stdin=b""):
    return list(find_pages(inputs, options=options, stdin=io.BytesIO(stdin)))


def test_html_and_text_are_told_apart_by_what_they_hold(tmp_path):
    paths = [
        write(tmp_path, "a.txt", HTML),
        write(tmp_path, "b", "Harga turun, kata Budi."),
        write(tmp_path, "c.htm", "x"),
    ]
    assert [page.form for page in read(*paths)] == ["html", "dump", "html"]


def test_a_path_comes_out_as_it_was_typed(tmp_path, monkeypatch):
    write(tmp_path, "a.txt", "Harga turun.")
    monkeypatch.chdir(tmp_path)
    assert [page.path for name in ("a.txt", "./a.txt") for page in read(name)] == ["a.txt", "./a.txt"]


def test_a_folder_is_read_wholly_in_order_without_hidden_files_and_pictures(tmp_path):
    (tmp_path / "b" / ".git").mkdir(parents=True)
    write(tmp_path, "a.txt", "Satu.")
    write(tmp_path / "b", "c.html", HTML)
    write(tmp_path / "b", "foto.jpg", b"\xff\xd8\xff")
    write(tmp_path / "b", ".rahasia.txt", "Dua.")
    write(tmp_path / "b" / ".git", "d.txt", "Tiga.")
    assert [os.path.basename(page.path) for page in read(str(tmp_path))] == ["a.txt", "c.html"]


@pytest.mark.parametrize("name", ["README.md", "README", "LICENSE.txt", "tentang.rst", "baca.py", "susun.sql"])
def test_documentation_and_code_are_passed_over_in_a_folder_and_read_where_named(tmp_path, name):
    write(tmp_path, "a.txt", "Satu.")
    path = write(tmp_path, name, "Harga turun, kata Budi.")
    assert [os.path.basename(page.path) for page in read(str(tmp_path))] == ["a.txt"]
    assert [os.path.basename(page.path) for page in read(str(tmp_path / "*"))] == ["a.txt"]
    assert read(path)[0].body == b"Harga turun, kata Budi."


def test_a_pattern_that_names_a_suffix_means_it(tmp_path):
    for name in ("a.md", "b.md", "c.txt"):
        write(tmp_path, name, "Satu.")
    assert [os.path.basename(page.path) for page in read(str(tmp_path / "*.md"))] == ["a.md", "b.md"]


def test_an_unknown_binary_file_in_a_folder_is_named_and_the_rest_go_on(tmp_path):
    write(tmp_path, "a.dat", bytes(range(256)) * 20)
    write(tmp_path, "b.txt", "Satu.")
    error, page = read(str(tmp_path))
    assert "a.dat: is a binary file" in str(error)
    assert page.body == b"Satu."


@pytest.mark.parametrize(
    "name",
    [
        *("konon.db-wal", "konon.db-shm", "my.ledger-journal", "NEWS.DB-WAL", "konon.db-adding/1/pasted.txt"),
        *(f"konon.db{run.ending}" for run in (WATCHING, TELLING)),
    ],
)
def test_what_lies_beside_a_ledger_is_no_page(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    write(tmp_path, name, "Harga beras turun.")
    write(tmp_path, "a-wal.txt", "Harga beras turun.")
    assert [page.path for page in read(str(tmp_path))] == [str(tmp_path / "a-wal.txt")]


def test_a_folder_with_nothing_to_read_is_an_error(tmp_path):
    write(tmp_path, "foto.png", b"\x89PNG")
    (error,) = read(str(tmp_path))
    assert "nothing to read" in str(error)


def test_a_pattern_is_expanded(tmp_path):
    for name in ("b.txt", "a.txt", "c.html"):
        write(tmp_path, name, "Satu.")
    assert [os.path.basename(p.path) for p in read(str(tmp_path / "*.txt"))] == ["a.txt", "b.txt"]


def test_a_pattern_without_files_is_an_error(tmp_path):
    (error,) = read(str(tmp_path / "*.txt"))
    assert "matches no file" in str(error)


def test_a_link_that_leads_in_a_circle_ends(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(tmp_path / "a")
    write(tmp_path, "c.txt", "Satu.")
    assert len([found for found in read(str(tmp_path)) if isinstance(found, Page)]) == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "is empty"),
        ("a.html", bytes(range(1, 32)) * 30, "binary"),
        ("a.txt", b"x" * 10_001, "larger than 10 kB"),
        ("a.txt.gz", gzip.compress(b"Harga turun. " * 400_000), "larger than 10 kB"),
        ("a.gz", gzip.compress(bytes(5_000_000)), "binary"),
        ("a.html.gz", gzip.compress(HTML.encode())[:-20], "damaged gzip"),
        ("a.gz", gzip.compress(gzip.compress(gzip.compress(b"x"))), "gzip within gzip"),
        ("a.jsonl", '{"text": "a"}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_bad_files_are_one_clear_line_and_the_next_is_read(tmp_path, name, content, word):
    error, page = read(write(tmp_path, name, content), write(tmp_path, "z.txt", "Satu."), options=SMALL)
    assert word in str(error)
    assert str(tmp_path / name) in str(error)
    assert ";" in str(error)  # the remedy
    assert page.body == b"Satu."


def test_a_missing_file_is_an_error():
    (error,) = read("tiada.txt")
    assert str(error) == "tiada.txt: there is no such file; check its name"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error(tmp_path):
    path = write(tmp_path, "a.txt", "Satu.")
    os.chmod(path, 0)
    (error,) = read(path)
    assert "may not be read" in str(error)


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000])
def test_impossible_names_are_errors(name):
    (error,) = read(name)
    assert isinstance(error, KononError)


def test_gzip_is_unpacked(tmp_path):
    (page,) = read(write(tmp_path, "a.html.gz", gzip.compress(HTML.encode())))
    assert (page.form, page.body) == ("html", HTML.encode())


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_text(tmp_path, charset):
    (page,) = read(write(tmp_path, "a.txt", "Harga beras turun.".encode(charset)))
    assert page.form == "dump"


def test_some_nul_bytes_do_not_make_a_text_binary(tmp_path):
    (page,) = read(write(tmp_path, "a.txt", b"Harga \0 beras turun, kata Budi kepada wartawan."))
    assert page.form == "dump"


def test_standard_input_may_be_any_kind():
    lines = json.dumps({"id": 1, "text": "Satu."}) + "\n" + json.dumps({"id": 2, "text": "Dua."})
    assert [p.form for p in read("-", stdin=HTML.encode())] == ["html"]
    assert [p.form for p in read("-", stdin=b"Harga turun.")] == ["dump"]
    assert [p.form for p in read("-", stdin=lines.encode())] == ["article", "article"]
    assert [p.form for p in read("-", stdin=gzip.compress(HTML.encode()))] == ["html"]


def test_empty_standard_input_is_an_error():
    (error,) = read("-")
    assert str(error).startswith("-: is empty")


def test_the_total_counts_lines_of_json_and_files(tmp_path):
    lines = write(tmp_path, "a.jsonl", '{"text": "a"}\n{"text": "b"}\n{"text": "c"}')
    page = write(tmp_path, "b.txt", "Satu.")
    assert find_pages([lines, page, "http://example.org/"]).total == 5
    assert find_pages([lines, "-"]).total is None


def test_pages_can_be_iterated_twice(tmp_path):
    pages = find_pages([write(tmp_path, "a.txt", "Satu.")])
    assert list(pages) == list(pages)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_one_clear_line(data):
    for found in read("-", stdin=data):
        assert isinstance(found, Page) or (isinstance(found, KononError) and "\n" not in str(found))


@given(st.binary(max_size=200), st.sampled_from(["", ".txt", ".html", ".jsonl"]))
def test_sniffing_never_fails(head, suffix):
    assert sniff_content(head, suffix) in get_args(Content)


def test_sizes_are_told_in_words():
    assert [size_in_words(n) for n in (999, 2_000, 20_000_000)] == ["999 bytes", "2 kB", "20 MB"]


def test_a_file_that_several_inputs_name_is_read_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Harga beras turun, kata menteri.")
    pages = find_pages(["b.txt", ".", "*.txt", str(tmp_path / "a.txt"), "b.txt", "tiada.txt"])
    assert pages.total == 3
    assert [page.name for page in pages] == ["b.txt", "./a.txt", "tiada.txt"]
