"""Page -> Article, by the page's form."""

from __future__ import annotations

from konon.articles.dump import read_dump
from konon.articles.given import read_given
from konon.records import Article, Page


def extract_article(page: Page) -> Article:
    """ArticleError, with the page's name and a remedy, where the page holds no article."""
    if page.form == "html":
        # lxml and trafilatura cost half a second, which other pages need not pay.
        from konon.articles.extract import read_html  # noqa: PLC0415

        return read_html(page)
    return read_dump(page) if page.form == "dump" else read_given(page)
