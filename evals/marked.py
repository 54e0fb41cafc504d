"""Marked articles -> how well who speaks, through whom and how sure are read, with the attributions given.

    python evals/marked.py ../shared/data evals/marks/english-locked.jsonl [--from polnear/train.jsonl]

A line a figure: the figure, its 95% interval over articles drawn anew (1,000 times, always the same), of how many.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

from konon.evaluation.gold import GoldMarks, Named
from konon.evaluation.predict import read_given
from konon.evaluation.score import FIELDS, Tally
from konon.network.loading import VOCABULARY
from konon.records import Claim
from konon.training.gold_articles import GoldArticle, PackageLooker, make_article, read_marks

DRAWS, SEED = 1_000, 7
FIGURES = {"right speaker": ("speaker", "accuracy"), "relay F1": ("relay", "f1")}
FIGURES |= {f"{name} macro F1": (name, "macro f1") for name in FIELDS}


def count(article: GoldArticle) -> Tally:
    """What is asked of one article and what is right."""
    tally = Tally()
    claims = read_given(article.passage, article.attributions)
    for marks, claim in zip(article.marks, claims, strict=True):
        tally.add_meaning(marks, as_marks(claim))
    return tally


def as_marks(claim: Claim) -> GoldMarks:
    """What a claim says of who speaks, through whom and how sure."""
    judged = claim.factuality
    return GoldMarks(
        speaker=Named(name=claim.speaker.name, confidence=claim.speaker.confidence),
        relay=[relay.name for relay in claim.relays],
        certainty=judged.certainty,
        polarity=judged.polarity,
        act=judged.act,
    )


def figures_of(tallies: Iterable[Tally]) -> dict[str, float]:
    """Each figure over some articles; 0 where they have nothing of its kind."""
    whole = add_up(tallies).meaning_figures()
    return {name: whole.get(key, {}).get(kind, 0.0) for name, (key, kind) in FIGURES.items()}


def add_up(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for tally in tallies:
        whole.add_tally(tally)
    return whole


def main() -> None:
    """Print the figures of one file of marks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("marks", type=Path)
    parser.add_argument("--from", dest="texts", help="file of the data that has the texts")
    given = parser.parse_args()
    texts = given.texts or ("indonesian/raw.jsonl" if "indonesian" in given.marks.name else "polnear/train.jsonl")
    looker = PackageLooker(VOCABULARY)
    rows = read_marks(given.marks, given.data / texts)
    tallies = [count(make_article(given.marks.stem, row, looker)) for row in rows]
    draw = random.Random(SEED)
    draws = [figures_of(draw.choice(tallies) for _ in tallies) for _ in range(DRAWS)]
    whole = add_up(tallies)
    asked = {"right speaker": len(whole.speakers), "relay F1": whole.relay["gold"]}
    asked |= {f"{name} macro F1": sum(whole.fields[name].values()) for name in FIELDS}
    for name, figure in figures_of(tallies).items():
        some = sorted(one[name] for one in draws)
        between = f"({some[DRAWS // 40]:.3f} to {some[-DRAWS // 40]:.3f})"
        print(f"{name:22}{figure:.3f}  {between}  of {asked[name]} in {len(tallies)} articles")


if __name__ == "__main__":
    main()
