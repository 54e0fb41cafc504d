"""One line -> whether it is a credit, caption, name, section, desk's mark or a link to another article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from konon.articles.page_dates import find_date
from konon.articles.page_words import words_under
from konon.records import Related

_NAME = r"[^\W\d_][\w'’.\-]*(?:\s+[^\W\d_][\w'’.\-]*){0,4}"
# `Baca juga: X`, `Baca: X`; bare `Baca X` is prose.
RELATED = re.compile(
    r"^\W{0,9}(?:baca(?:\s+(?:juga|selengkapnya|berita))?|simak(?:\s+(?:juga|video))?|(?:lihat|tonton)(?:\s+juga)?"
    r"|artikel terkait|read\s+(?:more|also)|also\s+read|see\s+also|related(?:\s+stor(?:y|ies))?)"
    r"\s*[:：]\s*(?P<title>.*)$"
    r"|^\W{0,9}(?:baca\s+juga|simak\s+(?:juga|video)|lihat\s+juga|read\s+also|also\s+read)\s+(?P<bare>[\"'“‘A-Z].*)$",
    re.I,
)
_INITIALS = re.compile(
    r"\s*[(\[]\s*((?:[A-Za-z]{1,4}|\*+)(?:\s?[/\-*]\s?(?:[A-Za-z]{1,4}|\*+)){0,3})\s*[)\]]\s*\.?\s*$"
)
_LABELLED = re.compile(
    r"^\W{0,9}(?:oleh|penulis|reporter|pewarta|jurnalis|kontributor|laporan|wartawan|naskah|teks(?: dan foto)?"
    r"|(?:written |reported )?by|author)"
    rf"\b\s*[:\-]?\s*(?P<name>{_NAME}(?:\s*(?:,|&|dan|and)\s*{_NAME}){{0,3}})",
    re.I,
)
_NOT_NAMES = re.compile(
    r"\b(?:the|a|an|this|continuing|using|signing|clicking|more|continue|submitting|view|dan|pada|yang|ini|itu|news)\b",
    re.I,
)
_CREDIT = re.compile(
    r"^\W{0,9}(?:editor|redaktur|pewarta|reporter|penulis|sumber foto|foto|photo|copyright|©|uploader|penyunting)"
    r"\b\s*[:©]|^copyright\s*©",
    re.I,
)
_HEADING = re.compile(
    r"^\W{0,9}(?:(?:berita|artikel|bacaan) (?:terkait|lainnya)|baca juga|related (?:stories|articles|news|posts))\W*$",
    re.I,
)
LISTED = 6  # titles below a heading at most
LONGEST = 600  # characters; a longer line is prose, whatever it opens with
_JOINERS = frozenset({"and", "dan", "&", "de", "van", "von", "bin", "al", "da", "la"})
# In running text a bracket with a slash or a dot may be anything; at a line's end, short, it is a credit.
_CAPTION = re.compile(
    r"[(\[](?:foto|photo|dok|image|ilustrasi|ist|istimewa)\b[^()\[\]]{0,60}[)\]]\W*$"
    r"|[(\[](?=[^()\[\]]*[^\W\d_])[^()\[\]]{2,40}/[^()\[\]]{1,40}[)\]]\W*$"
    r"|\b(?:foto|photo|dok|(?:image|photo|picture|kredit) (?:credit|gambar|foto)|ilustrasi|infografi[ks]|grafi[ks]"
    r"|gambar|image|picture)\s*[:.]\s*[^.]{2,60}$"
    r"|(?:getty images|shutterstock|istimewa)\W*$"
    r"|[.)]\s*(?-i:[A-Z][\w.]+\s?/\s?[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3})\W*$",
    re.I,
)


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(words_under(table))


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MARKDOWN = re.compile(r"^[#*_\s]+|[*_\s]+$")


def unmark(line: str) -> str:
    """A line of Markdown as it is shown: no marks of headings and emphasis, a link's words alone."""
    return _MARKDOWN.sub("", _LINK.sub(r"\1", line) if len(line) <= LONGEST else line).replace("**", "")


def is_home(words: str) -> bool:
    """The name of a site's first page, with which breadcrumbs begin."""
    return words.strip().casefold() in _words("home")


def is_credit(line: str) -> bool:
    """A labelled line that names people or rights, such as "Editor: ..."; never body."""
    return len(line) <= LONGEST and bool(_CREDIT.match(line))


