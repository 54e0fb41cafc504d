"""The lines of a dump that are not body -> what they say of the article: headline, section, byline, date, outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from konon.articles.headings import BESIDE, NEAR, SEPARATOR, find_section, find_title
from konon.articles.headline import Headlines
from konon.articles.outlet_names import find_outlet, squeeze
from konon.articles.page_dates import find_moment
from konon.articles.page_words import boilerplate_patterns
from konon.articles.parts import is_caption, is_name, read_labelled_name, unmark

_UPDATED = re.compile(r"\b(?:updated|diperbarui|last modified|last updated)\b", re.I)
_PUBLISHED = re.compile(r"publish|terbit|posted|tayang|dibuat", re.I)
_BEHIND = re.compile(r"\b(?:oleh|by)\s+\S.*$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """None for what the lines do not say."""

    title: str | None
    section: str | None
    byline: str | None
    published: str | None
    outlet: str | None


def read_frame(lines: Sequence[str], body: range, headlines: Headlines, lang: str, dateline: str | None) -> Frame:
    """`body` goes from the first to the last line of the body; `dateline` is the outlet that its dateline names."""
    outlet = find_outlet(lines, body, lang, dateline)
    at = find_title(lines, body.start, headlines, outlet)
    top = max(0, body.start - NEAR) if at is None else max(0, min(at, body.start) - BESIDE)
    above = lines[top : body.start]
    return Frame(
        title=unmark(lines[at]) if at is not None else None,
        section=find_section(lines, at, body.start, headlines, outlet),
        byline=find_byline(above, lines[body.stop : body.stop + 6], outlet, lines[at] if at is not None else None),
        published=find_published(above, lines[body.stop : body.stop + 3], lang),
        outlet=outlet,
    )


def find_byline(above: Sequence[str], below: Sequence[str], outlet: str | None, title: str | None) -> str | None:
    """A labelled name, else a bare name on the line of the date or next to it."""
    for line in map(unmark, [*reversed(above), *below]):
        if len(line.split()) <= 16 and (name := read_labelled_name(line)):
            return name
    bare = ["" if line == title else unmark(line) for line in above]
    dated = (i for i, line in enumerate(bare) if len(line.split()) <= 16 and find_moment(line, "id"))
    return next((name for i in dated if (name := _author_beside(bare, i, squeeze(outlet or "")))), None)


def _author_beside(lines: Sequence[str], i: int, outlet: str) -> str | None:
    """The name behind the date of line `i`, else one on that line or next to it; never the outlet's."""
    if (behind := _BEHIND.search(lines[i])) and (name := read_labelled_name(behind[0])):
        return name
    near = [lines[i], *lines[max(0, i - 1) : i], *lines[i + 1 : i + 2]]
    parts = [part.strip() for line in near for part in SEPARATOR.split(line)]
    return next((part for part in parts if _may_be_author(part) and squeeze(part) != outlet), None)


def _may_be_author(part: str) -> bool:
    return is_name(part) and not any(pattern.search(part) for _, pattern in boilerplate_patterns())


def find_published(above: Sequence[str], below: Sequence[str], lang: str) -> str | None:
    """The date nearest above the body on a short line; one of an update only where there is no other."""
    moments = []
    for order, line in enumerate([*reversed(above), *below]):
        if len(unmark(line).split()) <= 18 and not is_caption(line) and (moment := find_moment(line, lang)):
            updated = bool(_UPDATED.search(line)) and not _PUBLISHED.search(line)
            moments.append((updated, not _PUBLISHED.search(line), "T" not in moment, order, moment))
    return min(moments)[-1] if moments else None
