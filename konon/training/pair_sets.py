"""The folder of tracing data -> all Pairs that the pair network is trained on, real ones and altered ones."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from konon.training.pair_corpora import (
    Pair,
    altered_pairs,
    demetr_pairs,
    judged_translations,
    labelled_pairs,
    read_rows,
    same_pairs,
)

FOLDS: Final = 5
TRANSLATIONS: Final = 1500  # of the parallel corpus
SAME_NEWS: Final = 2000  # of MSRP
ENTAILED: Final = 3500  # of IndoNLI
STRANGERS: Final = 2500  # pairs of texts that have nothing to do with each other
NEARLY_SAME, UNLIKE, STRANGE = 4.6, 3.0, 1.0  # likeness in the STS set, 0-5
INFERENCE: Final = {
    "entailment": {"contradicts": 0, "related": 1},
    "neutral": {"contradicts": 0, "same": 0},
    "contradiction": {"contradicts": 1, "same": 0, "related": 1},
    "not_entailment": {"same": 0},
    "REFUTES": {"contradicts": 1, "same": 0, "related": 1},
    "SUPPORTS": {"contradicts": 0, "related": 1},
}


def fold_of(pair: Pair) -> int:
    """All that was made of one sentence is in one fold; fold 0 is held out."""
    return zlib.crc32(pair.cluster.encode()) % FOLDS


def gather_pairs(tracing: Path, translations: Path, rng: random.Random) -> list[Pair]:
    """`tracing`: the folder of the sets; `translations`: tab-separated English and Indonesian."""
    demetr = list(demetr_pairs(read_rows(tracing / "demetr-dev.jsonl")))
    judged_rows = read_rows(tracing / "panl-drift-dev.jsonl")
    base = _translations(tracing, translations, {row["text_a"].strip() for row in judged_rows}, rng)
    news = read_rows(tracing / "msrp-train.jsonl")
    same_news = list(same_pairs(_texts(r for r in news if str(r["label"]) == "1"), "msrp", judged=False))[:SAME_NEWS]
    alike = read_rows(tracing / "headlines-sts-dev.jsonl")
    headlines = list(same_pairs(_texts(r for r in alike if float(r["label"]) >= NEARLY_SAME), "sts"))
    unchanged = [pair for pair in demetr if pair.kind == "same_meaning"]
    pairs = [*demetr, *judged_translations(judged_rows), *base, *same_news, *headlines]
    pairs += altered_pairs(base, rng, 2)
    pairs += altered_pairs(same_news, rng, 2)
    pairs += altered_pairs(headlines, rng, 2)
    pairs += altered_pairs(unchanged, rng, 3)
    pairs += altered_pairs(map(_turned, unchanged), rng, 3)
    pairs += labelled_pairs(news, "msrp0", {"0": {"same": 0, "related": 1}})
    pairs += _unlike(alike)
    pairs += labelled_pairs(read_rows(tracing / "indonli-train.jsonl")[:ENTAILED], "indonli", INFERENCE)
    pairs += labelled_pairs(read_rows(tracing / "negation-nli-dev.jsonl"), "negnli", INFERENCE)
    pairs += labelled_pairs(read_rows(tracing / "fever-symmetric-dev.jsonl"), "fever", INFERENCE)
    return pairs + _strangers(pairs, rng)


def _texts(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((row["text_a"], row["text_b"]) for row in rows)


def _turned(pair: Pair) -> Pair:
    return replace(pair, a=pair.b, b=pair.a, source=f"{pair.source}r", marks_a=pair.marks_b, marks_b=pair.marks_a)


def _translations(tracing: Path, path: Path, seen: set[str], rng: random.Random) -> list[Pair]:
    """English with Indonesian, the other way round, and some of the Indonesian with itself."""
    lines = [tuple(line.split("\t")) for line in path.read_text("utf-8").split("\n") if line.count("\t") == 1]
    rows = rng.sample([(a, b) for a, b in lines if a.strip() not in seen], TRANSLATIONS)
    pairs: list[Pair] = []
    for name, given in (("panl", rows), ("ntrex", list(_texts(iter(read_rows(tracing / "ntrex-dev.jsonl")))))):
        found = list(same_pairs(given, name))
        own = [replace(pair, a=pair.b, source=f"{name}id") for pair in found[::2]]
        pairs += [*found, *map(_turned, found), *own]
    return pairs


def _unlike(rows: Sequence[dict[str, Any]]) -> Iterator[Pair]:
    for row in rows:
        likeness = float(row["label"])
        if likeness <= UNLIKE:
            related = (("related", int(likeness > STRANGE)),) if likeness <= STRANGE or likeness >= 2 else ()
            yield Pair(
                a=row["text_a"],
                b=row["text_b"],
                source="sts0",
                cluster=f"sts0-{row['id']}",
                labels=(("same", 0), *related),
            )


def _strangers(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    labels = (("same", 0), ("related", 0), ("contradicts", 0))
    chosen = [rng.sample(pairs, 2) for _ in range(STRANGERS)]
    return [
        Pair(a=one.a, b=other.b, source="strangers", cluster=f"strangers-{k}", labels=labels)
        for k, (one, other) in enumerate(chosen)
    ]
