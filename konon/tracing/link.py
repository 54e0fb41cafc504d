"""Two sayings -> a Link: a machine's opinion of how they relate, with reasons that a person can check."""

from __future__ import annotations

from dataclasses import dataclass

from konon.tracing.drift import Difference
from konon.tracing.pair_labels import Drift, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`a` and `b` are ids of sayings, the earlier first. Spans of `changes` are into the two articles' texts."""

    a: str
    b: str
    relation: Relation
    score: float  # 0-1
    changes: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    judged: str | None = None  # who decided it, where a person did

    @property
    def drift(self) -> tuple[Drift, ...]:
        """The kinds of the changes, each once, the surest first."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))


SAID_AGAIN: frozenset[Relation] = frozenset({"repeats", "again"})
DISPUTES: frozenset[Relation] = frozenset({"contradicts", "reverses"})
