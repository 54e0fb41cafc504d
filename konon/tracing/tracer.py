"""Sayings and carriages -> threads and disputes. The order of the steps of tracing is written here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from konon.tracing.carriage import CarriageSource
from konon.tracing.grouping import group_sayings
from konon.tracing.judgements import Judgement, apply_judgements
from konon.tracing.link import DISPUTES, Link
from konon.tracing.matching import Matched, Matcher, load_matcher
from konon.tracing.saying import SayingSource
from konon.tracing.threads import Thread, make_thread


class Traceable(SayingSource, CarriageSource, Protocol):
    """All that tracing asks of a ledger, or of a stand-in for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What was found; links that a person judged "none" are among the links, so that they can be shown."""

    links: tuple[Link, ...]
    threads: tuple[Thread, ...]

    @property
    def disputes(self) -> tuple[Link, ...]:
        """The links that contradict or take back."""
        return tuple(link for link in self.links if link.relation in DISPUTES)


def trace_sayings(
    source: Traceable,
    judgements: Iterable[Judgement] = (),
    *,
    publisher: Callable[[str], str] = str.casefold,
    matcher: Matcher | None = None,
) -> Traced:
    """Match all sayings of `source`, let people's judgements stand above that, and make the threads."""
    matched = (matcher or load_matcher()).match(source.sayings())
    return thread_links(source, matched, judgements, publisher)


def thread_links(
    source: Traceable, matched: Matched, judgements: Iterable[Judgement], publisher: Callable[[str], str]
) -> Traced:
    """The threads of what was matched before."""
    links = apply_judgements(matched.links, judgements)
    groups = group_sayings(links, matched.compared)
    by_id = {saying.id: saying for saying in source.sayings({id for group in groups for id in group})}
    held = source.carriages({saying.article for saying in by_id.values()})
    carriages = {carriage.article: carriage for carriage in held}
    threads = (make_thread([by_id[id] for id in group], links, carriages, publisher) for group in groups)
    return Traced(links=links, threads=tuple(threads))
