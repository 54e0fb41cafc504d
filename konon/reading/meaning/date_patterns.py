"""The words of a language -> the patterns by which dates are found in its prose, the most telling first."""

from __future__ import annotations

import re
from typing import Final

from konon.languages.tables import DateWords
from konon.reading.text.lexicon import any_of

# What must stand in a text for a pattern to match.
NEEDS: Final = {
    "iso": "year",
    "numeric": "slash",
    "range": "month",
    "month range": "month",
    "year range": "year",
    "part": "part",
    "decade": "year",
    "long": "month",
    "month first": "month",
    "ago": "unit",
    "day": "day",
    "weekday rel": "weekday",
    "rel weekday": "weekday",
    "unit rel": "unit",
    "rel unit": "unit",
    "month rel": "month",
    "month of rel": "month",
    "rel month": "month",
    "month": "month",
    "bare month": "month",
    "weekday": "weekday",
    "year": "year",
}
WORD: Final = re.compile(r"[^\W\d_]+")


def word_kinds(words: DateWords) -> dict[str, set[str]]:
    """For each word of a date, which kinds of date it may be of."""
    out: dict[str, set[str]] = {}
    lists = (
        ("month", words.months),
        ("weekday", words.weekdays),
        ("unit", words.units),
        ("day", words.days),
        ("part", words.parts),
    )
    for kind, names in lists:
        for phrase in names:
            for word in WORD.findall(phrase.casefold()):
                out.setdefault(word, set()).add(kind)
    return out


def date_patterns(words: DateWords) -> dict[str, str]:
    """A pattern for each way to write a date; the groups say which part is what."""
    months, weekdays, units = any_of(words.months), any_of(words.weekdays), any_of(words.units)
    named = rf"(?P<weekday>{weekdays})"
    weekday = rf"(?:{named}\b\s*+(?:,\s*+)?)?"
    month = rf"(?P<month>{months})\b\.?"
    year = r"(?:,?\s*(?P<year>\d{4}|'\d{2})(?!\d|[.,]\d))?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    to = rf"\s*(?:{any_of(words.until)})\s*"
    until = rf"{to}(?P<day2>\d{{1,2}})"
    nth, part = rf"(?P<nth{{0}}>[1-4]|{any_of(words.ordinals)})", rf"(?P<part{{0}}>{any_of(words.parts)})"
    of_year = rf"(?:\s+|/)(?:(?:{any_of(words.of_year)})\s+)?(?P<year>\d{{4}})(?!\d)"
    number = rf"(?P<number>\d{{1,3}}|{any_of(words.numbers)})"
    unit = rf"(?P<unit>{units})"
    relative = (
        rf"(?:(?P<back>{any_of(words.last)})|(?P<ahead>{any_of(words.next)})|(?P<this>{any_of(words.this)}))(?!\w)"
    )
    edge = r"(?<!\w)"
    slashed = r"(?<![\d/.])\(?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])\)?"
    return {
        "iso": r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])",
        "numeric": weekday + slashed,
        "part": rf"{edge}(?:{part.format(1)}\s*{nth.format(1)}|{nth.format(2)}\s+{part.format(2)}){of_year}",
        "decade": rf"(?<!\d)(?P<year>(?:19|20)\d0)(?:{any_of(words.decade)})(?!\w)",
        "year range": rf"(?<![\d/.,-])(?P<year>(?:19|20)\d\d){to}(?P<year2>(?:19|20)\d\d)(?![\d/-]|[.,]\d)",
        "month range": rf"{edge}{month}(?:\s+(?P<year>\d{{4}}))?{to}(?P<month2>{months})\b\.?\s+(?P<year2>\d{{4}})\b",
        "range": rf"{weekday}\(?(?<!\d){day}{until}\s+{month}{year}\)?",
        "long": rf"{weekday}\(?(?<!\d){day}(?:\s+of)?\s+{month}{year}\)?",
        "month first": rf"{weekday}\(?{month}\s+{day}(?:{until}(?!\d))?(?!\d|:\d){year}\)?",
        "ago": rf"{edge}{number}\s*{unit}\s+{relative}",
        "weekday rel": rf"{edge}{named}\s+(?:{unit}\s+)?{relative}",
        "rel weekday": rf"{edge}(?!(?:{any_of(words.same)})\b){relative}\s+{named}(?!\w)",
        "month of rel": rf"{edge}{month}\s+(?:(?:{any_of(words.of_year)})\s+)?{relative}\s+{unit}(?!\w)",
        "month rel": rf"{edge}{month}\s+(?:{unit}\s+)?{relative}",
        "unit rel": rf"{edge}{unit}\s+{relative}",
        "rel unit": rf"{edge}{relative}\s+{unit}(?!\w)",
        "rel month": rf"{edge}{relative}\s+{month}(?!\w)",
        "day": rf"{edge}(?P<name>{any_of(words.days)})(?!\w)",
        "month": rf"{edge}{month}\s+(?:(?:{units})\s+)?(?P<year>\d{{4}})(?!\d)",
        "bare month": rf"{edge}(?:{any_of(words.in_month)})\s+{month}(?!\w)",
        "weekday": rf"{edge}{named}(?!\w)",
        "year": rf"{edge}(?:{any_of(words.in_year)})\s+(?P<year>(?:19|20)\d{{2}})(?!\d|[.,]\d)",
    }
