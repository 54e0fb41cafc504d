"""Page -> Article, by the page's form."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from konon.articles.article_options import ArticleOptions, check_body
from konon.articles.documents import read_document
from konon.articles.read_dump import read_dump
from konon.articles.read_given import read_given
from konon.lazy import load
from konon.records import Article, Page


def extract_article(page: Page, options: ArticleOptions | None = None) -> Article:
    """ArticleError, with the page's name and a remedy, where the page holds no article, or one too long to be one."""
    article = _read_form(page)
    check_body(article.body, page.name, options or ArticleOptions())
    return article


def _read_form(page: Page) -> Article:
    if page.form == "html":
        # lxml and trafilatura cost half a second, which other pages need not pay.
        return cast(Article, load("konon.articles.read_html:read_html")(page))
    if page.form in ("pdf", "docx"):
        text = read_document(page).encode("utf-8", "replace")
        return read_dump(replace(page, body=text, form="dump", charset="utf-8"))
    return read_dump(page) if page.form == "dump" else read_given(page)
