"""The lines of a dump that are not body -> what they say of the article: headline, section, byline, date, outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from konon.articles.dates import find_moment
from konon.articles.features import SENTENCE_END
from konon.articles.headline import BAR, Headlines
from konon.articles.lines import fold_line
from konon.articles.parts import is_caption, is_credit, is_name, is_section, read_labelled_name, read_related
from konon.articles.words import boilerplate_patterns

NEAR = 12  # lines above the body among which these stand
BESIDE = 4  # lines from the headline to the section
_MARKDOWN = re.compile(r"^[#*_\s]+|[*_]+$")
_UPDATED = re.compile(r"\b(?:updated|diperbarui|last modified|last updated)\b", re.I)
_PUBLISHED = re.compile(r"publish|terbit|posted|tayang|dibuat", re.I)
_SEPARATOR = re.compile(r"\s+[-–—|·•»/]+\s+|\s*[|·•]\s*|,\s+|\s{2,}")
_CRUMB = re.compile(r"\s*[>»›]\s*|\s+/\s+")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright|hak cipta)\W*(?:\d{4})?(?:\s*[-–]\s*\d{4})?\W*(?:by\s+|oleh\s+)?"
    r"(?P<name>[^\W\d][^.,|•·–©(]{1,40})",
    re.I,
)
_RIGHTS_TAIL = re.compile(
    r"\b(?:all rights|dilarang|inc|llc|ltd|corp|seluruh|semua|reserved|hak|media group)\b.*$", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """None for what the lines do not say. `title_at` is the line of the headline nearest above the body."""

    title: str | None
    title_at: int | None
    section: str | None
    byline: str | None
    published: str | None
    outlet: str | None


def read_frame(lines: Sequence[str], first: int, last: int, headlines: Headlines, lang: str) -> Frame:
    """`first` and `last` are the first and the last line of the body."""
    at = _find_title(lines, first, headlines)
    top = max(0, first - NEAR) if at is None else max(0, min(at, first) - BESIDE)
    above = lines[top:first]
    return Frame(
        title=_bare(lines[at]) if at is not None else None,
        title_at=at,
        section=_find_section(lines, at, first),
        byline=_find_byline(above, lines[last + 1 : last + 7]),
        published=_find_published(above, lines[last + 1 : last + 4], lang),
        outlet=_find_outlet(lines, lang) or _read_logo(lines, at),
    )


def _bare(line: str) -> str:
    return _MARKDOWN.sub("", line).strip()


def _find_title(lines: Sequence[str], first: int, headlines: Headlines) -> int | None:
    """The repeated headline nearest above the body, else the line above it that reads most like one."""
    above = [i for i in headlines.places if i <= first]
    if above or headlines.places:
        return max(above) if above else headlines.places[0]
    candidates = [i for i in range(max(0, first - NEAR), first) if _may_be_title(lines[i])]
    return max(candidates, key=lambda i: _title_score(lines[i], i), default=None)


def _may_be_title(line: str) -> bool:
    words = _bare(line).split()
    cjk_like = len(words) < 4 and len(line) >= 10 and not line.isascii()
    sized = 4 <= len(words) <= 30 or cjk_like
    other = is_credit(line) or is_caption(line) or read_related(line) is not None or find_moment(line, "id")
    return sized and not other and not line.startswith(("(", "[", "- ")) and not re.search(r"[.)\]:;,]$", line)


def _title_score(line: str, place: int) -> tuple[float, int]:
    """Marked as a heading, then many words in capitals, then the nearer to the body."""
    words = [word for word in _bare(line).split() if word[:1].isalpha()]
    capitals = sum(word[0].isupper() for word in words) / max(1, len(words))
    score = 2.0 * line.startswith("#") + (capitals > 0.5) + min(len(words), 7) / 14
    return round(score, 1), place


def _find_section(lines: Sequence[str], at: int | None, first: int) -> str | None:
    """A section's name beside the headline, or the end of a breadcrumb; else one on the lines down to the body."""
    if at is None:
        return None
    beside = [i for step in (-1, 1, -2, 2, -3, 3, 4) if 0 <= (i := at + step) < first]
    for i in beside:
        crumbs = [crumb.strip() for crumb in _CRUMB.split(_bare(lines[i]))]
        if len(crumbs) > 1 and len(crumbs[-1].split()) <= 3 and len(lines[i].split()) <= 12 and crumbs[-1]:
            return next((c for c in reversed(crumbs) if is_section(c)), crumbs[-1])
        for part in reversed(_SEPARATOR.split(_bare(lines[i]))):
            if is_section(part):
                return part.strip()
    return None


def _find_byline(above: Sequence[str], below: Sequence[str]) -> str | None:
    """A labelled name, else a bare name on the line of the date or next to it."""
    for line in [*reversed(above), *below]:
        if len(line.split()) <= 16 and (name := read_labelled_name(_bare(line))):
            return name
    for i, line in enumerate(above):
        if len(line.split()) <= 16 and find_moment(line, "id"):
            near = [*_SEPARATOR.split(line), *above[max(0, i - 1) : i], *above[i + 1 : i + 2]]
            if name := next((part.strip() for part in near if is_name(part.strip())), None):
                return name
    return None


def _find_published(above: Sequence[str], below: Sequence[str], lang: str) -> str | None:
    """The date nearest above the body on a short line; one of an update only where there is no other."""
    moments = []
    for order, line in enumerate([*reversed(above), *below]):
        if len(line.split()) <= 18 and not is_caption(line) and (moment := find_moment(line, lang)):
            updated = bool(_UPDATED.search(line)) and not _PUBLISHED.search(line)
            moments.append((updated, not _PUBLISHED.search(line), "T" not in moment, order, moment))
    return min(moments)[-1] if moments else None


def _read_logo(lines: Sequence[str], at: int | None) -> str | None:
    """The first line, where it is a short name set above the headline and no menu's word."""
    words = _bare(lines[0]).split() if lines and at else []
    proper = 1 <= len(words) <= 3 and all(word[0].isupper() and word.isalnum() for word in words)
    menu = (
        any(pattern.search(lines[0]) for kind, pattern in boilerplate_patterns() if kind == "menu") if proper else True
    )
    return None if menu or is_section(lines[0]) else " ".join(words)


def _find_outlet(lines: Sequence[str], lang: str) -> str | None:
    """The name behind the page's own name, in a note of rights, or at the top and again elsewhere."""
    pieces = BAR.split(lines[0]) if lines else []
    if len(pieces) > 1 and 1 <= len(pieces[-1].split()) <= 4 and not find_moment(lines[0], lang):
        return pieces[-1].strip()
    for line in reversed(lines[-40:]):
        match = _RIGHTS.search(line)
        name = _RIGHTS_TAIL.sub("", match["name"]).strip(" -|") if match else ""
        if name and len(name.split()) <= 5:
            return name
    return _named_again(lines)


def _named_again(lines: Sequence[str]) -> str | None:
    """A short line at the top whose words stand twice more on the page."""
    whole = fold_line("\n".join(lines)[:60_000])
    for line in lines[:3]:
        name = fold_line(line)
        named = 1 <= len(name.split()) <= 4 and len(name) >= 5 and not SENTENCE_END.search(line)
        if named and not is_section(line) and not find_moment(line, "id") and whole.count(name) >= 3:
            return line.strip()
    return None
