"""Files, folders and standard input -> Pages."""

from __future__ import annotations

import glob
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from konon.errors import FileError, KononError
from konon.lazy import load
from konon.pages.fetch_options import FetchOptions
from konon.pages.given_rows import Notes
from konon.pages.sniff import (
    BESIDE_LEDGER,
    LINES_SUFFIXES,
    MANY_SUFFIXES,
    OTHER_NAMES,
    OTHER_SUFFIXES,
    Content,
    sniff_content,
)
from konon.pages.streams import DAMAGED, open_unpacked, read_capped
from konon.records import Form, Page

COUNTABLE = 200_000_000  # JSON lines beyond this many bytes are not counted for the progress bar
LARGEST_ZIP = 500_000_000  # bytes of evidence, which is held in memory
EVIDENCE = "pages.warc.gz"
# What holds many pages -> its reader, imported when there is one: warcio takes a tenth of a second.
ROWS = {
    "jsonl": "konon.pages.jsonlines:read_json_lines",
    "json array": "konon.pages.jsonlines:read_json_array",
    "json object": "konon.pages.jsonlines:read_json_object",
    "table": "konon.pages.table_rows:read_table",
    "warc": "konon.pages.webarchive:read_archive",
}
GIVE_ADDRESSES = "give its addresses: save them in a file, one a line, and name it with -i"
REFUSED: dict[Content, tuple[str, str]] = {
    "empty": ("is empty", "leave it out or save the page again"),
    "binary": ("is a binary file, not a page", "give HTML, plain text or JSON lines"),
    "pdf": ("is a PDF, not a web page", "save it and give the file"),  # where an address leads to one
    "result": ("is a page of claims that konon made", "give the pages it was made of"),
    "addresses": ("is a list of addresses, not a page", "name it with -i to read what stands there"),
    "feed": ("is a feed, not a page", GIVE_ADDRESSES),
    "sitemap": ("is a sitemap, not a page", GIVE_ADDRESSES),
    "xml": ("is XML of some other kind, not a web page", "give HTML, plain text or JSON lines"),
}


def list_files(given: str) -> list[str]:
    """The files that one input names, sorted; FileError when there is none."""
    path = Path(given)
    if not os.path.lexists(given) and glob.has_magic(given):
        found = [name for hit in sorted(glob.glob(given, recursive=True)) for name in _list_hit(hit, _suffix(given))]
        return _insist(found, given, "matches no file", "check the pattern")
    if path.is_dir():
        return _insist(_walk(given), given, "is a folder with nothing to read", "name HTML, text or JSON lines files")
    return [given]


def _list_hit(hit: str, asked: str) -> list[str]:
    """`asked` is the suffix that the pattern itself names: *.md means them."""
    if os.path.isdir(hit):
        return _walk(hit)
    return [] if _is_other(hit) and not (asked and _suffix(hit) == asked) else [hit]


def _is_other(name: str) -> bool:
    """No page by its name: a picture, a program, a folder's README."""
    suffix = _suffix(name)
    return (
        suffix in OTHER_SUFFIXES
        or suffix.endswith(BESIDE_LEDGER)
        or (suffix in ("", ".txt") and Path(name.lower()).stem in OTHER_NAMES)
    )


def _insist(found: list[str], given: str, why: str, remedy: str) -> list[str]:
    if not found:
        raise FileError(why, name=given, remedy=remedy)
    return list(dict.fromkeys(found))


def _walk(folder: str) -> list[str]:
    """Regular files below `folder` that may be pages; hidden ones, known other kinds and documentation are left out."""
    found: list[str] = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _suffix(name).endswith(BESIDE_LEDGER)
        )
        for name in sorted(names):
            path = os.path.join(base, name)
            passed = name.startswith(".") or _is_other(name)
            if not passed and (os.path.isfile(path) or os.path.islink(path)):
                found.append(path)
    return found


