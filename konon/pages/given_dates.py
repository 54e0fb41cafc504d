"""A date as somebody wrote it into a row -> ISO 8601, as precise as it was; None for what is no date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from konon.lazy import load

LONGEST = 100  # letters of a date
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")  # seconds or milliseconds: 1973 to 2286
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_UNSURE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
FIRST_YEAR = 1600


@lru_cache(maxsize=4096)
def read_date(given: str) -> str | None:
    """A moment keeps its offset; a month or a year stays one. What depends on today ("yesterday") is no date here."""
    words = " ".join(given.split())
    if not words or len(words) > LONGEST:
        return None
    if _ISO.fullmatch(words):
        return _checked(words)
    if match := _COMPACT.fullmatch(words):
        return _checked("-".join(match.groups()))
    if _EPOCH.fullmatch(words):
        return _of_epoch(float(words))
    return _of_words(words)


def is_unsure(given: str) -> bool:
    """Whether day and month could be the other way round: 11/01/2025."""
    match = _UNSURE.search(given)
    return match is not None and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 12 and match[1] != match[2]


def _checked(words: str) -> str | None:
    """ISO 8601 already, as it was written, where there is such a day and time."""
    words = words.replace(" ", "T", 1).replace(" ", "") if len(words) > 10 else words
    whole = words + "-01-01"[max(0, len(words) - 4) :] if len(words) < 10 else words
    try:
        return words if datetime.fromisoformat(whole).year >= FIRST_YEAR else None
    except ValueError:
        return None


def _of_epoch(seconds: float) -> str:
    seconds = seconds / 1000 if seconds >= 1e11 else seconds
    return datetime.fromtimestamp(int(seconds), UTC).isoformat(timespec="seconds")


def _of_words(words: str) -> str | None:
    try:
        found = _parser().get_date_data(words)
    except (ValueError, OverflowError, RecursionError):  # a date that no calendar has
        return None
    moment: datetime | None = found.date_obj
    if moment is None or moment.year < FIRST_YEAR:
        return None
    if found.period == "time":
        return moment.isoformat(timespec="minutes" if not moment.second else "seconds")
    return moment.date().isoformat()[: {"year": 4, "month": 7}.get(found.period, 10)]


@cache
def _parser() -> Any:
    # dateparser takes a tenth of a second to import, which dates in ISO 8601 need not wait for.
    settings = {
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["year"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    return load("dateparser.date:DateDataParser")(languages=["id", "en"], settings=settings)
