"""Article text -> windows of subwords for the network, with the units (words and marks) that are decided on.

A window holds whole paragraphs where it can: `<s> paragraph </s> paragraph </s> ...`. A unit is a word, a
punctuation mark, or the clitic -nya; the network's answer for a unit is its answer at the unit's first subword.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from konon.records import Span

BEGIN, PAD, END = 0, 1, 2  # ids of <s>, <pad>, </s> in the cut vocabulary
MAX_TOKENS = 254  # never more than the network was trained on: accuracy falls off a cliff beyond
BOUNDARY = "▁"
LATIN_END = "\u0250"  # the first letter of other scripts
CLITIC = "nya"
SHORTEST_STEM = 3  # letters before the clitic: Anya and Tanya have none
SENTENCE_END = re.compile(r"(?:[.!?][\"”’']?|[。！？؟۔।][”’」』»]?)$")
# Scripts that put no space between words: Han, kana, Thai, Lao, Burmese, Khmer.
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What the network sees at once. Lengths: T subwords, U units."""

    tokens: NDArray[np.int32]  # (T,) piece ids
    first: NDArray[np.int32]  # (U,) index into tokens of each unit's first subword
    start: NDArray[np.int32]  # (U,) code point into the article's text
    end: NDArray[np.int32]  # (U,) code point, exclusive
    paragraph: NDArray[np.int32]  # (U,) number of the paragraph in the article


@dataclass(slots=True)
class Segment:
    """A paragraph or a part of one: piece ids, and units as (first subword, start, end)."""

    ids: list[int]
    units: list[tuple[int, int, int]]
    paragraph: int


def find_units(text: str, encoding: Encoding, base: int) -> list[tuple[int, int, int]]:
    """Units of one paragraph that starts at code point `base`: (index of first subword, start, end).

    Where a script puts no space between words, each piece is a unit.
    """
    units: list[tuple[int, int, int]] = []
    last = -1  # where the unit that may still grow ends
    reach = 0  # up to where units cover the text
    for index, (begin, end) in enumerate(encoding.offsets):
        start = begin
        while start < end and text[start].isspace():
            start += 1  # a piece that begins a word covers the space before it
        if start == end or start < reach:
            continue  # a lone word boundary covers nothing; one character may be spelled in several pieces
        letter = text[start]
        if letter >= LATIN_END and encoding.tokens[index] == BOUNDARY:
            continue  # at a paragraph's start it is said to cover the first letter, which the next piece has whole
        reach = end
        word = letter.isalnum() and (letter < LATIN_END or not UNSPACED.match(letter))
        stem = units[-1][2] - units[-1][1] if units and start == last else 0
        clitic = text[start:end] == CLITIC and stem >= SHORTEST_STEM and not text[end : end + 1].isalnum()
        if start == last and word and not clitic:
            units[-1] = (*units[-1][:2], base + end)
        else:
            units.append((index, base + start, base + end))
        last = end if word and not clitic else -1
    return units


def cut_piece(piece: Segment, text: str, limit: int) -> Iterator[Segment]:
    """A piece of at most `limit` subwords as it is; a longer one in parts, cut at a sentence's end if it can be."""
    ids, units = piece.ids, piece.units
    token = unit = 0  # where what is left begins
    while len(ids) - token > limit:
        low, high = (bisect_right(units, token + most, unit, key=itemgetter(0)) for most in (limit // 3, limit))
        if low == high:  # one unit longer than a window: what does not fit is not read
            yield _part(piece, (token, token + limit), (unit, low))
            return
        ends = [k for k in range(low, high) if SENTENCE_END.search(text[max(0, units[k - 1][2] - 2) : units[k - 1][2]])]
        at = ends[-1] if ends else high - 1
        yield _part(piece, (token, units[at][0]), (unit, at))
        token, unit = units[at][0], at
    yield _part(piece, (token, len(ids)), (unit, len(units)))


def _part(piece: Segment, ids: Span, units: Span) -> Segment:
    """Its subwords and units in two ranges, counted from the first."""
    own = [(first - ids[0], start, end) for first, start, end in piece.units[slice(*units)]]
    return Segment(piece.ids[slice(*ids)], own, piece.paragraph)


def split_pieces(text: str, body: Sequence[Span], tokenizer: Tokenizer, limit: int) -> list[Segment]:
    """The paragraphs of an article as pieces of at most `limit` subwords."""
    paragraphs = [text[start:end] for start, end in body]
    pieces: list[Segment] = []
    for number, paragraph in enumerate(paragraphs):  # one by one: a batch would wake a pool of threads
        encoding = tokenizer.encode(paragraph, add_special_tokens=False)
        units = find_units(paragraph, encoding, body[number][0])
        if units:
            pieces.extend(cut_piece(Segment(encoding.ids, units, number), text, limit))
    return pieces


def join_pieces(pieces: Sequence[Segment]) -> Window:
    """One window of several pieces."""
    tokens, units, paragraphs = [BEGIN], [], []
    for piece in pieces:
        shift = len(tokens)
        tokens += [*piece.ids, END]
        units += [(first + shift, start, end) for first, start, end in piece.units]
        paragraphs += [piece.paragraph] * len(piece.units)
    first, start, end = np.array(units, np.int32).T
    return Window(
        tokens=np.array(tokens, np.int32),
        first=first,
        start=start,
        end=end,
        paragraph=np.array(paragraphs, np.int32),
    )


def join_windows(windows: Sequence[Window]) -> Window:
    """Neighbouring windows as one, longer than the network could read."""
    shifts = np.cumsum([0, *(len(window.tokens) for window in windows[:-1])])
    first = [window.first + shift for window, shift in zip(windows, shifts, strict=True)]
    return Window(
        tokens=np.concatenate([window.tokens for window in windows]),
        first=np.concatenate(first).astype(np.int32),
        start=np.concatenate([window.start for window in windows]),
        end=np.concatenate([window.end for window in windows]),
        paragraph=np.concatenate([window.paragraph for window in windows]),
    )


def cut_windows(pieces: Sequence[Segment], limit: int) -> Iterator[Window]:
    """All pieces in windows of at most `limit` subwords, as many in each as fit."""
    run: list[Segment] = []
    room = limit - 1
    for piece in pieces:
        if run and len(piece.ids) + 1 > room:
            yield join_pieces(run)
            run, room = [], limit - 1
        run.append(piece)
        room -= len(piece.ids) + 1
    if run:
        yield join_pieces(run)


def make_windows(text: str, body: Sequence[Span], tokenizer: Tokenizer, limit: int = MAX_TOKENS) -> list[Window]:
    """The windows of an article in text order; empty where the body has no word."""
    return list(cut_windows(split_pieces(text, body, tokenizer, limit - 2), limit))
