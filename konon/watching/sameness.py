"""Two articles of one address -> whether the text was edited, or only what surrounds and counts it.

Of the body, the sentences count: lines that no mark ends are links, labels and captions where a page changes by itself.
What stands in the one's body and outside the other's was chosen otherwise, not edited.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from konon.articles.cleaning import is_notice
from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import WatchWords
from konon.records import Article, words_of

COUNTER_WORDS = 14  # of a line, up to which it may be a counter
_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@cache
def watch_pattern(kind: str) -> re.Pattern[str]:
    """Any of the rules of all languages under a key of `watch.toml`."""
    rules = [rule for code in find_languages() for rule in getattr(load_table(code, "watch", WatchWords), kind)]
    return re.compile("|".join(f"(?:{rule})" for rule in rules), re.I)


def telling_lines(article: Article) -> list[str]:
    """The body's sentences, line by line, without what typesetting makes differ."""
    related = {fold(one.title) for one in article.related}
    lines = [line.strip() for line in words_of(article.text, article.body, "\n").splitlines()]
    folded = [(line, fold(line)) for line in lines if line]
    return [low for line, low in folded if low not in related and _is_sentence(line)]


def _is_sentence(line: str) -> bool:
    return bool(_END.search(line)) and not is_counter(line) and not is_notice(line)


def is_counter(line: str) -> bool:
    """Whether the line changes by itself: views, shares, how long ago."""
    return len(line.split()) <= COUNTER_WORDS and bool(watch_pattern("counters").search(line))


def fold(line: str) -> str:
    """One blank between words, plain quotation marks and dashes, composed letters."""
    return " ".join(unicodedata.normalize("NFKC", line).translate(_MARKS).split())


def is_edited(before: Article, after: Article) -> bool:
    """Whether a sentence of the body came, went or changed."""
    old, new = Counter(telling_lines(before)), Counter(telling_lines(after))
    if old == new:
        return telling_lines(before) != telling_lines(after)
    gone, come = old - new, new - old
    there, here = fold(before.text), fold(after.text)
    return any(line not in here for line in gone) or any(line not in there for line in come)
