"""The network's numbers for a window -> the attributions it found, as spans of the article's text.

Cues come from the tags. Each cue then asks every unit "are you my source, my content, or nothing to me?"; the
answer is the linker's for the pair, sharpened by what the tags say of the unit alone. NumPy throughout.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from konon.reading.spans.labels import ADD, CUTS, ROLES, TAGS
from konon.reading.spans.windows import Window
from konon.reading.text.heads import log_softmax
from konon.reading.text.units import distance_buckets
from konon.records import Span, Spans

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Roles = NDArray[np.int64]  # (A, U): what each unit is to each cue
NONE, SOURCE, CONTENT = range(len(ROLES))
SOURCES, CUES, CONTENTS = ([TAGS.index(f"{part}-{role}") for part in "BI"] for role in ("source", "cue", "content"))
CLIP = 6.0  # no single unit outweighs a stretch
BESIDE = 2  # marks between a quotation and the cue behind it
FEW = 3  # units of a quotation so short that links to it were hardly learned
NEVER = -20.0  # log odds of what cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The small heads that stay outside the network, as arrays named like the layers they come from."""

    distance: Floats  # (BUCKETS, ADD)
    sum_weight: Floats  # (roles, ADD)
    sum_bias: Floats  # (roles,)
    product: Floats  # (roles, MUL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """What was tuned on the development sets; see training/LOG.md."""

    reach: int = 120  # farthest unit from a cue that can be its source or content
    cue_bias: float = 0.0  # added to a cue's logits: more makes more cues
    tag_share: float = 0.5  # how much the tags weigh beside the links
    source_floor: float = -2.0  # least mean log odds of an attribution's source
    source_slack: float = 1.0  # how much less likely a longer source may be to be preferred
    switch: float = 1.0  # cost of changing role between neighbouring units
    bridge: int = 2  # units between two parts of a content that are filled
    quote_share: float = 0.3  # how much of a quotation a cue must hold to get all of it; over 1: never
    quote_beside: float = 1.0  # the same for a quotation before the cue or in its paragraph, where it is less
    keep: float = 0.5  # least confidence of an attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """An attribution as the network found it."""

    source: Spans
    cue: Spans
    content: Spans
    confidence: float
    verbatim: bool = False  # the form shows that the words are the speaker's own, with or without marks


def found_by_rule(source: Spans, cue: Span, content: Spans, confidence: float) -> Extraction:
    """An attribution that a rule found, with its one cue."""
    return Extraction(source=source, cue=(cue,), content=content, confidence=confidence)


def log_odds(p: Floats, at_most: float = 6.0) -> Floats:
    """log(p / (1 - p)), clipped."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.clip(np.log(p / (1 - p)), -at_most, at_most), np.float32)


def find_runs(inside: Bools, begins: Bools | None = None) -> list[Span]:
    """Maximal runs of True as (first, last + 1); a new run starts at `begins` too."""
    on = np.zeros(len(inside) + 2, bool)
    on[1:-1] = inside
    opens, closes = on[1:] & ~on[:-1], on[:-1] & ~on[1:]
    if begins is not None:
        parted = inside & begins
        opens[:-1] |= parted
        closes[:-1] |= parted & on[:-2]
    return list(zip(opens.nonzero()[0].tolist(), closes.nonzero()[0].tolist(), strict=True))


def starts_fresh(paragraph: NDArray[np.int32]) -> Bools:
    """(U,) which units begin a paragraph."""
    return np.concatenate([[True], paragraph[1:] != paragraph[:-1]])


def find_cues(tags: Floats, paragraph: NDArray[np.int32], bias: float) -> list[Span]:
    """Cues as ranges of units, never across paragraphs."""
    biased = tags.copy()
    biased[:, CUES] += bias
    best = biased.argmax(1)
    begins = best == CUES[0]
    return find_runs(begins | (best == CUES[1]), begins | starts_fresh(paragraph))


def link_scores(anchors: list[int], as_cue: Floats, as_unit: Floats, weights: Weights, reach: int) -> Floats:
    """(A, U, roles): how much each unit is nothing, source or content to each cue; log probabilities.

    Units farther than `reach` are nothing to it: links were learned within windows.
    """
    links = np.empty((len(anchors), len(as_unit), len(ROLES)), np.float32)
    links[:] = [0.0, NEVER, NEVER]
    away = distances(weights, reach)
    for row, at in enumerate(anchors):
        first, last = max(at - reach, 0), min(at + reach + 1, len(as_unit))
        added = as_unit[first:last, :ADD] + as_cue[at, :ADD]
        added += away[first - at + reach : last - at + reach]
        np.maximum(added, 0, out=added)
        summed = added @ weights.sum_weight.T + weights.sum_bias
        product = as_unit[first:last, ADD:] @ (as_cue[at, ADD:] * weights.product).T
        links[row, first:last] = log_softmax(np.asarray(summed + product, np.float32))
    return links


def distances(weights: Weights, reach: int) -> Floats:
    """(2 reach + 1, ADD): what a unit's distance from a cue adds, from `reach` before it to as far behind."""
    return weights.distance[distance_buckets(np.arange(-reach, reach + 1))]


