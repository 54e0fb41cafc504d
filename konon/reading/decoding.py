"""The network's numbers for a window -> the attributions it found, as spans of the article's text.

Cues come from the tags. Each cue then asks every unit "are you my source, my content, or nothing to me?"; the
answer is the linker's for the pair, sharpened by what the tags say of the unit alone. NumPy throughout.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from konon.reading.labels import ADD, CUTS, REACH, ROLES, TAGS
from konon.reading.windows import Window
from konon.records import Span, Spans

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
NONE, SOURCE, CONTENT = range(len(ROLES))
SOURCES, CUES, CONTENTS = ([TAGS.index(f"{part}-{role}") for part in "BI"] for role in ("source", "cue", "content"))
NEVER = -20.0  # log odds of what cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The small heads that stay outside the network, as arrays named like the layers they come from."""

    distance: Floats  # (BUCKETS, ADD)
    sum_weight: Floats  # (roles, ADD)
    sum_bias: Floats  # (roles,)
    product: Floats  # (roles, MUL)
    inner_weight: Floats  # (MEAN, 2 * MEAN)
    inner_bias: Floats
    outer_weight: Floats  # (MEANINGS, MEAN)
    outer_bias: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """What was tuned on the development sets; see training/LOG.md."""

    cue_bias: float = 0.0  # added to a cue's logits: more makes more cues
    tag_share: float = 0.5  # how much the tags weigh beside the links
    source_bias: float = 0.0  # added to the log odds of being a source: an attribution nearly always has one
    content_bias: float = 0.0
    source_floor: float = -1.5  # least mean log odds of an attribution's source
    switch: float = 1.0  # cost of changing role between neighbouring units
    bridge: int = 2  # units between two parts of a content that are filled
    floor: float = 0.0  # least mean score of an attribution's content
    keep: float = 0.0  # least confidence of an attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An attribution as the network found it."""

    source: Spans
    cue: Spans
    content: Spans
    confidence: float
    meaning: Floats  # (MEANINGS,) logits of certainty, polarity, act


def log_softmax(x: Floats) -> Floats:
    """Over the last axis."""
    x = x - x.max(-1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(-1, keepdims=True)), np.float32)


