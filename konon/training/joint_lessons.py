"""Marked articles -> what the upper layers learn of who speaks, through whom and how sure, on the units of windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from msgspec import UNSET
from numpy.typing import NDArray
from torch import Tensor

from konon.evaluation.gold import GoldMarks, Named
from konon.reading.meaning.fact_head import VALUES
from konon.reading.spans.windows import Segment
from konon.records import Attribution, Span
from konon.training.corpora import IGNORE, Gold, Sample, Splitter, Text, pad, tag_units, units_of
from konon.training.gold_articles import GoldArticle
from konon.training.relay_gold import NamedRelays, find_name

BESIDE, MOST_WORDS = 4, 4  # units beside an attribution that are looked at; words of a name that is called by one
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "ia", "dia", "beliau"})
PLACES = ("outside", "content", "cue", "source", "beside")  # what a unit is to an attribution

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One attribution: what is asked of it, by units of its article."""

    anchor: int
    content: Ints
    cue: Ints
    source: Ints
    facts: tuple[int, ...]  # of each field of VALUES, IGNORE where it is not judged
    speaker: Ints | None  # where the text names who speaks, empty for nobody; None where it is not judged
    relay: Ints | None  # where the text names an outlet that carried it
    carried: bool  # whether any did

    @property
    def reach(self) -> tuple[int, int]:
        """Its first unit and its last."""
        parts = [part for part in (self.content, self.cue, self.source) if len(part)]
        return int(min(part[0] for part in parts)), int(max(part[-1] for part in parts))


@dataclass(slots=True)
class JointText(Text):
    """An article with its asks and where outlets are named."""

    asks: tuple[Ask, ...] = ()
    outlets: Ints = field(
        default_factory=lambda: np.zeros(0, np.int64)
    )  # of each unit 0, 1 and 2 where an outlet's name begins and goes on, IGNORE


def make_joint(article: GoldArticle, relays: NamedRelays, split: Splitter, *, weight: float = 1.0) -> JointText | None:
    """An article as the upper layers learn from it, `weight` being that of its spans; None where it has no word."""
    text, body = article.passage.text, article.passage.article.body
    pieces: list[Segment] = split(text, body)
    units = np.array([unit for piece in pieces for unit in piece.units], np.int64).reshape(-1, 3)
    starts, ends = units[:, 1], units[:, 2]
    if not len(units) or not article.attributions:
        return None
    marked = zip(article.attributions, article.marks, relays.names, strict=True)
    made = ((one, make_ask(text, one, marks, bool(names), (starts, ends))) for one, marks, names in marked)
    asks = [(one, ask) for one, ask in made if ask]
    spans = [{role: getattr(one, role) for role in ("source", "cue", "content")} for one, _ in asks]
    return JointText(
        pieces=pieces,
        offsets=np.cumsum([0, *(len(piece.units) for piece in pieces)]).tolist(),
        tags=tag_units({"attributions": spans}, starts, ends),
        golds=[Gold(ask.anchor, ask.source, ask.content, (IGNORE,) * 3) for _, ask in asks],
        weight=weight,
        asks=tuple(ask for _, ask in asks),
        outlets=label_outlets(relays, starts, ends),
    )


def make_ask(text: str, one: Attribution, marks: GoldMarks, carried: bool, units: tuple[Ints, Ints]) -> Ask | None:
    """None where the network sees neither a cue nor a content."""
    source, cue, content = (units_of(part, *units) for part in (one.source, one.cue, one.content))
    place = cue if len(cue) else content
    if not len(place):
        return None
    names = relay_names(marks)
    speaker = speaker_places(text, marks)
    facts = (getattr(marks, field) for field in VALUES)
    return Ask(
        anchor=int(place[0]),
        content=content,
        cue=cue,
        source=source,
        facts=tuple(
            values.index(fact) if fact in values else IGNORE
            for fact, values in zip(facts, VALUES.values(), strict=True)
        ),
        speaker=None if speaker is None else units_of(speaker, *units),
        relay=None if names is None else units_of([at for name in names for at in find_name(text, name)], *units),
        carried=carried,
    )


def relay_names(marks: GoldMarks) -> list[str] | None:
    """The outlets through which it came; None where it is not judged."""
    if marks.relay is UNSET:
        return None
    return [one if isinstance(one, str) else one.name or "" for one in marks.relay or ()]


