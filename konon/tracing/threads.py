"""The sayings of one statement and their articles -> a Thread: who carried it first, who has it from whom.

What an article has from another is folded into it: a stated relay, a credit, copied sentences, the same publisher. Each
folding is listed with its reason, so that a person can disagree; what is left are the independent sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from konon.records import hash_id
from konon.tracing.carriage import COPIED, Carriage, Runs, find_runs, is_own_name
from konon.tracing.known_outlets import ELSEWHERE, KnownOutlets
from konon.tracing.link import Link
from konon.tracing.saying import Saying

Reason = Literal["relay", "credit", "copy", "publisher"]
Places = NDArray[np.int64]
Chain = list[tuple[str, Reason]]  # outlets, the nearest first, each with what tells that it was had from there
RUNS_AT_ONCE: Final = 100_000  # of the later articles, whose pairs are counted together: some 10 MB
REMEMBERED: Final = 8  # articles of each run of words: of ten thousand copies the oldest tell enough


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
    by_article: dict[str, list[Saying]] = {}
    for saying in ordered:
        by_article.setdefault(saying.article, []).append(saying)
    held = [carriages[article] for article in by_article]
    outlets = KnownOutlets(held, publisher)
    chains = {one.article: _chains(by_article[one.article], one, outlets) for one in held}
    circles = find_circles(held, chains, outlets)
    quoted = np.unique(np.concatenate([find_runs(saying.words) for saying in ordered]))  # all may have heard these
    foldings = _fold(held, chains, outlets, circles, quoted)
    sources = _sources(list(by_article), foldings)
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


def _chains(sayings: Iterable[Saying], carriage: Carriage, outlets: KnownOutlets) -> list[Chain]:
    """For each of its sayings the outlets that it says it has it from, the nearest first, its own name left out.

    What the whole article is taken from is nearer than what it says of one statement.
    """
    whole: Chain = [(credit, "credit") for credit in carriage.credits]
    stated: list[Chain] = [[(name, "relay") for name in saying.relays or _reported(saying)] for saying in sayings]
    own = carriage.outlet or ""
    found = []
    for chain in [[*whole, *one] for one in stated if one] or [whole]:
        kept: Chain = []
        for name, reason in chain:
            if not is_own_name(name, own, dateline=reason == "credit") and not any(
                outlets.same(name, other) for other, _ in kept
            ):
                kept.append((name, reason))
        if kept:
            found.append(kept)
    return found


def _reported(saying: Saying) -> tuple[str, ...]:
    """ "The Hill reported that ...": whoever repeats that has it from there."""
    return (saying.speaker,) if saying.speaker_kind == "media" and saying.speaker else ()


def find_circles(
    held: Sequence[Carriage], chains: Mapping[str, Sequence[Chain]], outlets: KnownOutlets
) -> tuple[tuple[str, ...], ...]:
    """Rings of outlets each of which cites the next, the one that was first in front."""
    cites: dict[str, set[str]] = defaultdict(set)
    for one in held:
        citing = outlets.outlet(one.outlet or "")
        for name, _ in (naming for chain in chains[one.article] for naming in chain):
            cited = outlets.outlet(name)
            if citing and cited and cited != citing:
                cites[citing].add(cited)
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
    chains: Mapping[str, Sequence[Chain]],
    outlets: KnownOutlets,
    circles: Sequence[Sequence[str]],
    quoted: Runs,
) -> list[Folding]:
    """One folding at most for each article; the oldest of a ring, and of a group, stays."""
    ring_heads = {ring[0] for ring in circles}
    copies, published = _find_copies(held, quoted), _Published(outlets.publisher)
    foldings: dict[str, Folding] = {}
    into: dict[str, str] = {}
    for one in held:
        stated = _stated(one, chains[one.article], outlets, head=outlets.outlet(one.outlet or "") in ring_heads)
        ways = (stated, [copies.get(one.article)], [published.find(one)])
        for folding in next((way for way in ways if _is_way(one, way, into)), ()):
            if folding and folding.article not in foldings:
                foldings[folding.article] = folding
                into[folding.article] = folding.into
    return list(foldings.values())


def _is_way(one: Carriage, way: Sequence[Folding | None], into: Mapping[str, str]) -> bool:
    """Whether it leads elsewhere; where an older one was folded into this one, clocks disagree, and this one stays."""
    return bool(way) and way[0] is not None and _root(way[0].into, into) != one.article


def _stated(one: Carriage, chains: Sequence[Chain], outlets: KnownOutlets, *, head: bool) -> list[Folding]:
    """Into the nearest that it names; where that is not held, that one has it from the next, and so on.

    By the first of its sayings that names any: another saying's chain is of another occasion, maybe.
    """
    found: list[Folding] = []
    at = one.article
    for name, reason in chains[0] if chains else ():
        into = outlets.find(name, one)
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


def _find_copies(held: Sequence[Carriage], quoted: Runs) -> dict[str, Folding]:
    """Article -> into the earlier one that it has most of its words in common with, where that is enough.

    Articles come the oldest first; of each run of words only the first few that had it are remembered.
    """
    runs = [np.setdiff1d(one.runs, quoted, assume_unique=True) for one in held]
    sizes = np.array([len(own) for own in runs])
    later, earlier, common = _count_common(runs)
    shares = common / np.minimum(sizes[later], sizes[earlier])
    best: dict[int, tuple[float, str, int]] = {}
    for one, other, share in zip(
        *(found[shares >= COPIED].tolist() for found in (later, earlier, shares)), strict=True
    ):
        best[one] = max(best.get(one, (0.0, "", -1)), (share, held[other].article, other))
    return {held[one].article: _copy(held[one], held[other], share) for one, (share, _, other) in best.items()}


def _count_common(runs: Sequence[Runs]) -> tuple[Places, Places, Places]:
    """Places of two articles, the later first, and how many runs they have in common."""
    sizes = [len(own) for own in runs]
    owners = np.repeat(np.arange(len(runs), dtype=np.int32), sizes)
    every = np.concatenate(runs)
    order = np.argsort(every, kind="stable")  # of each run, who had it in the order of time
    every, owners = every[order], owners[order]
    starts = np.flatnonzero(np.diff(every, prepend=~every[:1]))
    first = np.repeat(starts, np.diff(starts, append=len(every)))
    del every, order
    nth = np.arange(len(owners)) - first
    lots = (np.cumsum(sizes) // RUNS_AT_ONCE).astype(np.int32)  # of each article
    counted = [
        np.unique(_pair_up(np.flatnonzero(lots[owners] == lot), owners, first, nth, len(runs)), return_counts=True)
        for lot in np.unique(lots)
    ]
    found, common = (np.concatenate(parts) for parts in zip(*counted, strict=True))
    return found // len(runs), found % len(runs), common


def _pair_up(some: Places, owners: NDArray[np.int32], first: Places, nth: Places, many: int) -> Places:
    """Each of some runs with the first few who had it before, as later times `many` plus earlier."""
    own, begun, before = owners[some].astype(np.int64) * many, first[some], nth[some]
    behind = [np.flatnonzero(before > place) for place in range(REMEMBERED)]
    return np.concatenate([own[those] + owners[begun[those] + place] for place, those in enumerate(behind)])


def _copy(one: Carriage, other: Carriage, share: float) -> Folding:
    why = f"{share:.0%} of its runs of words are in {other.outlet or other.article}"
    return Folding(article=one.article, into=other.article, reason="copy", why=why)


class _Published:
    """Articles as they come: which publisher's was first."""

    def __init__(self, publisher: Callable[[str], str]) -> None:
        self._publisher = publisher
        self._first: dict[str, Carriage] = {}

    def find(self, one: Carriage) -> Folding | None:
        """Into the first article of its publisher."""
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
