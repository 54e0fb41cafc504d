"""First bytes and a file's suffix -> what kind of input it is."""

from __future__ import annotations

import json
import re
from typing import Literal

from konon.pages.table_header import LONGEST_HEADER, find_delimiter
from konon.pages.urls import is_list

Content = Literal[
    "html", "dump", "jsonl", "json array", "json object", "table", "warc", "mhtml",  # what is read
    "gzip", "zip", "binary", "empty", "result", "addresses", "feed", "sitemap", "xml", "pdf",
]  # fmt: skip

HEAD = 8192  # bytes that are enough to detect the kind
RESULT_PAGE = b'<meta name="generator" content="konon '
LONGEST_ROW = 20_000_000  # bytes

GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
MANY_SUFFIXES = LINES_SUFFIXES | TABLE_SUFFIXES | {".warc", ".json"}  # of files that hold many pages
# Passed over in silence where a folder or a pattern holds them; read, or refused by what they hold, where named.
_OTHER_SUFFIXES = """
.7z .avi .avif .bin .bmp .br .bz2 .class .css .csv .db .dll .doc .docx .dylib .eot .epub .exe .gif .heic .ico .jar
.jpeg .jpg .key .lock .log .map .md5 .mkv .mov .mp3 .mp4 .npy .npz .o .odp .ods .odt .ogg .onnx .otf .parquet .part
.pdf .pem .png .ppt .pptx .pyc .rar .safetensors .sha256 .so .sqlite .svg .tar .tgz .tif .tiff .tsv .ttf .wasm .wav
.webm .webmanifest .webp .whl .woff .woff2 .xls .xlsx .xz .zip .zst
.adoc .asciidoc .bib .license .markdown .md .mdx .org .rst .tex .textile
.bat .c .cc .cfg .conf .cpp .cs .dart .env .go .h .hpp .ini .ipynb .java .js .json5 .jsx .kt .less .lua .m .mjs .php
.pl .ps1 .py .pyi .r .rb .rs .sass .scala .scss .sh .sql .swift .toml .ts .tsx .vue .yaml .yml .zsh
"""
OTHER_SUFFIXES = frozenset(_OTHER_SUFFIXES.split())
# What lies beside a ledger, by what it adds to its name: konon.db-wal, konon.db-adding, konon.db-watch.
BESIDE_LEDGER = ("-adding", "-alerts", "-journal", "-shm", "-wal", "-watch")
# Files about a folder, by their names without suffix or with .txt; passed over as those are.
_OTHER_NAMES = """
authors changelog changes codeowners contributing copying dockerfile licence license makefile manifest notice readme
requirements robots todo
"""
OTHER_NAMES = frozenset(_OTHER_NAMES.split())
MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"RIFF",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"SQLite format 3",
    b"\x00\x00\x01\x00",
    b"OggS",
    b"ID3",
    b"wOFF",
    b"wOF2",
    b"PAR1",
    b"\xca\xfe\xba\xbe",
)
_CONTROL = bytes(set(range(1, 32)) - set(b"\t\n\x0b\x0c\r\x1b\x08"))
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|script|h1)[\s>/]", re.I)
_DOCTYPE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S)
_JSON_OBJECT = re.compile(rb'^\s*\{\s*"')
_JSON_ARRAY = re.compile(rb"^\s*\[\s*(?:\{|\]\s*$)")
_ARCHIVE = re.compile(rb"^\s*WARC/\d")
_MHTML = re.compile(rb"^content-type:\s*multipart/related|^snapshot-content-location:", re.I | re.M)
_MAIL = re.compile(rb"^(?:from|mime-version|subject|date|content-type|snapshot-content-location):[ \t]", re.I)
_ROOT = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<((?:[\w.-]+:)?[\w.-]+)[\s>/]", re.S)
_ROOTS: dict[bytes, Content] = {
    b"rss": "feed", b"feed": "feed", b"rdf:rdf": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap"
}  # fmt: skip


