"""Articles that people corrected -> gold as `konon eval` and training read it: a row an article, with its claims.

Only the fields that somebody looked at are sure; `checked` names them. The rest is the reader's, left as it was by
whoever corrected the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from konon.contract import encode
from konon.ledger.findings import Finding
from konon.records import Article, Span, Spans, clip

GAP = "\n\n"  # between paragraphs
FIELDS = ("speaker", "relay", "certainty", "polarity", "act")


def render_gold(articles: Iterable[tuple[Article, Sequence[Finding]]]) -> Iterator[bytes]:
    """A line an article."""
    for article, findings in articles:
        yield encode(gold_row(article, findings)) + b"\n"


def gold_row(article: Article, findings: Sequence[Finding]) -> dict[str, Any]:
    """`text` is the body alone, as in other gold, and places are in it; what stands outside is left out."""
    marks = [(mark, finding) for finding in findings if (mark := _mark(article, finding))["content"]]
    return {
        "id": article.id,
        "outlet": article.outlet,
        "date": article.published,
        "title": article.title,
        "url": article.url,
        "lang": article.lang,
        "text": GAP.join(article.text[start:end] for start, end in article.body),
        "attributions": [mark for mark, _ in sorted(marks, key=lambda one: one[0]["content"])],
        "by": sorted({name for finding in findings if finding.corrected for name in finding.corrected.by}),
    }


def _mark(article: Article, finding: Finding) -> dict[str, Any]:
    a, f = finding.claim.attribution, finding.claim.factuality
    spans = {name: _in_body(article.body, getattr(a, name)) for name in ("source", "cue", "content")}
    judged = {"certainty": f.certainty, "polarity": f.polarity, "act": f.act}
    relays = [relay.name for relay in finding.claim.relays]
    return {**spans, "speaker": _speaker(finding), "relay": relays, **judged, "checked": _checked(finding)}


def _speaker(finding: Finding) -> dict[str, Any] | None:
    who = finding.claim.speaker
    if who.name is None:
        return None
    known = finding.speaker.name if finding.speaker else who.name
    aliases = [known] if known != who.name else []
    return {"name": who.name, "aliases": aliases, "role": who.role, "affiliation": who.affiliation}


def _checked(finding: Finding) -> list[str]:
    """Of a claim that a person added, its places too."""
    if finding.corrected is None:
        return []
    told = {name for one in finding.corrected.corrections for name in one.fields}
    added = any(one.missed for one in finding.corrected.corrections)
    return [*(["source", "cue", "content"] if added else []), *(name for name in FIELDS if name in told)]


def _in_body(body: Spans, spans: Spans) -> Spans:
    """Places in the paragraphs as they are joined."""
    found: list[Span] = []
    at = 0
    for start, end in body:
        found += [(s - start + at, e - start + at) for s, e in clip(spans, start, end)]
        at += end - start + len(GAP)
    return tuple(found)
