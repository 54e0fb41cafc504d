"""Thread -> Steps: each article in turn, from whom it has the statement, and what changed on the way to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from konon.languages.language_files import languages_for
from konon.records import Spans
from konon.tracing.drift import WHY, Difference
from konon.tracing.known_outlets import ELSEWHERE
from konon.tracing.link import Link
from konon.tracing.pair_labels import Drift
from konon.tracing.saying import Saying
from konon.tracing.statement import prepare_statement
from konon.tracing.threads import Folding, Thread

HEDGED: Final = ("possible", "probable")
LABELS: Final[Mapping[Drift, str]] = {
    "hedge": "hedge changed",
    "negation": "denied in one alone",
    "number": "number changed",
    "name": "name changed",
    "scope": "scope changed",
    "speaker": "speaker named otherwise",
    "strength": "cue changed",
    "words": "quoted words altered",
    "omission": "left out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """One thing that is not as it was before. Spans are into the texts of the two articles; there may be none."""

    kind: Drift
    label: str  # "hedge lost"
    why: str
    before: Spans
    after: Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One article of a thread."""

    article: str
    sayings: tuple[Saying, ...]  # where it says so, in text order
    folding: Folding | None  # why it is no source of its own
    against: Saying | None  # what `changes` are told against; None for the first of all
    changes: tuple[StepChange, ...]

    @property
    def into(self) -> str | None:
        """The article, or "outlet NAME", that it has the statement from; None where it is a source of its own."""
        return self.folding.into if self.folding else None


def make_steps(thread: Thread) -> tuple[Step, ...]:
    """In the order of the thread: the oldest first."""
    by_article: dict[str, list[Saying]] = {}
    for saying in thread.sayings:
        by_article.setdefault(saying.article, []).append(saying)
    order = {article: place for place, article in enumerate(by_article)}
    foldings = {folding.article: folding for folding in thread.foldings}
    beside = _Beside(thread)
    steps: list[Step] = []
    for article, sayings in by_article.items():
        folding = foldings.get(article)
        source = folding.into if folding and folding.into in by_article else None
        against, here, link = beside.closest(sayings, partial(_may_be_before, order, article, source))
        if against is None and (source or order[article]):
            against, here = (by_article[source][0] if source else thread.sayings[0]), sayings[0]
        changes = tuple(find_step_changes(against, here, link)) if against else ()
        steps.append(Step(article=article, sayings=tuple(sayings), folding=folding, against=against, changes=changes))
    return tuple(steps)


def _may_be_before(order: Mapping[str, int], article: str, source: str | None, other: str) -> bool:
    """Whether what changed is told against `other`: the source where one is held, else any earlier article."""
    return other == source if source else order[other] < order[article]


class _Beside:
    """The links of a thread by their sayings."""

    def __init__(self, thread: Thread) -> None:
        self._sayings = {saying.id: saying for saying in thread.sayings}
        self._links: dict[str, list[Link]] = {}
        for link in thread.links:
            self._links.setdefault(link.a, []).append(link)
            self._links.setdefault(link.b, []).append(link)

    def closest(
        self, here: Sequence[Saying], among: Callable[[str], bool]
    ) -> tuple[Saying | None, Saying, Link | None]:
        """The surest link with an article that is `among` those wanted: the other saying, this one, the link."""
        best: tuple[float, Saying | None, Saying, Link | None] = (-1.0, None, here[0], None)
        for saying in here:
            for link in self._links.get(saying.id, ()):
                other = self._sayings[link.b if link.a == saying.id else link.a]
                if link.score > best[0] and among(other.article):
                    best = (link.score, other, saying, link)
        return best[1:]


def find_step_changes(before: Saying, after: Saying, link: Link | None) -> Iterator[StepChange]:
    """What the link tells, and what certainty and polarity of the two tell beside it."""
    turned = link is not None and link.a == after.id
    told: dict[tuple[Drift, str], StepChange] = {}
    for one in link.changes if link else ():
        a, b = (one.b, one.a) if turned else (one.a, one.b)
        change = StepChange(kind=one.kind, label=_label(one, before, after), why=one.why, before=a, after=b)
        told.setdefault((one.kind, one.why), change)
    yield from told.values()
    kinds = {kind for kind, _ in told}
    if "hedge" not in kinds and (hedge := _hedge_between(before, after)):
        yield hedge
    if "negation" not in kinds and before.polarity != after.polarity:
        why = f"{before.polarity} there, {after.polarity} here"
        yield StepChange(kind="negation", label=_denial(before, after), why=why, before=(), after=())


def _label(change: Difference, before: Saying, after: Saying) -> str:
    if change.kind == "negation" and before.polarity != after.polarity:
        return _denial(before, after)
    if change.kind == "negation" and change.why.endswith(WHY["sense"]):
        return "turned into its opposite"
    return LABELS[change.kind]


def _denial(before: Saying, after: Saying) -> str:
    return "denial lost" if (before.polarity, after.polarity) == ("negative", "positive") else "denial gained"


def _hedge_between(before: Saying, after: Saying) -> StepChange | None:
    """ "may have" became "has", or the other way round."""
    lost = before.certainty in HEDGED and after.certainty == "certain"
    if not lost and not (before.certainty == "certain" and after.certainty in HEDGED):
        return None
    words = _hedges(before if lost else after)
    named = f": {', '.join(words)}" if words else ""
    why = f"{before.certainty} there, {after.certainty} here{named}"
    return StepChange(kind="hedge", label="hedge lost" if lost else "hedge gained", why=why, before=(), after=())


def _hedges(saying: Saying) -> list[str]:
    statement = prepare_statement(saying.words, languages_for(saying.lang)[0])
    return [f'"{word}"' for word, hedges in zip(statement.low, statement.hedges, strict=True) if hedges][:3]


def find_branches(thread: Thread) -> dict[str, str | None]:
    """Article, or "outlet NAME" -> what it hangs on where trees are drawn; None for a root, as one of a ring is.

    In the order in which they are to be drawn: by time, an outlet that is not held before what it has passed on.
    """
    into = {folding.article: folding.into for folding in thread.foldings}
    places: dict[str, None] = {}
    for article in dict.fromkeys(saying.article for saying in thread.sayings):
        for place in reversed(_way_up(article, into, places)):
            places[place] = None
    head: dict[str, str] = {}

    def root(place: str) -> str:
        while (above := head.get(place, place)) != place:
            head[place] = head.get(above, above)
            place = above
        return place

    found: dict[str, str | None] = dict.fromkeys(places)
    for place in places:
        above = into.get(place)
        if above is not None and root(above) != place:
            found[place], head[place] = above, root(above)
    return found


def _way_up(article: str, into: Mapping[str, str], known: Mapping[str, None]) -> list[str]:
    """The article and the outlets elsewhere that it has it from, as far as they are not known."""
    way = [article]
    while (above := into.get(way[-1])) and outlet_elsewhere(above) and above not in known and above not in way:
        way.append(above)
    return way


def outlet_elsewhere(into: str) -> str | None:
    """The name of a source of which no article is held; None for an article."""
    return into.removeprefix(ELSEWHERE) if into.startswith(ELSEWHERE) else None


def count_changes(steps: Sequence[Step]) -> dict[str, int]:
    """How often each label is told, the most frequent first."""
    counts = Counter(change.label for step in steps for change in step.changes)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
