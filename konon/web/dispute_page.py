"""Disputes: who asserts and who denies, side by side by date; and speakers who turned round."""

from __future__ import annotations

from typing import Any

from konon.tracing.disputes import Dispute
from konon.views.dispute_json import dispute_row, sayings_of
from konon.views.thread_json import Findings
from konon.web.narrowing_form import asked_row, form_parts, page_addresses, plain_query
from konon.web.web_page import Asked, Shown

SIZE = 10  # disputes of a page
PAGES = 20
LINKS = 400  # those added last are looked at
SHOWN = 5  # claims of a side


def show_disputes(asked: Asked) -> Shown:
    """Those with a claim that the question finds, the newest first."""
    page = asked.given.number("page", 1, PAGES)
    every = asked.ledger.newest_disputed(plain_query(asked), links=LINKS)
    some = every[(page - 1) * SIZE : page * SIZE]
    findings = asked.ledger.findings(sayings_of(some))
    data = asked_row(asked) | {
        "page": page,
        "disputes": [dispute_row(one, findings) for one in some],
        "found": len(every),
        "about": sum(len(one.links) for one in every) >= LINKS,
    }
    data |= page_addresses(asked, page, len(every) > page * SIZE and page < PAGES)
    return Shown(data=data, also=form_parts(asked) | {"turns": [lay_turns(one, findings) for one in some]})


def lay_turns(dispute: Dispute, findings: Findings) -> list[dict[str, Any]]:
    """What was said on either side, one below another by date; at most SHOWN of a side, `left_out` told at the last."""
    row = dispute_row(dispute, findings)
    turns = []
    for side in ("asserts", "denies"):
        claims = row[side]["claims"]
        for place, claim in enumerate(claims[:SHOWN]):
            last = place == SHOWN - 1
            found = findings.get(claim["saying"])
            quotation = found.claim.attribution.quotation if found else "indirect"
            more = max(0, len(claims) - SHOWN) if last else 0
            turns.append(claim | {"side": side, "quotation": quotation, "left_out": more})
    turns.sort(key=lambda turn: (turn["published"] or "9999", turn["side"]))
    seen = set()
    for turn in turns:
        seen.add(turn["side"])
        turn["turns"] = turn["side"] == "denies" and "turned" not in seen and dispute.relation == "reverses"
        if turn["side"] == "denies":
            seen.add("turned")
        turn["line"] = "right" if "turned" in seen else "left"
    return turns
