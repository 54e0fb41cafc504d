"""Bytes to text, whatever the charset is said to be."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.articles.charset import KNOWN, decode_page

TEXT = "“Harga turun,” kata José – pasar tenang."


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_known_by_itself(charset):
    assert decode_page(TEXT.encode(charset)) == TEXT


def test_utf8_outranks_a_wrong_declaration():
    assert decode_page(TEXT.encode(), "iso-8859-1") == TEXT


def test_cp1252_that_calls_itself_utf8_or_latin1_is_read():
    for declared in ("utf-8", "iso-8859-1", "us-ascii", None, "no-such-charset"):
        assert decode_page(TEXT.encode("cp1252"), declared) == TEXT


def test_the_page_names_its_charset():
    page = '<html><head><meta charset="windows-1256"></head>قال الوزير'
    assert "قال الوزير" in decode_page(page.encode("cp1256"))


def test_the_server_outranks_the_page():
    page = '<meta charset="koi8-r">قال الوزير'
    assert "قال الوزير" in decode_page(page.encode("cp1256"), "windows-1256")


def test_broken_utf8_keeps_what_is_whole():
    broken = ("Café, José, naïve, “kata”".encode()) + b"\xe2\x80"
    assert decode_page(broken) == "Café, José, naïve, “kata”\ufffd"


def test_marks_nul_and_line_ends_go():
    assert decode_page(b"\xef\xbb\xbfa\x00b\r\nc\rd") == "ab\nc\nd"


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16", "latin-1", "shift_jis", "rot13", "idna", "", "\0"]))
def test_any_bytes_become_text(body, declared):
    text = decode_page(body, declared)
    assert "\0" not in text
    assert "\r" not in text


@pytest.mark.parametrize(
    "declared", ["utf-7", "unicode_escape", "raw_unicode_escape", "hz", "iso2022_jp", "iso2022_kr", "punycode", "idna"]
)
def test_charsets_that_no_browser_knows_are_not_decoded(declared):
    body = b"\\u0048arga +AGE- ~{<:~} turun, kata Jos\xe9 \xff"
    assert decode_page(body, declared) == body.decode("cp1252")
    page = f'<meta charset="{declared}">'.encode() + body
    assert decode_page(page) == page.decode("cp1252")


def test_the_charsets_of_browsers_are_known_by_the_names_python_gives_them():
    assert {codecs.lookup(name).name for name in KNOWN} == KNOWN


@pytest.mark.parametrize(("charset", "words"), [("gbk", "部长说"), ("shift_jis", "大臣は言った"), ("euc-kr", "장관은")])
def test_charsets_of_browsers_are_decoded(charset, words):
    assert words in decode_page((words * 20).encode(charset), charset)
