"""Home: what is told the most of what was added lately, then the articles that were added last."""

from __future__ import annotations

from konon.views.edit_json import edit_row
from konon.web.claim_list import claim_row
from konon.web.edit_page import newest_edits
from konon.web.web_page import Asked, Shown

TOLD, ARTICLES, EDITED = 8, 20, 3


def show_home(asked: Asked) -> Shown:
    """A ledger without articles has none of it, and its page says how to add some."""
    ledger = asked.ledger
    told = ledger.newly_told(TOLD)
    findings = ledger.findings([id for id, _ in told])
    spreads = dict(told)
    return Shown(
        data={
            "counts": ledger.counts(),
            "told": [claim_row(findings[id], spreads) for id, _ in told if id in findings],
            "articles": ledger.newest_articles(ARTICLES),
            "edits": [edit_row(one) for one in newest_edits(ledger, EDITED)],
        },
        also={"ledger": ledger.name},
    )
