"""People's Judgements over the machine's Links: a judgement outranks any score and can be withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from konon.tracing.grouping import pair_of
from konon.tracing.link import Link
from konon.tracing.pair_labels import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person decided of two sayings, by their ids; times are ISO 8601, UTC."""

    a: str
    b: str
    relation: Relation
    by: str
    at: str
    note: str = ""
    withdrawn: str | None = None
    withdrawn_by: str | None = None


def apply_judgements(links: Iterable[Link], judgements: Iterable[Judgement]) -> tuple[Link, ...]:
    """The links as judged; a judged pair that the machine did not link becomes one, of score 1.

    Of several judgements of one pair the last that was not withdrawn counts. A pair judged "none" stays, so that
    nothing joins it again.
    """
    standing: dict[tuple[str, str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda one: one.at):
        if judgement.withdrawn is None:
            standing[pair_of(judgement.a, judgement.b)] = judgement
    found = []
    for link in links:
        pair = pair_of(link.a, link.b)
        found.append(_judged(link, standing.pop(pair)) if pair in standing else link)
    missing = (Link(a=one.a, b=one.b, relation=one.relation, score=1.0) for one in standing.values())
    return (*found, *(_judged(link, standing[pair_of(link.a, link.b)]) for link in missing))


def _judged(link: Link, judgement: Judgement) -> Link:
    why = f"{judgement.by} judged so on {judgement.at[:10]}" + (f": {judgement.note}" if judgement.note else "")
    return replace(link, relation=judgement.relation, score=1.0, judged=judgement.by, reasons=(why, *link.reasons))
