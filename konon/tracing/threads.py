"""The sayings of one statement and their articles -> a Thread: who carried it first, who has it from whom.

What an article has from another is folded into it: a stated relay, a credit, copied sentences, the same publisher. Each
folding is listed with its reason, so that a person can disagree; what is left are the independent sources.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from konon.records import hash_id
from konon.tracing.carriage import COPIED, Carriage, find_runs, names_outlet, plain_outlet
from konon.tracing.link import Link
from konon.tracing.saying import Saying

Reason = Literal["relay", "credit", "copy", "publisher"]
ELSEWHERE: Final = "outlet "  # before the name of a source that the ledger has no article of


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Why an article counts as no source of its own. `into` is an article's id, or "outlet NAME" where none is held."""

    article: str
    into: str
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One statement through outlets and time."""

    id: str
    sayings: tuple[Saying, ...]  # oldest first
    links: tuple[Link, ...]  # among them
    origin: str  # the article that carried it first, or "outlet NAME" where it is credited and not held
    foldings: tuple[Folding, ...]
    missing: tuple[tuple[str, str], ...]  # (article, the outlet that it credits and of which there is no article here)
    circles: tuple[tuple[str, ...], ...]  # outlets that cite one another in a ring
    sources: tuple[tuple[str, ...], ...]  # articles of each independent source, oldest first

    @property
    def independent(self) -> int:
        """How many sources there are really."""
        return len(self.sources)


def make_thread(
    sayings: Sequence[Saying],
    links: Iterable[Link],
    carriages: Mapping[str, Carriage],
    publisher: Callable[[str], str] = str.casefold,
) -> Thread:
    """`sayings` are one statement's; `publisher`: an outlet's name -> a key that is the same for one publisher."""
    ordered = sorted(sayings, key=lambda s: (carriages[s.article].time, s.article, s.place))
    ids = {saying.id for saying in ordered}
    articles = list(dict.fromkeys(saying.article for saying in ordered))
    held = [carriages[article] for article in articles]
    of_article: dict[str, list[Saying]] = defaultdict(list)
    for saying in ordered:
        of_article[saying.article].append(saying)
    named = {article: _named(of_article[article], carriages[article]) for article in articles}
    circles = find_circles(held, named)
    quoted = frozenset().union(*(find_runs(saying.words) for saying in ordered))  # all may have heard these
    foldings = _fold(held, named, publisher, circles, quoted)
    sources = _sources(articles, foldings)
    return Thread(
        id=hash_id("thread", ordered[0].id),
        sayings=tuple(ordered),
        links=tuple(link for link in links if link.a in ids and link.b in ids),
        origin=_origin(sources, foldings),
        foldings=tuple(foldings),
        missing=tuple((f.article, f.into.removeprefix(ELSEWHERE)) for f in foldings if f.into.startswith(ELSEWHERE)),
        circles=circles,
        sources=sources,
    )


def _named(sayings: Iterable[Saying], carriage: Carriage) -> list[tuple[str, Reason]]:
    """The outlets that it says it has the statement from, the nearest first, its own name left out."""
    found: list[tuple[str, Reason]] = []
    for saying in sayings:
        found += [(relay, "relay") for relay in saying.relays]
    found += [(credit, "credit") for credit in carriage.credits]
    own = carriage.outlet or ""
    return [(name, reason) for name, reason in dict(found).items() if not names_outlet(name, own)]


def find_circles(
    held: Sequence[Carriage], named: Mapping[str, Sequence[tuple[str, Reason]]]
) -> tuple[tuple[str, ...], ...]:
    """Rings of outlets each of which cites the next, the one that was first in front."""
    cites: dict[str, set[str]] = defaultdict(set)
    named_so = OutletsHeld(held)
    for one in held:
        others = (other for name, _ in named[one.article] for other in named_so.find(name))
        if one.outlet:
            cites[one.outlet].update(other.outlet for other in others if other.outlet)
    first = list(dict.fromkeys(one.outlet for one in held if one.outlet))
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for outlet in first:
        ring = _ring(outlet, cites)
        if ring:
            found.setdefault(frozenset(ring), ring)
    return tuple(found.values())


def _ring(start: str, cites: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The shortest way from an outlet back to itself; nothing where there is none."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for other in sorted(cites.get(path[-1], ())):
            if other == start:
                return path
            if other not in seen:
                seen.add(other)
                paths.append((*path, other))
    return ()


def _fold(
    held: Sequence[Carriage],
    named: Mapping[str, Sequence[tuple[str, Reason]]],
    publisher: Callable[[str], str],
    circles: Sequence[Sequence[str]],
    quoted: frozenset[int],
) -> list[Folding]:
    """One folding at most for each article; the oldest of a ring, and of a group, stays."""
    ring_heads = {ring[0] for ring in circles}
    named_so, copied, published = OutletsHeld(held), _Copies(quoted), _Publishers(publisher)
    foldings: list[Folding] = []
    into: dict[str, str] = {}
    for one in held:
        ways = (_stated(one, named_so, named[one.article], heads=ring_heads), copied.find(one), published.find(one))
        # Where the older one was folded into this one, clocks disagree and this one stays.
        if folding := next((way for way in ways if way and _root(way.into, into) != one.article), None):
            foldings.append(folding)
            into[folding.article] = folding.into
    return foldings


class OutletsHeld:
    """The articles of a thread by the names of their outlets, in their order."""

    def __init__(self, held: Iterable[Carriage]) -> None:
        self._by_name: dict[tuple[str, ...], list[Carriage]] = defaultdict(list)
        for one in held:
            if one.outlet and plain_outlet(one.outlet):
                self._by_name[plain_outlet(one.outlet)].append(one)

    def find(self, name: str) -> Sequence[Carriage]:
        """Those whose outlet this name means."""
        return self._by_name.get(plain_outlet(name), ())


def _stated(
    one: Carriage, named_so: OutletsHeld, named: Sequence[tuple[str, Reason]], *, heads: set[str]
) -> Folding | None:
    for name, reason in named:
        other = next((other for other in named_so.find(name) if other.article != one.article), None)
        if other and one.outlet in heads:
            continue  # of a ring somebody has to be first
        into = other.article if other else f"{ELSEWHERE}{name}"
        return Folding(article=one.article, into=into, reason=reason, why=f"it names {name}")
    return None


class _Copies:
    """Whose sentences an article reuses: a run of words is whose who had it first, so that the work does not square."""

    def __init__(self, quoted: frozenset[int]) -> None:
        self._quoted = quoted
        self._first: dict[int, Carriage] = {}
        self._sizes: dict[str, int] = {}

    def find(self, one: Carriage) -> Folding | None:
        """The earlier article that it shares most with, where that is much; from now on its own runs count too."""
        runs = one.runs - self._quoted
        shared = Counter(self._first[run].article for run in runs if run in self._first)
        outlets = {self._first[run].article: self._first[run].outlet for run in runs if run in self._first}
        for run in runs:
            self._first.setdefault(run, one)
        self._sizes[one.article] = len(runs)
        if not shared:
            return None
        of = {article: count / min(len(runs), self._sizes[article]) for article, count in shared.items()}
        article = min(of, key=lambda each: (-of[each], each))
        share = max(of[article], shared.total() / len(runs))
        if share < COPIED:
            return None
        why = f"{share:.0%} of its runs of words are in {outlets[article] or article}"
        return Folding(article=one.article, into=article, reason="copy", why=why)


class _Publishers:
    """Which articles are of one publisher: all but the oldest of each are folded."""

    def __init__(self, publisher: Callable[[str], str]) -> None:
        self._publisher = publisher
        self._first: dict[str, Carriage] = {}

    def find(self, one: Carriage) -> Folding | None:
        """Into the oldest of the same publisher; None for that one."""
        if not one.outlet:
            return None
        other = self._first.setdefault(self._publisher(one.outlet), one)
        if other is one:
            return None
        return Folding(article=one.article, into=other.article, reason="publisher", why=f"both are of {other.outlet}")


def _sources(articles: Sequence[str], foldings: Sequence[Folding]) -> tuple[tuple[str, ...], ...]:
    """The articles by what they go back to, each group and the groups oldest first."""
    into = {folding.article: folding.into for folding in foldings}
    groups: dict[str, list[str]] = {}
    for article in articles:
        groups.setdefault(_root(article, into), []).append(article)
    return tuple(tuple(group) for group in groups.values())


def _root(article: str, into: Mapping[str, str]) -> str:
    seen = {article}
    while article in into:
        article = into[article]
        if article in seen:
            return min(seen)
        seen.add(article)
    return article


def _origin(sources: Sequence[Sequence[str]], foldings: Sequence[Folding]) -> str:
    """What the source of the oldest article goes back to."""
    return _root(sources[0][0], {folding.article: folding.into for folding in foldings})