def _suffix(name: str) -> str:
    """The last suffix, or the one before ".gz"."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def count_pages(path: str) -> int | None:
    """One for most files, the lines of JSON lines; None where counting would take long."""
    if not any(path.lower().endswith(s) for s in LINES_SUFFIXES):
        return None if _suffix(path) in MANY_SUFFIXES else 1
    try:
        if os.path.getsize(path) > COUNTABLE:
            return None
        with open(path, "rb") as stream:
            chunks = iter(lambda: stream.read(1 << 20), b"")
            count, last = 0, b"\n"
            for chunk in chunks:
                count, last = count + chunk.count(b"\n"), chunk[-1:]
            return count + (last != b"\n")
    except OSError:
        return 1


def read_file(path: str, options: FetchOptions, notes: Notes) -> Iterator[Page | KononError]:
    """The pages in one file: several where it holds rows or an archive. `notes` takes what was left out."""
    try:
        if stat.S_ISREG(os.stat(path).st_mode) and os.path.getsize(path) == 0:
            raise FileError("is empty", name=path, remedy="leave it out or save the page again")
        with open(path, "rb") as stream:
            yield from read_stream(stream, path, options, notes)
    except FileError as error:
        yield error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield _explain(error, path)


def _explain(error: OSError | ValueError, path: str) -> FileError:
    if isinstance(error, FileNotFoundError):
        return FileError("there is no such file", name=path, remedy="check its name")
    if isinstance(error, PermissionError):
        return FileError("may not be read", name=path, remedy="change its permissions")
    why = getattr(error, "strerror", None) or str(error)
    return FileError(f"cannot be read ({why})", name=path, remedy="check the file")


def read_stream(stream: BinaryIO, name: str, options: FetchOptions, notes: Notes) -> Iterator[Page | KononError]:
    """The pages in a stream, whose kind is detected by its first bytes and `name`."""
    try:
        head, unpacked = open_unpacked(stream, name)
        content = sniff_content(head, _suffix(name))
        limit = options.max_bytes
        if content in ROWS:
            if content != "table":
                _refuse_utf16(head, name)
            yield from load(ROWS[content])(unpacked, name, limit, notes)
        elif content == "zip":
            yield from read_evidence(read_capped(unpacked, LARGEST_ZIP, name), name, limit, notes)
        elif content == "mhtml":
            # Python's own parser of mail takes some hundredths of a second to import.
            yield load("konon.pages.mhtml:read_mhtml")(read_capped(unpacked, limit, name), name)
        else:
            yield _make_page(content, unpacked, name, options)
    except FileError as error:
        yield error


def read_evidence(packed: bytes, name: str, limit: int, notes: Notes) -> Iterator[Page | KononError]:
    """The pages in what `konon bundle` wrote; FileError for any other ZIP but a Word document, which is a page."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if "word/document.xml" in archive.namelist():
                if len(packed) > limit:
                    raise FileError(f"is larger than {limit:,} bytes", name=name, remedy="raise --max-bytes")
                yield Page(body=packed, form="docx", path=name)
                return
            if EVIDENCE not in archive.namelist():
                raise FileError("is a packed file, not a page", name=name, remedy="unpack it and give what it holds")
            with archive.open(EVIDENCE) as stream:
                _, unpacked = open_unpacked(cast(BinaryIO, stream), name)
                yield from load(ROWS["warc"])(unpacked, name, limit, notes)
    except (zipfile.BadZipFile, *DAMAGED, NotImplementedError, RuntimeError) as error:
        raise FileError(f"is a damaged ZIP ({error})", name=name, remedy="pack or download it again") from error


def _refuse_utf16(head: bytes, name: str) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("is JSON lines in UTF-16", name=name, remedy="save it as UTF-8")


def _make_page(content: Content, stream: BinaryIO, name: str, options: FetchOptions) -> Page:
    form: Form = "pdf" if content == "pdf" else "html" if content == "html" else "dump"
    if form != "pdf":
        check_readable(content, name)
    return Page(body=read_capped(stream, options.max_bytes, name), form=form, path=name)


def check_readable(content: Content, name: str) -> None:
    """FileError for content that is no page."""
    if content in REFUSED:
        why, remedy = REFUSED[content]
        raise FileError(why, name=name, remedy=remedy)
