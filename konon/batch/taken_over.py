"""A reading and a near-copy of its article -> the claims that stand in the copy word for word, in their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from konon.records import Article, Attribution, Claim, Hedge, Reading, Relay, Span, Spans, hash_id

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """A paragraph that both articles have once, and how far the copy's is from it."""

    start: int
    end: int
    by: int


def carry_claims(reading: Reading, copy: Article) -> Reading:
    """A claim is carried where every paragraph that it touches stands in the copy as it is; the others are left."""
    shifts = _shifts(reading.article, copy)
    claims = [moved for claim in reading.claims if (moved := _move_claim(claim, copy.id, shifts))]
    return Reading(article=copy, claims=tuple(claims), reader=reading.reader)


def _shifts(article: Article, copy: Article) -> list[_Shift]:
    there = _paragraphs(copy)
    return [
        _Shift(start=start, end=end, by=there[words] - start)
        for words, start in _paragraphs(article).items()
        if words in there and (end := start + len(words))
    ]


def _paragraphs(article: Article) -> dict[str, int]:
    """Words of a line of the body -> where it starts; without those that stand there twice."""
    found = [
        (article.text[start + at.start() : start + at.end()], start + at.start())
        for start, end in article.body
        for at in _LINE.finditer(article.text[start:end])
    ]
    count = Counter(words for words, _ in found)
    return {words: start for words, start in found if count[words] == 1}


class _LostError(Exception):
    """A part of a claim stands in a paragraph that the copy has otherwise."""


def _move_claim(claim: Claim, id_: str, shifts: Sequence[_Shift]) -> Claim | None:
    a = claim.attribution
    try:
        source, cue, content = (_move(spans, shifts) for spans in (a.source, a.cue, a.content))
        hedges = [Hedge(words=_move(one.words, shifts), owner=one.owner) for one in claim.factuality.hedges]
        relays = [Relay(name=one.name, spans=_move(one.spans, shifts), reason=one.reason) for one in claim.relays]
        said = claim.said and replace(claim.said, span=claim.said.span and _move_span(claim.said.span, shifts))
        speaker = replace(claim.speaker, span=claim.speaker.span and _move_span(claim.speaker.span, shifts))
    except _LostError:
        return None
    attribution = Attribution(
        id=hash_id(id_, source, cue, content),
        source=source,
        cue=cue,
        content=content,
        quotation=a.quotation,
        confidence=a.confidence,
    )
    return Claim(
        attribution=attribution,
        speaker=speaker,
        factuality=replace(claim.factuality, hedges=tuple(hedges)),
        relays=tuple(relays),
        said=said,
    )


def _move(spans: Spans, shifts: Sequence[_Shift]) -> Spans:
    return tuple(_move_span(span, shifts) for span in spans)


def _move_span(span: Span, shifts: Sequence[_Shift]) -> Span:
    for shift in shifts:
        if shift.start <= span[0] and span[1] <= shift.end:
            return span[0] + shift.by, span[1] + shift.by
    raise _LostError
