"""Sets of pairs -> Pairs with what is known of each: which words differ and how, whether both say the same.

Of a word or a label that nobody judged nothing is learned: its weight is 0.
"""

from __future__ import annotations

import difflib
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from konon.records import Span
from konon.tracing.statement import Statement, prepare_statement
from konon.training.alterations import (
    Alter,
    Altered,
    alter_date,
    alter_hedge,
    alter_negation,
    alter_number,
    alter_opposite,
    alter_scope,
    alter_sense,
    find_names,
    name_changer,
    word_changer,
)

DEMETR: Final = {
    "number_changed": "number",
    "name_changed": "name",
    "negation_changed": "negation",
    "antonym": "sense",
    "same_meaning": None,
}
# What is changed in pairs that mean the same; what stands twice is tried twice as often.
CHANGES: Final = (
    "number",
    "date",
    "negation",
    "negation",
    "sense",
    "opposite",
    "opposite",
    "scope",
    "hedge",
    "name",
    "words",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts and what is known of them. Marks are (where, kind) in a text; None where its words are not judged."""

    a: str
    b: str
    source: str
    cluster: str
    labels: tuple[tuple[str, int], ...] = ()  # of PAIR_KINDS, 1 or 0; those that are not here are unknown
    marks_a: tuple[tuple[Span, str], ...] | None = None
    marks_b: tuple[tuple[Span, str], ...] | None = None
    kind: str = ""  # what was changed, for reports


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def demetr_pairs(rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
    """Translations with one change, whose place is what differs from the unchanged one."""
    groups: dict[Any, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        groups[row["cluster"]][row["label"]] = row
    for cluster, group in groups.items():
        for label, row in group.items():
            if label not in DEMETR:
                continue
            kind = DEMETR[label]
            base = group.get("same_meaning")
            marks = () if kind is None else _differing(base["text_b"], row["text_b"], kind) if base else None
            yield Pair(
                a=row["text_a"],
                b=row["text_b"],
                source="demetr",
                cluster=f"demetr-{cluster}",
                labels=(("same", int(kind is None)), ("drifts", int(kind is not None)), ("related", 1)),
                marks_a=() if kind is None else None,
                marks_b=marks,
                kind=label,
            )


def _differing(old: str, new: str, kind: str) -> tuple[tuple[Span, str], ...]:
    before, after = prepare_statement(old), prepare_statement(new)
    found = []
    for tag, _, _, first, end in difflib.SequenceMatcher(None, before.low, after.low, autojunk=False).get_opcodes():
        if tag in ("replace", "insert") and first < end:
            found.append(((after.spans[first][0], after.spans[end - 1][1]), kind))
    return tuple(found)


def judged_translations(rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
    """Published translations: the words that the judge quotes drift, those of the others do not."""
    for row in rows:
        if row["label"] == "misaligned":
            continue
        drifts = row["label"] == "drift"
        marks = [
            _quoted(row[side], [d.get(lang) for d in row["drifts"]])
            for side, lang in (("text_a", "en"), ("text_b", "id"))
        ]
        yield Pair(
            a=row["text_a"],
            b=row["text_b"],
            source="panl-drift",
            cluster=row["id"],
            labels=(("drifts", int(drifts)), ("same", int(not drifts)), ("related", 1)),
            marks_a=marks[0] if drifts else (),
            marks_b=marks[1] if drifts else (),
            kind=row["label"],
        )


def _quoted(text: str, quotes: Iterable[str | None]) -> tuple[tuple[Span, str], ...]:
    found = []
    for quote in quotes:
        start = text.casefold().find((quote or "\0").casefold())
        if start >= 0:
            found.append(((start, start + len(quote or "")), "words"))
    return tuple(found)


def same_pairs(rows: Iterable[tuple[str, str]], source: str, *, judged: bool = True) -> Iterator[Pair]:
    """Two versions that mean the same; `judged` where that is so sure that no word of them drifts."""
    for number, (a, b) in enumerate(rows):
        labels = (("same", 1), ("drifts", 0), ("related", 1)) if judged else (("same", 1), ("related", 1))
        yield Pair(
            a=a,
            b=b,
            source=source,
            cluster=f"{source}-{number}",
            labels=labels,
            marks_a=() if judged else None,
            marks_b=() if judged else None,
            kind="same",
        )


def labelled_pairs(rows: Iterable[dict[str, Any]], source: str, meaning: dict[str, dict[str, int]]) -> Iterator[Pair]:
    """Pairs whose words nobody judged; `meaning` says what each of the set's labels means here."""
    for row in rows:
        known = meaning.get(str(row["label"]))
        if known is not None:
            cluster = f"{source}-{row.get('cluster', row['id'])}"
            yield Pair(
                a=row["text_a"],
                b=row["text_b"],
                source=source,
                cluster=cluster,
                labels=tuple(known.items()),
                kind=str(row["label"]),
            )


def altered_pairs(
    pairs: Iterable[Pair], rng: random.Random, count: int, kinds: Iterable[str] = CHANGES
) -> Iterator[Pair]:
    """Pairs that mean the same, each `count` times with one thing changed in its second text."""
    given = list(pairs)
    statements = {pair.b: prepare_statement(pair.b) for pair in given}
    changes = _all_changes(list(statements.values()))
    alters = [changes[kind] for kind in kinds]
    for pair in given:
        tries = (alter(statements[pair.b], rng) for alter in rng.sample(alters, len(alters)))
        yield from islice((_altered(pair, done) for done in tries if done is not None), count)


def _all_changes(statements: Sequence[Statement]) -> dict[str, Alter]:
    names = sorted({of.words(first, end) for of in statements for first, end in find_names(of) if end - first <= 3})
    return {
        "number": alter_number,
        "date": alter_date,
        "negation": alter_negation,
        "sense": alter_sense,
        "opposite": alter_opposite,
        "scope": alter_scope,
        "hedge": alter_hedge,
        "name": name_changer(names),
        "words": word_changer(statements),
    }


def _altered(pair: Pair, done: Altered) -> Pair:
    same_text = pair.a == pair.b
    gone = done.new[0] == done.new[1]
    hidden = None if not same_text else ((done.old, done.kind),) if done.old[0] < done.old[1] else ()
    labels = [("drifts", 1), ("same", 0), ("related", 1)]
    if done.kind in ("negation", "sense"):
        labels.append(("contradicts", 1))
    return Pair(
        a=pair.a,
        b=done.text,
        source=f"{pair.source}+",
        cluster=pair.cluster,
        labels=tuple(labels),
        marks_a=hidden,
        marks_b=() if gone else ((done.new, done.kind),),
        kind=done.kind,
    )
