"""Readings or Findings -> plain dicts, one a claim, as pandas and polars make tables of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from konon.exports.flat_rows import flat_row
from konon.ledger.findings import Finding
from konon.records import Claim, Failure, Reading, claim_words, words_of

PART = " | "  # between several relays or hedges


def to_rows(found: Iterable[Reading | Failure | Finding] | Reading) -> list[dict[str, Any]]:
    """A row a claim, with words rather than spans and None for what is not known; every row has the same keys.

    What `Ledger.search` gives has its ids of speakers and sayings beside; a Failure has no row.
    """
    rows: list[dict[str, Any]] = []
    for one in [found] if isinstance(found, Reading) else found:
        if isinstance(one, Finding):
            rows.append(flat_row(one))
        elif isinstance(one, Reading):
            rows += [_claim_row(one, claim) for claim in one.claims]
    return rows


def _claim_row(reading: Reading, claim: Claim) -> dict[str, Any]:
    article, a, f = reading.article, claim.attribution, claim.factuality
    words, speaker = claim_words(article.text, a), claim.speaker
    row: dict[str, Any] = {"id": a.id, "speaker": speaker.name}
    row |= {name: getattr(speaker, name) for name in ("kind", "role", "affiliation", "country")}
    row |= {"content": words.content, "quotation": a.quotation, "certainty": f.certainty, "polarity": f.polarity}
    row |= {
        "act": f.act,
        "relay": PART.join(relay.name for relay in claim.relays) or None,
        "source": words.source or None,
        "cue": words.cue or None,
        "hedges": PART.join(words_of(article.text, hedge.words) for hedge in f.hedges) or None,
        "said_start": claim.said.start if claim.said else None,
        "said_end": claim.said.end if claim.said else None,
    }
    row |= {name: getattr(article, name) for name in ("outlet", "published", "lang", "title", "url", "path")}
    return row | {"article": article.id, "confidence": a.confidence, "reader": reading.reader}
