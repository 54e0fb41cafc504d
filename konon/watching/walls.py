"""An article -> why it is none: an error page, or one that wants something before it shows the right one."""

from __future__ import annotations

from urllib.parse import urlsplit

from konon.records import Article, words_of
from konon.watching.sameness import telling_lines, watch_pattern

LONGEST = 150  # words that such a page has at most
LINES = 4  # of its body that are looked at
MISSING = "is an error page, though the host calls it good"
WALL = "is a consent or log-in wall, not the page"
FRONT = "leads to the front page"
SAME = "says the same as another page of its host: a wall, an error page or a copy"


def find_wall(article: Article) -> str | None:
    """None where it may well be an article. Words count in short pages alone: articles are written of cookies too."""
    body = words_of(article.text, article.body, "\n")
    if len(body.split()) > LONGEST:
        return None
    lines = [article.title or "", *body.splitlines()[:LINES]]
    if any(watch_pattern("missing").search(line) for line in lines):
        return MISSING
    return WALL if any(watch_pattern("walls").search(line) for line in lines) else None


def leads_home(asked: str, found: str) -> bool:
    """Whether a page's address was answered with the front page."""
    return urlsplit(found).path in ("", "/") and urlsplit(asked).path not in ("", "/") and not urlsplit(found).query


def shared_text(article: Article) -> str:
    """What two pages that say the same have in common; "" where that is too little to tell."""
    return "\n".join(telling_lines(article))
