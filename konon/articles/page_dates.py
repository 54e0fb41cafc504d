"""Words of a page -> the date it names, in ISO 8601 and no more precise than the words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import DateWords

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januari",
            "february feb februari pebruari",
            "march mar maret",
            "april apr",
            "may mei",
            "june jun juni",
            "july jul juli",
            "august aug agustus agu agt agst ags",
            "september sep sept",
            "october oct oktober okt",
            "november nov nopember nop",
            "december dec desember des",
        ),
        start=1,
    )
    for name in names.split()
}
ZONES = {
    "wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "utc": "+00:00", "gmt": "+00:00", "est": "-05:00",
    "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "pst": "-08:00", "pdt": "-07:00", "bst": "+01:00",
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_MONTH})\.?,?[\s-]+(\d{{4}})\b", re.I)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SLASHES = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_TIME = re.compile(
    r"(?<![\d/.])(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:\(?([a-z]{3,4})\)?)?(?![\d/])", re.I
)
_AMERICAN = re.compile(r"\b[ap]\.?m\b", re.I)
YESTERDAY = re.compile(r"^[)\s,]*(?:\w+\s+){0,1}(?:kemarin|yesterday)\b", re.I)
TODAY = re.compile(r"\b(?:hari ini|today)\b[,\s]*(?:\w+)?[,\s(]*$", re.I)
FIRST, LAST = 1990, 2100


def find_date(text: str, *, american: bool | None = None) -> tuple[str, int, int] | None:
    """(ISO date, start, end) of the first full date in `text`; None for none.

    Numbers alone are day/month/year, in American pages month/day/year; where `american` is None and
    both would do, there is no date.
    """
    found = [hit for hit in (_read_names(text), _read_numbers(text, american)) if hit]
    return min(found, key=lambda hit: hit[1]) if found else None


def _read_names(text: str) -> tuple[str, int, int] | None:
    hits = []
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_ISO, (1, 2, 3))):
        if match := pattern.search(text):
            year, month, day = (match[i] for i in order)
            number = MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
            if made := _make(int(year), number, int(day)):
                hits.append((made, match.start(), match.end()))
    return min(hits, key=lambda hit: hit[1]) if hits else None


def _read_numbers(text: str, american: bool | None) -> tuple[str, int, int] | None:
    for match in _SLASHES.finditer(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        if american is None and first <= 12 and second <= 12 and first != second:
            continue
        month_first = second > 12 or (american and first <= 12)
        month, day = (first, second) if month_first else (second, first)
        if made := _make(year, month, day):
            return made, match.start(), match.end()
    return None


def _make(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if FIRST <= year <= LAST else None
    except ValueError:
        return None


def find_moment(line: str, lang: str) -> str | None:
    """The date of a line, with its time where the line has one: "2023-09-14T10:05+07:00"."""
    american = True if _AMERICAN.search(line) else _is_american(lang)
    found = find_date(line, american=american)
    if not found:
        return None
    day, start, end = found
    rest = line[:start] + " " * (end - start) + line[end:]
    return day + (_read_time(rest) or "")


@cache
def _is_american(lang: str) -> bool | None:
    """Whether 5/3 is the third of May; None where a language has both, or is not known."""
    known = lang in find_languages() and load_table(lang, "dates", DateWords).order == "dmy"
    return False if known else None


def _read_time(text: str) -> str | None:
    for match in _TIME.finditer(text):
        hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            return f"T{hour:02}:{minute:02}{ZONES.get((match[4] or '').lower(), '')}"
    return None


def infer_published(text: str, lang: str) -> str | None:
    """The day an article came out, where its text ties one to a full date: the day after "(13/9/2023) kemarin",
    the day itself of "hari ini, Rabu (13/9/2023)". A date without such a word says nothing of it, and gives None.
    """
    position = 0
    for _ in range(20):
        found = find_date(text[position : position + 20_000], american=_is_american(lang))
        if not found:
            return None
        day, start, end = found[0], found[1] + position, found[2] + position
        if YESTERDAY.match(text[end : end + 40]):
            return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        if TODAY.search(text[max(0, start - 40) : start]):
            return day
        position = end
    return None
