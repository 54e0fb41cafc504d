"""What is due -> looks, one after another: hosts beside one another, each asked one thing at a time.

Asking is done by a thread a host; reading and writing by the caller's own, in the order in which answers come. Every
look is written before the next is taken, so that a run that is killed goes on where it stopped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from konon.errors import KononError, LedgerError, TransientError
from konon.ledger import Ledger
from konon.ledger.watches import Watched, WatchedPage
from konon.pages import FetchOptions
from konon.pages.enquirer import Answer, Enquirer, Enquiry
from konon.pages.hops import LATER
from konon.watching.clocks import Clock, SystemClock, stamp
from konon.watching.page_looks import Look, PageLooks
from konon.watching.source_looks import SourceLooks
from konon.watching.turns import BudgetSpentError, Rest, Turns, host_of
from konon.watching.watch_options import WatchOptions

AT_ONCE = 500  # pages taken from the ledger together
WAITING = 2  # answers that wait to be read: what is asked for anew after a kill


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """`answer` None: it was not asked, for its host rests, or, `late`, for sources are due before its turn comes.

    `fault`: what no other address can be asked for either.
    """

    what: Watched | WatchedPage
    answer: Answer | KononError | None
    late: bool = False
    fault: Exception | None = None


class Rounds:
    """Of one ledger. Use as a context, or close it; a round that ends by an error closes it too."""

    def __init__(
        self,
        ledger: Ledger,
        options: WatchOptions | None = None,
        *,
        fetching: FetchOptions | None = None,
        clock: Clock | None = None,
    ) -> None:
        options, clock = options or WatchOptions(), clock or SystemClock()
        self._ledger, self._clock, self._fetching = ledger, clock, fetching or FetchOptions()
        self._every = options.every
        self._turns = Turns(ledger, options, clock)
        self._enquirer = Enquirer(self._fetching, self._turns.wait, clock.now)
        self._pages = PageLooks(ledger, options, clock)
        self._sources = SourceLooks(ledger, options, clock, self._pages)
        self._typed: set[str] = set()  # hosts of what somebody told us to watch
        self._told: set[str] = set()  # hosts whose rest was reported
        self._late: list[WatchedPage] = []  # not asked yet, though their turn was to come

    def __enter__(self) -> Rounds:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends what is under way at once."""
        self._turns.end()
        self._enquirer.close()

    def run_once(self) -> Iterator[Look]:
        """All that is due now, sources first, then the pages. A page that is due again waits for the next round.

        A host of many pages may take hours. Sources that are due meanwhile, of whatever host, do not wait so long.
        """
        self._turns.begin()
        self._told, self._late = set(), []
        self._typed = {host_of(one.address) for one in self._ledger.watches.watched()}
        after = {True: 0, False: 0}
        yield from self._look_at_sources()
        while pages := self._next_pages(after):
            self._late = []
            yield from self._look(pages)
            yield from self._look_at_sources()

    def _look_at_sources(self) -> Iterator[Look]:
        done: set[int] = set()
        while sources := [one for one in self._ledger.watches.due_sources(self._now()) if one.key not in done]:
            done |= {one.key for one in sources}
            yield from self._look(sources)

    def _next_pages(self, after: dict[bool, int]) -> list[WatchedPage]:
        """What is left, and new pages before all others, so that a host's budget goes to these; `after` moves on."""
        for fresh in (True, False):
            pages = self._ledger.watches.due_pages(
                self._now(), fresh=fresh, without=self._turns.rests, after=after[fresh], limit=AT_ONCE
            )
            if pages:
                after[fresh] = pages[-1].key
                return self._late + pages
        return self._late

    def _look(self, due: Sequence[Watched | WatchedPage]) -> Iterator[Look]:
        by_host: dict[str, list[Watched | WatchedPage]] = {}
        for one in due:
            by_host.setdefault(host_of(one.address), []).append(one)
        answers: queue.Queue[_Answered] = queue.Queue(WAITING)
        ended = threading.Event()
        left, until = len(due), self._clock.ticks() + self._every
        with ThreadPoolExecutor(self._fetching.parallel, thread_name_prefix="watch") as workers:
            try:
                for host, some in by_host.items():
                    workers.submit(self._ask_host, host, some, answers, ended, until)
                while left:
                    yield from self._take(answers.get())
                    left -= 1
            except BaseException:
                ended.set()
                self.close()
                raise

    def _ask_host(
        self,
        host: str,
        due: Sequence[Watched | WatchedPage],
        answers: queue.Queue[_Answered],
        ended: threading.Event,
        until: float,
    ) -> None:
        for one in due:
            try:
                late = self._clock.ticks() >= until
                passed = late or self._is_passed(host, one, ended)
                answered = _Answered(what=one, answer=None if passed else self._ask(host, one), late=late)
            except Exception as fault:
                answered = _Answered(what=one, answer=None, fault=fault)
            _put(answers, answered, ended)

    def _is_passed(self, host: str, one: Watched | WatchedPage, ended: threading.Event) -> bool:
        return host in self._turns.rests or ended.is_set() or not self._ledger.watches.is_wanted(one)

    def _ask(self, host: str, one: Watched | WatchedPage) -> Answer | KononError:
        self._turns.await_turn(host)
        listed = host not in self._typed  # a host that somebody typed may be a private one, no other
        answer = self._enquirer.ask(Enquiry(url=one.address, etag=one.etag, modified=one.modified, listed=listed))
        if isinstance(answer, LedgerError):
            raise answer
        self._heed(host, answer)
        return answer

    def _heed(self, host: str, answer: Answer | KononError) -> None:
        """Let the host rest where it refuses or cannot be reached."""
        if isinstance(answer, BudgetSpentError):
            return
        if isinstance(answer, Answer | TransientError):
            self._turns.note(host, answer if isinstance(answer, Answer) else None)

    def _take(self, one: _Answered) -> Iterator[Look]:
        if one.fault:
            raise one.fault
        if one.late:
            self._late += [one.what] if isinstance(one.what, WatchedPage) else []
            return
        host = host_of(one.what.address)
        rest = self._turns.rests.get(host)
        if rest is not None and (one.answer is None or _is_refusal(one.answer)):
            yield from self._put_off(one, host, rest)
        elif one.answer is None:
            return
        elif isinstance(one.what, Watched):
            yield from self._sources.take(one.what, one.answer)
        else:
            yield self._pages.take(one.what, one.answer)

    def _put_off(self, one: _Answered, host: str, rest: Rest) -> Iterator[Look]:
        """What was asked and refused is due when the host rests no more; what was not asked stays due."""
        if rest.until and one.answer is not None:
            refused = (
                one.answer.why if isinstance(one.answer, KononError) else f"the server answered {one.answer.status}"
            )
            why = f"{refused}; {host} {rest.why}"
            if isinstance(one.what, Watched):
                yield self._sources.put_off(one.what, rest.until, why)
            else:
                yield self._pages.put_off(one.what, rest.until, why)
        elif host not in self._told:
            yield Look(address=host, outcome="later", why=rest.why)
        self._told.add(host)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _is_refusal(answer: Answer | KononError | None) -> bool:
    return isinstance(answer, TransientError) or (isinstance(answer, Answer) and answer.status in LATER)


def _put(answers: queue.Queue[_Answered], one: _Answered, ended: threading.Event) -> None:
    """Hand it over, unless nobody takes any more."""
    while not ended.is_set():
        try:
            answers.put(one, timeout=0.2)
            return
        except queue.Full:
            continue