def sniff_content(head: bytes, suffix: str = "") -> Content:
    """`head` outranks `suffix`, except that a .html, .jsonl or .csv name settles what plain text would leave open."""
    if not head:
        return "empty"
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(ZIP):
        return "zip"
    if _ARCHIVE.match(head):
        return "warc"
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(MAGIC):
        return "binary"
    flat = flatten_utf16(head)
    if flat is None and is_binary(head):
        return "binary"
    flat = (head if flat is None else flat).removeprefix(b"\xef\xbb\xbf")
    if not flat.strip(b" \t\r\n\x00\x0b\x0c"):
        return "empty" if len(head) < HEAD else "dump"
    return _sniff_rows(flat, suffix) or _sniff_markup(flat, suffix) or _sniff_plain(flat, suffix)


def _sniff_rows(flat: bytes, suffix: str) -> Content | None:
    """Files that hold records."""
    if suffix != ".txt" and _JSON_ARRAY.match(flat):
        return "json array"
    if suffix in LINES_SUFFIXES:
        return "jsonl"
    if suffix in HTML_SUFFIXES or suffix == ".txt":
        return None
    if _JSON_OBJECT.match(flat):
        return "jsonl" if _is_line(flat) else "json object"
    return "table" if suffix in TABLE_SUFFIXES or (not suffix and _is_header(flat)) else None


def _is_line(flat: bytes) -> bool:
    """Whether the first object ends with its line, or goes on for longer than can be seen."""
    line, end, _ = flat.lstrip().partition(b"\n")
    return not end or line.rstrip().endswith(b"}")


def _is_header(flat: bytes) -> bool:
    line = flat.lstrip().partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    return len(line) < LONGEST_HEADER and bool(find_delimiter(line))


def _sniff_markup(flat: bytes, suffix: str) -> Content | None:
    if RESULT_PAGE in flat:
        return "result"
    if _MAIL.match(flat) and _MHTML.search(flat):
        return "mhtml"
    if suffix in HTML_SUFFIXES or _DOCTYPE.search(flat):
        return "html"
    root = _ROOT.match(flat)
    if root and (kind := _ROOTS.get(root[1].lower())):
        return kind
    if flat.lstrip().startswith(b"<?xml") and not (root and root[1].lower() == b"html"):
        return "xml"
    opens = flat.lstrip()[:1] == b"<"
    return "html" if (opens and _TAG.search(flat)) or len(_TAG.findall(flat)) >= 5 else None


def _sniff_plain(flat: bytes, suffix: str) -> Content:
    lines = flat.decode("utf-8", "replace").splitlines()
    # The last line may have been cut.
    return "addresses" if is_list(lines[: max(1, len(lines) - 1)] if len(flat) >= HEAD // 2 else lines) else "dump"


def flatten_utf16(head: bytes) -> bytes | None:
    """The ASCII of UTF-16 text, with or without its mark; None where it is something else."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    even, odd = head[0::2], head[1::2]
    for zeros, letters in ((odd, even), (even, odd)):
        if len(head) >= 4 and zeros.count(0) > 0.6 * len(zeros) and letters.count(0) < 0.05 * len(letters):
            return letters
    return None


def is_binary(head: bytes) -> bool:
    """Many control characters, or more NUL than a damaged text has."""
    if not head:
        return False
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls > 0.02 * len(head) or head.count(0) > 0.3 * len(head)


def is_result(path: str) -> bool:
    """Whether a file holds what Konon itself wrote: its HTML page, or rows of its contract."""
    try:
        with open(path, "rb") as stream:
            if RESULT_PAGE in stream.read(HEAD):
                return True
            stream.seek(0)
            line = stream.readline(LONGEST_ROW)
            row = json.loads((stream.readline(LONGEST_ROW) if line.strip() == b"[" else line).rstrip(b",\n"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "attributions" in row and str(row.get("reader", "")).startswith("konon ")