def read_related(line: str) -> str | None:
    """What a "Baca juga:" line offers: "" where the title stands on the next line; None for other lines."""
    match = RELATED.match(line) if len(line) <= LONGEST else None
    if not match:
        return None
    title = match["title"] if match["title"] is not None else match["bare"]
    return (title or "").strip(' "“”')


def collect_related(lines: Sequence[str], titles: frozenset[str] = frozenset()) -> tuple[Related, ...]:
    """Each offered title once, in order: of "Baca juga:" lines, and of the lists below headings such as these."""
    offered: list[str] = []
    for i, line in enumerate(lines):
        title = read_related(line)
        if title:
            offered.append(title)
        elif title == "" or (len(line) <= LONGEST and _HEADING.match(line)):
            offered += _read_list(lines[i + 1 : i + 1 + LISTED])
    bare = dict.fromkeys(_bare_title(title) for title in offered if not _is_date(title))
    return tuple(Related(title=title[:300]) for title in bare if len(title.split()) >= 2 and title not in titles)


def _is_date(line: str) -> bool:
    return len(line.split()) <= 8 and find_date(line, american=False) is not None


def _bare_title(title: str) -> str:
    """Without bullets, numbers of a list and marks of emphasis; quotation marks stay."""
    return title if title[:1] in "\"“‘'" else re.sub(r"^[\W\d]*(?=\w)|[\s*_]+$", "", title)


def _read_list(lines: Sequence[str]) -> list[str]:
    """Headlines that stand together below a heading."""
    found = []
    for line in lines:
        if not 4 <= len(line.split()) <= 25 or line.rstrip()[-1:] in ".:;":
            break
        found.append(line.strip())
    return found


def read_initials(paragraph: str) -> tuple[str, int] | None:
    """(initials, where they begin) of a desk's mark that ends a paragraph, such as (vyp/kna) or (FB)."""
    match = _INITIALS.search(paragraph[-40:])
    if not match:
        return None
    start = max(0, len(paragraph) - 40) + match.start()
    letters = match[1].replace(" ", "")
    desk = "/" in letters or letters.isupper() or letters.islower() or len(letters) <= 3
    if start == 0:
        return (letters, start) if desk else None
    # In running text "(PBB)" explains a name; a mark follows the end of a sentence.
    ended = paragraph[:start].rstrip()[-1:] in ".!?\"”'’»*"
    spelled = letters.isupper() and len(letters) > 3 and "/" not in letters
    return (letters, start) if desk and ended and not spelled else None


def read_labelled_name(line: str) -> str | None:
    """The name behind "Oleh", "Penulis:", "By" and their like."""
    match = _LABELLED.match(line) if len(line) <= LONGEST else None
    if match and is_section(re.split(r"\s*[/|·•:>]\s*", line, maxsplit=1)[0]):  # `Laporan Khas / 3 Mei 2024`
        return None
    name = _cut_name(match["name"]) if match else None
    return name if name and not _NOT_NAMES.search(name) else None


def _cut_name(name: str) -> str | None:
    """Without what a line runs on with: words from the first in lower case, dates, "Published"."""
    kept: list[str] = []
    for word in name.split():
        low = word.lower().strip(",.")
        if low == "staff" and len(kept) == 1:  # `By Post Staff`; `By Ana Sari Staff Writer` ends before it
            kept.append(word)
            break
        if low in _JOINERS or (word[:1].isupper() and low not in _words("stoppers")):
            kept.append(word)
        else:
            break
    while kept and kept[-1].lower() in _JOINERS:
        kept.pop()
    return " ".join(kept).rstrip(",-.") or None


def is_name(words: str) -> bool:
    """Two to four words in capitals that are no section, month or label."""
    parts = words.split()
    proper = all(re.fullmatch(r"[A-Z][\w'’.-]*|de|van|bin|al", part) for part in parts)
    known = any(part.lower().strip(",.") in _words("stoppers") for part in parts)
    return 2 <= len(parts) <= 4 and proper and not known and not words.isupper() and not is_section(words)


def is_section(words: str) -> bool:
    """The name of a section as outlets print it."""
    return words.strip().casefold() in _words("sections")


def is_caption(line: str) -> bool:
    """A line that names who took the picture."""
    return len(line) <= LONGEST and bool(_CAPTION.search(line))
