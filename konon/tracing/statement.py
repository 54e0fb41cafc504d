"""A statement's text -> its words, each with what it means to a comparison; made once for each claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from konon.records import Span
from konon.tracing.amounts import Amount, find_amounts
from konon.tracing.vocabulary_of_drift import DriftLexicon, Pole, Step, detect_side, load_drift_lexicon

WORDS: Final = 200  # what is beyond is not compared
SHORTEST: Final = 3  # letters before which no prefix is taken off
PHRASE: Final = 3  # words of the longest phrase in drift.toml
_WORD: Final = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’.][^\W\d_]+)*|[%$€£¥]")
_QUOTES: Final = re.compile('["“”„«»]')


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

    def words(self, first: int, end: int) -> str:
        """The text from one word to before another."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if first < end else ""


@lru_cache(maxsize=2000)
def prepare_statement(text: str, lang: str | None = None) -> Statement:
    """Its words with their meanings; `lang` where it is known, else it is detected."""
    spans = tuple(match.span() for match in _WORD.finditer(text))[:WORDS]
    low = tuple(_plain(text[start:end]) for start, end in spans)
    lexicon = load_drift_lexicon(detect_side(low, lang))
    amounts = tuple(find_amounts(low, lexicon))
    opens = tuple(row == 0 or _ends_sentence(text[spans[row - 1][1] : spans[row][0]]) for row in range(len(spans)))
    return Statement(
        text=text,
        lang=lexicon.lang,
        spans=spans,
        low=low,
        capital=tuple(text[start].isupper() for start, _ in spans),
        opens=opens,
        small=tuple(word in lexicon.small for word in low),
        denies=tuple(is_negation(word, lexicon) for word in low),
        hedges=_among(low, lexicon.hedges),
        plans=_among(low, lexicon.plans),
        conditions=_among(low, lexicon.conditions),
        common=tuple(word in lexicon.common for word in low),
        poles=tuple(lexicon.poles.get(word, frozenset()) for word in low),
        bare=tuple(_without_prefix(word, lexicon) for word in low),
        steps=_find_steps(low, lexicon),
        dates=tuple(lexicon.dates.get(word) for word in low),
        amounts=amounts,
        quoted=bool(_QUOTES.search(text)),
        amount_of={word: row for row, one in enumerate(amounts) for word in range(one.first, one.end)},
    )


def find_telling(text: str, lang: str | None = None) -> set[str]:
    """Its words but for small ones, in lower case: what `prepare_statement` notes of them, and nothing else."""
    low = [_plain(match.group()) for match in islice(_WORD.finditer(text), WORDS)]
    return set(low) - load_drift_lexicon(detect_side(low, lang)).small


def is_negation(word: str, lexicon: DriftLexicon) -> bool:
    """Whether a word (lower case) denies; "n't" at its end does."""
    return word in lexicon.negations or word.endswith("n't")


def _plain(word: str) -> str:
    low = word.casefold().replace("’", "'")
    return low[:-2] if low.endswith("'s") else low


def _ends_sentence(between: str) -> bool:
    return any(letter in '.!?:\n"“”' for letter in between)


def _without_prefix(word: str, lexicon: DriftLexicon) -> frozenset[str]:
    starts = (prefix for prefix in lexicon.negating_prefixes if word.startswith(prefix))
    return frozenset(word[len(prefix) :] for prefix in starts if len(word) > len(prefix) + SHORTEST)


def _among(low: Sequence[str], known: frozenset[str]) -> tuple[bool, ...]:
    return tuple(word in known for word in low)


def _find_steps(low: Sequence[str], lexicon: DriftLexicon) -> tuple[Step | None, ...]:
    """The longest phrase counts, at its first word: "sebagian besar" is not "sebagian"."""
    steps: list[Step | None] = [None] * len(low)
    at = 0
    while at < len(low):
        lengths = (n for n in range(PHRASE, 0, -1) if " ".join(low[at : at + n]) in lexicon.steps)
        length = next(lengths, 0)
        if length:
            steps[at] = lexicon.steps[" ".join(low[at : at + length])]
        at += max(length, 1)
    return tuple(steps)