def log_odds(p: Floats, at_most: float = 6.0) -> Floats:
    """log(p / (1 - p)), clipped."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.clip(np.log(p / (1 - p)), -at_most, at_most), np.float32)


def find_runs(inside: Bools, begins: Bools | None = None) -> list[Span]:
    """Maximal runs of True as (first, last + 1); a new run starts at `begins` too."""
    runs: list[Span] = []
    start = -1
    for k, on in enumerate(inside.tolist()):
        if start >= 0 and (not on or (begins is not None and begins[k])):
            runs.append((start, k))
            start = -1
        if on and start < 0:
            start = k
    if start >= 0:
        runs.append((start, len(inside)))
    return runs


def find_cues(tags: Floats, paragraph: NDArray[np.int32], bias: float) -> list[Span]:
    """Cues as ranges of units, never across paragraphs."""
    biased = tags.copy()
    biased[:, CUES] += bias
    best = biased.argmax(1)
    fresh = np.r_[True, paragraph[1:] != paragraph[:-1]]
    return find_runs(np.isin(best, CUES), (best == CUES[0]) | fresh)


def link_scores(anchors: list[int], as_cue: Floats, as_unit: Floats, weights: Weights) -> Floats:
    """(A, U, roles): how much each unit is nothing, source or content to each cue; log probabilities."""
    at = np.array(anchors)
    distance = np.arange(len(as_unit))[None, :] - at[:, None]
    size = np.searchsorted(REACH, np.abs(distance), side="right")
    bucket = len(REACH) + np.sign(distance) * size
    added = as_cue[at, None, :ADD] + as_unit[None, :, :ADD] + weights.distance[bucket]
    np.maximum(added, 0, out=added)
    scores = added @ weights.sum_weight.T + weights.sum_bias
    # (A, MUL) * (roles, MUL) first: the product over pairs is then one small matrix product
    scores += np.einsum("arm,um->aur", as_cue[at, None, ADD:] * weights.product, as_unit[:, ADD:])
    return log_softmax(scores)


def smooth(scores: Floats, switch: float) -> NDArray[np.int64]:
    """(A, U, roles) -> (A, U): the best roles when each change of role costs `switch` (Viterbi)."""
    count, units, roles = scores.shape
    best = scores[:, 0].copy()
    back = np.zeros((count, units, roles), np.int8)
    for u in range(1, units):
        top = best.argmax(1)
        change = best[np.arange(count), top][:, None] - switch
        stay = best >= change
        back[:, u] = np.where(stay, np.arange(roles)[None, :], top[:, None])
        best = np.where(stay, best, change) + scores[:, u]
    path = np.zeros((count, units), np.int64)
    path[:, -1] = best.argmax(1)
    for u in range(units - 1, 0, -1):
        path[:, u - 1] = back[np.arange(count), u, path[:, u]]
    return path


def bridge_gaps(inside: Bools, blocked: Bools, most: int) -> Bools:
    """Fill gaps of at most `most` units, unless one of them is blocked."""
    filled = inside.copy()
    runs = find_runs(inside)
    for (_, end), (start, _) in pairwise(runs):
        if start - end <= most and not blocked[end:start].any():
            filled[end:start] = True
    return filled


@dataclass(frozen=True, slots=True)
class Scene:
    """A window while it is decoded. A cues, U units."""

    text: str
    window: Window
    cues: list[Span]  # as ranges of units
    sources: list[Span]  # as ranges of units, by the tags alone
    chance: Floats  # (U, tags)
    scores: Floats  # (A, U, roles): log odds against being nothing to the cue
    links: Floats  # (A, U): log odds of being its source, by the links alone
    roles: NDArray[np.int64]  # (A, U)
    meaning: Floats  # (U, MEAN)


class Decoder:
    """Decodes windows with one set of weights and dials."""

    def __init__(self, weights: Weights, dials: Dials) -> None:
        self.weights, self.dials = weights, dials

    def decode(self, text: str, window: Window, out: Floats) -> Iterator[Found]:
        """out (U, OUT): the network's numbers at each unit's first subword."""
        tags, as_cue, as_unit, meaning = np.split(out, CUTS, axis=1)
        cues = find_cues(tags, window.paragraph, self.dials.cue_bias)
        if not cues:
            return
        chance = np.exp(log_softmax(tags))
        links = link_scores([first for first, _ in cues], as_cue, as_unit, self.weights)
        scores = self.score_roles(links, cues, chance)
        roles = smooth(scores, self.dials.switch)
        likely = tags.argmax(1)
        sources = find_runs(np.isin(likely, SOURCES), likely == SOURCES[0])
        odds = links[..., SOURCE] - np.logaddexp(links[..., NONE], links[..., CONTENT])
        scene = Scene(text, window, cues, sources, chance, scores, odds, roles, meaning)
        for number in range(len(cues)):
            found = self.assemble(scene, number)
            if found and found.confidence >= self.dials.keep:
                yield found

    def score_roles(self, links: Floats, cues: list[Span], chance: Floats) -> Floats:
        """(A, U, roles): links and tags together; a content belongs to the cue that wants it most."""
        scores = links - links[..., :1]
        dials = self.dials
        scores[..., SOURCE] += dials.tag_share * log_odds(chance[:, SOURCES].sum(1)) + dials.source_bias
        scores[..., CONTENT] += dials.tag_share * log_odds(chance[:, CONTENTS].sum(1)) + dials.content_bias
        for first, last in cues:
            scores[:, first:last, 1:] = NEVER  # a cue is nobody's source or content
        content = scores[..., CONTENT]
        content[content < content.max(0)] = NEVER
        return scores

    def assemble(self, scene: Scene, number: int) -> Found | None:
        """The attribution of one cue; None where it has no content."""
        cue, scores, roles = scene.cues[number], scene.scores[number], scene.roles
        taken = (roles == CONTENT).any(0) & (roles[number] != CONTENT) | (roles[number] == SOURCE)
        for first, last in scene.cues:
            taken[first:last] = True
        content = bridge_gaps(roles[number] == CONTENT, taken, self.dials.bridge)
        if not content.any():
            return None
        mean = float(scores[content, CONTENT].mean())
        if mean < self.dials.floor:
            return None
        source = self.choose_source(scene, number, content)
        return Found(
            source=spans_of([source] if source else [], scene.text, scene.window),
            cue=spans_of([cue], scene.text, scene.window),
            content=spans_of(find_runs(content), scene.text, scene.window),
            confidence=float(scene.chance[cue[0], CUES].sum()) / (1 + math.exp(-mean)),
            meaning=self.judge(scene.meaning[cue[0]], scene.meaning[content].mean(0)),
        )

    def choose_source(self, scene: Scene, number: int, content: Bools) -> Span | None:
        """The source of a cue: of the sources the tags show and those the cue itself asks for, the likeliest."""
        asked = find_runs(scene.roles[number] == SOURCE)
        candidates = [run for run in {*asked, *scene.sources} if not content[run[0] : run[1]].any()]
        odds = {run: float(scene.links[number, run[0] : run[1]].mean()) for run in candidates}
        best = max(odds, key=lambda run: (odds[run], run), default=None)
        return best if best is not None and odds[best] > self.dials.source_floor else None

    def judge(self, cue: Floats, content: Floats) -> Floats:
        """(MEANINGS,) logits from the meaning vectors of a cue and of its content."""
        w = self.weights
        inner = np.maximum(w.inner_weight @ np.concatenate([cue, content]) + w.inner_bias, 0)
        return np.asarray(w.outer_weight @ inner + w.outer_bias, np.float32)


def spans_of(runs: list[Span], text: str, window: Window) -> Spans:
    """Ranges of units as code points, without punctuation at their edges."""
    spans = []
    for first, last in runs:
        words = [k for k in range(first, last) if text[window.start[k]].isalnum()]
        if words:
            spans.append((int(window.start[words[0]]), int(window.end[words[-1]])))
    return tuple(spans)