def speaker_places(text: str, marks: GoldMarks) -> list[Span] | None:
    """Every place where the speaker is named, in full or by a short name; None where it is not judged."""
    speaker = marks.speaker
    if speaker is UNSET:
        return None
    if not isinstance(speaker, Named):
        return places_of(text, speaker) if speaker else []
    names = [name for name in (speaker.name, *(speaker.aliases or ())) if name and name.lower() not in PRONOUNS]
    return sorted({at for name in (*names, *short_names(names[:1])) for at in places_of(text, name)})


def short_names(names: Iterable[str]) -> Iterator[str]:
    """The first and the last word of a person's name."""
    for name in names:
        words = name.split()
        if 2 <= len(words) <= MOST_WORDS and all(word[:1].isupper() for word in words):
            yield from (word for word in (words[0], words[-1]) if len(word) > 2)


def places_of(text: str, name: str) -> list[Span]:
    """Where these very words stand."""
    return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def label_outlets(relays: NamedRelays, starts: Ints, ends: Ints) -> Ints:
    """Where a relay's name begins and goes on; other places of the name are neither right nor wrong."""
    labels = np.zeros(len(starts), np.int64)
    labels[units_of(relays.others, starts, ends)] = IGNORE
    for place in relays.places:
        inside = units_of([place], starts, ends)
        labels[inside] = 2
        labels[inside[:1]] = 1
    return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAsks:
    """The asks of a batch: A of them, over windows of U units."""

    outlets: Tensor  # (W, U)
    window: Tensor  # (A,)
    anchor: Tensor  # (A,) unit in the window
    places: Tensor  # (A, U) numbers of PLACES
    facts: Tensor  # (A, fields), IGNORE where not judged or cut by the window's edge
    speaker: Tensor  # (A, U + 1) of bool: the units that are right, the last for nobody; none where not judged
    relay: Tensor  # (A, U + 1), the same
    carried: Tensor  # (A,) of float, -1 where not judged


def collect(samples: Sequence[Sample], width: int) -> JointAsks | None:
    """The asks of these windows, padded to `width` units; None where there is none."""
    rows = []
    for number, sample in enumerate(samples):
        text = sample.text
        assert isinstance(text, JointText)
        rows += [(number, ask, sample) for ask in text.asks if sample.begin <= ask.anchor < sample.end]
    if not rows:
        return None
    outlets = [s.text.outlets[s.begin : s.end] for s in samples if isinstance(s.text, JointText)]
    return JointAsks(
        outlets=pad(outlets, IGNORE),
        window=torch.tensor([number for number, _, _ in rows]),
        anchor=torch.tensor([ask.anchor - sample.begin for _, ask, sample in rows]),
        places=torch.tensor(np.array([_places(ask, sample, width) for _, ask, sample in rows])),
        facts=torch.tensor([ask.facts if _whole(ask, sample) else [IGNORE] * len(VALUES) for _, ask, sample in rows]),
        speaker=_targets([(ask.speaker, ask.speaker is not None, s) for _, ask, s in rows], width),
        relay=_targets([(ask.relay, not ask.carried, s) for _, ask, s in rows], width),
        carried=torch.tensor([-1.0 if ask.relay is None else float(ask.carried) for _, ask, _ in rows]),
    )


def _whole(ask: Ask, sample: Sample) -> bool:
    first, last = ask.reach
    return sample.begin <= first and last < sample.end


def _places(ask: Ask, sample: Sample, width: int) -> Ints:
    found = np.zeros(width, np.int64)
    first, last = (at - sample.begin for at in ask.reach)
    found[max(0, first - BESIDE) : min(sample.end - sample.begin, last + BESIDE + 1)] = PLACES.index("beside")
    for name in ("content", "source", "cue"):
        found[_cut(getattr(ask, name), sample)] = PLACES.index(name)
    return found


def _cut(units: Ints, sample: Sample) -> Ints:
    return units[(units >= sample.begin) & (units < sample.end)] - sample.begin


def _targets(asked: Sequence[tuple[Ints | None, bool, Sample]], width: int) -> Tensor:
    """The right units of each; the place behind the last for nothing, where nothing is right anywhere."""
    found = np.zeros((len(asked), width + 1), bool)
    for row, (units, nothing, sample) in enumerate(asked):
        if units is not None and len(units):
            found[row, _cut(units, sample)] = True
        elif units is not None:
            found[row, width] = nothing
    return torch.from_numpy(found)
