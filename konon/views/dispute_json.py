"""Dispute -> one JSON object; for the command line, assistants and the web alike."""

from __future__ import annotations

from typing import Any

from konon.tracing.disputes import Dispute, Party


def dispute_row(dispute: Dispute) -> dict[str, Any]:
    """`since`: when the second side was first reported, null where one of them has no date."""
    return {
        "id": dispute.id,
        "relation": dispute.relation,
        "since": dispute.since,
        "asserts": _party_row(dispute.asserts),
        "denies": _party_row(dispute.denies),
        "links": [
            {
                "a": link.a,
                "b": link.b,
                "relation": link.relation,
                "score": link.score,
                "reasons": link.reasons,
                "judged": link.judged,
            }
            for link in dispute.links
        ],
    }


def _party_row(party: Party) -> dict[str, Any]:
    return {
        "speakers": party.speakers,
        "since": party.since,
        "claims": [
            {
                "saying": one.id,
                "speaker": one.speaker,
                "content": one.words,
                "outlet": one.outlet,
                "published": one.published,
                "certainty": one.certainty,
                "polarity": one.polarity,
                "article": one.article,
                "lang": one.lang,
            }
            for one in party.sayings
        ],
    }
