"""Bytes of a page -> its text, whatever its charset is said to be."""

from __future__ import annotations

import codecs
import re

HEAD = 4096  # bytes in which a page names its charset
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's names of the charsets in the WHATWG Encoding Standard, and of those it reads as one of them. What else Python
# can decode (utf-7, unicode_escape, hz, iso2022_kr ...) no browser does: pages that claim it are made to mislead.
_BROWSERS = """
ascii utf-8 iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10
iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp866 koi8-r koi8-u mac-roman mac-cyrillic tis-620 cp874
cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gbk gb2312 gb18030 big5 big5hkscs
euc_jp shift_jis cp932 euc_kr cp949
"""
KNOWN = frozenset(_BROWSERS.split())
WIDE = re.compile(r"^(?:utf|ucs)-?_?(?:16|32)", re.I)


def decode_page(body: bytes, declared: str | None = None) -> str:
    """Never fails: what fits no charset becomes U+FFFD. Byte order mark and NUL go, lines end in \\n."""
    text = _decode(body, declared).removeprefix("\ufeff").replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(body: bytes, declared: str | None) -> str:
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    if wide := _wide_charset(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")  # hardly anything else is valid UTF-8, so it outranks what is declared
    except UnicodeDecodeError:
        pass
    names = [name for name in (declared, _named_inside(body)) if name and not WIDE.match(name)]
    if mostly_utf8(body):
        return body.decode("utf-8", "replace")
    for name in names:
        if (text := _try_charset(body, name)) is not None:
            return text
    return body.decode("cp1252", "replace")


def _wide_charset(body: bytes) -> str | None:
    """UTF-16 without its mark, by the zeros between its letters."""
    head = body[:HEAD]
    for charset, zeros, letters in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if len(head) >= 4 and zeros.count(0) > 0.6 * len(zeros) and letters.count(0) < 0.05 * len(letters):
            return charset
    return None


def mostly_utf8(body: bytes) -> bool:
    """Damaged UTF-8 still has more whole letters than broken ones."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return whole > 2 * broken


def _named_inside(body: bytes) -> str | None:
    match = _META.search(body[:HEAD]) or _XML.search(body[:HEAD])
    return match[1].decode("ascii", "ignore") if match else None


def _try_charset(body: bytes, name: str) -> str | None:
    """None for a charset that no browser knows or that does not fit; latin-1 is read as its superset cp1252."""
    try:
        charset = codecs.lookup(name).name
        if charset not in KNOWN:
            return None
        charset = "cp1252" if charset in ("iso8859-1", "ascii", "utf-8") else charset
        return body.decode(charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
