"""Marked articles -> how well who speaks, through whom and how sure are read, with the attributions given.

    python evals/marked.py ../shared/data evals/marks/english-locked.jsonl [--from polnear/train.jsonl]

A line a figure: the figure, its 95% interval over articles drawn anew (1,000 times, always the same), of how many.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import UNSET

from konon.evaluation.gold import Named
from konon.evaluation.letters import fair_names, plain_outlet
from konon.reading.reader import read_claims
from konon.reading.spans.tagger import load_tagger
from konon.records import Claim
from konon.training.gold_articles import GoldArticle, make_article, read_marks

DRAWS, SEED = 1_000, 7
FIELDS = ("certainty", "polarity", "act")


def count(article: GoldArticle, claims: Sequence[Claim]) -> Counter[str]:
    """What is asked of one article and what is right."""
    found: Counter[str] = Counter()
    for claim, marks in zip(claims, article.marks, strict=True):
        wanted = fair_names(marks.speaker, aliases=True) if marks.speaker is not UNSET else set()
        if wanted:
            name = claim.speaker.name
            found["speaker of"] += 1
            found["speaker"] += bool(name and wanted & fair_names(Named(name=name), aliases=False))
        relays = {plain_outlet(one if isinstance(one, str) else one.name or "") for one in marks.relay or ()}
        given = {plain_outlet(relay.name) for relay in claim.relays}
        found += Counter({"relay hit": len(relays & given), "relay gold": len(relays), "relay given": len(given)})
        for field in FIELDS:
            if (right := getattr(marks, field)) is not UNSET:
                found[f"{field} {right} gold"] += 1
                found[f"{field} {getattr(claim.factuality, field)} given"] += 1
                found[f"{field} {right} hit"] += right == getattr(claim.factuality, field)
    return found


def speaker(c: Counter[str]) -> float:
    """Share of named sources that are resolved rightly."""
    return c["speaker"] / max(c["speaker of"], 1)


def relay(c: Counter[str]) -> float:
    """F1 of outlets."""
    return 2 * c["relay hit"] / max(c["relay gold"] + c["relay given"], 1)


def macro(field: str) -> Callable[[Counter[str]], float]:
    """Mean F1 of the values that are in the gold."""

    def figure(c: Counter[str]) -> float:
        values = [key.split()[1] for key in c if key.startswith(f"{field} ") and key.endswith(" gold") and c[key]]
        each = [2 * c[f"{field} {v} hit"] / (c[f"{field} {v} gold"] + c[f"{field} {v} given"]) for v in values]
        return sum(each) / max(len(each), 1)

    return figure


FIGURES = {"right speaker": speaker, "relay F1": relay, **{f"{field} macro F1": macro(field) for field in FIELDS}}


def main() -> None:
    """Print the figures of one file of marks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("marks", type=Path)
    parser.add_argument("--from", dest="texts", help="file of the data that has the texts")
    given = parser.parse_args()
    texts = given.texts or ("indonesian/raw.jsonl" if "indonesian" in given.marks.name else "polnear/train.jsonl")
    tagger = load_tagger()
    counts = []
    for row in read_marks(given.marks, given.data / texts):
        article = make_article(given.marks.stem, row, tagger)
        counts.append(count(article, read_claims(article.passage, article.attributions, article.units)))
    draw = random.Random(SEED)
    draws = [sum((draw.choice(counts) for _ in counts), Counter()) for _ in range(DRAWS)]
    whole = sum(counts, Counter())
    for name, figure in FIGURES.items():
        some = sorted(figure(one) for one in draws)
        low, high = some[DRAWS // 40], some[-DRAWS // 40]
        print(
            f"{name:22}{figure(whole):.3f}  ({low:.3f} to {high:.3f})  of {of(whole, name)} in {len(counts)} articles"
        )


def of(c: Counter[str], name: str) -> int:
    """How many a figure is of."""
    if name == "right speaker":
        return c["speaker of"]
    if name == "relay F1":
        return c["relay gold"]
    field = name.split(maxsplit=1)[0]
    return sum(n for key, n in c.items() if key.startswith(f"{field} ") and key.endswith(" gold"))


if __name__ == "__main__":
    main()
