"""Two sayings of one statement -> what changed, with spans into the two articles: words, and also speaker and cue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from konon.languages.language_files import languages_for
from konon.records import Spans
from konon.tracing.claim_features import Told
from konon.tracing.drift import PLAIN, Difference, find_differences
from konon.tracing.pair_network import SeenPair
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import SAME, compare_speakers
from konon.tracing.statement import Statement
from konon.tracing.vocabulary_of_drift import load_drift_lexicon

SURE: Final = 0.73  # probability from which on a word of a claim is said to have changed
QUOTED_ALIKE: Final = 0.6  # of the shorter's words in order, for two quotations to be of one sentence


def find_changes(a: Told, b: Told, seen: SeenPair) -> tuple[Difference, ...]:
    """The surest first. Of the words only numbers, names, denials and opposites: a shorter excerpt is no drift."""
    words = find_differences(a.encoded, b.encoded, seen, SURE, kinds=PLAIN)
    placed = [_into_articles(one, a.saying, b.saying) for one in words]
    return tuple(sorted((*placed, *_of_circumstance(a, b)), key=lambda one: -one.sure))


def _of_circumstance(a: Told, b: Told) -> Iterator[Difference]:
    one, other = a.saying, b.saying
    if one.speaker and other.speaker and compare_speakers(one, other) < SAME:
        yield Difference(kind="speaker", a=(), b=(), why=f'"{one.speaker}" against "{other.speaker}"', sure=0.5)
    if (judged := _judging(one)) != (also := _judging(other)):
        words = [f'"{said}"' if (said := side.cue) else "nothing" for side in (one, other)]
        sort = " and ".join(sorted(judged ^ also))
        yield Difference(
            kind="strength", a=(), b=(), why=f"{words[0]} against {words[1]}: {sort} in one alone", sure=0.5
        )
    if one.quotation == other.quotation == "direct" and _altered(a.encoded.statement, b.encoded.statement):
        why = "both are quotations of one sentence, and the words differ"
        yield Difference(kind="words", a=one.content, b=other.content, why=why, sure=0.5)


def _judging(saying: Saying) -> frozenset[str]:
    """How the cue judges what was said: admit, claim, attack ...; none for "said"."""
    lexicon = load_drift_lexicon(languages_for(saying.lang)[0])
    low = saying.cue.casefold().split()
    phrases = (" ".join(low[k : k + n]) for n in (1, 2) for k in range(len(low) - n + 1))
    return frozenset(lexicon.strength[phrase] for phrase in phrases if phrase in lexicon.strength)


def _altered(one: Statement, other: Statement) -> bool:
    """Most words in the same order, but between the first and the last that both have some differ."""
    matcher = SequenceMatcher(None, one.low, other.low, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    same = sum(block.size for block in blocks)
    if not blocks or same < QUOTED_ALIKE * min(len(one), len(other)):
        return False
    first, last = blocks[0], blocks[-1]
    return max(last.a + last.size - first.a, last.b + last.size - first.b) > same


def _into_articles(one: Difference, a: Saying, b: Saying) -> Difference:
    return replace(one, a=into_article(one.a, a.content), b=into_article(one.b, b.content))


def into_article(spans: Spans, content: Spans) -> Spans:
    """Spans into a saying's words (its parts with a blank between) -> spans into its article's text."""
    found = []
    for start, end in spans:
        offset = 0
        for first, last in content:
            low, high = max(start - offset, 0), min(end - offset, last - first)
            if low < high:
                found.append((first + low, first + high))
            offset += last - first + 1
    return tuple(found)