def smooth(scores: Floats, switch: float, fresh: Bools) -> Roles:
    """(A, U, roles) -> (A, U): the best roles when each change of role costs `switch` (Viterbi); where a unit is
    fresh (a new paragraph), change is free, so that paragraphs are gone through side by side."""
    units = scores.shape[1]
    begins = np.flatnonzero(fresh | (np.arange(units) == 0))
    sizes = np.diff(np.append(begins, units))
    steps = np.arange(sizes.max())
    real = steps < sizes[:, None]  # (P, L) whether the paragraph is that long
    padded = scores[:, np.minimum(begins[:, None] + steps, units - 1)] * real[:, :, None]  # (A, P, L, roles)
    return follow(padded.reshape(-1, *padded.shape[2:]), switch).reshape(*padded.shape[:3])[:, real]


def follow(scores: Floats, switch: float) -> Roles:
    """(N, L, roles) -> (N, L): the best roles of N runs of one length."""
    steps = np.ascontiguousarray(scores.transpose(1, 2, 0))  # (L, roles, N)
    best = np.empty_like(steps)
    best[0] = steps[0]
    for step in range(1, len(steps)):
        change = best[step - 1].max(0) - switch
        np.maximum(best[step - 1], change, out=best[step])
        best[step] += steps[step]
    top = best.argmax(1)  # (L, N)
    stays = best >= best.max(1, keepdims=True) - switch
    back = np.where(stays, np.arange(best.shape[1])[:, None], top[:, None])  # (L, roles, N)
    path = np.empty((len(steps), scores.shape[0]), np.int64)
    path[-1] = top[-1]
    runs = np.arange(scores.shape[0])
    for step in range(len(steps) - 1, 0, -1):
        path[step - 1] = back[step - 1, path[step], runs]
    return path.T


def settle(roles: Roles, scores: Floats, yields: Bools) -> Roles:
    """(A, U) -> the same without double claims: a stretch that several cues call their content goes, whole, to
    the one whose scores (A, U) over it are highest; to the earliest of equals; to one that `yields` (A,) only
    where all do."""
    for first, last in find_runs((roles == CONTENT).sum(0) > 1):
        claims = (roles[:, first:last] == CONTENT).any(1)
        wants = np.where(claims, scores[:, first:last].clip(-CLIP, CLIP).sum(1), -np.inf)
        firm = claims & ~yields
        winner = int(np.where(firm, wants, -np.inf).argmax() if firm.any() else wants.argmax())
        mine = roles[winner, first:last].copy()
        block = roles[:, first:last]
        block[block == CONTENT] = NONE
        roles[winner, first:last] = mine
    return roles


