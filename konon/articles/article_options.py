"""The limits under which a page's article is read."""

from __future__ import annotations

from dataclasses import dataclass

from konon.errors import ArticleError
from konon.records import Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOptions:
    """Limits for one article each."""

    max_body: int = 400_000  # characters; the longest news articles have a fifth of that


def check_body(body: Spans, name: str, options: ArticleOptions) -> None:
    """ArticleError for a body that is too long to be one article's."""
    size = sum(end - start for start, end in body)
    if size > options.max_body:
        why = f"its article has {size:,} characters, more than {options.max_body:,}"
        raise ArticleError(why, name=name, remedy="split it into its articles or raise max_body")
