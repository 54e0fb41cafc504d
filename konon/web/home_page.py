"""Home: what is new since somebody looked last; what is told the most of what was added lately; the last articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from konon.ledger import Ledger, Query
from konon.ledger.news import LedgerMark, StatementNews
from konon.ledger.spread import Spread
from konon.tracing.disputes import Dispute
from konon.views.dispute_json import dispute_row, sayings_of
from konon.views.edit_json import edit_row
from konon.watching.edits import Edit
from konon.web.claim_list import claim_row, fold_statements, tell_sources
from konon.web.edit_page import newest_edits
from konon.web.web_page import Asked, Shown

TOLD, ARTICLES, EDITED, NEWS, DISPUTED = 8, 20, 3, 8, 3
LOOKED_AT = 40  # claims, of which the newest are shown
LINKS = 20  # that dispute, those added last: in which the new ones are looked for


def show_home(asked: Asked) -> Shown:
    """A ledger without articles has none of it, and its page says how to add some."""
    ledger, since = asked.ledger, asked.since
    told = ledger.newly_told(TOLD)
    findings = ledger.findings([id for id, _ in told])
    spreads = dict(told)
    rows = [claim_row(findings[id], spreads) for id, _ in told if id in findings]
    tell_sources(rows, spreads, asked.sources(spreads))
    edits = asked.kept.keep(ledger, ("newest edits",), lambda: list(newest_edits(ledger, EDITED)))
    return Shown(
        data={
            "counts": ledger.counts(),
            "news": find_news(ledger, since, edits) if since else None,
            "told": rows,
            "latest": latest_claims(ledger, spreads, TOLD - len(rows)),
            "articles": ledger.newest_articles(ARTICLES),
            "edits": [edit_row(one) for one in edits],
        },
        also={"ledger": ledger.name, "most_edits": EDITED},
    )


def latest_claims(ledger: Ledger, told: Mapping[str, Spread], room: int) -> list[dict[str, Any]]:
    """The newest claims, one of each statement, and none of those that are told by several."""
    if room <= 0:
        return []
    found = ledger.find_part(Query(), 0, LOOKED_AT)
    spreads, known = ledger.spread([one.saying for one in found]), {one.thread for one in told.values()}
    fresh = [one for one in found if one.saying not in spreads or spreads[one.saying].thread not in known]
    return fold_statements([claim_row(one, spreads) for one in fresh], spreads)[:room]


def find_news(ledger: Ledger, since: LedgerMark, edits: Sequence[Edit]) -> dict[str, Any]:
    """What came after a mark; `edits`: the last ones of all."""
    news = ledger.news(since, NEWS)
    firsts = [one.entry.first for one in news.statements]
    spreads = ledger.spread([finding.saying for finding in firsts])
    disputes = new_disputes(ledger, since) if news.claims else []
    findings = ledger.findings(sayings_of(disputes)) if disputes else {}
    return {
        "since": since.at,
        "articles": news.articles,
        "claims": news.claims,
        "about": news.about,
        "statements": [claim_row(one.entry.first, spreads) | _gains(one) for one in news.statements],
        "disputes": [dispute_row(one, findings) for one in disputes],
        "edits": sum(edit.at >= since.at for edit in edits),
    }


def _gains(one: StatementNews) -> dict[str, Any]:
    independent = one.entry.thread.independent
    return {"gained": one.gained, "independent": independent, "articles": one.articles, "changes": one.changes}


def new_disputes(ledger: Ledger, since: LedgerMark) -> list[Dispute]:
    """Of those that were added last the ones in which a new article asserts or denies something."""
    found = ledger.newest_disputed(links=LINKS)
    articles = {one.id: {saying.article for saying in (*one.asserts.sayings, *one.denies.sayings)} for one in found}
    fresh = ledger.added_since(since, [id for ids in articles.values() for id in ids])
    return [one for one in found if articles[one.id] & fresh][:DISPUTED]
