"""Two sayings of one statement -> what changed, with spans into the two articles: words, and also speaker and cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from konon.languages.language_files import languages_for
from konon.network.loading import Floats
from konon.records import Spans
from konon.tracing.claim_features import NAMES, claim_features
from konon.tracing.claim_wording import ELLIPSIS, is_change, quoted_forms
from konon.tracing.drift import (
    PLAIN,
    SIGNS,
    Difference,
    as_other_words,
    drift_signs,
    find_differences,
    surest_word,
)
from konon.tracing.pair_network import SeenPair
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import SAME, compare_speakers, fold, is_named_after, names_agree, own_words
from konon.tracing.told import Told
from konon.tracing.vocabulary_of_drift import load_drift_lexicon

SURE: Final = 0.73  # probability from which on a word of a claim is said to have changed
SPELT: Final = 0.75  # of their letters in order, from which on two words may be one name
JUDGING: Final = frozenset({"admit", "attack", "threaten", "boast", "falsely"})  # "claimed" and "called for" are mild
RUN: Final = 3  # words in a row by which a quotation is known to go on
SIGN: Final = 8.0  # beyond it a sign is no surer
LIKELY: Final = 0.3  # how sure a change is that no rule tells
OF_DRIFT: Final = SIGNS + 6 + len(NAMES)  # columns of `drift_features`
QUOTED_ALIKE: Final = 0.6  # of the shorter's words in order, for two quotations to be of one sentence


def find_changes(a: Told, b: Told, seen: SeenPair, drifts: Floats | None = None) -> tuple[Difference, ...]:
    """The surest first. Of the words only numbers, names, denials and opposites: a shorter excerpt is no drift.

    `drifts`: weights of `drift_features` and a bias, by which two outlets' versions drift although no rule says how;
    then the likeliest place is told. Two versions of one page need none.
    """
    words = find_differences(a.content, b.content, seen, SURE, kinds=PLAIN)
    placed = [_into_articles(one, a.saying, b.saying) for one in words if is_change(one, a, b)]
    found = (*placed, *_of_circumstance(a, b))
    translated = a.saying.lang != b.saying.lang  # of these none was marked
    if not found and drifts is not None and not translated:
        drifted = drift_features(a, b, seen) @ drifts[:-1] + drifts[-1] >= 0
        found = tuple(_likeliest(a, b, seen)) if drifted else ()
    return tuple(sorted(found, key=lambda one: -one.sure))


def drift_features(a: Told, b: Told, seen: SeenPair) -> Floats:
    """(OF_DRIFT,): what the network says of the pair, whether both are quotations, how far these agree, and all that a
    match is judged by: the less alike two versions are, the likelier one has changed.
    """
    direct = [side.saying.quotation == "direct" for side in (a, b)]
    forms = [quoted_forms(side.saying) for side in (a, b)]
    same, altered = _compare_quotations(forms[0], forms[1])
    quoted = [all(direct), any(direct) and not all(direct), all(direct) and altered]
    loose = all(direct) and not altered and same < QUOTED_ALIKE
    signs = np.clip(drift_signs(seen), -SIGN, SIGN)
    told = np.array([*quoted, loose, same, forms[0] == forms[1]], np.float32)
    return np.concatenate([signs, told, claim_features(a, b, seen)])


def _likeliest(a: Told, b: Told, seen: SeenPair) -> Iterator[Difference]:
    """Two quotations of other words, or the one place in which the words most likely differ in sense."""
    if a.saying.quotation == b.saying.quotation == "direct":
        why = "both are quotations, and the words differ"
        yield Difference(kind="words", a=a.saying.content, b=b.saying.content, why=why, sure=LIKELY)
        return
    shown = min(LIKELY, surest_word(seen))
    for one in find_differences(a.content, b.content, seen, shown)[:1]:
        told = one if is_change(one, a, b) else as_other_words(one)
        yield _into_articles(replace(told, sure=min(one.sure, LIKELY)), a.saying, b.saying)


def _of_circumstance(a: Told, b: Told) -> Iterator[Difference]:
    one, other = a.saying, b.saying
    if _another_speaker(one, other):
        yield Difference(kind="speaker", a=(), b=(), why=f'"{one.speaker}" against "{other.speaker}"', sure=0.5)
    if (judged := _judging(one)) != (also := _judging(other)):
        words = [f'"{said}"' if (said := side.cue) else "nothing" for side in (one, other)]
        sort = " and ".join(sorted(judged ^ also))
        yield Difference(
            kind="strength", a=(), b=(), why=f"{words[0]} against {words[1]}: {sort} in one alone", sure=0.5
        )
    if one.quotation == other.quotation == "direct" and _compare_quotations(quoted_forms(one), quoted_forms(other))[1]:
        why = "both are quotations of one sentence, and the words differ"
        yield Difference(kind="words", a=one.content, b=other.content, why=why, sure=0.5)


def _judging(saying: Saying) -> frozenset[str]:
    """How the cue judges what was said: admit, attack, threaten ...; none for "said", nor for what one may call it."""
    lexicon = load_drift_lexicon(languages_for(saying.lang)[0])
    low = saying.cue.casefold().split()
    phrases = (" ".join(low[k : k + n]) for n in (1, 2) for k in range(len(low) - n + 1))
    return frozenset(kind for phrase in phrases if (kind := lexicon.strength.get(phrase)) in JUDGING)


def _another_speaker(one: Saying, other: Saying) -> bool:
    """Two persons, each named where he is quoted, or a person and a group of his name.

    Where a pronoun or an office stands the name is the reader's own answer, and a body that speaks is often the one who
    speaks for it.
    """
    if not one.speaker or not other.speaker or names_agree(one.speaker, other.speaker):
        return False
    if "unnamed" in (one.speaker_kind, other.speaker_kind) or one.speaker_country != other.speaker_country:
        return False
    if one.speaker_kind == other.speaker_kind == "person":
        return compare_speakers(one, other) < SAME and _named_apart(one, other)
    return "person" in (one.speaker_kind, other.speaker_kind) and is_named_after(one, other)


def _named_apart(one: Saying, other: Saying) -> bool:
    """Each source has a name that is not the other speaker's, nor nearly so."""
    names = [fold(side.speaker or "") for side in (one, other)]
    told = [own_words(one), own_words(other)]
    return all(told) and not any(
        SequenceMatcher(None, word, theirs).ratio() >= SPELT
        for k in (0, 1)
        for word in told[k]
        for theirs in names[1 - k]
    )


def _compare_quotations(one: Sequence[str], other: Sequence[str]) -> tuple[float, bool]:
    """The share of the shorter's words that both have in order, and whether one is the other altered.

    It is where that share is large and between the first and the last run that both have some words differ. Words that
    an ellipsis stands for and words that are written together are the same.
    """
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    same = sum(end - first for tag, first, end, _, _ in steps if tag == "equal")
    runs = [k for k, (tag, first, end, _, _) in enumerate(steps) if tag == "equal" and end - first >= RUN]
    shorter = min(len(one), len(other))
    altered = bool(runs) and same >= QUOTED_ALIKE * shorter
    altered = altered and any(
        tag != "equal" and not _one_wording(one[a:b], other[c:d]) for tag, a, b, c, d in steps[runs[0] : runs[-1]]
    )
    return same / max(1, shorter), altered


def _one_wording(some: Sequence[str], others: Sequence[str]) -> bool:
    return ELLIPSIS in (*some, *others) or "".join(some) == "".join(others)


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
