"""A quotation and a place where it was found -> the words of both in one line: what stayed, what went, what came."""

from __future__ import annotations

from typing import Literal

from konon.records import Spans, clip
from konon.tracing.quote_verdict import QuoteEvidence
from konon.views.wording import printable

WordFate = Literal["stayed", "gone", "come"]
WovenWords = list[tuple[str, WordFate]]


def weave_quote(one: QuoteEvidence, quote: str) -> WovenWords:
    """The words as they stand there; what the quotation lacks went, what it has instead or besides came."""
    text = one.article.text
    edits = [(change.a, change.b) for change in one.found.changes if change.a or change.b]
    gone = {a[0]: b for a, b in edits if a}
    woven: WovenWords = []
    at = 0
    for start, end in one.found.spans:
        if at:
            woven += _passed(text, clip(one.found.left_out, at, start))
        at = start
        for (s, e), b in sorted((span, b) for span, b in gone.items() if start <= span[0] and span[1] <= end):
            woven += [(_flow(text[at:s]), "stayed"), (_flow(text[s:e]), "gone"), *_came(b, quote)]
            at = e
        woven.append((_flow(text[at:end]), "stayed"))
    for b in (b for a, b in edits if not a):
        woven += [(" ", "stayed"), *_came(b, quote)]
    return [part for part in woven if part[0]]


def _passed(text: str, spans: Spans) -> WovenWords:
    """What an ellipsis of the quotation passes over; "…" for what is between two parts of what was said."""
    if not spans:
        return [(" … ", "stayed")]
    woven: WovenWords = [(" ", "stayed")]
    for s, e in spans:
        woven += [(_flow(text[s:e]), "gone"), (" ", "stayed")]
    return woven


def _came(spans: Spans, quote: str) -> WovenWords:
    return [(" ".join(_flow(quote[s:e]) for s, e in spans), "come")] if spans else []


def _flow(words: str) -> str:
    return printable(words).replace("\n", " ")
