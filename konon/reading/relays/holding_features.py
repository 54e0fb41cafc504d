"""Attributions x outlets named in an article -> what can be told of whether the outlet carried the attribution."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.name_edges import squeeze_outlet
from konon.reading.relays.outlet_features import LISTS
from konon.reading.relays.pointing_features import POINTED, see_pointed, sight_outlets
from konon.reading.relays.statements import name_speakers, place_of, same_speaker
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointed
from konon.reading.text.units import Floats, Units
from konon.records import Attribution, Relay, Span, Spans, overlaps, words_of

BEFORE: Final = 7  # units that lead to a name
BESIDE: Final = "beside it"  # how the rules' reason ends where the outlet is named in the same clause
BEHIND: Final = 4  # units behind a name
TURNS: Final = LISTS.index("turns")
AUDIENCES: Final = LISTS.index("audiences")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where everything of an article stands; lists of attributions run along `attributions`."""

    passage: Passage
    attributions: Sequence[Attribution]
    units: Units
    known: Floats  # (U, ...) of `see_units`
    sums: dict[int, list[float]]  # of the columns TURNS and AUDIENCES: up to each unit, outside of what is said
    sentences: Spans
    starts: list[int]  # of sentences
    lines: list[int]  # starts of paragraphs
    places: list[int]  # where the clause of each attribution is
    order: list[int]  # attributions by place
    ranks: list[int]  # place of each in that order
    sorted: list[int]  # places in that order
    speakers: list[str | None]
    runs: list[dict[str, Relay]]  # the relays of each by the rules of runs, squeezed
    pointed: Sequence[Pointed | None]  # where the network points from each

    def sentence(self, place: int) -> int:
        """Number of the sentence."""
        return bisect_right(self.starts, place) - 1

    def paragraph(self, place: int) -> int:
        """Number of the paragraph."""
        return bisect_right(self.lines, place)

    def rank(self, place: int) -> int:
        """How many attributions come before."""
        return bisect_left(self.sorted, place)

    def counted(self, column: int, start: int, end: int) -> float:
        """How many units of a list stand between, outside of what is said."""
        first, last = bisect_left(self.units.start, start), bisect_left(self.units.start, end)
        return max(self.sums[column][last] - self.sums[column][first], 0.0)


IN_CONTENT: Final = len(LISTS) + 1 + 12


def lay_out(
    passage: Passage,
    attributions: Sequence[Attribution],
    names: Sequence[str | None],
    units: Units,
    *,
    known: Floats,
    chains: Sequence[Sequence[Relay]],
    pointed: Sequence[Pointed | None],
) -> Ground:
    """The article as the features need it; `names` are the resolved speakers, `known` what `see_units` gave, `chains`
    what the rules of runs say, `pointed` where the network points."""
    sentences = tuple(s for start, end in passage.body for s in passage.sentences(start, end))
    places = [place_of(a) for a in attributions]
    order = sorted(range(len(attributions)), key=lambda at: places[at])
    ranks = [0] * len(order)
    for rank, at in enumerate(order):
        ranks[at] = rank
    return Ground(
        passage=passage,
        attributions=attributions,
        units=units,
        known=known,
        sums={column: _sum_up(known, column) for column in (TURNS, AUDIENCES)},
        sentences=sentences,
        starts=[s for s, _ in sentences],
        lines=[s for s, _ in passage.body],
        places=places,
        order=order,
        ranks=ranks,
        sorted=sorted(places),
        speakers=name_speakers(passage, attributions, names, order),
        runs=[{squeeze_outlet(relay.name): relay for relay in chain} for chain in chains],
        pointed=pointed,
    )


