"""A language -> what its words mean to a comparison: amounts, denials, hedges, scales and opposites, by their form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from konon.languages.language_files import find_languages, load_page_words, load_table, read_list
from konon.languages.tables import DateWords, DriftWords

Pole = tuple[str, int]  # a pair of opposites and which of its sides, 0 or 1
Step = tuple[str, int]  # a scale and the place on it, 0 the least


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftLexicon:
    """The words of one language by their form, in lower case; phrases have single spaces.

    Numbers, scales and units are those of all languages, its own before the others': "5 juta dolar" in English prose.
    """

    lang: str
    numbers: dict[str, float]
    scales: dict[str, float]
    units: dict[str, str]
    dates: dict[str, str]  # a weekday or month -> "weekday 3", "month 10"
    steps: dict[str, Step]
    step_starts: frozenset[str]  # the first word of each
    poles: dict[str, frozenset[Pole]]
    conditions: frozenset[str]
    clause_starts: frozenset[str]
    hedges: frozenset[str]
    plans: frozenset[str]
    negations: frozenset[str]
    nots: frozenset[str]  # those that are words of grammar
    negating_prefixes: tuple[str, ...]
    strength: dict[str, str]
    spellings: dict[str, str]  # a way to write a word -> the plain one
    small: frozenset[str]  # words of grammar
    common: frozenset[str]  # words that are no names


@cache
def load_drift_lexicon(lang: str) -> DriftLexicon:
    """The words of a language that has a folder."""
    words, dates = load_table(lang, "drift", DriftWords), load_table(lang, "dates", DateWords)
    all_words = [load_table(other, "drift", DriftWords) for other in find_languages() if other != lang] + [words]
    small = load_page_words()[find_languages().index(lang)].stopwords
    return DriftLexicon(
        lang=lang,
        numbers={form: value for one in all_words for form, value in one.numbers.items()},
        scales={form: value for one in all_words for form, value in one.scales.items()},
        units={form: unit for one in all_words for unit, forms in one.units.items() for form in forms},
        dates={
            **{form: f"month {number}" for form, number in dates.months.items()},
            **{form: f"weekday {number}" for form, number in dates.weekdays.items()},
        },
        steps=(steps := dict(_steps(words))),
        step_starts=frozenset(form.split()[0] for form in steps),
        poles=_poles(words),
        conditions=words.conditions,
        clause_starts=words.clause_starts,
        hedges=words.hedges,
        plans=words.plans,
        negations=words.negations,
        nots=words.negations & small,
        negating_prefixes=words.negating_prefixes,
        strength={form: kind for kind, forms in words.strength.items() for form in forms},
        spellings={form: one[0] for one in words.spellings for form in one[1:]},
        small=small,
        common=read_list(lang, "common"),
    )


def detect_side(words: Iterable[str], fallback: str | None = None) -> str:
    """The language most of whose small and common words are among `words` (lower case); `fallback` settles a tie."""
    likely = find_sides(words)
    return fallback if fallback in likely else likely[0]


def find_sides(words: Iterable[str]) -> list[str]:
    """The languages most of whose small and common words are among `words` (lower case): several where they tie."""
    langs = find_languages()
    counts = [sum(of_lang) for of_lang in zip(*map(_weights, words), strict=True)] or [0] * len(langs)
    best = max(counts)
    return [lang for lang, count in zip(langs, counts, strict=True) if count == best]


@lru_cache(maxsize=50_000)
def _weights(word: str) -> tuple[int, ...]:
    """What a word says for each language."""
    lexicons = map(load_drift_lexicon, find_languages())
    return tuple(2 * (word in lexicon.small) + (word in lexicon.common) for lexicon in lexicons)


def _steps(words: DriftWords) -> Iterator[tuple[str, Step]]:
    for scale, groups in words.scope.items():
        for place, forms in enumerate(groups):
            yield from ((form, (scale, place)) for form in forms)


def _poles(words: DriftWords) -> dict[str, frozenset[Pole]]:
    found: dict[str, set[Pole]] = {}
    for pair in words.opposites:
        for side, forms in enumerate((pair.one, pair.other)):
            for form in forms:
                found.setdefault(form, set()).add((pair.name, side))
    return {form: frozenset(poles) for form, poles in found.items()}
