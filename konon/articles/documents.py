"""PDF and Word files -> their text, with a form feed where a page begins, so that a claim can say its page.

Lines that a page's width broke are one paragraph again; running heads, feet and page numbers are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from konon.errors import ArticleError, KononError
from konon.lazy import load
from konon.records import PAGE_BREAK, Page

LARGEST = 100_000_000  # bytes of a Word file, unpacked
MOST_PAGES = 2_000
MOST_LETTERS = 5_000_000
EDGE = 2  # lines at the top and the bottom of a page that may be its running head or foot
FULL = 0.75  # of a page's width, from which a line goes on in the next
_EXTRA = "pip install 'konon[documents]', or save its text and give that"
_ENDS = re.compile(r"[.!?…:;][\"”’)\]]*$")
_DIGITS = re.compile(r"\d+")


def read_document(page: Page) -> str:
    """Its text; ArticleError, in one line, where there is none to be had."""
    try:
        text = _read_pdf(page) if page.form == "pdf" else _read_word(page)
    except KononError:
        raise
    except ImportError as why:
        raise _refused(page, "needs a part that is not installed", _EXTRA) from why
    except Exception as why:  # both libraries raise whatever a damaged file leads them to
        raise _refused(page, "is damaged or of an unknown kind", "open it and save it again") from why
    if not text.strip():
        raise _refused(page, "holds no text: it may be a scan", "recognise its text first (OCR)")
    return text


def _refused(page: Page, why: str, remedy: str) -> ArticleError:
    what = "PDF" if page.form == "pdf" else "Word document"
    return ArticleError(f"this {what} {why}", name=page.name, remedy=remedy)


def _read_pdf(page: Page) -> str:
    reader = load("pypdf:PdfReader")(io.BytesIO(page.body))
    if reader.is_encrypted and not _unlock(reader):
        raise _refused(page, "is locked by a password", "save it without one")
    if len(reader.pages) > MOST_PAGES:
        raise _refused(page, f"has more than {MOST_PAGES:,} pages", "give the part that matters")
    return join_pages(_lines_of(reader))


def _unlock(reader: Any) -> bool:
    """Many are locked against changes alone, and open with an empty password."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a cipher that needs another library
        return False


def _lines_of(reader: Any) -> Iterator[list[str]]:
    letters = 0
    for one in reader.pages:
        lines = one.extract_text().split("\n")
        letters += sum(map(len, lines))
        if letters > MOST_LETTERS:
            return
        yield lines


def _read_word(page: Page) -> str:
    with zipfile.ZipFile(io.BytesIO(page.body)) as packed:
        if sum(one.file_size for one in packed.infolist()) > LARGEST:
            raise _refused(page, "is too large", "give the part that matters")
    document = load("docx:Document")(io.BytesIO(page.body))
    return "\n\n".join(_paragraphs(document.iter_inner_content()))


def _paragraphs(content: Iterable[Any]) -> Iterator[str]:
    """Of tables the cells, a row a line."""
    for one in content:
        if hasattr(one, "rows"):
            for row in one.rows:
                yield " | ".join(cell.text.replace("\n", " ") for cell in row.cells)
        elif one.text.strip():
            yield PAGE_BREAK * len(one.rendered_page_breaks) + one.text.replace("\n", " ").replace(PAGE_BREAK, " ")


def join_pages(pages: Iterable[Sequence[str]]) -> str:
    """Pages of lines -> one text; a sentence that goes on over a page's end is not broken there."""
    kept = _without_edges([[" ".join(line.split()) for line in lines if line.strip()] for lines in pages])
    text = ""
    for number, lines in enumerate(kept):
        words = "\n\n".join(_unwrap(lines))
        if not number:
            text = words
        elif words and text and not _ENDS.search(text) and words[0].islower():
            text += PAGE_BREAK + words
        else:
            text += "\n\n" + PAGE_BREAK + words
    return text


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Without lines at the edges that most pages have, but for their numbers."""
    edges = [Counter({_DIGITS.sub("", line) for line in (*lines[:EDGE], *lines[-EDGE:])}) for lines in pages]
    found = sum(edges, Counter[str]())
    common = {line for line, times in found.items() if times >= max(3, len(pages) / 2)}
    return [
        [line for at, line in enumerate(lines) if not _is_edge(at, len(lines)) or _DIGITS.sub("", line) not in common]
        for lines in pages
    ]


def _is_edge(at: int, lines: int) -> bool:
    return at < EDGE or at >= lines - EDGE


def _unwrap(lines: Sequence[str]) -> list[str]:
    """Paragraphs: a line goes on that fills the width, or that ends amid a sentence before a small letter."""
    if not lines:
        return []
    widths = sorted(map(len, lines))
    width = widths[int(0.9 * (len(widths) - 1))]
    paragraphs, goes_on = [lines[0]], len(lines[0]) >= FULL * width
    for line in lines[1:]:
        if goes_on or (line[0].islower() and not _ENDS.search(paragraphs[-1])):
            paragraphs[-1] += ("" if paragraphs[-1].endswith("-") else " ") + line
        else:
            paragraphs.append(line)
        goes_on = len(line) >= FULL * width
    return paragraphs