def fill_quotations(roles: Roles, cues: list[Span], quoted: list[Span], fresh: Bools, dials: Dials) -> None:
    """A quotation of which one cue has enough is its content whole, but for what other cues claim.

    Enough is less where both stand in one paragraph, or the cue behind it.
    """
    paragraph = np.cumsum(fresh)
    for first, last in quoted:
        held = (roles[:, first:last] == CONTENT).sum(1)
        row = int(held.argmax())
        beside = cues[row][0] >= last or paragraph[cues[row][0]] == paragraph[first]
        share = min(dials.quote_share, dials.quote_beside) if beside else dials.quote_share
        if held[row] >= share * (last - first):
            roles[row, first:last][(roles[:, first:last] != CONTENT).all(0)] = CONTENT


def lend_quotations(odds: Floats, numbers: Numbers, cues: list[Span], quoted: list[Span], whole: list[Span]) -> None:
    """A whole quotation right before a cue (`"Betul," kata Budi`) is as likely its content as the tags say that it is
    one, and what stands before it out of quotation is none: links to a word or two were hardly ever learned."""
    likely = log_odds(numbers.chance[:, CONTENTS].sum(1))
    outside = np.ones(len(likely), bool)
    for first, last in quoted:
        outside[first - 1 : last + 1] = False
    for row, (start, _) in enumerate(cues):
        for first, last in whole:
            if not 0 <= start - last <= BESIDE:
                continue
            opening = int(np.flatnonzero(numbers.fresh[: first + 1])[-1])
            odds[row, opening:first, CONTENT][outside[opening:first]] = NEVER
            if last - first <= FEW:
                odds[row, first:last, CONTENT] = likely[first:last].max()


def stands_whole(text: str, quotation: Span) -> bool:
    """Whether a quotation is a sentence by itself that goes on with who said it: `Benarkah? "Betul," kata Budi`."""
    start, end = quotation
    before = text[max(0, start - 4) : start - 1].rstrip(" ")[-1:]
    return text[start].isupper() and before in "\n.!?:" and any(mark in ",?!" for mark in text[end - 1 : end + 2])


def units_inside(window: Window, spans: Spans) -> list[Span]:
    """The ranges of a window's units inside each of the spans; spans without any are left out."""
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    first, last = np.searchsorted(window.start, starts), np.searchsorted(window.end, ends, side="right")
    some = first < last
    return list(zip(first[some].tolist(), last[some].tolist(), strict=True))


def count_up(inside: Bools) -> list[int]:
    """(U,) -> U + 1 numbers: how many units before each are inside."""
    return [0, *inside.cumsum().tolist()]


def bridge_gaps(inside: Bools, blocked: Bools, most: int) -> Bools:
    """Fill gaps of at most `most` units, unless one of them is blocked."""
    filled = inside.copy()
    runs = find_runs(inside)
    for (_, end), (start, _) in pairwise(runs):
        if start - end <= most and not blocked[end:start].any():
            filled[end:start] = True
    return filled


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the network says of a window, taken apart. A cues, U units."""

    chance: Floats  # (U, tags)
    links: Floats  # (A, U, roles): log probabilities
    sums: NDArray[np.float64]  # (A, U + 1): of all units before one, the log odds that they are the cue's source
    sources: list[Span]  # ranges of units, by the tags alone
    fresh: Bools  # (U,): begins a paragraph


def sum_sources(links: Floats) -> NDArray[np.float64]:
    """(A, U, roles) -> (A, U + 1): see `Numbers.sums`."""
    each = links[..., SOURCE] - np.logaddexp(links[..., NONE], links[..., CONTENT])
    sums = np.zeros((links.shape[0], links.shape[1] + 1))
    sums[:, 1:] = each.cumsum(1)
    return sums


@dataclass(frozen=True, slots=True)
class Trial:
    """The cues that are still tried, and who gets what among them."""

    numbers: list[int]  # of the cues among all
    cues: list[Span]
    scores: Floats  # (A, U, roles)
    roles: Roles  # (A, U)
    held: Bools  # (U,): a cue, or some cue's content


@dataclass(frozen=True, slots=True)
class Draft:
    """The attribution of one cue, in units."""

    number: int  # of the cue among all that were tried
    cue: Span
    source: Span | None
    content: Bools  # (U,)
    confidence: float


def cues_inside(drafts: list[Draft], quoted: list[Span]) -> set[int]:
    """Numbers of the cues that stand in a quotation of which a cue outside of it holds a part: of nested
    statements only the outermost is kept."""
    inner: set[int] = set()
    for first, last in quoted:
        within = [draft.number for draft in drafts if first <= draft.cue[0] < last]
        if within and any(d.content[first:last].any() for d in drafts if not first <= d.cue[0] < last):
            inner.update(within)
    return inner


def holding_sources(drafts: list[Draft]) -> set[int]:
    """Numbers of the cues that hold no more than another's source: "ia" in "Dilansir X, ia menyebut" is not said."""
    sources = [draft.source for draft in drafts if draft.source]
    found: set[int] = set()
    for draft in drafts:
        held = count_up(draft.content)
        if any(held[last] - held[first] == held[-1] for first, last in sources):
            found.add(draft.number)
    return found