def _sum_up(known: Floats, column: int) -> list[float]:
    outside = known[:, column] * (1 - known[:, IN_CONTENT])
    return [0.0, *np.cumsum(outside, dtype=np.float64).tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPair:
    """An attribution and an outlet that may have carried it, with the mentions on either side."""

    attribution: int
    outlet: str  # squeezed
    before: OutletMention | None
    after: OutletMention | None


def make_pairs(ground: Ground, mentions: Sequence[OutletMention]) -> list[HeldPair]:
    """Every attribution with every outlet named in the article that is not its own source."""
    groups: dict[str, list[OutletMention]] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        groups.setdefault(squeeze_outlet(mention.name), []).append(mention)
    pairs = []
    for at in ground.order:
        for outlet, group in groups.items():
            if is_source(ground, at, outlet, group):
                continue
            earlier = [m for m in group if m.span[0] < ground.places[at]]
            later = [m for m in group if m.span[0] >= ground.places[at]]
            pairs.append(
                HeldPair(
                    attribution=at,
                    outlet=outlet,
                    before=earlier[-1] if earlier else None,
                    after=later[0] if later else None,
                )
            )
    return pairs


def is_source(ground: Ground, at: int, outlet: str, group: Sequence[OutletMention]) -> bool:
    """Whether the outlet is itself the one who says it: its name is the source, or the head of it."""
    attribution = ground.attributions[at]
    words = squeeze_outlet(words_of(ground.passage.text, attribution.source, " "))
    name = squeeze_outlet(ground.speakers[at] or "")
    return bool(outlet) and outlet in (words, name)


KINDS: Final = ("carried", "told", "channelled", "found")
SIDE: Final = 36 + len(KINDS) + 2 * len(LISTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMention:
    """A mention and what holds for it whichever attribution it is seen from."""

    mention: OutletMention
    outlet: str  # squeezed
    sentence: int
    paragraph: int
    rank: int  # how many attributions come before
    anchor: int | None  # the attribution beside whose clause it stands
    standing: tuple[float, ...]  # where in its sentence and in the article
    others: tuple[int, ...]  # where other outlets begin, in order
    alike: tuple[float, ...]  # other cuts of the name, its kind, the words about it


def place_mention(ground: Ground, mention: OutletMention, mentions: Sequence[OutletMention]) -> PlacedMention:
    """The mention among all of an article."""
    here = mention.span[0]
    sentence, paragraph = ground.sentence(here), ground.paragraph(here)
    return PlacedMention(
        mention=mention,
        outlet=squeeze_outlet(mention.name),
        sentence=sentence,
        paragraph=paragraph,
        rank=ground.rank(here),
        anchor=anchor_of(ground, here),
        standing=(
            here / max(len(ground.passage.text), 1),
            1.0 * (sentence >= 0 and here - ground.sentences[sentence][0] < 25),
            1.0 * (paragraph <= 1),
            1.0 * (paragraph == len(ground.lines)),
            1.0 * any(overlaps(a.content, mention.span) for a in ground.attributions),
        ),
        others=tuple(sorted(m.span[0] for m in mentions if m.name != mention.name)),
        alike=(
            *_other_cuts(mention, mentions),
            *(1.0 * (mention.kind == kind) for kind in KINDS),
            *mention_words(ground, mention),
        ),
    )


def see_side(ground: Ground, at: int, placed: PlacedMention | None) -> list[float]:
    """What stands between an attribution and a mention, and what the mention is like."""
    if placed is None:
        return [0.0] * SIDE
    here, place = placed.mention.span[0], ground.places[at]
    rows = abs(placed.paragraph - ground.paragraph(place))
    rank, own = placed.rank, ground.ranks[at]
    between = ground.order[rank:own] if here < place else ground.order[own + 1 : rank]
    numbers = [
        1.0,
        placed.mention.confidence,
        *_distances(placed, place, ground.sentence(place), rows, between),
        *_speakers_between(ground, at, between),
        *_beside(ground, at, placed),
        *_breaks(ground, placed, place),
        *_parts_with(ground.attributions[at], placed.mention.span),
        *placed.standing,
    ]
    same, alone, quiet = numbers[13], numbers[9] == 0, not numbers[17] and not numbers[18]
    return [
        *numbers,
        same * alone,
        same * (rows <= 1),
        same * (len(between) <= 2),
        same * quiet,
        same * alone * quiet,
        1.0 * (alone and rows <= 1),
        numbers[11] * numbers[3],  # beside it, in one sentence
        *placed.alike,
    ]


def _distances(placed: PlacedMention, place: int, sentence: int, rows: int, between: Sequence[int]) -> list[float]:
    """In sentences, paragraphs, attributions and letters."""
    far = abs(placed.sentence - sentence)
    return [
        min(far, 12) / 4,
        1.0 * (far == 0),
        min(rows, 12) / 4,
        1.0 * (rows == 0),
        min(len(between), 12) / 4,
        1.0 * (not between),
        float(np.log1p(abs(placed.mention.span[0] - place)) / 4),
    ]


def _speakers_between(ground: Ground, at: int, between: Sequence[int]) -> list[float]:
    """How many others speak between, and whether the same one does."""
    speaker = ground.speakers[at]
    named = {ground.speakers[b] for b in between} - {None, ""}
    others = {name for name in named if not same_speaker(name, speaker)}
    return [min(len(others), 4), 1.0 * (len(others) < len(named))]


def _beside(ground: Ground, at: int, placed: PlacedMention) -> list[float]:
    """Whose attribution the mention stands beside."""
    if placed.anchor is None:
        return [0.0] * 5
    speaker = ground.speakers[placed.anchor]
    return [
        1.0 * (placed.anchor == at),
        1.0,
        1.0 * same_speaker(speaker, ground.speakers[at]),
        1.0 * (speaker is None),
        1.0 * (placed.outlet in squeeze_outlet(speaker or "")),
    ]


def _breaks(ground: Ground, placed: PlacedMention, place: int) -> list[float]:
    """What parts the attribution from the mention: other outlets, turns, audiences."""
    start, end = sorted((placed.mention.span[0], place))
    two = ground.sentence(place)
    return [
        min(max(bisect_left(placed.others, end) - bisect_right(placed.others, start), 0), 3),
        min(ground.counted(TURNS, start, ground.sentences[two][1] if two >= 0 else end), 3),
        min(ground.counted(AUDIENCES, start, end), 3),
    ]


def _parts_with(attribution: Attribution, span: Span) -> list[float]:
    """In which part of the attribution the mention stands."""
    return [1.0 * overlaps(part, span) for part in (attribution.content, attribution.source, attribution.cue)]


def _other_cuts(mention: OutletMention, others: Sequence[OutletMention]) -> list[float]:
    """Whether a longer and a shorter cut of the same name are mentions too."""
    over = [m for m in others if m.span != mention.span and overlaps([m.span], mention.span)]
    wide = mention.span[1] - mention.span[0]
    sizes = [m.span[1] - m.span[0] for m in over]
    return [1.0 * any(size > wide for size in sizes), 1.0 * any(size < wide for size in sizes)]


def mention_words(ground: Ground, mention: OutletMention) -> list[float]:
    """The lists that lead to a mention, and those of the name and what stands behind it."""
    inside = ground.units.within(mention.span)
    first = inside.start
    line = ground.units.paragraph
    lead = [u for u in range(max(first - BEFORE, 0), first) if line[u] == line[inside.start]] if inside else []
    tail = [u for u in range(first, min(inside.stop + BEHIND, len(line))) if line[u] == line[first]] if inside else []
    width = len(LISTS)
    return [
        *(ground.known[lead, :width].max(0) if lead else np.zeros(width)).tolist(),
        *(ground.known[tail, :width].max(0) if tail else np.zeros(width)).tolist(),
    ]


def anchor_of(ground: Ground, here: int) -> int | None:
    """The attribution whose clause names the outlet: the last cue before it in its sentence, else the first after,
    else the first of the next sentence."""
    sentence = ground.sentence(here)
    mates = [at for at in ground.order if ground.sentence(ground.places[at]) == sentence]
    before = [at for at in mates if ground.places[at] <= here]
    if mates:
        return before[-1] if before else mates[0]
    return next((at for at in ground.order if ground.sentence(ground.places[at]) == sentence + 1), None)


WHOLE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletSeen:
    """An outlet in the article as a whole, whoever's words it may have carried."""

    runs: tuple[float, float]  # whether any rule's run is of it; the share of attributions that are in one
    group: tuple[float, float]  # how often it is named, how surely
    own: float  # whether it is the article's own
    rival: float  # how sure the surest mention of another is


def _know_outlets(ground: Ground, mentions: Sequence[OutletMention]) -> dict[str, OutletSeen]:
    groups: dict[str, list[float]] = {}
    for mention in mentions:
        groups.setdefault(squeeze_outlet(mention.name), []).append(mention.confidence)
    own = squeeze_outlet(ground.passage.article.outlet or "")
    found = {}
    for outlet, sure in groups.items():
        held = sum(outlet in run for run in ground.runs)
        rivals = (confidence for other, group in groups.items() if other != outlet for confidence in group)
        found[outlet] = OutletSeen(
            runs=(1.0 * bool(held), held / max(len(ground.runs), 1)),
            group=(min(len(sure), 6) / 3, max(sure)),
            own=1.0 * (own == outlet),
            rival=max(rivals, default=0.0),
        )
    return found


def _see_attribution(ground: Ground, at: int, outlets: Container[str]) -> list[float]:
    """What is known of an attribution, whichever outlet may have carried it."""
    attribution = ground.attributions[at]
    sentence = ground.sentence(ground.places[at])
    bounds = ground.sentences[sentence] if sentence >= 0 else (0, 0)
    speaker = ground.speakers[at]
    return [
        ground.ranks[at] / max(len(ground.order), 1),
        len(ground.order) / 20,
        1.0 * (attribution.quotation == "direct"),
        1.0 * (attribution.quotation == "indirect"),
        1.0 * bool(attribution.source),
        min(ground.counted(AUDIENCES, *bounds), 3),
        min(ground.counted(TURNS, *bounds), 3),
        1.0 * (ground.passage.lang[:2] == "en"),
        1.0 * (speaker is not None and squeeze_outlet(speaker or "") in outlets),
    ]


def _see_whole(run: dict[str, Relay], name: str, outlet: OutletSeen, outlets: int, seen: list[float]) -> list[float]:
    """An attribution and an outlet; `run` and `seen` are the attribution's."""
    return [
        1.0 * (name in run),
        1.0 * bool(run),
        *outlet.runs,
        1.0 * (name in run and run[name].reason.endswith(BESIDE)),
        outlets / 4,
        1.0 * (outlets == 1),
        *outlet.group,
        outlet.own,
        *seen,
        outlet.rival,
    ]


def see_pairs(ground: Ground, pairs: Sequence[HeldPair], mentions: Sequence[OutletMention]) -> Floats:
    """(pairs, WHOLE + 2 * SIDE + POINTED)."""
    outlets = _know_outlets(ground, mentions)
    sighted = sight_outlets(ground.units, ground.pointed, mentions, ground.order, ground.ranks)
    placed = {mention: place_mention(ground, mention, mentions) for mention in mentions}
    seen = {at: _see_attribution(ground, at, outlets) for at in {pair.attribution for pair in pairs}}
    rows = [
        [
            *_see_whole(
                ground.runs[pair.attribution], pair.outlet, outlets[pair.outlet], len(outlets), seen[pair.attribution]
            ),
            *see_side(ground, pair.attribution, placed[pair.before] if pair.before else None),
            *see_side(ground, pair.attribution, placed[pair.after] if pair.after else None),
            *see_pointed(sighted, ground.units, pair.attribution, pair.outlet, (pair.before, pair.after)),
        ]
        for pair in pairs
    ]
    return np.array(rows, np.float32).reshape(len(rows), WHOLE + 2 * SIDE + POINTED)
