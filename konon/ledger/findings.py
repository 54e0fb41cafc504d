"""Keys of claims -> Findings: the records as they were read, with what the ledger knows beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from konon import notebook
from konon.ledger import schema
from konon.ledger.correction_rows import Correction, make_correction
from konon.ledger.rows import unpack_spans
from konon.records import (
    Article,
    Attribution,
    Claim,
    Factuality,
    Hedge,
    Related,
    Relay,
    Spans,
    Speaker,
    When,
    claim_words,
)

_KEYS: BindParameter[int] = bindparam("keys", expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a speaker is across pages, and why this name is theirs."""

    id: str
    name: str
    kind: str | None
    country: str | None
    reason: str
    alias: str  # the id of the name as this page has it, which `speakers split` takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """That people said otherwise. `read`: the claim as the reader had it; None where a person added it."""

    read: Claim | None
    wrong: bool  # it is no attribution at all, and not shown by default
    corrections: tuple[Correction, ...]  # that hold for it, the oldest first; of one field the later counts

    @property
    def by(self) -> tuple[str, ...]:
        """Who said so, each once."""
        return tuple(dict.fromkeys(one.by for one in self.corrections))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim of the ledger, as people corrected it.

    `current`: of the newest reader and the article's version that was seen last, and not marked wrong.
    """

    id: str
    saying: str  # the id of the claim whoever reads it, in this version of the article
    claim: Claim
    article: Article
    content: str  # the words said
    version: int  # of the article, from 1
    reader: str
    current: bool
    speaker: Identity | None
    likeness: float | None = None  # to what was asked for by meaning: up to 1
    corrected: Corrected | None = None
    matches: Spans | None = None  # into `content`: its words that were asked for; None where no words were

    def _repr_html_(self) -> str:
        """For a notebook: what was said, by whom, how sure, and where it stands."""
        return notebook.card(self.content, f"{notebook.describe(self.claim)} · {self.id}") + notebook.head(self.article)


class Findings(list[Finding]):
    """A list that a notebook shows as a table."""

    def _repr_html_(self) -> str:
        columns = ("speaker", "content", "how", "outlet", "published", "id")
        rows = (
            (one.speaker.name if one.speaker else None, one.content, notebook.how(one.claim), *_where(one), one.id)
            for one in self
        )
        return notebook.table(columns, rows)


def _where(finding: Finding) -> tuple[str | None, str | None]:
    return finding.article.outlet, finding.article.published


def load_findings(
    connection: Connection, keys: Sequence[int], likeness: Mapping[int, float] | None = None
) -> list[Finding]:
    """In the order of `keys`, of which there are no more than a few hundred; without those erased meanwhile."""
    findings = load_by_key(connection, keys)
    if likeness:
        findings = {key: replace(one, likeness=likeness[key]) for key, one in findings.items()}
    return [findings[key] for key in keys if key in findings]


def load_by_key(connection: Connection, keys: Sequence[int]) -> dict[int, Finding]:
    """The same by their keys, in no order."""
    found = {row.key: row for row in connection.execute(_claims(), {"keys": list(keys)})}
    articles = load_articles(connection, sorted({row.article for row in found.values()}))
    relays = _relays(connection, keys)
    findings = {key: _finding(row, *articles[row.article], relays.get(key, ())) for key, row in found.items()}
    for key, corrected in _corrected(connection, findings).items():
        findings[key] = replace(findings[key], corrected=corrected)
    return findings


@cache
def _claims() -> Select[Any]:
    c, a, t, s, g, r = (
        schema.claims,
        schema.aliases,
        schema.attributions,
        schema.speakers,
        schema.readings,
        schema.readers,
    )
    why, why_speaker = schema.reasons.alias(), schema.reasons.alias()
    return (
        select(
            c,
            t.c.id,
            schema.sayings.c.id.label("saying"),
            t.c.source,
            t.c.cue,
            t.c.content.label("content_spans"),
            a.c.id.label("alias"),
            a.c.name.label("written"),
            a.c.kind.label("written_kind"),
            a.c.role,
            a.c.affiliation,
            a.c.country.label("written_country"),
            why.c.name.label("why"),
            why_speaker.c.name.label("identity_reason"),
            s.c.id.label("speaker_id"),
            s.c.name.label("speaker_name"),
            s.c.kind,
            s.c.country,
            r.c.name.label("reader"),
        )
        .join(t, t.c.key == c.c.attribution)
        .join(schema.sayings, schema.sayings.c.key == t.c.saying)
        .join(g, g.c.key == c.c.reading)
        .join(r, r.c.key == g.c.reader)
        .join(why, why.c.key == c.c.reason)
        .outerjoin(a, a.c.key == c.c.speaker)
        .outerjoin(why_speaker, why_speaker.c.key == a.c.reason)
        .outerjoin(s, s.c.key == a.c.speaker)
        .where(c.c.key.in_(_KEYS))
    )


def load_articles(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[Article, int]]:
    """Key -> the article and its version."""
    found = connection.execute(_articles_by_key(), {"keys": list(keys)})
    return {row.key: (make_article(row), row.version) for row in found}


@cache
def _articles_by_key() -> Select[Any]:
    t, o = schema.articles, schema.outlets
    return select(t, o.c.name.label("outlet_name")).outerjoin(o, o.c.key == t.c.outlet).where(t.c.key.in_(_KEYS))


def make_article(row: Any) -> Article:
    """The record from a row of `articles` with its `outlet_name`."""
    names = ("id", "text", "url", "path", "title", "section", "byline", "dateline", "published", "lang")
    return Article(
        **{name: getattr(row, name) for name in names},
        body=unpack_spans(row.body),
        outlet=row.outlet_name,
        untested=bool(row.untested),
        related=tuple(Related(title=title, url=url) for title, url in json.loads(row.related)),
    )


def _relays(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[Relay, ...]]:
    found: dict[int, tuple[Relay, ...]] = {}
    for row in connection.execute(_relays_of(), {"keys": list(keys)}):
        relay = Relay(name=row.name, spans=unpack_spans(row.spans), reason=row.why)
        found[row.claim] = (*found.get(row.claim, ()), relay)
    return found


@cache
def _relays_of() -> Select[Any]:
    r, why = schema.relays, schema.reasons
    asked = select(r, why.c.name.label("why")).join(why, why.c.key == r.c.reason)
    return asked.where(r.c.claim.in_(_KEYS)).order_by(r.c.claim, r.c.place)


def _finding(row: Any, article: Article, version: int, relays: tuple[Relay, ...]) -> Finding:
    attribution = Attribution(
        id=row.id,
        source=unpack_spans(row.source),
        cue=unpack_spans(row.cue),
        content=unpack_spans(row.content_spans),
        quotation=row.quotation,
        confidence=row.confidence,
    )
    claim = Claim(
        attribution=attribution,
        speaker=_speaker(row),
        factuality=_factuality(row),
        relays=relays,
        said=_when(row.said),
        words=claim_words(article.text, attribution),
    )
    return Finding(
        id=row.id,
        saying=row.saying,
        claim=claim,
        article=article,
        content=row.content,
        version=version,
        reader=row.reader,
        current=bool(row.current),
        speaker=_identity(row),
    )


def _speaker(row: Any) -> Speaker:
    return Speaker(
        name=row.written,
        reason=row.speaker_reason,
        id=row.speaker_id,
        kind=row.written_kind,
        role=row.role,
        affiliation=row.affiliation,
        country=row.written_country,
        confidence=row.speaker_confidence,
        span=_span(json.loads(row.speaker_span)) if row.speaker_span else None,
    )


def _identity(row: Any) -> Identity | None:
    if row.speaker_id is None:
        return None
    return Identity(
        id=row.speaker_id,
        name=row.speaker_name,
        kind=row.kind,
        country=row.country or row.written_country,
        reason=row.identity_reason,
        alias=row.alias,
    )


def _factuality(row: Any) -> Factuality:
    hedges = json.loads(row.hedges) if row.hedges else ()
    return Factuality(
        certainty=row.certainty,
        polarity=row.polarity,
        act=row.act,
        reason=row.why,
        hedges=tuple(Hedge(words=tuple((s, e) for s, e in words), owner=owner) for words, owner in hedges),
    )


def _when(packed: str | None) -> When | None:
    if not packed:
        return None
    text, start, end, span, reason = json.loads(packed)
    return When(text=text, start=start, end=end, span=_span(span), reason=reason)


def _corrected(connection: Connection, findings: Mapping[int, Finding]) -> dict[int, Corrected]:
    rows = connection.execute(_as_read(), {"keys": list(findings)}).all()
    if not rows:
        return {}
    held = {row.claim: json.loads(row.corrections) for row in rows}
    n = schema.corrections
    made = connection.execute(select(n).where(n.c.key.in_({key for keys in held.values() for key in keys})))
    corrections = {row.key: make_correction(row) for row in made}
    return {
        row.claim: Corrected(
            read=None if findings[row.claim].reader == schema.PERSON else _read(findings[row.claim].claim, row),
            wrong=bool(row.wrong),
            corrections=tuple(corrections[key] for key in held[row.claim] if key in corrections),
        )
        for row in rows
    }


@cache
def _as_read() -> Select[Any]:
    w, a, s = schema.as_read, schema.aliases, schema.speakers
    names = ("role", "affiliation")
    return (
        select(
            w,
            a.c.name.label("written"),
            a.c.kind.label("written_kind"),
            *(a.c[name] for name in names),
            a.c.country.label("written_country"),
            s.c.id.label("speaker_id"),
            schema.reasons.c.name.label("why"),
        )
        .join(schema.reasons, schema.reasons.c.key == w.c.reason)
        .outerjoin(a, a.c.key == w.c.speaker)
        .outerjoin(s, s.c.key == a.c.speaker)
        .where(w.c.claim.in_(_KEYS))
    )


def _read(claim: Claim, row: Any) -> Claim:
    judged = replace(claim.factuality, certainty=row.certainty, polarity=row.polarity, act=row.act, reason=row.why)
    relays = tuple(
        Relay(name=name, spans=tuple((start, end) for start, end in spans), reason=why)
        for name, spans, why in json.loads(row.relays)
    )
    return replace(claim, speaker=_speaker(row), factuality=judged, relays=relays)


def _span(pair: Sequence[int] | None) -> tuple[int, int] | None:
    return (pair[0], pair[1]) if pair else None
