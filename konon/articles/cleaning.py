"""Paragraphs taken from an HTML page -> those of the article: no headline, link, notice, credit or teaser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from konon.articles.features import BULLET, SENTENCE_END
from konon.articles.lines import fold_line
from konon.articles.page_dates import find_date
from konon.articles.page_words import words_under

_HALF_DAY = re.compile(r"\b[ap]\.m\.$", re.I)
HEAD_LINES = 4  # among which the headline, its deck's date and a byline may stand
TEASER_WORDS = 25
LONGEST = {"anywhere": 40, "captions": 110, "tail": 90}  # words of a line that such a notice may be
TAIL_LINES = 6
LINKED = 0.5  # of a line, from which it is a teaser of another article


@cache
def _pattern(table: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule})" for rule in words_under(f"notices.{table}")).replace(" ", r"\s+"), re.I)


def clean_places(paragraphs: Sequence[str], titles: Sequence[str], linked: Sequence[float]) -> list[int]:
    """Which paragraphs are the article's, by their words and their shares in links; all where none would be left."""
    filled = [i for i, p in enumerate(paragraphs) if p.strip()]
    kept = [i for i in filled if not is_notice(paragraphs[i])]
    kept = _without_head(paragraphs, kept, {fold_line(title) for title in titles})
    kept = _without_tail(paragraphs, kept, linked)
    return kept or filled


def is_notice(paragraph: str) -> bool:
    """A line that is never body, wherever it stands."""
    return _matches(paragraph, "anywhere") or _matches(paragraph, "captions")


def _matches(paragraph: str, table: str) -> bool:
    line = paragraph.strip()[:600]
    return len(line.split()) <= LONGEST[table] and bool(_pattern(table).search(line))


def _without_head(paragraphs: Sequence[str], kept: list[int], titles: set[str]) -> list[int]:
    head, rest = kept[:HEAD_LINES], kept[HEAD_LINES:]
    return [i for i in head if not (fold_line(paragraphs[i]) in titles or _is_date(paragraphs[i]))] + rest


def _is_date(paragraph: str) -> bool:
    """A short line that holds a date and is no sentence; "p.m." ends none."""
    if len(paragraph.split()) > 9 or find_date(paragraph, american=True) is None:
        return False
    return not SENTENCE_END.search(paragraph) or bool(_HALF_DAY.search(paragraph))


def _without_tail(paragraphs: Sequence[str], kept: list[int], linked: Sequence[float]) -> list[int]:
    """Credits among the last lines, then links that trail behind the last sentence."""
    cut = max(1, len(kept) - TAIL_LINES)
    kept = kept[:cut] + [i for i in kept[cut:] if not _matches(paragraphs[i], "tail")]
    sentences = sum(bool(SENTENCE_END.search(paragraphs[i].strip())) for i in kept)
    while sentences >= 3 and len(kept) > 1 and linked[kept[-1]] > LINKED and _trails(paragraphs[kept[-1]]):
        kept.pop()
    return kept


def _trails(paragraph: str) -> bool:
    """A short line at the end that is neither a sentence nor a list's item."""
    line = paragraph.strip()
    return (
        len(line.split()) <= TEASER_WORDS
        and not SENTENCE_END.search(line)
        and not BULLET.match(line)
        and line[-1:] not in ":;"
    )
