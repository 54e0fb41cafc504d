"""A text -> the same with one thing changed, and where: what the pair network learns drift from.

Nothing here is grammar: a reader would stumble, but what is affirmed and what is denied has changed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from konon.languages.language_files import load_table
from konon.languages.tables import DriftWords
from konon.records import Span
from konon.tracing.senses import load_senses
from konon.tracing.statement import Statement
from konon.tracing.vocabulary_of_drift import load_drift_lexicon

ENGLISH_AUXILIARIES: Final = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "may",
        "might",
        "must",
        "did",
        "does",
        "do",
        "am",
    ]
)
ENDINGS: Final = ("ed", "ing", "s")
CLEAR: Final = 12  # senses of a word that is turned: what has more may mean anything
ENGLISH_PAST: Final = re.compile(r"[a-z]{3,}ed")
INDONESIAN_VERB: Final = re.compile(r"(?:me[mnl]?|di|ber|ter)[a-z]{4,}|akan|bisa|dapat|telah|sudah|ada")


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """`text` after the change; `new` is where it differs in it, `old` where it differed in the original."""

    text: str
    kind: str
    new: Span
    old: Span


Alter = Callable[[Statement, random.Random], Altered | None]


def alter_number(of: Statement, rng: random.Random) -> Altered | None:
    """Other digits, or another number word."""
    rows = [k for k, word in enumerate(of.low) if k in of.amount_of and (word[0].isdigit() or _is_count(of, word))]
    if not rows:
        return None
    row = rng.choice(rows)
    word = of.low[row]
    if not word[0].isdigit():
        words = [w for w, v in load_drift_lexicon(of.lang).numbers.items() if v >= 2 and w != word and " " not in w]
        return _replace(of, row, row + 1, rng.choice(words), "number")
    places = [k for k, letter in enumerate(word) if letter.isdigit()]
    place = rng.choice(places)
    digit = rng.choice([d for d in "0123456789" if d != word[place] and (d != "0" or place != places[0])])
    return _replace(of, row, row + 1, word[:place] + digit + word[place + 1 :], "number")


def _is_count(of: Statement, word: str) -> bool:
    return load_drift_lexicon(of.lang).numbers.get(word, 0) >= 2


def alter_date(of: Statement, rng: random.Random) -> Altered | None:
    """Another weekday or month."""
    rows = [k for k, date in enumerate(of.dates) if date and len(of.low[k]) > 3]
    if not rows:
        return None
    row = rng.choice(rows)
    sort, known = (of.dates[row] or "").split()[0], load_drift_lexicon(of.lang).dates
    words = [w for w, date in known.items() if date.startswith(sort) and date != of.dates[row] and len(w) > 3]
    return _replace(of, row, row + 1, rng.choice(words).capitalize(), "number")


def alter_negation(of: Statement, rng: random.Random) -> Altered | None:
    """A denial put in, or one taken out."""
    taken = [k for k, word in enumerate(of.low) if word in ("not", "never", "tidak", "tak", "bukan", "belum")]
    if taken and rng.random() < 0.7:
        row = rng.choice(taken)
        return _replace(of, row, row + 1, "", "negation")
    if of.lang == "en":
        return _deny_english(of, rng)
    rows = [k for k, word in enumerate(of.low) if INDONESIAN_VERB.fullmatch(word)]
    if not rows:
        return None
    return _insert(of, rng.choice(rows), rng.choice(("tidak", "tidak", "tak", "belum")), "negation")


def _deny_english(of: Statement, rng: random.Random) -> Altered | None:
    rows = [k for k, w in enumerate(of.low) if w in ENGLISH_AUXILIARIES and k + 1 < len(of) and not of.denies[k + 1]]
    past = [k for k, w in enumerate(of.low) if ENGLISH_PAST.fullmatch(w) and k and k - 1 not in rows]
    if rows and (not past or rng.random() < 0.6):
        row = rng.choice(rows)
        joined = of.low[row] + "n't" if rng.random() < 0.3 and of.low[row] not in ("may", "might", "am") else None
        if joined:
            return _replace(of, row, row + 1, joined, "negation")
        return _insert(of, row + 1, rng.choice(("not", "not", "never", "no longer")), "negation")
    if not past:
        return None
    row = rng.choice(past)
    return _insert(of, row, rng.choice(("did not", "didn't", "has not", "was not", "not")), "negation")


def alter_sense(of: Statement, rng: random.Random) -> Altered | None:
    """A word turned into its opposite, in the form whose ending is most like."""
    rows = [k for k, poles in enumerate(of.poles) if poles and not of.small[k] and k not in of.amount_of]
    if not rows:
        return None
    row = rng.choice(rows)
    name, side = rng.choice(sorted(of.poles[row]))
    pairs = load_table(of.lang, "drift", DriftWords).opposites
    pair = next(one for one in pairs if one.name == name)
    words = sorted(pair.other if side == 0 else pair.one)
    ending = of.low[row][-2:]
    like = [word for word in words if word.endswith(ending)] or [word for word in words if word[-1] == ending[-1]]
    return _replace(of, row, row + 1, _cased(of, row, rng.choice(like or words)), "sense")


def alter_opposite(of: Statement, rng: random.Random) -> Altered | None:
    """A word turned into an opposite that the table of senses has, with its ending."""
    rows = [k for k, one in enumerate(of.meanings) if one.opposite and len(one.own) <= CLEAR and _is_plain(of, k)]
    words = _opposites_of(of, row := rng.choice(rows)) if rows else []
    if not words:
        return None
    return _replace(of, row, row + 1, _cased(of, row, rng.choice(words)), "sense")


def _is_plain(of: Statement, row: int) -> bool:
    return not of.capital[row] or of.opens[row]


def _opposites_of(of: Statement, row: int) -> list[str]:
    meanings, word, known = of.meanings[row], of.low[row], _words_of_senses(of.lang)
    plain = sorted({form for sense in meanings.opposite for form in known.get(sense, ())})
    if of.lang != "en" or any(word in known.get(sense, ()) for sense in meanings.own):
        return plain
    ending = next((ending for ending in ENDINGS if word.endswith(ending)), None)
    return [_with_ending(form, ending) for form in plain] if ending else plain


def _with_ending(form: str, ending: str) -> str:
    if ending == "s":
        return form[:-1] + "ies" if form.endswith("y") and form[-2:-1] not in "aeiou" else form + "s"
    return (form[:-1] if form.endswith("e") else form) + ending


@cache
def _words_of_senses(lang: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word, senses in load_senses().words(lang):
        for sense in senses:
            found.setdefault(sense, []).append(word)
    return found


def alter_scope(of: Statement, rng: random.Random) -> Altered | None:
    """Another step of a scale: some for all, at most for at least."""
    rows = [k for k, step in enumerate(of.steps) if step]
    if not rows:
        return None
    row = rng.choice(rows)
    scale, place = of.steps[row] or ("", 0)
    groups = load_table(of.lang, "drift", DriftWords).scope[scale]
    others = [form for k, forms in enumerate(groups) if k != place for form in forms]
    if not others:
        return _replace(of, row, row + 1, "", "scope")
    return _replace(of, row, row + 1, _cased(of, row, rng.choice(others)), "scope")


def alter_hedge(of: Statement, rng: random.Random) -> Altered | None:
    """A hedge or a plan taken out or put in."""
    surer = {"may": "will", "might": "will", "could": "will", "mungkin": "pasti", "bisa": "pasti"}
    rows = [k for k in range(len(of)) if of.hedges[k] or of.plans[k]]
    if rows and rng.random() < 0.75:
        row = rng.choice(rows)
        new = rng.choice((surer.get(of.low[row], ""), ""))
        return _replace(of, row, row + 1, new, "hedge")
    if of.lang == "en":
        rows = [k for k, word in enumerate(of.low) if word in ("will", "is", "are", "was", "has", "have")]
        new = rng.choice(("may", "might", "could", "is likely to", "is expected to", "reportedly"))
        return _replace(of, (row := rng.choice(rows)), row + 1, new, "hedge") if rows else None
    rows = [k for k, word in enumerate(of.low) if INDONESIAN_VERB.fullmatch(word)]
    new = rng.choice(("mungkin", "diduga", "diperkirakan", "kemungkinan", "berencana", "bisa"))
    return _insert(of, rng.choice(rows), new, "hedge") if rows else None


def name_changer(names: Sequence[str]) -> Alter:
    """Puts one of `names` in the place of another name."""

    def alter_name(of: Statement, rng: random.Random) -> Altered | None:
        """Another person or place."""
        runs = find_names(of)
        if not runs:
            return None
        first, end = rng.choice(runs)
        if end - first > 1 and rng.random() < 0.4:
            first = rng.randrange(first, end)
            end = first + 1
        old = of.words(first, end)
        new = rng.choice(names)
        return None if new.split()[0] in old else _replace(of, first, end, new, "name")

    return alter_name


def word_changer(statements: Sequence[Statement]) -> Alter:
    """Puts a content word of another text in the place of one that begins or ends as it does."""
    known: dict[tuple[str, str], list[str]] = {}
    for of in statements:
        for row, word in enumerate(of.low):
            if _is_content(of, row):
                known.setdefault((of.lang, _shape(of.lang, word)), []).append(word)

    def alter_word(of: Statement, rng: random.Random) -> Altered | None:
        """A mistranslation: another word, or a run of words left out."""
        rows = [k for k in range(len(of)) if _is_content(of, k)]
        if not rows:
            return None
        row = rng.choice(rows)
        if rng.random() < 0.15:
            return _replace(of, row, min(row + rng.randint(1, 4), len(of)), "", "words")
        new = rng.choice(known.get((of.lang, _shape(of.lang, of.low[row])), [""]))
        return None if not new or new[:4] == of.low[row][:4] else _replace(of, row, row + 1, new, "words")

    return alter_word


def _is_content(of: Statement, row: int) -> bool:
    return not (of.small[row] or of.capital[row] or row in of.amount_of or len(of.low[row]) < 4 or of.dates[row])


def _shape(lang: str, word: str) -> str:
    return word[-2:] if lang == "en" else f"{word[:2]}{len(word) > 7}"


def find_names(of: Statement) -> list[tuple[int, int]]:
    """Runs of capitals that are no first word of a sentence and no date: (first word, one past the last)."""
    runs: list[tuple[int, int]] = []
    for k in range(len(of)):
        named = of.capital[k] and not of.opens[k] and not of.dates[k] and not of.small[k] and len(of.low[k]) > 2
        if named and k not in of.amount_of:
            near = runs and runs[-1][1] == k and of.text[of.spans[k - 1][1] : of.spans[k][0]] == " "
            runs[-1:] = [(runs[-1][0], k + 1)] if near else [*runs[-1:], (k, k + 1)]
    return runs


def _cased(of: Statement, row: int, new: str) -> str:
    return new.capitalize() if of.capital[row] else new


def _replace(of: Statement, first: int, end: int, new: str, kind: str) -> Altered:
    start, stop = of.spans[first][0], of.spans[end - 1][1]
    if not new:
        stop += of.text[stop : stop + 1] == " "
    text = of.text[:start] + new + of.text[stop:]
    return Altered(text=text, kind=kind, new=(start, start + len(new)), old=(start, stop))


def _insert(of: Statement, row: int, new: str, kind: str) -> Altered | None:
    if row >= len(of):
        return None
    start = of.spans[row][0]
    text = of.text[:start] + new + " " + of.text[start:]
    return Altered(text=text, kind=kind, new=(start, start + len(new)), old=(start, start))
