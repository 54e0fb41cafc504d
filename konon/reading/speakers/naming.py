"""Units -> the name in each source, and all names that the article mentions, by the head of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konon.reading.speakers.bearers import NamePlace
from konon.reading.speakers.shapes import Words
from konon.reading.text.heads import UnitHead, log_softmax
from konon.records import Attribution

# What a unit of a source is: nothing to its name, the beginning or the inside of it, a role, whose it is.
PARTS: Final = ("O", "B", "I", "role", "affiliation")
# What a unit of any text is, as marked in Indonesian news.
NAMES: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
NAMED: Final = 0.5  # least likelihood of a name outside of sources
LONGEST: Final = 60  # units of a source that are looked at
OPEN_BRACKET: Final = 20.0  # log odds against a name with half of a bracket
MOST: Final = 4  # names of one source that are weighed

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnName:
    """What a source calls the one who speaks, in units, and how much speaks for that against nothing."""

    first: int
    last: int  # exclusive
    margin: float  # log odds; below 0 where it is rather no name


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of an article as the head sees them. U units, A attributions."""

    parts: Floats  # (U, PARTS) log probabilities, for units of sources
    names: Floats  # (U, NAMES) log probabilities
    own: tuple[tuple[OwnName, ...], ...]  # of each attribution the likeliest ones; none where its source has no word
    mentions: tuple[NamePlace, ...]


def find_names(words: Words, heads: Sequence[UnitHead], shapes: Floats, attributions: Sequence[Attribution]) -> Names:
    """All names; of several heads the mean counts."""
    numbers = [head.run(words.units.vectors, shapes) for head in heads]
    parts = np.mean([log_softmax(one[:, : len(PARTS)]) for one in numbers], axis=0)
    names = np.mean([log_softmax(one[:, len(PARTS) :]) for one in numbers], axis=0)
    own = tuple(_own_names(words, one, parts) for one in attributions)
    mentions = [*_in_sources(own, names), *_anywhere(words, names)]
    return Names(parts=parts, names=names, own=own, mentions=tuple(mentions))


def source_units(words: Words, attribution: Attribution) -> range:
    """The units from the first to the last of a source."""
    if not attribution.source:
        return range(0)
    return words.units.within((attribution.source[0][0], attribution.source[-1][1]))


def _own_names(words: Words, attribution: Attribution, parts: Floats) -> tuple[OwnName, ...]:
    """The likeliest names in a source, the likeliest first."""
    inside = source_units(words, attribution)[:LONGEST]
    if not inside:
        return ()
    scores = parts[inside.start : inside.stop]
    before = np.concatenate([[0.0], np.cumsum(np.logaddexp.reduce(scores[:, [0, 3, 4]], axis=1))])
    goes_on = np.concatenate([[0.0], np.cumsum(scores[:, 2])])
    # what speaks for a name from i to j, less what the same units are worth as none
    opens = scores[:, 1] + before[:-1] - goes_on[1:]
    margins = np.triu(opens[:, None] + (goes_on - before)[None, 1:])
    margins[np.tril_indices(len(scores), -1)] = -np.inf
    margins -= OPEN_BRACKET * _half_bracketed(words.low[inside.start : inside.stop])
    best = np.argsort(-margins, axis=None, kind="stable")[: min(MOST, len(scores))]
    places = (divmod(int(at), len(scores)) for at in best)
    return tuple(
        OwnName(first=inside.start + i, last=inside.start + j + 1, margin=float(margins[i, j])) for i, j in places
    )


def _half_bracketed(lows: Sequence[str]) -> Floats:
    """1 for names from i to j (U, U) that hold a bracket without its other half: "Jusuf Contoh (JC"."""
    steps = [(low == "(") - (low == ")") for low in lows]
    depth = np.concatenate([[0], np.cumsum(steps)])
    half: Floats = (depth[None, 1:] != depth[:-1, None]).astype(np.float32)
    return half


def _in_sources(own: Sequence[tuple[OwnName, ...]], names: Floats) -> Iterator[NamePlace]:
    for number, (best, *_) in enumerate(some or (None,) for some in own):
        if best is not None and best.margin > 0:
            yield _mention(best.first, best.last, names, _likely(best.margin), number)


def _anywhere(words: Words, names: Floats) -> Iterator[NamePlace]:
    """Runs of units that are a person's name or an institution's."""
    best = names.argmax(1)
    for kind in (1, 3, 5):
        at = 0
        while at < len(best):
            if best[at] not in (kind, kind + 1) or not words.capital[at]:
                at += 1
                continue
            end = at + 1
            while end < len(best) and best[end] == kind + 1 and words.low[end] != "(":
                end += 1
            sure = float(np.exp(np.logaddexp(names[at:end, kind], names[at:end, kind + 1]).mean()))
            if sure >= NAMED:
                yield _mention(at, end, names, sure, -1)
            at = end


def _mention(first: int, last: int, names: Floats, sure: float, source: int) -> NamePlace:
    each = np.exp(names[first:last])
    return NamePlace(
        first=first,
        last=last,
        person=float((each[:, 1] + each[:, 2]).mean()),
        body=float(each[:, 3:].sum(1).mean()),
        sure=sure,
        source=source,
    )


def _likely(margin: float) -> float:
    return float(1 / (1 + np.exp(-margin)))
