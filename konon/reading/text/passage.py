"""Article -> Passage: its text with what every step of the reading asks of it, found once."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from konon.reading.text.lexicon import LanguageWords, load_words
from konon.reading.text.sentences import quote_pairs, sentence_ends
from konon.records import Article, Span, Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An article as the steps of the reading take it; made once by `prepare` and changed by none of them."""

    article: Article
    text: str
    body: Spans  # the article's paragraphs; all of the text where it has none
    words: LanguageWords
    quotations: Spans  # insides of the outermost ones, one span a paragraph
    ends: tuple[int, ...]  # of all sentences, ascending; a line's end is one

    @property
    def lang(self) -> str:
        """The article's language, as the article has it."""
        return self.article.lang

    def sentences(self, start: int, end: int) -> Spans:
        """The sentences of text[start:end], without the space around them; a part of one where it is cut."""
        start, end = max(start, 0), min(end, len(self.text))
        first, last = bisect_left(self.ends, start + 1), bisect_left(self.ends, end)
        edges = (start, *self.ends[first:last], end)
        cut = (_trimmed(self.text, edges[k], edges[k + 1]) for k in range(len(edges) - 1))
        return tuple(span for span in cut if span)


def prepare(article: Article) -> Passage:
    """Reads the text through once; never raises."""
    words = load_words(article.lang)
    text = article.text
    return Passage(
        article=article,
        text=text,
        body=article.body or ((0, len(text)),),
        words=words,
        quotations=quote_pairs(text),
        ends=sentence_ends(text, words.segment.abbreviations),
    )


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """text[start:end] without the space at its edges; None where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
