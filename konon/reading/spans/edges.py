"""What the network found -> the same with edges that a form settles: agents of passives, handles, clauses, dates.

Each rule moves an edge over words that the network has only seldom met; it makes no attribution and drops none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, reduce
from typing import Final, NamedTuple

from konon.reading.relays.mentions import given_to
from konon.reading.spans.decoding import Extraction
from konon.reading.spans.windows import CLITIC
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import overlaps

LONGEST: Final = 90  # code points of a clause between a cue and what is said
TOPIC: Final = 4  # words and marks before a quotation that are no statement of their own
GAP: Final = 6  # code points between a cue in the passive and the name of who acts
NAME: Final = rf"[{CAPITALS}][\w’'-]*(?:[.&]\w+)*(?:\s+(?:of\s+|dan\s+|and\s+)?[{CAPITALS}][\w’'-]*)*"
TICKER: Final = re.compile(r"\s*\([A-Z0-9]{1,6}\.[A-Z]{1,3}\)?$")
LISTED: Final = re.compile(rf"(?P<name>[{CAPITALS}][\w’'-]*(?:\.\w+)*(?:\s[{CAPITALS}][\w’'-]*(?:\.\w+)*)*)\s*\($")
MAIN: Final = re.compile(r"[^,;:“”\"\n]*[^\s,.;:!?“”\"]")  # a clause up to its comma
HANDLE: Final = re.compile(r"\s*(?P<handle>@\w[\w.]*\w)")


class _Edges(NamedTuple):
    """The patterns of one language."""

    agent: re.Pattern[str]  # `by the Board`, behind a cue in the passive
    clause: re.Pattern[str]  # between a cue and the rest of what is said: `since the day it closed, `, `since the day `
    opened: re.Pattern[str]  # nothing but such a clause, without its comma: `the day before he left`
    dated: re.Pattern[str]  # nothing but a date: `At the end of May last year`


@cache
def _words(lang: str) -> _Edges:
    words = load_words(lang)
    dates = words.dates
    times = any_of([*dates.months, *dates.weekdays, *dates.last, *dates.next, *dates.this, *dates.units, *dates.parts])
    small = any_of([*dates.in_day, *dates.in_month, *dates.in_year, *words.segment.dated])
    opens, times_of = any_of(words.segment.clauses), any_of(words.segment.clause_times)
    opening = rf"(?i:{opens}|(?:(?:{opens})\s+)?the\s+(?:{times_of}))"
    return _Edges(
        agent=re.compile(rf"\s+(?i:{any_of(words.segment.agents)})\s+(?P<agent>(?:(?:the|an?)\s+)?{NAME})(?=\s+[a-z])"),
        clause=re.compile(rf"\s+(?P<clause>{opening}(?:\s[^.;:“”\"\n]+,)?)\s+"),
        opened=re.compile(rf"(?i:(?:the\s+(?:{times_of})\s+)?(?:{opens}))\s[^.,;:“”\"\n]+"),
        dated=re.compile(rf"(?i:{small})(?:\s+(?:{small}|(?i:{times})|\d+))*\s+(?:(?i:{times})|\d+)"),
    )


def settle_edges(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found` in the same order."""
    return [reduce(lambda known, rule: rule(passage, known), _RULES, one) for one in found]


def _name_agent(passage: Passage, one: Extraction) -> Extraction:
    """`[expected] by the Board to ...`, `[diakui]nya sulit`: who acts stands behind the cue and is no content."""
    if one.source or not one.cue:
        return one
    text, end = passage.text, one.cue[-1][1]
    at = next((k for k, (start, _) in enumerate(one.content) if 0 <= start - end <= GAP), None)
    if at is None:
        return one
    start, stop = one.content[at]
    agent = _words(passage.lang).agent.match(text, end, stop)
    source = agent.span("agent") if agent else (start, start + len(CLITIC))
    passive = text.startswith(passage.words.facts.table.passive_prefixes, one.cue[0][0])
    if not agent and not (passive and start == end and text[slice(*source)] == CLITIC):
        return one
    rest = source[1] + len(text[source[1] : stop]) - len(text[source[1] : stop].lstrip(" ,"))
    left = ((rest, stop),) if rest < stop else ()
    content = (*one.content[:at], *left, *one.content[at + 1 :])
    return replace(one, source=(source,), content=content) if content else one


