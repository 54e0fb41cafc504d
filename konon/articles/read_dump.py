"""A plain-text dump of a page -> its Article: which lines are body, and what the others say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from konon.addresses import same_page
from konon.articles.charset import decode_page
from konon.articles.classifier import load_classifier
from konon.articles.cleaning import is_notice
from konon.articles.datelines import Dateline, read_dateline
from konon.articles.features import RUN_CAP, SENTENCE_END, Floats, best_run, line_features
from konon.articles.frame import read_frame
from konon.articles.headline import Headlines, find_headlines
from konon.articles.language import detect_language
from konon.articles.lines import Line, fold_line, split_lines
from konon.articles.outlet_of_page import outlet_as_given, outlet_of_url
from konon.articles.page_dates import infer_published
from konon.articles.parts import collect_related, is_caption, is_credit, read_initials, read_related
from konon.errors import ArticleError
from konon.languages.language_files import is_untested
from konon.records import Article, Page, Spans, hash_id

HEAD_LINES, HEAD_WORDS = 4, 60  # how much of a body may stand before its dateline and still be none of it
LOOK = 1_000  # characters of a line that may say something of the article
LONG = 8  # words of a line that no article says twice
MAX_LINES = 6_000  # of a dump; what follows is never an article's


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The lines chosen as body, their spans, and what was cut from their ends."""

    lines: tuple[int, ...]
    spans: Spans
    dateline: Dateline
    mark: str | None  # the desk's initials


def read_dump(page: Page) -> Article:
    """ArticleError where no line reads like an article."""
    text = decode_page(page.body, page.charset)
    lines = split_lines(text, MAX_LINES)
    body = find_body(lines, page.title)
    if not body.spans:
        raise ArticleError("holds no article", name=page.name, remedy="check that the page was saved whole")
    return _describe(page, text, lines, body)


def find_body(lines: Sequence[Line], title: str | None = None) -> Body:
    """Empty where there is none."""
    notices = [is_notice(line.text) or read_related(line.text) is not None for line in lines]
    chosen = load_classifier().decide(line_features(lines), count_line_words(lines), notices) if lines else []
    if not any(chosen):
        chosen = _longest_prose(lines)
    chosen = _once(lines, chosen)
    headlines = find_headlines([line.text for line in lines], title)
    kept = [i for i, label in enumerate(chosen) if label and not _is_other(i, lines[i], headlines)]
    return _cut_ends(lines, _from_dateline(lines, kept))


def count_line_words(lines: Sequence[Line]) -> Floats:
    """(lines,): the words of each."""
    return np.array([line.words for line in lines], dtype=np.float64)


def _once(lines: Sequence[Line], chosen: Sequence[bool]) -> list[bool]:
    """A paragraph that the page sets twice, as for its printed version, is body once.

    Short lines that led to the second setting go with it.
    """
    seen: set[str] = set()
    kept: list[bool] = []
    for line, label in zip(lines, chosen, strict=True):
        folded = fold_line(line.text) if label and line.words >= LONG else ""
        again = folded in seen
        kept.append(label and not again)
        seen |= {folded} - {""}
        back = len(kept) - 2
        while again and back >= 0 and lines[back].words < LONG and not _is_sentence(lines[back]):
            kept[back] = False
            back -= 1
    return kept


def _longest_prose(lines: Sequence[Line]) -> list[bool]:
    """For pages unlike any the network saw: the run with the most words in sentences; none where no line is one."""
    words = np.array([min(line.words, RUN_CAP) * _is_sentence(line) for line in lines], dtype=np.float64)
    start, end = best_run(words - 3)
    return [start <= i < end and words[i] > 0 for i in range(len(lines))]


def _is_sentence(line: Line) -> bool:
    return line.words >= 4 and bool(SENTENCE_END.search(line.text[-8:]))


def _is_other(i: int, line: Line, headlines: Headlines) -> bool:
    mark = read_initials(line.text)
    return (
        i in headlines.places
        or is_notice(line.text)  # the fallback does not know of notices
        or is_credit(line.text)
        or read_related(line.text) is not None
        or (mark is not None and mark[1] == 0)
    )


def _from_dateline(lines: Sequence[Line], kept: list[int]) -> list[int]:
    """A dateline opens an article, so that the few lines before it are a headline or a caption."""
    for k, i in enumerate(kept[:HEAD_LINES]):
        if read_dateline(lines[i].text).length and sum(lines[j].words for j in kept[:k]) <= HEAD_WORDS:
            return kept[k:]
    while len(kept) > 1 and is_caption(lines[kept[0]].text):
        kept = kept[1:]
    return kept


def _cut_ends(lines: Sequence[Line], kept: Sequence[int]) -> Body:
    """Without the dateline of the first paragraph and the desk's mark behind the last."""
    if not kept:
        return Body(lines=(), spans=(), dateline=Dateline(), mark=None)
    dateline = read_dateline(lines[kept[0]].text, "\n".join(lines[i].text for i in kept[1:]))
    spans = [(lines[i].start, lines[i].end) for i in kept]
    spans[0] = (spans[0][0] + dateline.length, spans[0][1])
    mark = None
    if found := read_initials(lines[kept[-1]].text):
        mark, start = found
        spans[-1] = (spans[-1][0], lines[kept[-1]].start + start)
    filled = tuple(span for span in spans if span[0] < span[1])
    return Body(lines=tuple(kept), spans=filled, dateline=dateline, mark=mark)


def _describe(page: Page, text: str, lines: Sequence[Line], body: Body) -> Article:
    texts = [line.text[:LOOK] for line in lines]
    first, last = body.lines[0], body.lines[-1]
    lang = detect_language("\n".join(text[s:e] for s, e in body.spans[:8]))
    headlines = find_headlines(texts, page.title)
    frame = read_frame(texts, range(first, last + 1), headlines, lang, body.dateline.outlet)
    url = same_page(page.url) if page.url else None
    titles = frozenset(filter(None, (page.title, frame.title)))
    return Article(
        id=page.id or hash_id(url or text),
        text=text,
        body=body.spans,
        path=page.path,
        url=url,
        outlet=outlet_as_given(page.outlet) or outlet_of_url(url) or frame.outlet or body.dateline.agency,
        title=page.title or frame.title,
        section=frame.section,
        byline=page.byline or frame.byline or body.mark or _mark_of(texts[first : last + 4]),
        dateline=body.dateline.place,
        published=page.published or frame.published or infer_published(text, lang),
        lang=lang,
        untested=is_untested(lang),
        related=collect_related(texts, titles),
    )


def _mark_of(lines: Sequence[str]) -> str | None:
    """A desk's mark that is a line of its own."""
    marks = [found[0] for line in lines if (found := read_initials(line)) and found[1] == 0]
    return marks[-1] if marks else None
