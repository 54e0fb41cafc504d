"""An article given as such (a JSON line) -> its Article: the text stays as it is, and all of it is body."""

from __future__ import annotations

from konon.addresses import same_page
from konon.articles.charset import decode_page
from konon.articles.datelines import read_dateline
from konon.articles.language import detect_language
from konon.articles.lines import paragraph_spans
from konon.articles.outlet_of_page import outlet_as_given, outlet_of_url
from konon.articles.page_dates import infer_published
from konon.articles.parts import read_initials
from konon.errors import ArticleError
from konon.languages.language_files import is_untested
from konon.records import Article, Page, hash_id


def read_given(page: Page) -> Article:
    """`body` is every paragraph that is not blank, dateline and all. ArticleError where there is none."""
    text = decode_page(page.body, page.charset)
    body = paragraph_spans(text)
    if not body:
        raise ArticleError("has no text", name=page.name, remedy="leave the line out")
    url = same_page(page.url) if page.url else None
    dateline = read_dateline(text[body[0][0] : body[0][1]], text[body[0][1] :])
    mark = read_initials(text[body[-1][0] : body[-1][1]])
    lang = detect_language(text)
    return Article(
        id=page.id or hash_id(url or text),
        text=text,
        body=body,
        path=page.path,
        url=url,
        outlet=outlet_as_given(page.outlet) or outlet_of_url(url) or dateline.outlet or dateline.agency,
        title=page.title,
        byline=page.byline or (mark[0] if mark else None),
        dateline=dateline.place,
        published=page.published or infer_published(text, lang),
        lang=lang,
        untested=is_untested(lang),
    )
