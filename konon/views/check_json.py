"""CheckedQuote -> one JSON object: for the command line, assistants and the web alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from konon.records import words_of
from konon.tracing.quote_verdict import CheckedQuote, QuoteEvidence
from konon.views.link_lines import change_rows
from konon.views.told_lines import why_row


def checked_row(checked: CheckedQuote, claimed: Mapping[str, Any], limit: int | None = None) -> dict[str, Any]:
    """`claimed`: what was asked beside the words; what of it is None is left out. `limit`: places at most."""
    return {
        "words": checked.quote.text,
        "claimed": {name: value for name, value in claimed.items() if value},
        "verdict": checked.verdict,
        **why_row(checked.why),
        "evidence": [evidence_row(one) for one in checked.evidence[:limit]],
    }


def evidence_row(one: QuoteEvidence) -> dict[str, Any]:
    """One place. Spans are of the article's text, `b` of a change of the quotation; `id` is null in no claim."""
    article, found, held = one.article, one.found, one.held
    speaker = held.claim.speaker if held else None
    return {
        "id": held.id if held else None,
        "claims": list(found.claims) if held else [],
        "fit": found.fit,
        "whose": one.whose,
        "there": one.there,
        "speaker": {name: getattr(speaker, name, None) for name in ("id", "name", "role", "affiliation")},
        "said": words_of(article.text, found.spans),
        "spans": found.spans,
        "direct": found.direct,
        "share": found.share,
        "changes": change_rows(found.changes),
        "left_out": found.left_out,
        "cautions": list(one.cautions),
        "article": {
            name: getattr(article, name) for name in ("id", "title", "outlet", "url", "path", "published", "lang")
        }
        | {"version": one.version},
        "reader": held.reader if held else None,
        "current": held.current if held else None,
    }
