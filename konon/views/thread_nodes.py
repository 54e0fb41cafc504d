"""Thread -> what its picture shows: each article and each outlet that is not held, with whom it has it from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, Literal

from konon.tracing.saying import Saying
from konon.tracing.steps import HEDGED, Step, find_branches, make_steps, outlet_elsewhere
from konon.tracing.threads import Folding, Thread
from konon.views.thread_json import outlet_of_each
from konon.views.time_axis import moment_of
from konon.views.wording import one_line

MOST: Final = 200  # places; a table beside the picture has all
How = Literal["stated", "shown"]  # it says whence it has it, or its words or publisher show it
STATED: Final = ("relay", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An article, or an outlet that is named as a source and not held: then without sayings, language and moment."""

    place: str  # as `Folding.into` has it
    outlet: str  # the name of its lane
    lang: str | None
    moment: datetime | None
    sayings: tuple[Saying, ...]
    parent: str | None  # the place that it has it from
    folding: Folding | None
    changes: tuple[str, ...]  # labels, each once
    source: int | None  # the number of the independent source that begins here, from 1
    first: bool  # it carried the statement first
    rings: tuple[str, ...]  # places that it is said to have it from in a ring, beside its parent

    @property
    def held(self) -> bool:
        """Whether there is an article."""
        return bool(self.sayings)

    @property
    def how(self) -> How:
        """By what its parent is known."""
        return "stated" if self.folding is None or self.folding.reason in STATED else "shown"


def make_nodes(thread: Thread, names: Mapping[str, str] | None = None) -> list[Node]:
    """In the order of time, a place before those that have it from there. `names`: of articles without an outlet."""
    branches = dict(islice(find_branches(thread).items(), MOST))
    steps = {step.article: step for step in make_steps(thread)}
    outlets = {article: outlet or (names or {}).get(article) for article, outlet in outlet_of_each(thread).items()}
    foldings = {folding.article: folding for folding in thread.foldings}
    numbers = _number_sources(thread, branches)
    rings = _find_rings(thread, branches)
    first = _root(thread.origin, branches)
    return [
        _node(
            place,
            steps.get(place),
            outlets.get(place),
            parent=parent if parent in branches else None,
            folding=foldings.get(place),
            source=numbers.get(place),
            first=place == first,
            rings=rings.get(place, ()),
        )
        for place, parent in branches.items()
    ]


def _node(
    place: str,
    step: Step | None,
    outlet: str | None,
    *,
    parent: str | None,
    folding: Folding | None,
    source: int | None,
    first: bool,
    rings: tuple[str, ...],
) -> Node:
    said = step.sayings[0] if step else None
    return Node(
        place=place,
        outlet=one_line(outlet or outlet_elsewhere(place) or place),
        lang=said.lang if said else None,
        moment=moment_of(said.published) if said else None,
        sayings=step.sayings if step else (),
        parent=parent,
        folding=folding,
        changes=tuple(dict.fromkeys(change.label for change in step.changes)) if step else (),
        source=source,
        first=first,
        rings=rings,
    )


def _number_sources(thread: Thread, branches: Mapping[str, str | None]) -> dict[str, int]:
    """The place that each independent source goes back to -> its number, the oldest first."""
    found: dict[str, int] = {}
    for number, group in enumerate(thread.sources, 1):
        found.setdefault(_root(group[0], branches), number)
    return found


def _root(place: str, branches: Mapping[str, str | None]) -> str:
    while (above := branches.get(place)) is not None:
        place = above
    return place


def _find_rings(thread: Thread, branches: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Of outlets that cite one another: the oldest place of each -> those it cites, where no branch shows it."""
    oldest: dict[str, str] = {}
    for place in branches:
        outlet = next((saying.outlet for saying in thread.sayings if saying.article == place), None)
        if outlet:
            oldest.setdefault(outlet, place)
    found: dict[str, tuple[str, ...]] = {}
    for ring in thread.circles:
        for citing, cited in zip(ring, (*ring[1:], ring[0]), strict=True):
            one, other = oldest.get(citing), oldest.get(cited)
            if one and other and branches.get(one) != other:
                found[one] = tuple(dict.fromkeys((*found.get(one, ()), other)))
    return found


def is_hedged(saying: Saying) -> bool:
    """Whether its dot is hollow."""
    return saying.certainty in HEDGED


def is_denied(saying: Saying) -> bool:
    """Whether its dot is crossed."""
    return saying.polarity == "negative"
