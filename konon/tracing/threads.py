"""The sayings of one statement and their articles -> a Thread: who carried it first, who has it from whom.

What an article has from another is folded into it: a stated relay, a credit, copied sentences, the same publisher. Each
folding is listed with its reason, so that a person can disagree; what is left are the independent sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from konon.records import hash_id
from konon.tracing.carriage import COPIED, Carriage, find_runs, names_outlet
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
    named = {article: _named(article, ordered, carriages[article]) for article in articles}
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


def _named(article: str, sayings: Iterable[Saying], carriage: Carriage) -> list[tuple[str, Reason]]:
    """The outlets that it says it has the statement from, the nearest first, its own name left out."""
    found: list[tuple[str, Reason]] = []
    for saying in sayings:
        if saying.article == article:
            found += [(relay, "relay") for relay in saying.relays]
    found += [(credit, "credit") for credit in carriage.credits]
    own = carriage.outlet or ""
    return [(name, reason) for name, reason in dict(found).items() if not names_outlet(name, own)]


def find_circles(
    held: Sequence[Carriage], named: Mapping[str, Sequence[tuple[str, Reason]]]
) -> tuple[tuple[str, ...], ...]:
    """Rings of outlets each of which cites the next, the one that was first in front."""
    cites: dict[str, set[str]] = defaultdict(set)
    for one in held:
        for other in held:
            if one.outlet and other.outlet and any(names_outlet(name, other.outlet) for name, _ in named[one.article]):
                cites[one.outlet].add(other.outlet)
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
    foldings: list[Folding] = []
    for place, one in enumerate(held):
        stated = _stated(one, held, named[one.article], heads=ring_heads)
        folding = stated or _copied(one, held[:place], quoted) or _published(one, held[:place], publisher)
        if folding:
            foldings.append(folding)
    return foldings


def _stated(
    one: Carriage, held: Sequence[Carriage], named: Sequence[tuple[str, Reason]], *, heads: set[str]
) -> Folding | None:
    for name, reason in named:
        others = [other for other in held if other.outlet and names_outlet(name, other.outlet)]
        others = [other for other in others if other.article != one.article]
        if others and one.outlet in heads:
            continue  # of a ring somebody has to be first
        into = others[0].article if others else f"{ELSEWHERE}{name}"
        return Folding(article=one.article, into=into, reason=reason, why=f"it names {name}")
    return None


def _copied(one: Carriage, earlier: Sequence[Carriage], quoted: frozenset[int]) -> Folding | None:
    shares = [(one.shares(other, quoted), other) for other in earlier]
    share, other = max(shares, key=lambda found: found[0], default=(0.0, one))
    if share < COPIED:
        return None
    why = f"{share:.0%} of its runs of words are in {other.outlet or other.article}"
    return Folding(article=one.article, into=other.article, reason="copy", why=why)


def _published(one: Carriage, earlier: Sequence[Carriage], publisher: Callable[[str], str]) -> Folding | None:
    if not one.outlet:
        return None
    key = publisher(one.outlet)
    other = next((other for other in earlier if other.outlet and publisher(other.outlet) == key), None)
    if other is None:
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
