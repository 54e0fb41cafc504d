"""Finding -> one flat row of what the ledger knows of a claim: for JSON, and for tables."""

from __future__ import annotations

from typing import Any

from konon.ledger.correction_rows import Correction
from konon.ledger.findings import Finding
from konon.records import words_of


def finding_row(finding: Finding) -> dict[str, Any]:
    """Spans are code points into the article's text, which `konon show --format json` gives.

    `likeness` is there only where claims were asked for by meaning; `matches`, spans into `content` of the words that
    were asked for, only where some were.
    """
    a, f, claim = finding.claim.attribution, finding.claim.factuality, finding.claim
    row = {
        "id": finding.id,
        "saying": finding.saying,
        "speaker": speaker_row(finding),
        "content": finding.content,
        "quotation": a.quotation,
        "certainty": f.certainty,
        "polarity": f.polarity,
        "act": f.act,
        "relay": [relay.name for relay in claim.relays],
        "said": {"text": claim.said.text, "start": claim.said.start, "end": claim.said.end} if claim.said else None,
        "article": article_row(finding),
        "source_spans": a.source,
        "cue_spans": a.cue,
        "content_spans": a.content,
        "confidence": a.confidence,
        "reader": finding.reader,
        "current": finding.current,
        "corrected": corrected_row(finding),
    }
    if finding.likeness is not None:
        row["likeness"] = round(finding.likeness, 4)
    if finding.matches is not None:
        row["matches"] = finding.matches
    return row


def speaker_row(finding: Finding) -> dict[str, Any]:
    """`name` is the speaker's across pages, `written` what this page has; both null where nobody was resolved."""
    speaker, identity = finding.claim.speaker, finding.speaker
    return {
        "id": identity.id if identity else None,
        "name": identity.name if identity else None,
        "written": speaker.name,
        "kind": (identity.kind if identity else None) or speaker.kind,
        "role": speaker.role,
        "affiliation": speaker.affiliation,
        "country": identity.country if identity else None,
        "reason": speaker.reason,
        "identity_reason": identity.reason if identity else None,
        "alias": identity.alias if identity else None,
        "confidence": speaker.confidence,
    }


def corrected_row(finding: Finding) -> dict[str, Any] | None:
    """None where nobody corrected it. `as_read`: what the reader had said; null where a person added the claim."""
    if (corrected := finding.corrected) is None:
        return None
    read = corrected.read
    return {
        "by": corrected.by,
        "wrong": corrected.wrong,
        "as_read": {
            "speaker": read.speaker.name,
            "relay": [relay.name for relay in read.relays],
            "certainty": read.factuality.certainty,
            "polarity": read.factuality.polarity,
            "act": read.factuality.act,
        }
        if read
        else None,
        "corrections": [correction_row(one) for one in corrected.corrections],
    }


def correction_row(given: Correction) -> dict[str, Any]:
    """What a person said, and when. `missed`: where the words stand that the reader had missed."""
    names = ("id", "saying", "article", "by", "at", "note", "undone", "undone_by")
    missed = given.missed
    spans = {"content": missed.content, "cue": missed.cue, "source": missed.source} if missed else None
    return {name: getattr(given, name) for name in names} | {"fields": dict(given.fields), "missed": spans}


def article_row(finding: Finding) -> dict[str, Any]:
    """Where it stands, without the text."""
    article = finding.article
    names = ("id", "title", "outlet", "url", "path", "published", "lang")
    return {name: getattr(article, name) for name in names} | {"version": finding.version}


def paragraph_of(finding: Finding) -> tuple[int, tuple[int, int]]:
    """The number (from 1) and span of the paragraph in which the claim begins; (0, all) where it is in none."""
    a, article = finding.claim.attribution, finding.article
    spans = sorted(a.content or a.cue or a.source)
    at = spans[0][0] if spans else 0
    for number, (start, end) in enumerate(article.body, 1):
        if start <= at < end:
            return number, (start, end)
    return 0, (0, len(article.text))


COLUMNS = (
    "id", "speaker_id", "speaker", "written", "kind", "role", "affiliation", "country", "content", "quotation",
    "certainty", "polarity", "act", "relay", "source", "cue", "said_start", "said_end", "outlet", "published", "lang",
    "title", "url", "article", "version", "confidence", "reader", "saying", "corrected",
)  # fmt: skip


def flat_row(finding: Finding) -> dict[str, Any]:
    """The same in plain columns: words rather than spans, None for what is not known."""
    claim, article, who = finding.claim, finding.article, speaker_row(finding)
    a, f = claim.attribution, claim.factuality
    values = (
        finding.id,
        who["id"],
        *(who[name] for name in ("name", "written", "kind", "role", "affiliation", "country")),
        finding.content,
        a.quotation,
        f.certainty,
        f.polarity,
        f.act,
        " | ".join(relay.name for relay in claim.relays) or None,
        *(words_of(article.text, spans) or None for spans in (a.source, a.cue)),
        claim.said.start if claim.said else None,
        claim.said.end if claim.said else None,
        *(getattr(article, name) for name in ("outlet", "published", "lang", "title", "url", "id")),
        finding.version,
        a.confidence,
        finding.reader,
        finding.saying,
        " | ".join(finding.corrected.by) if finding.corrected else None,
    )
    return dict(zip(COLUMNS, values, strict=True))
