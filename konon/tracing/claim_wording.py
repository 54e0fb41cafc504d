"""A difference between two claims, as the network tells it -> whether it is a change, or another excerpt or wording.

Two versions of a claim rarely have the same words, so what differs is a change only where the words around it are
those of the other side: another name in the same place, a denial of the same thing. In texts that are compared as
wholes (`comparing.py`) nothing of this is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from konon.records import Spans
from konon.tracing.drift import Difference
from konon.tracing.meeting_words import ALIKE
from konon.tracing.pair_network import Encoded
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import names_agree
from konon.tracing.statement import Statement, prepare_statement
from konon.tracing.told import Told
from konon.tracing.vocabulary_of_drift import load_drift_lexicon

DENIED: Final = 3  # content words behind a denial, one of which it is of
AROUND: Final = 3  # content words on either side of what differs
SHARED: Final = 0.67  # of these the other must have
ELLIPSIS: Final = "…"
_LEFT_OUT: Final = re.compile(r"[\[(]?(?:…|\.\s?\.\s?\.)[\])]?")
_INSERTED: Final = re.compile(r"\s*[\[(](?!\s?(?:…|\.\s?\.\s?\.)\s?[\])])[^\])]{1,80}[\])]")


def is_change(one: Difference, a: Told, b: Told) -> bool:
    """Of a name, a denial or an opposite; what else differs is a change. `one`: spans into the two contents."""
    if one.kind not in ("name", "negation"):
        return True
    rows = (_rows(a.content, one.a), _rows(b.content, one.b))
    if one.kind == "name":
        return _another_name(rows, a, b)
    denials = [_has_denial(told.content, held) for told, held in zip((a, b), rows, strict=True)]
    if any(denials):
        mine, other = (a, b) if denials[0] else (b, a)
        held = rows[0 if denials[0] else 1]
        return (
            not all(denials) and _denies_the_same(mine.encoded, held, other) and _same_around(mine.encoded, held, other)
        )
    return _in_one_place(rows, a, b) and _same_around(a.encoded, rows[0], b) and _same_around(b.encoded, rows[1], a)


def _same_around(mine: Encoded, rows: range, other: Told) -> bool:
    """The words around in its sentence stand together in one sentence of the other too.

    Of 2,200 pairs of claims that people judged said again none had lost or gained a denial: what seems one is
    another sentence of the same speech nearly always.
    """
    of = mine.statement
    first = max((k for k in range(rows.start + 1) if of.opens[k]), default=0)
    last = next((k for k in range(rows.stop, len(of)) if of.opens[k]), len(of))
    words = [k for k in range(first, rows.start) if not of.small[k]][-AROUND:]
    words += [k for k in range(rows.stop, last) if not of.small[k]][:AROUND]
    text = other.content
    if not words or not len(text):
        return False
    found = _find_like(mine, words, other.encoded)
    if len(found) < max(SHARED * len(words), min(2, len(words))):
        return False
    inside = not any(text.opens[min(found) + 1 : max(found) + 1])
    return inside and max(found) - min(found) <= 2 * AROUND + 2


def quoted_forms(saying: Saying) -> list[str]:
    """The words of a quotation but for how they are written, ELLIPSIS where some are left out.

    What an editor put in brackets is none of them.
    """
    found: list[str] = []
    for part in _LEFT_OUT.split(_INSERTED.sub("", saying.words)):
        found += [ELLIPSIS] * bool(found) + _plain_forms(part, saying.lang)
    return found


def _plain_forms(text: str, lang: str) -> list[str]:
    statement = prepare_statement(text, lang)
    lexicon = load_drift_lexicon(statement.lang)
    numbers = _number_forms(lexicon.lang)
    words = f" {' '.join(statement.low)} "
    for form, plain in lexicon.spellings.items():
        words = words.replace(f" {form} ", f" {plain} ")
    return [lexicon.units.get(word) or numbers.get(word) or word for word in words.split()]


@cache
def _number_forms(lang: str) -> dict[str, str]:
    return {form: f"{value:g}" for form, value in load_drift_lexicon(lang).numbers.items()}


def _rows(of: Statement, spans: Spans) -> range:
    held = [k for k, (start, end) in enumerate(of.spans) if any(s < end and start < e for s, e in spans)]
    return range(held[0], held[-1] + 1) if held else range(0)


def _another_name(rows: tuple[range, range], a: Told, b: Told) -> bool:
    """A name on either side that the other has nowhere, with the same words around."""
    names = [list(_names(told.content, held)) for told, held in zip((a, b), rows, strict=True)]
    if not all(names) or names_agree(" ".join(names[0]), " ".join(names[1])):
        return False
    return _in_one_place(rows, a, b)


def _names(of: Statement, rows: range) -> Iterator[str]:
    yield from (of.low[k] for k in rows if of.capital[k] and not (of.small[k] or of.common[k] or k in of.amount_of))


def _in_one_place(rows: tuple[range, range], a: Told, b: Told) -> bool:
    """Neither has the other's word elsewhere, and the word before or behind them is the same."""
    one, other = a.content, b.content
    if not rows[0] or not rows[1]:
        return False
    if _stands_in(one, rows[0], b.around) or _stands_in(other, rows[1], a.around):
        return False
    beside = zip(_beside(one, rows[0]), _beside(other, rows[1]), strict=True)
    return any(mine is not None and mine == theirs for mine, theirs in beside)


def _stands_in(of: Statement, rows: range, text: Statement) -> bool:
    words = [of.low[k] for k in rows if not of.small[k]]
    return bool(words) and all(word in text.low for word in words)


def _beside(of: Statement, rows: range) -> tuple[str | None, str | None]:
    """The word before and the word behind."""
    before = of.low[rows.start - 1] if rows.start else None
    return before, of.low[rows.stop] if rows.stop < len(of) else None


def _has_denial(of: Statement, rows: range) -> bool:
    return any(of.denies[k] for k in rows)


def _find_like(mine: Encoded, rows: Sequence[int], other: Encoded) -> list[int]:
    """Of each of these words that has its like in the other its place there."""
    half = mine.words.shape[1] // 2
    alike = mine.words[rows, :half] @ other.words[:, :half].T
    return [int(row.argmax()) for row in alike if row.max() >= ALIKE]


def _denies_the_same(mine: Encoded, rows: range, other: Told) -> bool:
    """What is denied stands in the other's words too, and nothing around there denies it."""
    of, text = mine.statement, other.content
    behind = [k for k in range(rows.stop, len(of)) if not (of.small[k] or of.denies[k])][:DENIED]
    found = _find_like(mine, behind, other.encoded)
    if len(found) < min(2, len(behind)) or not found or max(found) - min(found) > 2 * DENIED:
        return False
    return sum(other.around.denies) < sum(of.denies) and not any(
        text.denies[max(min(found) - DENIED, 0) : max(found) + DENIED]
    )
