"""Two articles of one address -> whether the text was edited, or only what surrounds and counts it.

Of the body, the sentences count: lines that no mark ends are labels and captions where a page changes by itself, and
lines that are links lead to other articles. What stands in the one's body and elsewhere on the other's page was chosen
otherwise, not edited.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from lxml import etree, html  # type: ignore[import-untyped]

from konon.articles.charset import decode_page
from konon.articles.cleaning import is_notice
from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import WatchWords
from konon.records import Article, Page, words_of

COUNTER_WORDS = 14  # of a line, up to which it may be a counter
_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """An article as it stood on its page: `words` are all of the page's, `links` the texts of its links."""

    article: Article
    words: str
    links: frozenset[str] = frozenset()


def show(article: Article, page: Page | None) -> ShownArticle:
    """`page`: as received, where it was kept."""
    words = fold(article.text)
    if page is None or page.form != "html":
        return ShownArticle(article=article, words=words)
    root = parse(page)
    if root is None:
        return ShownArticle(article=article, words=words)
    links = frozenset(fold(one.text_content()) for one in root.iter("a"))
    whole = " ".join(fold(block.text_content()) for block in root.iter("body"))
    return ShownArticle(article=article, words=f"{words} {whole}", links=links)


def parse(page: Page) -> etree._Element | None:
    """The page without scripts and styles; None where nothing can be made of it."""
    try:
        root = html.document_fromstring(decode_page(page.body, page.charset))
    except (etree.ParserError, ValueError):
        return None
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    return root


@cache
def watch_pattern(kind: str) -> re.Pattern[str]:
    """Any of the rules of all languages under a key of `watch.toml`."""
    rules = [rule for code in find_languages() for rule in getattr(load_table(code, "watch", WatchWords), kind)]
    return re.compile("|".join(f"(?:{rule})" for rule in rules), re.I)


def telling_lines(article: Article, links: frozenset[str] = frozenset()) -> list[str]:
    """The body's sentences, line by line, without what typesetting makes differ; none that is a link as a whole."""
    beside = links | {fold(one.title) for one in article.related}
    lines = [line.strip() for line in words_of(article.text, article.body, "\n").splitlines()]
    folded = [(line, fold(line)) for line in lines if line]
    return [low for line, low in folded if low not in beside and _is_sentence(line)]


def _is_sentence(line: str) -> bool:
    return bool(_END.search(line)) and not is_counter(line) and not is_notice(line)


def is_counter(line: str) -> bool:
    """Whether the line changes by itself: views, shares, how long ago."""
    return len(line.split()) <= COUNTER_WORDS and bool(watch_pattern("counters").search(line))


def fold(line: str) -> str:
    """One blank between words, plain quotation marks and dashes, composed letters."""
    return " ".join(unicodedata.normalize("NFKC", line).translate(_MARKS).split())


def edited_lines(before: ShownArticle, after: ShownArticle) -> tuple[list[str], list[str]]:
    """Sentences of the body that went, and that came."""
    links = before.links | after.links
    old, new = (Counter(telling_lines(one.article, links)) for one in (before, after))
    gone, come = (old - new), (new - old)
    return (
        [line for line in gone if line not in after.words],
        [line for line in come if line not in before.words],
    )


def is_edited(before: ShownArticle, after: ShownArticle) -> bool:
    """Whether a sentence of the body came, went or changed."""
    return any(edited_lines(before, after))
