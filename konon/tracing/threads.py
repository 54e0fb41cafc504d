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
from konon.tracing.carriage import COPIED, Carriage, find_runs, is_short_of, names_outlet
from konon.tracing.link import Link
from konon.tracing.saying import Saying

Reason = Literal["relay", "credit", "copy", "publisher"]
Naming = tuple[str, Reason]  # an outlet's name, and what tells that the article has it from there
Alike = Callable[[str, str], bool]
ELSEWHERE: Final = "outlet "  # before the name of a source that the ledger has no article of


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Why an article counts as no source of its own. `into` is an article's id, or "outlet NAME" where none is held.

    So may `article` be: an outlet that is not held is said to have it from another.
    """

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
    alike = make_alike(publisher)
    named = _name_sources(ordered, held, alike)
    circles = find_circles(held, named, alike)
    quoted = frozenset().union(*(find_runs(saying.words) for saying in ordered))  # all may have heard these
    foldings = _fold(held, named, publisher, circles, quoted)
    sources = _sources(articles, foldings)
    return Thread(
        id=hash_id("thread", ordered[0].id),
        sayings=tuple(ordered),
        links=tuple(link for link in links if link.a in ids and link.b in ids),
        origin=_origin(sources, foldings),
        foldings=tuple(foldings),
        missing=_missing(foldings),
        circles=circles,
        sources=sources,
    )


def _missing(foldings: Iterable[Folding]) -> tuple[tuple[str, str], ...]:
    """Of articles alone."""
    elsewhere = (one for one in foldings if one.into.startswith(ELSEWHERE) and not one.article.startswith(ELSEWHERE))
    return tuple((one.article, one.into.removeprefix(ELSEWHERE)) for one in elsewhere)


def make_alike(publisher: Callable[[str], str]) -> Alike:
    """Whether two names mean one outlet: by their words, by initials, or by what is known of publishers."""

    def alike(one: str, other: str) -> bool:
        return bool(one and other) and (names_outlet(one, other) or publisher(one) == publisher(other))

    return alike


def _name_sources(sayings: Iterable[Saying], held: Iterable[Carriage], alike: Alike) -> dict[str, list[Naming]]:
    by_article: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_article[saying.article].append(saying)
    return {one.article: _named(by_article[one.article], one, alike) for one in held}


def _named(sayings: Iterable[Saying], carriage: Carriage, alike: Alike) -> list[Naming]:
    """The outlets that it says it has the statement from, the nearest first, its own name left out.

    What the whole article is taken from is nearer than what it says of one statement.
    """
    found: list[Naming] = [(credit, "credit") for credit in carriage.credits]
    for saying in sayings:
        found += [(relay, "relay") for relay in saying.relays or _reported(saying)]
    own = carriage.outlet or ""
    kept: list[Naming] = []
    for name, reason in found:
        if not alike(name, own) and not is_short_of(name, own) and not any(alike(name, other) for other, _ in kept):
            kept.append((name, reason))
    return kept


def _reported(saying: Saying) -> tuple[str, ...]:
    """ "The Hill reported that ...": whoever repeats that has it from there."""
    return (saying.speaker,) if saying.speaker_kind == "media" and saying.speaker else ()


def find_circles(
    held: Sequence[Carriage], named: Mapping[str, Sequence[Naming]], alike: Alike
) -> tuple[tuple[str, ...], ...]:
    """Rings of outlets each of which cites the next, the one that was first in front."""
    cites: dict[str, set[str]] = defaultdict(set)
    for one in held:
        for other in held:
            if one.outlet and other.outlet and any(alike(name, other.outlet) for name, _ in named[one.article]):
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
    named: Mapping[str, Sequence[Naming]],
    publisher: Callable[[str], str],
    circles: Sequence[Sequence[str]],
    quoted: frozenset[int],
) -> list[Folding]:
    """One folding at most for each article; the oldest of a ring, and of a group, stays."""
    places = _Places(held, make_alike(publisher))
    ring_heads = {ring[0] for ring in circles}
    foldings: dict[str, Folding] = {}
    for place, one in enumerate(held):
        stated = _stated(one, named[one.article], places, head=one.outlet in ring_heads)
        if not stated:
            other = _copied(one, held[:place], quoted) or _published(one, held[:place], publisher)
            stated = [other] if other else []
        for folding in stated:
            foldings.setdefault(folding.article, folding)
    return list(foldings.values())


class _Places:
    """Names of outlets -> where in a thread they stand: an article that is held, or "outlet NAME", once for each."""

    def __init__(self, held: Sequence[Carriage], alike: Alike) -> None:
        self._held, self._alike = held, alike
        self._elsewhere: list[str] = []

    def find(self, name: str, article: str) -> str:
        """The oldest article of the outlet but this one."""
        for other in self._held:
            if other.article != article and other.outlet and self._alike(name, other.outlet):
                return other.article
        known = next((one for one in self._elsewhere if self._alike(name, one)), None)
        if known is None:
            self._elsewhere.append(name)
        return f"{ELSEWHERE}{known or name}"


def _stated(one: Carriage, named: Sequence[Naming], places: _Places, *, head: bool) -> list[Folding]:
    """Into the nearest; where that is not held, it has it from the next that is named, and so on."""
    found: list[Folding] = []
    at = one.article
    for name, reason in named:
        into = places.find(name, one.article)
        is_held = not into.startswith(ELSEWHERE)
        if is_held and head:
            continue  # of a ring somebody has to be first
        if into != at:
            why = f"it names {name}" if at == one.article else f"{one.outlet or one.article} says so"
            found.append(Folding(article=at, into=into, reason=reason, why=why))
        if is_held:
            break
        at = into
    return found


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
    """Where it goes back to in the end; of a ring the same place, from wherever it is entered."""
    path = {article: None}
    while article in into:
        article = into[article]
        if article in path:
            ring = list(path)
            return min(ring[ring.index(article) :])
        path[article] = None
    return article


def _origin(sources: Sequence[Sequence[str]], foldings: Sequence[Folding]) -> str:
    """What the source of the oldest article goes back to."""
    return _root(sources[0][0], {folding.article: folding.into for folding in foldings})
