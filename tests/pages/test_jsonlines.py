"""JSON lines: one page a line, and a clear word for each line that is none."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.errors import FileError
from konon.pages.given_rows import LinePage, clean_text
from konon.pages.jsonlines import read_json_lines
from konon.records import Page


def read(*lines: str | bytes, limit: int = 1_000_000):
    joined = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(read_json_lines(io.BytesIO(joined), "in.jsonl", limit))


def test_a_line_is_an_article_with_what_it_tells():
    row = {"id": 7, "text": "Satu.", "title": "T", "url": "http://a/", "outlet": "O", "published": "2024-01-02"}
    (page,) = read(json.dumps(row | {"attributions": [1], "lang": "xx"}))
    assert page == LinePage(
        body=b"Satu.", form="article", path="in.jsonl", charset="utf-8", id="7", title="T", url="http://a/",
        outlet="O", published="2024-01-02", line=1,
    )  # fmt: skip


def test_a_message_about_a_line_names_file_and_line():
    _, page = read('{"text": "a"}', "", '{"text": "b"}')
    assert (page.name, page.path) == ("in.jsonl:3", "in.jsonl")


def test_a_line_of_kind_page_is_a_dump():
    assert read('{"text": "a", "kind": "page"}')[0].form == "dump"
    assert read('{"text": "a", "kind": "article"}')[0].form == "article"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('{"id": "1"}', "has no text"),
        ('{"text": null}', "has no text"),
        ('{"text": ["a"]}', "has no text"),
        ('{"text": " \\n"}', "empty text"),
        ('{"text": "a"', "is not JSON"),
        ("[1, 2]", "not a JSON object"),
        ("null", "not a JSON object"),
        ('{"text": "a", "id": {"x": 1}}', "neither a string nor a number"),
        ('{"text": "a", "id": true}', "neither a string nor a number"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_bad_lines_are_named_by_their_number_and_the_rest_go_on(line, word):
    first, error, last = read('{"text": "a"}', line, '{"text": "b"}')
    assert isinstance(error, FileError)
    assert str(error).startswith("in.jsonl:2: ")
    assert word in str(error)
    assert (first.body, last.body) == (b"a", b"b")


def test_an_id_twice_is_refused_the_second_time():
    one, error, other = read('{"id": "x", "text": "a"}', '{"id": "x", "text": "b"}', '{"id": "y", "text": "c"}')
    assert one.id == "x"
    assert "'x' of an earlier line" in str(error)
    assert other.id == "y"


def test_lines_without_id_do_not_clash():
    assert all(isinstance(page, Page) for page in read('{"text": "a"}', '{"text": "a"}', '{"text": "a", "id": ""}'))


def test_blank_lines_are_passed_over():
    assert len(read('{"text": "a"}', "", "  ", '{"text": "b"}')) == 2


def test_a_line_over_the_limit_ends_the_reading():
    one, error = read('{"text": "a"}', json.dumps({"text": "x" * 2000}), '{"text": "b"}', limit=1000)
    assert one.body == b"a"
    assert "in.jsonl:2: a line of more than 1 kB" in str(error)


def test_endless_blank_lines_end():
    (error,) = read_json_lines(io.BytesIO(b"\n" * 5000), "in.jsonl", 1000)
    assert "blank lines" in str(error)


def test_text_stays_as_given_but_for_marks_nul_and_line_ends():
    (page,) = read(json.dumps({"text": "\ufeffa\0b\r\nc\rd  “é” 😀\n\n e "}))
    assert page.body.decode() == "ab\nc\nd  “é” 😀\n\n e "


def test_half_a_surrogate_pair_becomes_a_replacement_of_the_same_length():
    (page,) = read('{"text": "a\\ud800b"}')
    assert page.body.decode() == "a\ufffdb"


@given(st.text(st.characters(exclude_characters="\0\r\ufeff", exclude_categories=["Cs"])))
def test_offsets_are_kept(text):
    assert clean_text(text) == text


@given(st.binary(max_size=200))
def test_any_line_is_a_page_or_an_error(line):
    assert all(isinstance(found, Page | FileError) for found in read(line))


def test_memory_stays_flat_over_many_lines():
    line = json.dumps({"text": "Harga beras turun. " * 200}).encode() + b"\n"

    class Endless(io.RawIOBase):
        left = 2000

        def readable(self):
            return True

        def readinto(self, buffer):
            if not self.left:
                return 0
            self.left -= 1
            buffer[: len(line)] = line
            return len(line)

    tracemalloc.start()
    count = sum(1 for _ in read_json_lines(io.BufferedReader(Endless(), 1 << 16), "in.jsonl", 1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2000
    assert peak < 2_000_000  # 7.6 MB went through
