"""An HTML tree -> what several extractions take for its article, which the choice of blocks is made by."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import deepcopy
from itertools import islice
from typing import Any

import trafilatura

from konon.articles.block_features import Around
from konon.articles.features import SENTENCE_END
from konon.articles.lines import fold_line

# Without a handler of their own their warnings would go to the user's screen.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

ENOUGH = 0.5  # of another extraction's prose, below which an article was lost
NOTICE = 40  # words of prose of a page that shows no article: turn on scripts, sign in to read
MIN_PROSE = 12  # words of a paragraph that is looked at as kin
KIN = 1.6  # times the words found, from which the paragraphs of the same make are taken instead


def look_around(tree: Any, told: str | None, summary: str | None) -> Around:
    """What two modes of trafilatura take for the article, which of it is picked, and what the page tells machines.

    Picked is the strict extraction, with the prose put back that it lost between two paragraphs of the lenient one;
    where it lost most of the article, the lenient one.
    """
    strict = _paragraphs(trafilatura.extract(deepcopy(tree), include_comments=False, favor_precision=True))
    lenient = _paragraphs(trafilatura.extract(deepcopy(tree), include_comments=False, fast=True))
    best = _merge(strict, lenient) if _prose(strict) >= ENOUGH * _prose(lenient) else lenient
    return Around(
        picked="\n".join(_with_kin(tree, best)),
        strict="\n".join(strict),
        lenient="\n".join(lenient),
        told=told or "",
        summary=summary or "",
    )


def told_paragraphs(told: str, best: Sequence[str]) -> list[str]:
    """The body that the page gives to machines, where what was found is none or a small part of it; else empty."""
    given = _paragraphs(told)
    much = _prose(given) > _prose(best) / ENOUGH
    return given if much and (_prose(best) <= NOTICE or _shares(best, given)) else []


def _paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _prose(paragraphs: Sequence[str]) -> int:
    """Words in paragraphs that end like sentences."""
    return sum(len(p.split()) for p in paragraphs if SENTENCE_END.search(p))


def _merge(strict: Sequence[str], lenient: Sequence[str]) -> list[str]:
    places = {fold_line(p): i for i, p in enumerate(lenient)}
    found = [places[key] for p in strict if (key := fold_line(p)) in places]
    if not found or len(found) < 0.8 * len(strict):
        return list(strict)
    first, last = min(found), max(found)
    have = {fold_line(p) for p in strict}
    return [p for i, p in enumerate(lenient) if fold_line(p) in have or (first < i < last and _is_prose(p))]


def _with_kin(tree: Any, best: list[str]) -> list[str]:
    """All paragraphs of the same make and place as those found, where these are much more.

    Extractions cut an article at a block between its parts.
    """
    if not best:
        return best
    whole = fold_line(" ".join(best))
    made: dict[tuple[str, ...], list[str]] = {}
    for element in tree.iter("p"):
        words = " ".join(element.text_content().split())
        if len(words.split()) >= MIN_PROSE:
            made.setdefault(_make_of(element), []).append(words)
    if not made:
        return best
    # The make of most paragraphs that were found.
    kin = max(made.values(), key=lambda group: sum(fold_line(p)[:80] in whole for p in group))
    return kin if _prose(kin) > KIN * _prose(best) and _shares(best, kin) else best


def _make_of(element: Any) -> tuple[str, ...]:
    above = list(islice(element.iterancestors(), 3))
    return tuple(f"{e.tag}.{(e.get('class') or '').strip()}" for e in above)


def _is_prose(paragraph: str) -> bool:
    return len(paragraph.split()) >= 8 and bool(SENTENCE_END.search(paragraph))


def _shares(some: Sequence[str], other: Sequence[str]) -> bool:
    """Whether most of `some` stands in `other`, so that the two are one article."""
    whole = fold_line(" ".join(other)[:4000]) if other else ""
    checked = [fold_line(p)[:80] for p in some if _is_prose(p)][:6]
    return bool(checked) and sum(p in whole for p in checked) >= 0.5 * len(checked)
