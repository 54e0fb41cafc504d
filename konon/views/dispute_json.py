"""Dispute -> one JSON object; for the command line, assistants and the web alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from konon.tracing.disputes import Dispute, Party
from konon.views.thread_json import Findings, link_row, said_in


def dispute_row(dispute: Dispute, findings: Findings) -> dict[str, Any]:
    """`since`: when the second side was first reported, null where one of them has no date."""
    return {
        "id": dispute.id,
        "relation": dispute.relation,
        "since": dispute.since,
        "asserts": _party_row(dispute.asserts, findings),
        "denies": _party_row(dispute.denies, findings),
        "links": [link_row(link) for link in dispute.links],
    }


def sayings_of(disputes: Iterable[Dispute]) -> list[str]:
    """The ids of all that is said in them, to look their claims up by."""
    sides = (party for one in disputes for party in (one.asserts, one.denies))
    return [saying.id for party in sides for saying in party.sayings]


def _party_row(party: Party, findings: Findings) -> dict[str, Any]:
    return {
        "speakers": party.speakers,
        "since": party.since,
        "claims": [
            {
                "saying": one.id,
                "speaker": one.speaker,
                "content": said_in(one, findings),
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
