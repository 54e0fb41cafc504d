"""An id or a question -> threads, links and disputes as people judged them; and what people judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, func, select

from konon.errors import MissingError, UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding
from konon.ledger.fulltext import is_among
from konon.ledger.judging import (
    Pair,
    find_speakers_for,
    find_standing,
    load_judgements,
    put_judgement,
    withdraw_judgement,
)
from konon.ledger.link_rows import LinkFinding, find_pairs, judged_links, read_links, read_pairs
from konon.ledger.narrowing import find_newest_disputes
from konon.ledger.opening import Place
from konon.ledger.queries import Query
from konon.ledger.thread_rows import members_of, remake_threads, threads_of
from konon.ledger.traced_sayings import HeldArticles, ids_of, keys_of, load_speaking, publisher_ids, saying_of
from konon.ledger.visits import now
from konon.tracing.carriage import Carriage
from konon.tracing.judgements import Judgement
from konon.tracing.link import DISPUTES, SAID_AGAIN, Link
from konon.tracing.pair_labels import Relation
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread, make_thread

AT_ONCE: Final = 500  # links, or claims of a question, looked at together
TracedThread = tuple[Thread, dict[str, Finding]]  # with the claims that speak for its sayings, by their ids
SHOWN: Final = frozenset({*SAID_AGAIN, *DISPUTES, "echoes"})


class Following:
    """What tracing found in one ledger. `find`: a question -> keys of claims in the order of search."""

    def __init__(self, place: Place, find: Callable[[Query], Sequence[int]]) -> None:
        self._place, self._find = place, find
        self.made = MadeThreads()

    def trace(self, sayings: Sequence[int]) -> TracedThread:
        """The thread of these sayings, by their keys, or of what speaks for them now; alone where it is in none."""
        with self._place.reading() as connection:
            family = sorted(find_speakers_for(connection, sayings))
            threads = threads_of(connection, [*sayings, *family])
            own = next((threads[key] for key in (*sayings, *family) if key in threads), None)
            if own is not None and (found := load_threads(connection, [own], self.made).get(own)):
                return found
            alone = load_speaking(connection, family, current=True) or load_speaking(connection, sayings)
            one = dict(list(alone.items())[:1])
            if not one:
                raise MissingError("was erased just now", name="this claim", remedy="look for it by its words")
            return _make_thread(connection, one), {finding.saying: finding for finding in one.values()}

    def threads(self, query: Query) -> Iterator[Thread]:
        """Those with a claim that the question finds, in the order of these claims; `limit` counts threads."""
        seen: set[int] = set()
        for some in in_chunks(self._find(replace(query, limit=None)), AT_ONCE):
            with self._place.reading() as connection:
                of = threads_of(connection, _sayings_of(connection, some))
                fresh = [thread for thread in dict.fromkeys(of.values()) if thread not in seen]
            seen.update(fresh)
            for thread in fresh:
                with self._place.reading() as connection:
                    found = load_thread(connection, members_of(connection, [thread]).get(thread, []))
                if found and len(found.sayings) > 1:
                    yield found

    def links(self, query: Query, relations: Collection[str] = SHOWN) -> Iterator[LinkFinding]:
        """Of these relations, one of whose claims the question finds; all of them where it asks for nothing.

        Pairs that a person judged unrelated are among them, unless disputes alone are asked for.
        """
        shown = frozenset(relations)
        narrowed = replace(query, limit=None) != Query(limit=None, history=query.history)
        for pairs in self._narrowed_pairs(query) if narrowed else self._all_pairs(shown):
            yield from self._load(pairs, shown, current=not query.history)

    def disputing(self, sayings: Collection[str]) -> list[LinkFinding]:
        """The links that dispute any of these sayings, by their ids."""
        with self._place.reading() as connection:
            keys = list(keys_of(connection, sayings).values())
            pairs = {(row.a, row.b) for row in read_links(connection, keys) if row.relation in DISPUTES}
            pairs |= set(find_standing(connection, keys))
        return list(self._load(sorted(pairs), frozenset(DISPUTES), current=True))

    def newest_disputes(self, query: Query, most: int) -> list[LinkFinding]:
        """At most so many links that dispute, one of whose claims the question finds; those added last."""
        with self._place.reading() as connection:
            pairs = find_newest_disputes(connection, query, most)
        return list(self._load(sorted(pairs), frozenset(DISPUTES), current=True))

    def _all_pairs(self, relations: frozenset[str]) -> Iterator[list[Pair]]:
        last = (0, 0)
        while True:
            with self._place.reading() as connection:
                pairs = find_pairs(connection, relations=relations, after=last, limit=AT_ONCE)
            if not pairs:
                return
            yield pairs
            last = pairs[-1]

    def _narrowed_pairs(self, query: Query) -> Iterator[list[Pair]]:
        seen: set[Pair] = set()
        for some in in_chunks(self._find(replace(query, limit=None)), AT_ONCE):
            with self._place.reading() as connection:
                sayings = _sayings_of(connection, some)
                found = {(row.a, row.b) for row in read_links(connection, sayings)}
                found |= set(find_standing(connection, sayings))
            yield sorted(found - seen)
            seen |= found

    def _load(self, pairs: Sequence[Pair], shown: frozenset[str], *, current: bool) -> Iterator[LinkFinding]:
        with self._place.reading() as connection:
            keys = {key for pair in pairs for key in pair}
            findings = load_speaking(connection, keys, current=current)
            ids, wanted = ids_of(connection, findings), {frozenset(pair) for pair in pairs}
            rows = [row for row in read_pairs(connection, pairs) if row.a in ids and row.b in ids]
            by_id = {ids[key]: key for key in ids}
            links = [
                link
                for link in judged_links(connection, rows, ids, keys)
                if frozenset((by_id[link.a], by_id[link.b])) in wanted
            ]
        for link in links:
            if link.relation in shown or (link.judged and shown == SHOWN):
                yield LinkFinding(link=link, a=findings[by_id[link.a]], b=findings[by_id[link.b]])

    def judge(self, a: Sequence[int], b: Sequence[int], given: Judgement) -> Judgement:
        """Record it of two sayings (keys, with their ids in `given`), and let their threads follow it."""
        if set(a) & set(b):
            raise UsageError("both are one claim", name=given.a, remedy="give two")
        with self._place.writing() as connection:
            made = replace(given, at=now())
            pairs = put_judgement(connection, a, b, made)
            remake_threads(connection, {key for pair in pairs for key in pair})
        return made

    def withdraw(self, a: str, b: str, by: str) -> Judgement:
        """The last judgement that stands of these two, by their ids; the threads go back to what they would be."""
        with self._place.writing() as connection:
            withdrawn, pairs = withdraw_judgement(connection, a, b, by)
            remake_threads(connection, {key for pair in pairs for key in pair})
        return withdrawn

    def judgements(self) -> list[Judgement]:
        """All that were ever made, the oldest first."""
        with self._place.reading() as connection:
            return load_judgements(connection)


def load_thread(connection: Connection, members: Sequence[int]) -> Thread | None:
    """Of the members that a current claim speaks for; None where none is left."""
    findings = load_speaking(connection, members, current=True)
    return _make_thread(connection, findings) if findings else None


class MadeThreads:
    """The threads that were made last, so that a list that is turned need not fold the same articles anew.

    A thread is found by all that it is made of; whatever changes in that, it is made again. Any thread may ask.
    """

    def __init__(self, most: int = 400) -> None:
        self._most, self._lock = most, Lock()
        self._held: dict[int, Thread] = {}

    def get(self, key: int) -> Thread | None:
        """None where it was not made, or long ago."""
        with self._lock:
            found = self._held.pop(key, None)
            if found is not None:
                self._held[key] = found  # the last one that is forgotten
            return found

    def put(self, key: int, thread: Thread) -> None:
        """The one that was asked for least lately makes room."""
        with self._lock:
            self._held[key] = thread
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]


def load_threads(connection: Connection, threads: Collection[int], made: MadeThreads) -> dict[int, TracedThread]:
    """Key of a thread -> it, with the claims that speak for its sayings; all by one round of questions."""
    members = members_of(connection, threads)
    speaking = load_speaking(connection, [key for keys in members.values() for key in keys], current=True)
    groups = {
        thread: group
        for thread, keys in members.items()
        if (group := {key: speaking[key] for key in keys if key in speaking})
    }
    links = _links_within(connection, speaking)
    known = _known_outlets(connection)
    told = {thread: _told(group, links) for thread, group in groups.items()}
    keys = {thread: hash((known, *told[thread])) for thread in groups}
    found = {thread: one for thread in groups if (one := made.get(keys[thread]))}
    fresh = [thread for thread in groups if thread not in found]
    for thread, one in zip(fresh, _make_threads(connection, [groups[t] for t in fresh], links), strict=True):
        made.put(keys[thread], one)
        found[thread] = one
    return {t: (found[t], {finding.saying: finding for finding in group.values()}) for t, group in groups.items()}


def _told(group: dict[int, Finding], links: Sequence[Link]) -> tuple[tuple[Any, ...], ...]:
    """All that a thread of these is made of."""
    ids = {finding.saying for finding in group.values()}
    articles = {finding.article.id: finding.article for finding in group.values()}
    sayings = tuple(map(saying_of, group.values()))
    return sayings, tuple(articles.values()), tuple(link for link in links if link.a in ids and link.b in ids)


def _known_outlets(connection: Connection) -> tuple[int, int]:
    """What changes where a name of an outlet came, or went to another publisher."""
    d, o = schema.outlet_decisions, schema.outlets
    newest = select(select(func.max(d.c.key)).scalar_subquery(), select(func.max(o.c.key)).scalar_subquery())
    row = connection.execute(newest).one()
    return row[0] or 0, row[1] or 0


def _make_thread(connection: Connection, findings: dict[int, Finding]) -> Thread:
    return _make_threads(connection, [findings], _links_within(connection, findings))[0]


def _links_within(connection: Connection, findings: dict[int, Finding]) -> list[Link]:
    """Between these sayings, as people judged them."""
    ids = {key: finding.saying for key, finding in findings.items()}
    rows = [row for row in read_links(connection, ids, within=True) if row.relation in SHOWN]
    return [link for link in judged_links(connection, rows, ids, ids) if link.relation in SHOWN]


def _make_threads(connection: Connection, groups: Sequence[dict[int, Finding]], links: list[Link]) -> list[Thread]:
    """Each of the findings of its sayings."""
    every = [finding for group in groups for finding in group.values()]
    held = HeldArticles(every)
    carriages = {one.article: one for one in held.carriages({finding.article.id for finding in every})}
    ids_by_name = publisher_ids(connection, _outlets_named(held.sayings(), carriages.values()))

    def publisher(name: str) -> str:
        return ids_by_name.get(name, name.casefold())

    sayings = [list(held.sayings([finding.saying for finding in group.values()])) for group in groups]
    return [make_thread(some, links, carriages, publisher) for some in sayings]


def _outlets_named(sayings: Iterable[Saying], carriages: Iterable[Carriage]) -> set[str]:
    """Every name in a thread that may be an outlet's."""
    named = {name for carriage in carriages for name in (carriage.outlet, *carriage.credits) if name}
    for saying in sayings:
        named |= {*saying.relays, *([saying.speaker] if saying.speaker and saying.speaker_kind == "media" else [])}
    return named


def _sayings_of(connection: Connection, claims: Sequence[int]) -> list[int]:
    """In the order of the claims."""
    c, a = schema.claims, schema.attributions
    asked = select(c.c.key, a.c.saying).join(a, a.c.key == c.c.attribution)
    rows = connection.execute(asked.where(is_among(connection, c.c.key, claims)))
    found: dict[int, int] = {row.key: row.saying for row in rows}
    return list(dict.fromkeys(found[key] for key in claims if key in found))


def make_judgement_of(a: str, b: str, relation: Relation, by: str, note: str) -> Judgement:
    """Without its time; UsageError where nobody is named."""
    if not by.strip():
        raise UsageError("a judgement needs a name", remedy="say who judges")
    return Judgement(a=a, b=b, relation=relation, by=" ".join(by.split()), at="", note=" ".join(note.split()))
