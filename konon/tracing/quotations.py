"""What is claimed to be a quotation, and what somebody said in one article: the words of both, ready to be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from konon.records import Quotation, Span, Spans
from konon.tracing.quoted_words import DASH, ELLIPSIS, QuotedWord, read_quoted_words

LOOSE: Final = frozenset((".", ",", ";", ":", "!", DASH))  # at an end they belong to the sentence around the quotation
SENTENCE_ENDS: Final = frozenset(".?!")
_ENDS: Final = re.compile(r"[.?!][\"'“”’»]?(?:\s|$)")
_ASKS: Final = re.compile(r"[\s\"'“”’»]*\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words in quotation marks that are to be checked. `gaps`: places in `words` before which an ellipsis stands."""

    text: str
    words: tuple[QuotedWord, ...]
    gaps: frozenset[int]
    asks: bool  # it ends in a question mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPart:
    """One claim of an utterance. `denied`: its speaker denies the words rather than says them."""

    claim: str
    spans: Spans
    quotation: Quotation
    denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """All that one speaker says in one version of an article, as one reader has it; parts in text order."""

    id: str
    text: str  # of the article
    lang: str
    parts: tuple[SpokenPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An utterance's words, all lists of one length."""

    utterance: Utterance
    words: tuple[QuotedWord, ...]
    part: tuple[int, ...]  # the place of the part that each is of
    opens: tuple[bool, ...]  # the first of a span: what stands before it is not the speaker's
    sentence: tuple[int, ...]  # the number of the sentence that each is of, over a cue that interrupts it

    def asks_behind(self, at: int) -> bool:
        """Whether a question mark stands behind this word: in the claim, or just behind it where all is quoted."""
        found = _ASKS.match(self.utterance.text, self.words[at].span[1])
        one = self.utterance.parts[self.part[at]]
        return found is not None and (
            one.quotation == "direct" or any(start < found.end() <= end for start, end in one.spans)
        )


def read_quote(text: str) -> Quote:
    """`words` are none where the text has no word. Marks at its ends, but a question's, are not compared."""
    found = read_quoted_words(text)
    asks = bool(found) and found[-1].form == "?"
    words: list[QuotedWord] = []
    gaps = set()
    for one in found[:-1] if asks else found:
        if one.form == ELLIPSIS:
            gaps.add(len(words))
        elif words or one.form not in LOOSE:
            words.append(one)
    while words and words[-1].form in LOOSE:
        words.pop()
    if not any(one.is_word for one in words):
        words = []
    return Quote(text=text, words=tuple(words), gaps=frozenset(gaps - {0, len(words)}), asks=asks)


def hear(utterance: Utterance) -> Heard:
    """Marks at the ends of its spans are left out, for they may be of the sentence around."""
    words: list[QuotedWord] = []
    part: list[int] = []
    opens: list[bool] = []
    last = 0
    spans = sorted((*span, place) for place, one in enumerate(utterance.parts) for span in one.spans)
    for start, end, place in spans:
        found = _without_ends(read_quoted_words(utterance.text, max(start, last), end) if end > last else [])
        last = max(last, end)
        words += found
        part += [place] * len(found)
        opens += [row == 0 for row in range(len(found))]
    sentence = _number_sentences(utterance.text, words, part, opens)
    return Heard(
        utterance=utterance, words=tuple(words), part=tuple(part), opens=tuple(opens), sentence=tuple(sentence)
    )


def _number_sentences(
    text: str, words: Sequence[QuotedWord], part: Sequence[int], opens: Sequence[bool]
) -> Iterator[int]:
    """A sentence goes on behind "We will not," he said, "leave"; not behind "We will not," he said. "They left"."""
    number = 0
    for row, one in enumerate(words):
        before = words[row - 1] if row else None
        if before is not None:
            ends = before.form in SENTENCE_ENDS or part[row] != part[row - 1]
            number += ends or (opens[row] and bool(_ENDS.search(text, before.span[1], one.span[0])))
        yield number


def _without_ends(words: Sequence[QuotedWord]) -> Sequence[QuotedWord]:
    first, end = 0, len(words)
    while first < end and words[first].form in LOOSE:
        first += 1
    while end > first and words[end - 1].form in LOOSE:
        end -= 1
    return words[first:end]


def spans_of(words: Sequence[QuotedWord], opens: Sequence[bool]) -> Spans:
    """From the first to the last word of each span."""
    found: list[Span] = []
    for one, new in zip(words, opens, strict=True):
        if new or not found:
            found.append(one.span)
        else:
            found[-1] = (found[-1][0], one.span[1])
    return tuple(found)
