"""Blocks of a page, and which of them the classifier takes for the article's -> those that are, once each, in order.

What the classifier cannot see in one block is settled here: a dateline opens an article, a standfirst that the page
also gives to machines is set apart from it, and what stands twice is body once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from konon.articles.block_features import SUMMARY, Around, block_features, make_of
from konon.articles.blocks import Block
from konon.articles.classifier import Classifier, load_classifier
from konon.articles.cleaning import clean_places, is_notice
from konon.articles.datelines import read_dateline
from konon.articles.features import RUN_CAP, SENTENCE_END, Floats, best_run
from konon.articles.lines import count_words, fold_line
from konon.articles.parts import is_caption, is_credit, read_related

HEAD, HEAD_WORDS = 5, 60  # how much may be chosen before a dateline and still be none of the article
BEHIND = 2  # blocks behind those chosen that may still be the article's
REACH = 6  # blocks above those chosen among which a lost dateline is looked for
LONG = 6  # words of a block that no article says twice
DOUBT = -1.5  # log odds of a sentence that may still be a lead
SAME = 0.9  # of a block, from which it is the page's summary
LABEL, TIMES = 3, 3  # words of a label, and how often it stands on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the rules look at, a value for each block; `linked` and `summary` are shares of it."""

    texts: Sequence[str]
    makes: Sequence[object]
    linked: Sequence[float]
    summary: Sequence[float]
    odds: Sequence[float]

    def words(self, i: int) -> int:
        """How many words a block has."""
        return len(self.texts[i].split())

    def is_prose(self, i: int) -> bool:
        """A sentence of some length."""
        return self.words(i) >= 8 and bool(SENTENCE_END.search(self.texts[i][-8:]))


def choose_blocks(blocks: Sequence[Block], around: Around, titles: Sequence[str], passed: frozenset[int]) -> list[int]:
    """The places of the article's blocks; `passed` are known to be none, as what signs an embedded post."""
    if not blocks:
        return []
    features = block_features(blocks, around)
    words = np.array([count_words(block.text) for block in blocks], dtype=np.float64)
    out = [i in passed or is_passed(block.text) for i, block in enumerate(blocks)]
    classifier = load_classifier("page-blocks")
    chosen = classifier.decide(features, words, out)
    if not any(chosen):
        chosen = _longest_prose(blocks, words, out)
    return settle(see_blocks(blocks, features, classifier), chosen, titles)


def see_blocks(blocks: Sequence[Block], features: Floats, classifier: Classifier) -> Seen:
    """What the rules look at."""
    return Seen(
        texts=[block.text for block in blocks],
        makes=[make_of(block.element) for block in blocks],
        linked=[block.link / max(1, len(block.text)) for block in blocks],
        summary=features[:, SUMMARY].tolist(),
        odds=classifier.logits(features).tolist(),
    )


def _longest_prose(blocks: Sequence[Block], words: Floats, out: Sequence[bool]) -> list[bool]:
    """For pages unlike any the network saw: the run with the most words in sentences."""
    prose = [w * (not o and w >= 4 and _ends(b.text)) for b, w, o in zip(blocks, words.tolist(), out, strict=True)]
    start, end = best_run(np.minimum(np.array(prose, dtype=np.float64), RUN_CAP) - 3)
    return [start <= i < end and prose[i] > 0 for i in range(len(blocks))]


def is_passed(text: str) -> bool:
    """A block that is never the article's, and neither ends nor begins it."""
    return is_notice(text) or is_credit(text) or read_related(text) is not None


def settle(seen: Seen, chosen: Sequence[bool], titles: Sequence[str]) -> list[int]:
    """The places of the article's blocks."""
    kept = [i for i, label in enumerate(chosen) if label]
    if not kept:
        return []
    kept = _with_linked_prose(seen, _with_lead(seen, kept))
    kept = _from_dateline(seen, kept)
    while _is_beside(seen, kept[0]) and any(not _is_beside(seen, i) for i in kept):  # a gallery is captions alone
        kept = kept[1:]
    kept = _without_labels(seen, kept)
    kept = _once(seen, kept)
    kept = _without_standfirst(seen, kept)
    texts, linked = [seen.texts[i] for i in kept], [seen.linked[i] for i in kept]
    return [kept[n] for n in clean_places(texts, titles, linked)]


