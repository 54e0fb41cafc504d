"""Gold and predicted bodies -> how much of the articles was found, and how much else.

The measure of Scrapinghub's article-extraction-benchmark: runs of four words, precision as the mean over
pages with a prediction, recall over pages with a truth, F1 of the two means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from statistics import mean

RUN = 4  # words
_WORD = re.compile(r"\w+")


def score_bodies(gold: Mapping[str, str], predicted: Mapping[str, str]) -> dict[str, float]:
    """Figures over the pages of `gold`, ready for JSON; a page without a prediction counts as empty."""
    precision: list[float] = []
    recall: list[float] = []
    poor = whole = 0
    for key, truth in gold.items():
        wanted, given = word_runs(truth), word_runs(predicted.get(key, ""))
        hit = (wanted & given).total()
        if given:
            precision.append(hit / given.total())
        if wanted:
            recall.append(hit / wanted.total())
        both = wanted.total() + given.total()
        poor += 2 * hit < 0.5 * both
        whole += 2 * hit >= 0.98 * both
    p, r = mean(precision or [0.0]), mean(recall or [0.0])
    return {
        "f1": 2 * p * r / (p + r) if p + r else 0.0,
        "p": p,
        "r": r,
        "pages": len(gold),
        "pages at 0.98": whole / max(1, len(gold)),
        "pages under 0.5": poor,
        "pages without a prediction": sum(not predicted.get(key) for key in gold),
    }


def word_runs(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; a shorter text is one run, an empty one none."""
    words = _WORD.findall(text)
    runs = (tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))
    return Counter(run for run in runs if run)
