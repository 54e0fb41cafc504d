"""Article and claims -> paragraphs of marked pieces, each with the claims that begin in it.

Marks of several claims may overlap: a piece is a stretch of text with one set of marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from konon.records import Article, Claim, Reading, Span, Spans

ROLES = ("content", "source", "cue", "relay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of one claim; `claim` counts from 1."""

    start: int
    end: int
    role: str
    claim: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text under one set of marks: their roles, the claims they belong to, and which of those begin here."""

    text: str
    roles: tuple[str, ...]
    claims: tuple[int, ...]
    begins: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Pieces in order; `claims` counts from 1 and names those whose first word is here."""

    pieces: tuple[Piece, ...]
    claims: tuple[int, ...]


def mark_paragraphs(reading: Reading) -> list[Paragraph]:
    """The body's paragraphs; every claim stands beside exactly one of them."""
    text = reading.article.text
    marks = [mark for number, claim in enumerate(reading.claims, 1) for mark in claim_marks(claim, number)]
    firsts = {number: _first(claim) for number, claim in enumerate(reading.claims, 1)}
    spans = find_paragraphs(reading.article) or ([(0, 0)] if firsts else [])
    beside = _place_claims(firsts, spans)
    return [
        Paragraph(pieces=cut_pieces(text, span, marks, firsts), claims=tuple(beside[number]))
        for number, span in enumerate(spans)
    ]


def find_paragraphs(article: Article) -> list[Span]:
    """The body's spans, parted at line ends, without the blanks around them; empty ones are left out."""
    found = []
    for start, end in article.body:
        at = start
        for line in article.text[start:end].splitlines(keepends=True):
            if inner := line.strip():
                begin = at + line.index(inner)
                found.append((begin, begin + len(inner)))
            at += len(line)
    return found


def left_out(article: Article) -> list[str]:
    """The lines outside the body: headline, menus, captions, related links."""
    edges = [0, *(edge for span in article.body for edge in span), len(article.text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [line.strip() for s, e in gaps for line in article.text[s:e].splitlines() if line.strip()]


def claim_marks(claim: Claim, number: int) -> list[Mark]:
    """All spans of one claim."""
    a = claim.attribution
    relays: Spans = tuple(span for relay in claim.relays for span in relay.spans)
    roles = {"content": a.content, "source": a.source, "cue": a.cue, "relay": relays}
    return [
        Mark(start=start, end=end, role=role, claim=number) for role, spans in roles.items() for start, end in spans
    ]


def cut_pieces(text: str, span: Span, marks: Sequence[Mark], firsts: dict[int, int]) -> tuple[Piece, ...]:
    """The paragraph `span` cut wherever a mark begins or ends; the pieces joined are the paragraph."""
    start, end = span
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {max(start, min(end, edge)) for mark in inside for edge in (mark.start, mark.end)}
    cuts = sorted(edges | {start, end})
    pieces = []
    for left, right in pairwise(cuts):
        over = [mark for mark in inside if mark.start <= left and mark.end >= right]
        begins = {number for number, first in firsts.items() if first == left}
        pieces.append(_make_piece(text[left:right], over, begins))
    return tuple(pieces)


def _make_piece(text: str, over: Sequence[Mark], begins: set[int]) -> Piece:
    """`over`: the marks on all of it; `begins`: the claims whose first word is at its start."""
    roles, claims = {mark.role for mark in over}, {mark.claim for mark in over}
    return Piece(
        text=text,
        roles=tuple(role for role in ROLES if role in roles),
        claims=tuple(sorted(claims)),
        begins=tuple(sorted(claims & begins)),
    )


def _first(claim: Claim) -> int:
    """Where a claim's own words begin; a relay may stand far before them."""
    a = claim.attribution
    return min((start for spans in (a.content, a.source, a.cue) for start, _ in spans), default=0)


def _place_claims(firsts: dict[int, int], spans: Sequence[Span]) -> list[list[int]]:
    """For each paragraph the claims that begin in it; one that begins in none stands by the next, or the last."""
    beside: list[list[int]] = [[] for _ in spans]
    for number, at in firsts.items():
        beside[_find_paragraph(at, spans)].append(number)
    return beside


def _find_paragraph(at: int, spans: Iterable[Span]) -> int:
    place = 0
    for place, (_, end) in enumerate(spans):  # noqa: B007
        if at < end:
            break
    return place