def _with_lead(seen: Seen, kept: list[int]) -> list[int]:
    """With the sentences right above the first that the network was in doubt about: a lead is often set apart."""
    while kept[0] > 0 and _may_lead(seen, kept[0] - 1):
        kept = [kept[0] - 1, *kept]
    return kept


def _may_lead(seen: Seen, i: int) -> bool:
    text = seen.texts[i]
    doubtful = seen.odds[i] > DOUBT and seen.linked[i] < SAME
    return doubtful and seen.is_prose(i) and not is_passed(text) and not is_caption(text)


def _is_beside(seen: Seen, i: int) -> bool:
    """A first block that is a menu's link or a caption."""
    text = seen.texts[i]
    linked = seen.linked[i] > SAME and not seen.is_prose(i)
    return linked or (is_caption(text) and not read_dateline(text).length)


def _with_linked_prose(seen: Seen, kept: list[int]) -> list[int]:
    """With the sentences among and right behind the chosen that are wholly a link but set as the article is."""
    usual = _usual_make(seen, kept)
    among = (i for i in range(kept[0], min(len(seen.texts), kept[-1] + 1 + BEHIND)))
    return sorted({*kept, *(i for i in among if _is_linked_prose(seen, i) and seen.makes[i] == usual)})


def _is_linked_prose(seen: Seen, i: int) -> bool:
    text = seen.texts[i]
    return (
        seen.linked[i] > SAME and seen.is_prose(i) and not text.endswith(("?", "!", "...", "…")) and not is_passed(text)
    )


def _usual_make(seen: Seen, kept: Sequence[int]) -> object:
    """That of most words."""
    words: Counter[object] = Counter()
    for i in kept:
        words[seen.makes[i]] += seen.words(i)
    return words.most_common(1)[0][0]


def _from_dateline(seen: Seen, kept: list[int]) -> list[int]:
    """From the block that a dateline opens: without what was chosen before it, with what was lost after it."""
    for n, i in enumerate(kept[:HEAD]):
        if read_dateline(seen.texts[i]).length and sum(seen.words(j) for j in kept[:n]) <= HEAD_WORDS:
            return kept[n:]
    first = kept[0]
    for i in range(max(0, first - REACH), first):
        if read_dateline(seen.texts[i]).length and seen.words(i) >= 12 and not is_passed(seen.texts[i]):
            return [j for j in range(i, first) if j == i or seen.is_prose(j)] + kept
    return kept


def _without_labels(seen: Seen, kept: list[int]) -> list[int]:
    """No short line that the page sets again and again, and no link behind words that lead other links too."""
    counts = Counter(fold_line(text) for text in seen.texts)
    leads = Counter(_lead(seen, i) for i in kept if seen.linked[i] > 0)
    return [
        i
        for i in kept
        if not (seen.words(i) <= LABEL and counts[fold_line(seen.texts[i])] >= TIMES)
        and not (seen.linked[i] > 0.3 and not _ends(seen.texts[i]) and leads[_lead(seen, i)] >= 2 and seen.words(i) > 3)
    ]


def _lead(seen: Seen, i: int) -> str:
    return " ".join(seen.texts[i].split()[:2]).casefold()


def _ends(text: str) -> bool:
    return bool(SENTENCE_END.search(text[-8:]))


def _once(seen: Seen, kept: list[int]) -> list[int]:
    """Without what stands in another block too, as a pull quote does; of two that are the same the first stays."""
    folded = {i: f" {fold_line(seen.texts[i])} " for i in kept}
    long = [i for i in kept if seen.words(i) >= LONG]

    def stands_elsewhere(i: int) -> bool:
        return any(folded[i] in folded[j] and (len(folded[j]) > len(folded[i]) or j < i) for j in long if j != i)

    return [i for i in kept if i not in set(long) or not stands_elsewhere(i)]


def _without_standfirst(seen: Seen, kept: list[int]) -> list[int]:
    """Without a first block that is the page's summary, set otherwise than the article and apart from it.

    Many pages take their first paragraph for the summary; so what a dateline opens, or what the next paragraph follows
    at once, is the article's.
    """
    usual = _usual_make(seen, kept)
    rest = list(kept)
    while len(rest) > 2 and rest[0] in kept[:2] and _is_standfirst(seen, rest[0], rest[1], usual):
        rest = rest[1:]
    return rest


def _is_standfirst(seen: Seen, i: int, following: int, usual: object) -> bool:
    apart = following > i + 1 and seen.makes[i] != usual
    return apart and seen.summary[i] >= SAME and not read_dateline(seen.texts[i]).length
