"""Marked-up sentences as articles: `<source>Budi</source> <cue>berkata</cue> <content>...</content>`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from konon.evaluation.markup import Case, parse_case
from konon.reading.text.passage import Passage, prepare
from konon.reading.text.sentences import judge_quotation, quote_pairs
from konon.records import Article, Attribution, Span


@dataclass(frozen=True, kw_only=True)
class Marked:
    """An article of a few sentences and the attributions marked in it."""

    article: Article
    attributions: tuple[Attribution, ...]

    @property
    def passage(self) -> Passage:
        return prepare(self.article)


def paragraphs(text: str) -> tuple[Span, ...]:
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(spans)


@pytest.fixture
def read_marked() -> Callable[..., Marked]:
    """Marked text -> Marked; `published` and `outlet` may be given."""

    def read(marked: str, lang: str = "id", *, published: str | None = None, outlet: str | None = None) -> Marked:
        return make_passage(parse_case(marked), lang, published, outlet)

    return read


@pytest.fixture
def read_case() -> Callable[[Case], Marked]:
    """A case as an article of its language."""
    return lambda case: make_passage(case, case.lang, None, None)


def make_passage(case: Case, lang: str, published: str | None, outlet: str | None) -> Marked:
    pairs = quote_pairs(case.text)
    attributions = tuple(
        Attribution(
            id=str(number),
            source=one.source,
            cue=one.cue,
            content=one.content,
            quotation=judge_quotation(case.text, one.content, pairs),
            confidence=1.0,
        )
        for number, one in enumerate(case.attributions)
    )
    article = Article(id="x", text=case.text, body=paragraphs(case.text), lang=lang, published=published, outlet=outlet)
    return Marked(article=article, attributions=attributions)