def _name_account(passage: Passage, one: Extraction) -> Extraction:
    """`pengguna akun [@x]`: the handle is what names an account, and who is named beside it has it."""
    if not (one.source or one.cue):
        return one
    start, end = one.source[-1] if one.source else (one.cue[-1][1], one.cue[-1][1])
    handle = HANDLE.search(passage.text, start, end + LONGEST)
    if handle is None or handle.start() > end:
        return one
    named = passage.text[start : handle.start()].strip()
    bare = not named or named.casefold() in passage.words.segment.accounts
    return replace(one, source=(*one.source[:-1], (handle.start("handle") if bare else start, handle.end())))


def _leave_ticker(passage: Passage, one: Extraction) -> Extraction:
    """`Norvane.com Inc (NRVN.O)`: under which sign a firm is traded is no part of its name."""
    if len(one.source) != 1:
        return one
    (start, end), text = one.source[0], passage.text
    if text[start - 1 : start] == "(" and TICKER.match(text[start - 1 : end]):
        firm = LISTED.search(text[max(0, start - LONGEST) : start])
        return (
            replace(one, source=((start - len(firm.group()), start - len(firm.group()) + len(firm["name"])),))
            if firm
            else one
        )
    ticker = TICKER.search(text[start:end])
    return replace(one, source=((start, start + ticker.start()),)) if ticker and ticker.start() else one


def _take_clause(passage: Passage, one: Extraction) -> Extraction:
    """`said [since the day it closed, shops had lost half]`: a clause between cue and content is what was said too."""
    if not one.cue or not one.content or not 0 < one.content[0][0] - one.cue[-1][1] < LONGEST:
        return one
    start, end = one.cue[-1][1], one.content[0][0]
    clause = _words(passage.lang).clause.fullmatch(passage.text, start, end)
    if clause is None or overlaps(one.source, (start, end)):
        return one
    return replace(one, content=((clause.start("clause"), one.content[0][1]), *one.content[1:]))


def _finish_clause(passage: Passage, one: Extraction) -> Extraction:
    """`said [the day before he left], she came`: such a clause says nothing without the one that it belongs to."""
    if len(one.content) != 1 or not one.cue:
        return one
    (start, end), text = one.content[0], passage.text
    behind = one.cue[-1][1] < start and not text[one.cue[-1][1] : start].strip()
    if not behind or not text.startswith(", ", end) or not _words(passage.lang).opened.fullmatch(text, start, end):
        return one
    stop = next((last for first, last in passage.sentences(start, len(text)) if first <= start < last), end)
    main = MAIN.match(text, end + 2, stop)
    return replace(one, content=((start, main.end()),)) if main else one


def _leave_date(passage: Passage, one: Extraction) -> Extraction:
    """`At the end of May last year, a note said [...]`: when it was said is no content."""
    ahead = bool(one.source and one.content[1:]) and all(
        one.content[0][1] <= start < one.content[1][0] for start, _ in one.cue
    )
    if not ahead or not _words(passage.lang).dated.fullmatch(passage.text, *one.content[0]):
        return one
    return replace(one, content=one.content[1:])


def _leave_topic(passage: Passage, one: Extraction) -> Extraction:
    """`was blunt about the hose. "[It was cut.]"`: what somebody speaks about is no content where his words follow."""
    if len(one.content) != 1 or not one.cue:
        return one
    (start, end), text = one.content[0], passage.text
    at = bisect_left(passage.quotations, (end, end)) - 1
    quoted, closed = passage.quotations[at] if at >= 0 else (start, start)
    if not start < quoted < end <= closed + 1 or not any(stop < quoted for _, stop in passage.sentences(start, end)):
        return one
    about = text[slice(*one.cue[-1])].casefold().split()[-1] in passage.words.segment.topics
    return replace(one, content=((quoted, end),)) if about or len(text[start:quoted].split()) <= TOPIC else one


def _leave_outlet(passage: Passage, one: Extraction) -> Extraction:
    """`confirmed [the sale] to the Harle Herald`: to whom a thing is told is no part of it."""
    if not one.cue or not one.content or one.content[-1][0] < one.cue[0][0]:
        return one
    start, end = one.content[-1]
    outlet = given_to(passage, one.cue[0][0], end + LONGEST)
    if outlet is None or not start < outlet.start < end <= outlet.span[1]:
        return one
    return replace(one, content=(*one.content[:-1], (start, outlet.start - 1)))


_RULES: Final[tuple[Callable[[Passage, Extraction], Extraction], ...]] = (
    _name_agent,
    _name_account,
    _leave_ticker,
    _take_clause,
    _finish_clause,
    _leave_date,
    _leave_topic,
    _leave_outlet,
)