def leave_sources(drafts: list[Draft]) -> list[Draft]:
    """A part of a content that is no more than another's source is that source's alone, where there are other parts."""
    sources = [draft.source for draft in drafts if draft.source]
    for draft in drafts:
        runs = find_runs(draft.content)
        strays = [run for run in runs if any(first <= run[0] and run[1] <= last for first, last in sources)]
        if len(strays) < len(runs):
            for first, last in strays:
                draft.content[first:last] = False
    return drafts


class Decoder:
    """Decodes windows with one set of weights and dials."""

    def __init__(self, weights: Weights, dials: Dials, yielding: Iterable[str] = ()) -> None:
        """`yielding`: cues, in lower case, that give way to any other (`dilansir`)."""
        self.weights, self.dials, self.yielding = weights, dials, frozenset(yielding)

    def decode(self, text: str, window: Window, out: Floats, quotes: Spans = ()) -> Iterator[Extraction]:
        """out (U, OUT): the network's numbers at each unit's first subword; quotes: insides of quotations in `text`."""
        tags, as_cue, as_unit, _ = np.split(out, CUTS, axis=1)
        cues = find_cues(tags, window.paragraph, self.dials.cue_bias)
        if not cues:
            return
        likely = tags.argmax(1)
        begins = likely == SOURCES[0]
        sources = find_runs(begins | (likely == SOURCES[1]), begins)
        links = link_scores([first for first, _ in cues], as_cue, as_unit, self.weights, self.dials.reach)
        fresh = starts_fresh(window.paragraph)
        numbers = Numbers(np.exp(log_softmax(tags)), links, sum_sources(links), sources, fresh)
        words = [text[window.start[first] : window.end[last - 1]].casefold() for first, last in cues]
        yields = np.array([word in self.yielding for word in words])
        whole = units_inside(window, tuple(quotation for quotation in quotes if stands_whole(text, quotation)))
        for draft in self.draft(numbers, cues, yields, units_inside(window, quotes), whole):
            yield self.finish(draft, numbers, text, window)

    def draft(
        self, numbers: Numbers, cues: list[Span], yields: Bools, quoted: list[Span], whole: list[Span]
    ) -> list[Draft]:
        """The attributions that are sure enough; what a dropped cue held is free for the others."""
        odds = self.score_roles(numbers)
        lend_quotations(odds, numbers, cues, quoted, whole)
        alive = list(range(len(cues)))
        while alive:
            scores = odds[alive]
            for first, last in (cues[k] for k in alive):
                scores[:, first:last, 1:] = NEVER  # a cue is nobody's source or content
            roles = settle(smooth(scores, self.dials.switch, numbers.fresh), scores[..., CONTENT], yields[alive])
            fill_quotations(roles, [cues[k] for k in alive], quoted, numbers.fresh, self.dials)
            held = (roles == CONTENT).any(0)
            for first, last in (cues[k] for k in alive):
                held[first:last] = True
            trial = Trial(alive, [cues[k] for k in alive], scores, roles, held)
            drafts = [self.assemble(numbers, trial, row) for row in range(len(alive))]
            sure = [draft for draft in drafts if draft and draft.confidence >= self.dials.keep]
            inner = cues_inside(sure, quoted) | holding_sources(sure)
            kept = [draft for draft in sure if draft.number not in inner]
            if len(kept) == len(alive):
                return leave_sources(kept)
            alive = [draft.number for draft in kept]
        return []

    def score_roles(self, numbers: Numbers) -> Floats:
        """(A, U, roles): links and tags together, as log odds against being nothing to the cue."""
        scores = numbers.links - numbers.links[..., :1]
        for role, tags in ((SOURCE, SOURCES), (CONTENT, CONTENTS)):
            scores[..., role] += self.dials.tag_share * log_odds(numbers.chance[:, tags].sum(1))
        return scores

    def assemble(self, numbers: Numbers, trial: Trial, row: int) -> Draft | None:
        """The attribution of the cue in this row of a trial; None where it has no content."""
        number, cue, roles = trial.numbers[row], trial.cues[row], trial.roles[row]
        wanted = roles == CONTENT
        if not wanted.any():
            return None
        content = bridge_gaps(wanted, trial.held | (roles == SOURCE), self.dials.bridge)
        mean = float(trial.scores[row, content, CONTENT].clip(-CLIP, None).mean())
        likely = float(numbers.chance[cue[0], CUES].sum())
        source = self.choose_source(numbers, number, find_runs(roles == SOURCE), content)
        return Draft(number, cue, source, content, likely / (1 + math.exp(-mean)))

    def finish(self, draft: Draft, numbers: Numbers, text: str, window: Window) -> Extraction:
        """A draft as spans of the text."""
        return Extraction(
            source=spans_of([draft.source] if draft.source else [], text, window),
            cue=spans_of([draft.cue], text, window),
            content=spans_of(find_runs(draft.content, numbers.fresh), text, window),
            confidence=draft.confidence,
        )

    def choose_source(self, numbers: Numbers, number: int, asked: list[Span], content: Bools) -> Span | None:
        """The source of a cue: of the sources the tags show and those the cue itself asks for, the likeliest."""
        sums, taken = numbers.sums[number].tolist(), count_up(content)
        candidates = [run for run in {*asked, *numbers.sources} if taken[run[0]] == taken[run[1]]]
        odds = {run: (sums[run[1]] - sums[run[0]]) / (run[1] - run[0]) for run in candidates}
        best = max(odds, key=lambda run: (odds[run], run), default=None)
        if best is None or odds[best] <= self.dials.source_floor:
            return None
        near = odds[best] - self.dials.source_slack
        whole = [run for run in candidates if run[0] < best[1] and run[1] > best[0] and odds[run] >= near]
        return max(whole, key=lambda run: (run[1] - run[0], odds[run], run))


def holds_word(unit: str) -> bool:
    """Whether a unit is no mere mark: `-2020` of a date is none."""
    return unit[0].isalnum() or (len(unit) > 1 and unit[1].isalnum() and unit[0] in "-–/@")


def spans_of(runs: list[Span], text: str, window: Window) -> Spans:
    """Ranges of units as code points, without punctuation at their edges, unless there is nothing else (a cue `:`)."""
    spans = []
    for first, last in runs:
        words = [k for k in range(first, last) if holds_word(text[window.start[k] : window.end[k]])] or [
            first,
            last - 1,
        ]
        start, end = int(window.start[words[0]]), int(window.end[words[-1]])
        open_bracket = text.count("(", start, end) > text.count(")", start, end) and text[end : end + 1] == ")"
        spans.append((start, end + open_bracket))
    return tuple(spans)
