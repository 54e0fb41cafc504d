"""Links -> groups of sayings that are one statement, without a chain of weak links making one group of two.

The rule: a saying joins a group, and two groups become one, only where at least `AGREED` of the pairs between them that
are known are linked as said again (average link). Known are the pairs that were compared word for word, and those whose
vectors are too far apart for that (`FAR`). A claim that merely resembles one member of a thread, and is unlike the
others, stays outside. Of large groups the `SAMPLE` newest members are looked at, so that the work is bounded.

Where two of them are a copy of one another (`COPIED`), they become one whatever the others are like: a long quotation
stays with its copy though the thread holds parts of it that are unlike one another.

A person's judgement counts as all pairs; where a person said "none", the groups stay apart.

Sayings come in the order in which they were traced, and what was grouped before is not undone by what comes later, but
for a person's judgement: then the groups that it touches are made anew, in the same order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from konon.tracing.link import SAID_AGAIN, Link

AGREED: Final = 0.5
SAMPLE: Final = 30
COPIED: Final = 0.98  # score of a link from which two are the same words by the same speaker
FAR: Final = 0.15  # cosine of two vectors under which nobody looks at the words

Id = TypeVar("Id", int, str)
IdPair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What is known of the pairs between two groups."""

    linked: int = 0  # said again
    unlike: int = 0  # compared and not said again, or too far apart
    copied: bool = False  # some pair is as good as the same words
    joined: bool = False  # by a person
    apart: bool = False  # by a person

    @property
    def agrees(self) -> bool:
        """Whether the two may become one."""
        if self.apart:
            return False
        return self.joined or self.copied or (self.linked > 0 and self.linked >= AGREED * (self.linked + self.unlike))


class Evidence(Protocol):
    """What tells how two groups relate."""

    def between(self, some: Sequence[Any], others: Sequence[Any]) -> Between:
        """Of all members of both, each group in order."""
        ...


class Grouping(Generic[Id]):
    """Groups that grow. `members` are those that are known at the start, by group."""

    def __init__(self, evidence: Evidence, members: Mapping[Id, Sequence[Id]] | None = None) -> None:
        self.evidence = evidence
        self.members: dict[Id, list[Id]] = {head: list(held) for head, held in (members or {}).items()}
        self.head: dict[Id, Id] = {id: head for head, held in self.members.items() for id in held}

    def add(self, id: Id, linked: Iterable[Id]) -> None:
        """A saying, and those before it that it may be one with, the likeliest first."""
        self._start(id)
        for other in linked:
            self._start(other)
            self._join(self.head[id], self.head[other])

    def groups(self) -> list[list[Id]]:
        """Those of two or more, in the order of their first members."""
        return [sorted(held) for _, held in sorted(self.members.items()) if len(held) > 1]

    def _start(self, id: Id) -> None:
        if id not in self.head:
            self.head[id], self.members[id] = id, [id]

    def _join(self, one: Id, other: Id) -> None:
        if one == other:
            return
        few, many = sorted((one, other), key=lambda head: len(self.members[head]))
        if not self.evidence.between(self.members[few], self.members[many]).agrees:
            return
        moved, held = self.members.pop(few), self.members.pop(many)
        for id in moved:
            insort(held, id)
        keeps = held[0]
        for id in moved if keeps == many else held:
            self.head[id] = keeps
        self.members[keeps] = held


class LinkEvidence:
    """By links alone: what was compared and not linked is unlike."""

    def __init__(self, links: Iterable[Link], compared: Iterable[IdPair] = ()) -> None:
        self.beside: dict[str, dict[str, bool]] = defaultdict(dict)
        self.copied: set[IdPair] = set()
        self.judged: dict[IdPair, bool] = {}
        for a, b in compared:
            self.beside[a][b] = self.beside[b][a] = False
        for link in links:
            again = link.relation in SAID_AGAIN
            self.beside[link.a][link.b] = self.beside[link.b][link.a] = again
            if again and link.score >= COPIED:
                self.copied.add(pair_of(link.a, link.b))
            if link.judged:
                self.judged[pair_of(link.a, link.b)] = again

    def between(self, some: Sequence[str], others: Sequence[str]) -> Between:
        """Of all pairs."""
        met = [(a, b) for a in some for b in self.beside[a] if _holds(others, b)]
        told = [self.beside[a][b] for a, b in met]
        judged = [self.judged.get(pair_of(a, b)) for a, b in met]
        linked, copied = sum(told), any(pair_of(a, b) in self.copied for a, b in met)
        unlike = len(told) - linked
        return Between(linked=linked, unlike=unlike, copied=copied, joined=True in judged, apart=False in judged)


def _holds(ordered: Sequence[str], id: str) -> bool:
    place = bisect_left(ordered, id)
    return place < len(ordered) and ordered[place] == id


def group_sayings(links: Sequence[Link], compared: Iterable[IdPair]) -> list[list[str]]:
    """Groups of two or more ids, each in order; `compared` are all pairs that were looked at, linked or not.

    All links being known, the surest are looked at first.
    """
    grouping: Grouping[str] = Grouping(LinkEvidence(links, compared))
    said_again = (link for link in links if link.relation in SAID_AGAIN)
    for link in sorted(said_again, key=lambda one: (one.judged is None, -one.score, one.a, one.b)):
        grouping.add(link.a, [link.b])
    return grouping.groups()


def pair_of(a: str, b: str) -> IdPair:
    """The pair in one order, whichever was first."""
    return (a, b) if a <= b else (b, a)
