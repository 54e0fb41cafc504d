"""Links -> groups of sayings that are one statement, without a chain of weak links making one group of two.

The rule: two groups become one only where at least `AGREED` of all the pairs between them *that were compared* are
linked as said again (average link). A claim that merely resembles one member of a thread, and was found unlike the
others, stays outside. A person's judgement counts as all pairs; where a person said "none", the groups stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from konon.tracing.link import SAID_AGAIN, Link

AGREED: Final = 0.5

Pair = tuple[str, str]


def group_sayings(links: Sequence[Link], compared: Iterable[Pair]) -> list[list[str]]:
    """Groups of two or more ids, each in order; `compared` are all pairs that were looked at, linked or not."""
    said_again = [link for link in links if link.relation in SAID_AGAIN]
    apart = {pair_of(link.a, link.b) for link in links if link.judged and link.relation not in SAID_AGAIN}
    linked = {pair_of(link.a, link.b) for link in said_again}
    forest = _Forest(linked, {pair_of(*pair) for pair in compared} | linked | apart, apart)
    for link in sorted(said_again, key=lambda one: (one.judged is None, -one.score, one.a, one.b)):
        forest.join(link.a, link.b, sure=link.judged is not None)
    return forest.groups()


def pair_of(a: str, b: str) -> Pair:
    """The pair in one order, whichever was first."""
    return (a, b) if a <= b else (b, a)


class _Forest:
    """Groups that grow: of each two neighbouring ones, how many pairs were compared and how many are linked."""

    def __init__(self, linked: set[Pair], compared: set[Pair], apart: set[Pair]) -> None:
        self.head: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.beside: dict[str, dict[str, list[int]]] = defaultdict(
            dict
        )  # head -> other head -> [linked, compared, apart]
        for a, b in compared:
            counts = [int((a, b) in linked), 1, int((a, b) in apart)]
            self.beside[a][b], self.beside[b][a] = counts, counts

    def join(self, a: str, b: str, *, sure: bool) -> None:
        """Make one group of theirs, where the rule allows it."""
        one, other = self._head(a), self._head(b)
        if one == other:
            return
        linked, compared, apart = self.beside[one].get(other, [1, 1, 0])
        if apart or (not sure and linked < AGREED * compared):
            return
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        self._merge(one, other)

    def groups(self) -> list[list[str]]:
        """Those of two or more."""
        return sorted(sorted(group) for group in self.members.values() if len(group) > 1)

    def _head(self, id: str) -> str:
        if id not in self.head:
            self.head[id], self.members[id] = id, [id]
        return self.head[id]

    def _merge(self, one: str, other: str) -> None:
        for id in self.members.pop(other):
            self.head[id] = one
            self.members[one].append(id)
        self.beside[one].pop(other, None)
        for neighbour, counts in self.beside.pop(other, {}).items():
            if neighbour == one:
                continue
            mine = self.beside[one].get(neighbour, [0, 0, 0])
            both = [x + y for x, y in zip(mine, counts, strict=True)]
            self.beside[one][neighbour] = self.beside[neighbour][one] = both
            self.beside[neighbour].pop(other, None)
