"""Paragraphs taken from an HTML page -> those of the article: no headline, link, notice, credit or teaser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from konon.articles.features import SENTENCE_END
from konon.articles.lines import fold_line
from konon.articles.page_dates import find_date
from konon.articles.page_words import words_under

HEAD_LINES = 4  # among which the headline, its deck's date and a byline may stand
TEASER_WORDS = 25
LONGEST = {"anywhere": 40, "captions": 110, "tail": 60}  # words of a line that such a notice may be
TAIL_LINES = 6


@cache
def _pattern(table: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule})" for rule in words_under(f"notices.{table}")).replace(" ", r"\s+"), re.I)


def clean_paragraphs(paragraphs: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Some paragraphs fewer, never different ones; all of them where the rules would leave nothing."""
    kept = [p for p in paragraphs if p.strip() and not is_notice(p)]
    kept = _without_head(kept, {fold_line(title) for title in titles})
    kept = _without_tail(kept)
    return kept or [p for p in paragraphs if p.strip()]


def is_notice(paragraph: str) -> bool:
    """A line that is never body, wherever it stands."""
    return _matches(paragraph, "anywhere") or _matches(paragraph, "captions")


def _matches(paragraph: str, table: str) -> bool:
    line = paragraph.strip()[:600]
    return len(line.split()) <= LONGEST[table] and bool(_pattern(table).search(line))


def _without_head(paragraphs: list[str], titles: set[str]) -> list[str]:
    head, rest = paragraphs[:HEAD_LINES], paragraphs[HEAD_LINES:]
    kept = [p for p in head if not (fold_line(p) in titles or _is_date(p))]
    return kept + rest


def _is_date(paragraph: str) -> bool:
    return (
        len(paragraph.split()) <= 9
        and not SENTENCE_END.search(paragraph)
        and find_date(paragraph, american=True) is not None
    )


def _without_tail(paragraphs: list[str]) -> list[str]:
    """Credits among the last lines, then what trails behind the last sentence."""
    size = TAIL_LINES
    cut = max(1, len(paragraphs) - size)
    kept = paragraphs[:cut] + [p for p in paragraphs[cut:] if not _matches(p, "tail")]
    sentences = sum(bool(SENTENCE_END.search(p.strip())) for p in kept)
    while sentences >= 3 and len(kept) > 1 and _trails(kept[-1]):
        kept.pop()
    return kept


def _trails(paragraph: str) -> bool:
    """A short line at the end that is neither a sentence nor a list's item."""
    line = paragraph.strip()
    return (
        len(line.split()) <= TEASER_WORDS
        and not SENTENCE_END.search(line)
        and not line.startswith("- ")
        and line[-1:] not in ":;"
    )
