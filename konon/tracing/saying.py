"""Article and Claim -> Saying: what tracing needs of a claim, and nothing of how it was read or is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from konon.records import Act, Article, Certainty, Claim, Kind, Polarity, Quotation, Span, Spans, words_of

AROUND: Final = 300  # characters before and behind a claim that may belong to its sentence
_END: Final = re.compile(r"[.!?][\"”’']?\s|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One claim as tracing sees it. `id` stays over readers; spans are code points into the article's text."""

    id: str
    article: str
    content: Spans
    words: str  # of the content
    sentence: str  # the words around it, source and cue among them
    source: str
    cue: str
    quotation: Quotation
    speaker: str | None  # the name, as the article has it
    speaker_id: str | None  # of one person or body over all articles
    speaker_kind: Kind | None
    speaker_role: str | None
    relays: tuple[str, ...]  # nearest to the article first
    certainty: Certainty
    polarity: Polarity
    act: Act
    said: tuple[str, str] | None  # first and last day, ISO 8601
    outlet: str | None
    published: str | None  # ISO 8601
    lang: str
    place: int  # of the first letter, in the article's text
    length: int  # of the article's text
    speaker_country: str | None = None  # ISO 3166 alpha-2

    @property
    def day(self) -> date | None:
        """When it was published; None where that is unknown or no date."""
        try:
            return date.fromisoformat((self.published or "")[:10])
        except ValueError:
            return None


class SayingSource(Protocol):
    """Where sayings come from: a ledger, or a list in memory."""

    def sayings(self, ids: Iterable[str] | None = None) -> Iterable[Saying]:
        """Those with these ids, in any order; all, where none are named."""
        ...


def make_saying(article: Article, claim: Claim, id: str | None = None) -> Saying:
    """`id` is the saying's where a ledger keeps one, else the attribution's."""
    attribution, speaker = claim.attribution, claim.speaker
    spans = attribution.content
    whole = attribution.source + attribution.cue + spans
    first = min((start for start, _ in spans or whole), default=0)
    return Saying(
        id=id or attribution.id,
        article=article.id,
        content=spans,
        words=words_of(article.text, spans, " "),
        sentence=sentence_around(article.text, whole),
        source=words_of(article.text, attribution.source, " "),
        cue=words_of(article.text, attribution.cue, " "),
        quotation=attribution.quotation,
        speaker=speaker.name,
        speaker_id=speaker.id,
        speaker_kind=speaker.kind,
        speaker_role=speaker.role,
        relays=tuple(relay.name for relay in claim.relays),
        certainty=claim.factuality.certainty,
        polarity=claim.factuality.polarity,
        act=claim.factuality.act,
        said=(claim.said.start, claim.said.end) if claim.said else None,
        outlet=article.outlet,
        published=article.published,
        lang=article.lang,
        place=first,
        length=len(article.text),
        speaker_country=speaker.country,
    )


def sentence_around(text: str, spans: Iterable[Span]) -> str:
    """From the sentence in which the first of `spans` begins to the one in which the last ends."""
    held = list(spans)
    if not held:
        return ""
    start, end = min(s for s, _ in held), max(e for _, e in held)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    ends = [match.end() for match in _END.finditer(before)]
    stop = _END.search(after)
    first = start - len(before) + (ends[-1] if ends else 0)
    return " ".join(text[first : end + (stop.start() + 1 if stop else len(after))].split())
