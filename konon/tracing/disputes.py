"""Links that contradict or take back -> Disputes: who asserts, who denies, and since when; or who turned round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from konon.records import hash_id
from konon.tracing.link import DISPUTES, Link
from konon.tracing.pair_labels import Relation
from konon.tracing.saying import Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of a dispute: a statement and those who say it."""

    sayings: tuple[Saying, ...]  # oldest first
    speakers: tuple[str, ...]  # each once, in the order of time; nobody named is none

    @property
    def since(self) -> str | None:
        """When it was said first, as far as any article is dated."""
        return min((saying.published for saying in self.sayings if saying.published), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two statements of which one denies the other; `reverses`: one speaker said both."""

    id: str
    relation: Relation
    asserts: Party  # of a reversal what was said before
    denies: Party
    links: tuple[Link, ...]  # between them, the surest first

    @property
    def since(self) -> str | None:
        """When the second of the two was first said, so that there was a dispute."""
        days = [party.since for party in (self.asserts, self.denies)]
        return max(day for day in days if day) if all(days) else None


def make_disputes(
    links: Iterable[Link], sayings: Iterable[Saying], statement: Callable[[str], str] = str
) -> list[Dispute]:
    """`statement`: a saying's id -> a key that is the same for all sayings of one thread. The newest dispute first.

    Links between the same two statements are one dispute; a link of which a saying is unknown is left out.
    """
    known = {saying.id: saying for saying in sayings}
    groups: dict[tuple[str, ...], list[Link]] = {}
    for link in links:
        if link.relation in DISPUTES and link.a in known and link.b in known:
            sides = tuple(sorted({statement(link.a), statement(link.b)}))
            if len(sides) == 1:  # a person may join in one thread what the program takes for a dispute
                sides = (link.a, link.b)
            groups.setdefault((link.relation, *sides), []).append(link)
    found = [_dispute(some, known, statement) for some in groups.values()]
    return sorted(found, key=lambda one: (one.since or "", one.id), reverse=True)


def _dispute(links: Sequence[Link], known: dict[str, Saying], statement: Callable[[str], str]) -> Dispute:
    ordered = sorted(links, key=lambda link: (-link.score, link.a, link.b))
    ids = dict.fromkeys(id_ for link in ordered for id_ in (link.a, link.b))
    top = ordered[0]
    ours = {id_ for id_ in ids if statement(id_) == statement(top.a)} - {top.b}
    sides = [_party([known[id_] for id_ in ids if (id_ in ours) is first]) for first in (True, False)]
    if _comes_second(sides[0], sides[1], top.relation):
        sides.reverse()
    return Dispute(
        id=hash_id("dispute", *sorted(ids)),
        relation=top.relation,
        asserts=sides[0],
        denies=sides[1],
        links=tuple(ordered),
    )


def _party(sayings: Iterable[Saying]) -> Party:
    ordered = tuple(sorted(sayings, key=lambda one: (one.published or "9999", one.article, one.place)))
    speakers = tuple(dict.fromkeys(one.speaker for one in ordered if one.speaker))
    return Party(sayings=ordered, speakers=speakers)


def _comes_second(one: Party, other: Party, relation: Relation) -> bool:
    """Whether `one` is the denial; of two that affirm, or of a reversal, the later."""
    denials = [sum(saying.polarity == "negative" for saying in party.sayings) for party in (one, other)]
    shares = [count / max(1, len(party.sayings)) for count, party in zip(denials, (one, other), strict=True)]
    if relation != "reverses" and shares[0] != shares[1]:
        return shares[0] > shares[1]
    return (one.since or "9999") > (other.since or "9999")
