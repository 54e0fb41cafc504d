"""An HTML page -> its Article: extraction finds the text, cleaning takes out what is not the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from konon.articles.address_of_page import known_address
from konon.articles.block_features import in_caption, is_caption_element
from konon.articles.blocks import Block, read_blocks
from konon.articles.candidates import look_around
from konon.articles.charset import decode_page
from konon.articles.compose import Composed, compose_text
from konon.articles.datelines import Dateline, read_dateline
from konon.articles.features import SENTENCE_END
from konon.articles.frame import find_byline, find_published
from konon.articles.language import detect_language
from konon.articles.lines import count_words, paragraph_spans
from konon.articles.links import read_links
from konon.articles.metadata import Metadata, guess_date, read_metadata, with_time
from konon.articles.outlet_of_page import outlet_as_given, outlet_of_url
from konon.articles.page_dates import infer_published
from konon.articles.parts import collect_related, read_initials
from konon.articles.posts import is_post_element
from konon.errors import ArticleError
from konon.languages.language_files import is_untested
from konon.records import Article, Page, Related, Spans, hash_id

MIN_WORDS, MIN_LETTERS = 4, 20  # of the longest paragraph of an article
ABOVE, BELOW = 12, 6  # blocks around the article that may name its author and date
DATE_WORDS = 8  # of a sentence that is the date's line all the same
TEXTUAL = frozenset({"p", "li", "blockquote", "figcaption"})  # elements that hold the article's text and no more
MAX_ELEMENTS = 50_000  # more is no news page, and would take minutes


def read_html(page: Page) -> Article:
    """ArticleError where the page has no article. `text` is the extracted text, a blank line between paragraphs."""
    source = decode_page(page.body, page.charset)
    tree = parse_page(source, page.name)
    meta = read_metadata(tree, page.url)
    titles = [title for title in (page.title, *meta.titles) if title]
    blocks = read_blocks(tree)
    around = look_around(tree, meta.body, meta.summary)
    text = compose_text(blocks, around, titles)
    if not _reads_like_prose(text.text):
        raise _no_article(page.name)
    related = _with_urls(
        collect_related([block.text for block in blocks[text.reach]], frozenset(titles)), read_links(tree)
    )
    address = known_address(page.url, meta.canonical)
    id_ = page.id or hash_id(address or source)
    meta = replace(meta, url=address or meta.url)
    meta = _with_shown(tree, blocks, text, meta, page)
    return _describe(page, id_, text, meta, related)


def _with_shown(tree: Any, blocks: Sequence[Block], text: Composed, meta: Metadata, page: Page) -> Metadata:
    """What the page does not tell machines, as it shows it around the article: byline and date."""
    if meta.byline and (meta.published or page.published):
        return meta
    first, last = text.places
    above = [b.text for b in blocks[max(0, first - ABOVE) : first] if not in_caption(b.element)]
    below = [b.text for b in blocks[last + 1 : last + 1 + BELOW]]
    lang = detect_language(text.text)
    published = meta.published or page.published
    if not published:
        dated = [line for line in above if not (SENTENCE_END.search(line) and len(line.split()) > DATE_WORDS)]
        day = find_published(dated, [], lang)
        published = with_time(tree, day) if day else guess_date(tree, meta.url, _undated(tree, blocks, text))
    byline = meta.byline or find_byline(above, below, meta.outlet, meta.title)
    return replace(meta, published=published, byline=byline)


def _undated(tree: Any, blocks: Sequence[Block], text: Composed) -> list[Any]:
    """Elements whose dates are not the page's: the article's own, captions and embedded posts."""
    first, last = text.places
    own = [block.element for block in blocks[first : last + 1] if block.element.tag in TEXTUAL]
    return own + [e for e in tree.iter() if isinstance(e.tag, str) and (is_caption_element(e) or is_post_element(e))]


def _reads_like_prose(text: str) -> bool:
    """At least one paragraph of four words; scripts that set no blanks are counted by their letters."""
    return any(count_words(text[s:e]) >= MIN_WORDS or e - s >= MIN_LETTERS for s, e in paragraph_spans(text))


def _no_article(name: str) -> ArticleError:
    return ArticleError("holds no article", name=name, remedy="give the page of one article, saved whole")


def parse_page(source: str, name: str) -> Any:
    """ArticleError for what is no page, or too large to be that of an article."""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", collect_ids=False)
    try:
        tree = lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise _no_article(name) from error
    if sum(1 for _ in zip(tree.iter(), range(MAX_ELEMENTS), strict=False)) >= MAX_ELEMENTS:
        raise ArticleError("has too many elements", name=name, remedy="give the page of one article")
    return tree


def _with_urls(related: tuple[Related, ...], links: dict[str, str]) -> tuple[Related, ...]:
    return tuple(Related(title=r.title, url=links.get(" ".join(r.title.split()).casefold())) for r in related)


def _describe(page: Page, id_: str, composed: Composed, meta: Metadata, related: tuple[Related, ...]) -> Article:
    text, spans = composed.text, composed.body
    dateline = read_dateline(text[spans[0][0] : spans[0][1]], text[spans[0][1] :])
    mark = read_initials(text[spans[-1][0] : spans[-1][1]])
    lang = detect_language(text)
    url = meta.url
    return Article(
        id=id_,
        text=text,
        body=_trim(spans, dateline, mark),
        path=page.path,
        url=url,
        outlet=outlet_as_given(page.outlet) or meta.outlet or outlet_of_url(url) or dateline.outlet or dateline.agency,
        title=page.title or meta.title,
        section=meta.section,
        byline=page.byline or meta.byline or (mark[0] if mark else None),
        dateline=dateline.place,
        published=page.published or meta.published or infer_published(text, lang),
        lang=lang,
        untested=is_untested(lang),
        related=related,
        posts=composed.posts,
    )


def _trim(spans: Spans, dateline: Dateline, mark: tuple[str, int] | None) -> Spans:
    """Without the dateline that opens the first paragraph and the desk's mark that ends the last."""
    body = list(spans)
    if mark:
        body[-1] = (body[-1][0], body[-1][0] + mark[1])
    body[0] = (body[0][0] + dateline.length, body[0][1])
    return tuple((s, e) for s, e in body if s < e)
