"""Alerts of a ledger -> their hits, each once: claims that a search finds, new sources, denials, lost hedges, edits.

What is there when an alert is added is no hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from konon.errors import ErasedError, UsageError
from konon.ledger import Finding, Ledger, Query
from konon.ledger.alert_rows import Alert, AlertKind, Hit
from konon.ledger.filters import filters_of
from konon.records import hash_id
from konon.tracing.steps import make_steps
from konon.tracing.threads import Thread
from konon.watching.clocks import Clock, later, read_stamp, stamp
from konon.watching.edits import Edit, find_edits
from konon.watching.sameness import fold
from konon.watching.watch_options import DAY

ALL = "all"
HEDGE_LOST = "hedge lost"
LATE = 7 * DAY  # after which an edit that was seen is in the ledger
OF_A_CLAIM: tuple[AlertKind, ...] = ("source", "denial", "hedge")
Found = tuple[list[Hit], dict[str, Any]]  # hits, and what was seen


def make_alert(ledger: Ledger, kind: AlertKind, asked: dict[str, Any], clock: Clock) -> int:
    """The number of a new alert. UsageError where what it asks for cannot be, or is asked already."""
    of = asked.get("of", "")
    if kind in OF_A_CLAIM and of != ALL:
        asked = {"of": ledger.show(of).saying}  # the whole id, of which a part may have been given
    elif kind == "edit" and of != ALL:
        next(iter(ledger.histories(of)))  # there is such a page
    if kind in ("source", "denial") and of == ALL:
        raise UsageError("is of one statement", name=kind, remedy="give a claim's id")
    at = stamp(clock.now())
    probe = Alert(key=0, kind=kind, asked=asked, added=at, seen={})
    _, seen = _FINDERS[kind](ledger, probe, at)
    return ledger.alerts.add(kind, asked, seen, at)


def run_alert(ledger: Ledger, alert: Alert, at: str) -> int:
    """Look what is new; how many hits were written, all of the time `at`, by which they are told together."""
    hits, seen = _FINDERS[alert.kind](ledger, alert, at)
    return ledger.alerts.put(alert, hits, seen)


def _hit(alert: Alert, at: str, why: str, *parts: object, article: str | None, claim: str | None) -> Hit:
    id_ = hash_id("hit", alert.key, *parts)
    return Hit(alert=alert.key, id=id_, at=at, article=article, claim=claim, why=why)


def _search(ledger: Ledger, alert: Alert, at: str) -> Found:
    query = make_query(alert.asked)  # also where nothing is asked yet, so that a wrong filter is told
    last = ledger.alerts.last_claim()
    if not alert.seen:
        next(iter(ledger.find(query)), None)
        return [], {"claim": last}
    seen = int(alert.seen["claim"])
    hits = []
    for one in ledger.find(Query(**{**_values(query), "limit": None, "as_added": True, "after": seen})):
        if not ledger.alerts.said_before(one.article.id, one.content, seen):
            said = (one.article.id, fold(one.content))
            hits.append(_hit(alert, at, "found", *said, article=one.article.id, claim=one.saying))
    return hits, {"claim": last}


def make_query(asked: dict[str, Any]) -> Query:
    """The search of an alert."""
    return Query(words=asked.get("words", ""), **{name: value for name, value in asked.items() if name != "words"})


def _values(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in Query.__slots__}


def asked_of(words: str, filters: dict[str, Any]) -> dict[str, Any]:
    """What an alert keeps of a search: what narrows it."""
    names = {one.name for one in filters_of(Query)}
    return {"words": words} | {name: value for name, value in filters.items() if name in names and value}


def _thread(ledger: Ledger, alert: Alert) -> Thread | None:
    try:
        return ledger.trace(alert.asked["of"])
    except ErasedError:
        return None


def _sources(ledger: Ledger, alert: Alert, at: str) -> Found:
    """Independent sources none of whose articles was in the statement before."""
    thread = _thread(ledger, alert)
    if thread is None:
        return [], alert.seen
    now = {"articles": sorted({one.article for one in thread.sayings}), "independent": thread.independent}
    known = set(alert.seen.get("articles", now["articles"]))
    more = thread.independent > int(alert.seen.get("independent", thread.independent))
    said = {one.article: one.id for one in reversed(thread.sayings)}
    fresh = [group[0] for group in thread.sources if group and not known & set(group)] if more else []
    hits = [_hit(alert, at, "a new independent source", one, article=one, claim=said.get(one)) for one in fresh]
    return hits, now


def _denials(ledger: Ledger, alert: Alert, at: str) -> Found:
    thread = _thread(ledger, alert)
    if thread is None:
        return [], alert.seen
    own = {saying.id for saying in thread.sayings}
    against = [one.b if one.a.saying in own else one.a for one in ledger.disputing(thread)]
    return _not_seen(alert, at, "somebody denies it", against)


def _not_seen(alert: Alert, at: str, why: str, found: list[Finding]) -> Found:
    """By what is said in which article, so that a page read again is no hit."""
    told = {hash_id(one.article.id, fold(one.content)): one for one in found}
    known = set(alert.seen.get("known", told))
    hits = [
        _hit(alert, at, why, key, article=one.article.id, claim=one.saying)
        for key, one in told.items()
        if key not in known
    ]
    return hits, {"known": sorted(known | set(told))}


def _hedges(ledger: Ledger, alert: Alert, at: str) -> Found:
    """In the statement, from article to article; or on any page, where it was edited."""
    if alert.asked["of"] == ALL:
        return _edited(ledger, alert, at, lambda edit: HEDGE_LOST in edit.labels, HEDGE_LOST)
    thread = _thread(ledger, alert)
    if thread is None:
        return [], alert.seen
    lost = [step.article for step in make_steps(thread) if HEDGE_LOST in {change.label for change in step.changes}]
    said = {one.article: one.id for one in reversed(thread.sayings)}
    known = set(alert.seen.get("known", lost))
    hits = [
        _hit(alert, at, HEDGE_LOST, one, article=one, claim=said.get(one))
        for one in dict.fromkeys(lost)
        if one not in known
    ]
    return hits, {"known": sorted(known | set(lost))}


def _edits(ledger: Ledger, alert: Alert, at: str) -> Found:
    return _edited(ledger, alert, at, lambda edit: True, "edited")


def _edited(ledger: Ledger, alert: Alert, at: str, wanted: Callable[[Edit], bool], why: str) -> Found:
    if not alert.seen:
        return [], {"since": at}
    of = None if alert.asked["of"] == ALL else alert.asked["of"]
    try:
        found = list(find_edits(ledger, of, since=alert.seen["since"]))
    except ErasedError:
        return [], alert.seen
    # What was fetched before a run may be written after it; what was hit is not hit twice.
    since = max(alert.added, later(read_stamp(at), -LATE))
    return [_edit_hit(alert, at, one, why) for one in found if wanted(one)], {"since": since}


def _edit_hit(alert: Alert, at: str, edit: Edit, why: str) -> Hit:
    claim = next((one.after or one.before for one in edit.claims if why in one.labels), None)
    claim = claim or next((one.after for one in edit.claims if one.after), None)
    told = why if why == HEDGE_LOST else ", ".join(edit.labels)
    parts = (edit.article.id, edit.at, edit.before.held.version, edit.after.held.version, edit.article.title)
    return _hit(alert, at, told[:40], *parts, article=edit.article.id, claim=claim.saying if claim else None)


_FINDERS: dict[AlertKind, Callable[[Ledger, Alert, str], Found]] = {
    "search": _search,
    "source": _sources,
    "denial": _denials,
    "hedge": _hedges,
    "edit": _edits,
}


def words_of_alert(alert: Alert) -> str:
    """As a person calls it."""
    if alert.kind == "search":
        filters = [f"{name} {value}" for name, value in alert.asked.items() if name != "words"]
        return ", ".join([f"“{alert.asked['words']}”"] * bool(alert.asked["words"]) + filters) or "every claim"
    of = alert.asked["of"]
    names = {"source": "a new source of", "denial": "a denial of", "hedge": "a hedge lost in", "edit": "an edit of"}
    return f"{names[alert.kind]} {'any page' if of == ALL else of}"


def each_alert(ledger: Ledger) -> Iterator[Alert]:
    """In the order of adding."""
    yield from ledger.alerts.all()
