"""A statement's text -> its words, each with what it means to a comparison; made once for each claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise, repeat
from typing import Any, Final, NamedTuple

from konon.records import Span
from konon.tracing.amounts import Amount, find_amounts
from konon.tracing.senses import NOTHING, Meanings, load_senses
from konon.tracing.vocabulary_of_drift import DriftLexicon, Pole, Step, detect_side, find_sides, load_drift_lexicon

WORDS: Final = 200  # what is beyond is not compared
SHORTEST: Final = 3  # letters before which no prefix is taken off
PHRASE: Final = 3  # words of the longest phrase in drift.toml
_WORD: Final = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’.][^\W\d_]+)*|[%$€£¥]")
_QUOTES: Final = re.compile('["“”„«»]')
_ENDS_SENTENCE: Final = re.compile('[.!?:\\n"“”]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The words of one text, all lists of one length and in text order, and its amounts."""

    text: str
    lang: str
    spans: tuple[Span, ...]  # into `text`
    low: tuple[str, ...]
    capital: tuple[bool, ...]
    opens: tuple[bool, ...]  # the first of a sentence
    small: tuple[bool, ...]
    denies: tuple[bool, ...]
    hedges: tuple[bool, ...]
    plans: tuple[bool, ...]
    conditions: tuple[bool, ...]
    common: tuple[bool, ...]
    poles: tuple[frozenset[Pole], ...]
    bare: tuple[frozenset[str], ...]  # a word without each prefix that denies, as it would be affirmed
    steps: tuple[Step | None, ...]
    dates: tuple[str | None, ...]
    amounts: tuple[Amount, ...]
    quoted: bool
    amount_of: dict[int, int] = field(hash=False)  # word -> the amount it belongs to

    def __len__(self) -> int:
        return len(self.spans)

    def __reduce__(self) -> tuple[Any, ...]:
        """Made anew from its text where it is sent to another process, which has its words' meanings already."""
        return prepare_statement, (self.text, self.lang)

    @property
    def meanings(self) -> tuple[Meanings, ...]:
        """Of each word by the table of senses, which takes its time: ask once. Nothing of small words."""
        words = zip(self.low, self.small, strict=True)
        return tuple(NOTHING if small else _look_up(low, self.lang) for low, small in words)

    def words(self, first: int, end: int) -> str:
        """The text from one word to before another."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if first < end else ""


class _AboutWord(NamedTuple):
    """What a word means to a comparison, whatever stands beside it; fields as in `Statement`."""

    small: bool
    denies: bool
    hedges: bool
    plans: bool
    conditions: bool
    common: bool
    poles: frozenset[Pole]
    bare: frozenset[str]
    dates: str | None


@lru_cache(maxsize=20_000)
def _about(word: str, lang: str) -> _AboutWord:
    lexicon = load_drift_lexicon(lang)
    small = word in lexicon.small
    return _AboutWord(
        small=small,
        denies=is_negation(word, lexicon),
        hedges=word in lexicon.hedges,
        plans=word in lexicon.plans,
        conditions=word in lexicon.conditions,
        common=word in lexicon.common,
        poles=lexicon.poles.get(word, frozenset()),
        bare=_without_prefix(word, lexicon),
        dates=lexicon.dates.get(word),
    )


@lru_cache(maxsize=20_000)
def _look_up(word: str, lang: str) -> Meanings:
    return load_senses().look_up(word, lang)


@lru_cache(maxsize=2000)
def prepare_statement(text: str, lang: str | None = None) -> Statement:
    """Its words with their meanings; `lang` where it is known, else it is detected."""
    spans, low, capital, opens = cut = _cut(text)
    lexicon = _lexicon_of(cut, lang)
    amounts = tuple(find_amounts(low, lexicon))
    known = [_about(word, lexicon.lang) for word in low]
    columns: dict[str, Any] = dict(
        zip(_AboutWord._fields, zip(*known, strict=True) if known else repeat(()), strict=False)
    )
    return Statement(
        text=text,
        lang=lexicon.lang,
        spans=spans,
        low=low,
        capital=capital,
        opens=opens,
        steps=_find_steps(low, lexicon),
        amounts=amounts,
        quoted=bool(_QUOTES.search(text)),
        amount_of={word: row for row, one in enumerate(amounts) for word in range(one.first, one.end)},
        **columns,
    )


class _Cut(NamedTuple):
    """A text's words, as in `Statement`."""

    spans: tuple[Span, ...]
    low: tuple[str, ...]
    capital: tuple[bool, ...]
    opens: tuple[bool, ...]


def _cut(text: str) -> _Cut:
    spans = tuple(match.span() for match in islice(_WORD.finditer(text), WORDS))
    words = [text[start:end] for start, end in spans]
    between = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    return _Cut(
        spans=spans,
        low=tuple(map(_plain, words)),
        capital=tuple(word[0].isupper() for word in words),
        opens=(True, *(rest != " " and _ENDS_SENTENCE.search(rest) is not None for rest in between))[: len(words)],
    )


def _lexicon_of(cut: _Cut, fallback: str | None) -> DriftLexicon:
    """The language by the words that are no names ("Ada"), by all of them where these are of none or of several."""
    words = zip(cut.low, cut.capital, cut.opens, strict=True)
    likely = find_sides([low for low, capital, opens in words if opens or not capital])
    return load_drift_lexicon(likely[0] if len(likely) == 1 else detect_side(cut.low, fallback))


def find_telling(text: str, lang: str | None = None) -> set[str]:
    """Its words but for small ones, in lower case: what `prepare_statement` notes of them, and nothing else."""
    cut = _cut(text)
    return set(cut.low) - _lexicon_of(cut, lang).small


def is_negation(word: str, lexicon: DriftLexicon) -> bool:
    """Whether a word (lower case) denies; "n't" at its end does."""
    return word in lexicon.negations or word.endswith("n't")


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    low = word.casefold().replace("’", "'")
    return low[:-2] if low.endswith("'s") else low


def _without_prefix(word: str, lexicon: DriftLexicon) -> frozenset[str]:
    starts = (prefix for prefix in lexicon.negating_prefixes if word.startswith(prefix))
    return frozenset(word[len(prefix) :] for prefix in starts if len(word) > len(prefix) + SHORTEST)


def _find_steps(low: Sequence[str], lexicon: DriftLexicon) -> tuple[Step | None, ...]:
    """The longest phrase counts, at its first word: "sebagian besar" is not "sebagian"."""
    steps: list[Step | None] = [None] * len(low)
    at = 0
    while at < len(low):
        if low[at] not in lexicon.step_starts:
            at += 1
            continue
        lengths = (n for n in range(PHRASE, 0, -1) if " ".join(low[at : at + n]) in lexicon.steps)
        length = next(lengths, 0)
        if length:
            steps[at] = lexicon.steps[" ".join(low[at : at + length])]
        at += max(length, 1)
    return tuple(steps)
