"""Sayings that have not been traced yet -> their links with those that were, and the threads they join.

A saying is compared with those that were traced before it, once; so adding a page touches the threads that it is linked
with, and no others. The network runs before the transaction that writes, so that nobody waits for it. Where another
program traced something meanwhile, it is looked at again in the transaction: two that link at once miss nothing. Whole
articles' links or none are written, so that a run that was killed leaves nothing half done: what it did not come to is
not in `traced`, and `link_missing` makes it up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import delete, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.key_index import count_up
from konon.ledger.linking_run import LinkingRun
from konon.ledger.opening import Place
from konon.ledger.rows import encodable
from konon.ledger.thread_rows import remake_threads
from konon.ledger.untraced import AT_ONCE, untraced_after, untraced_of
from konon.tracing.lots import LOT_WORKER, Lot, match_lot
from konon.tracing.matching import load_matcher
from konon.workforce import Done, Lost, Workforce, count_cores

MANY: Final = 1_000  # sayings from which on it is worth starting other processes
LOTS: Final = 16  # of a process at a time, for while the next part is prepared; a workforce has no more out


@dataclass(slots=True)
class ClaimLinker:
    """Links the sayings of one ledger."""

    place: Place

    def link_articles(self, articles: Collection[str]) -> int:
        """The current sayings of these articles, by their ids, that were not traced before; how many they were."""
        with self.place.reading() as connection:
            keys = untraced_of(connection, [encodable(one) or "" for one in articles])
        return sum(self._link(in_chunks(keys, AT_ONCE)))

    def link_missing(self, jobs: int | None = 1) -> Iterator[int]:
        """All current sayings that this tracer has not traced; yields how many more it has, after each transaction.

        `jobs`: how many processes compare, where it is more than one while this one looks for what to compare and
        writes; None: as many as there are cores, where many sayings are missing.
        """
        self._forget_older()
        parts = self._missing()
        first = next(parts, [])
        if jobs is None:
            jobs = count_cores() if len(first) >= MANY else 1
        yield from self._link(chain([first] if first else [], parts), jobs)

    def _missing(self) -> Iterator[list[int]]:
        last = 0
        while True:
            with self.place.reading() as connection:
                keys = untraced_after(connection, last)
            if not keys:
                return
            yield keys
            last = keys[-1]

    def _link(self, parts: Iterable[Sequence[int]], jobs: int = 1) -> Iterator[int]:
        run = LinkingRun(self.place)
        with _comparing(jobs) as compare:
            for task, result in compare(run.tasks(parts), is_full=run.is_full):
                if isinstance(task, Done):
                    yield run.finish()
                else:  # what a process that ended had in hand is compared here
                    run.take(match_lot(task, load_matcher()) if isinstance(result, Lost) else result)

    def _forget_older(self) -> None:
        """What another version of the tracer found is found anew; what people judged stays."""
        v, name = schema.traced, load_matcher().name
        older = select(schema.tracers.c.key).where(schema.tracers.c.name != name)
        with self.place.reading() as connection:
            if connection.execute(select(v.c.saying).where(v.c.tracer.in_(older)).limit(1)).first() is None:
                return
        with self.place.writing() as connection:
            for table in (schema.links, schema.thread_sayings, schema.link_keys, v):
                connection.execute(delete(table))
            count_up(connection)
            judged = schema.judged_pairs
            remake_threads(
                connection, {key for row in connection.execute(select(judged.c.a, judged.c.b)) for key in row}
            )


@contextmanager
def _comparing(jobs: int) -> Iterator[Callable[..., Iterator[tuple[Any, Any]]]]:
    """Tasks -> each with its result, in order, as `Workforce.map` gives them."""
    if jobs == 1:
        yield _compare_here
        return
    with Workforce(LOT_WORKER, jobs=jobs, ahead=LOTS) as force:
        yield force.map


def _compare_here(tasks: Iterable[Lot | Done], *, is_full: Callable[[], bool]) -> Iterator[tuple[Lot | Done, Any]]:
    """One after another, so that it never is."""
    return ((one, None if isinstance(one, Done) else match_lot(one, load_matcher())) for one in tasks)
