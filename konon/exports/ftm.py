"""Findings -> FollowTheMoney entities, one JSON object a line: articles, speakers, and who is quoted in which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from konon.exports.uris import web_url
from konon.ledger.findings import Finding
from konon.records import hash_id

SCHEMATA = {"person": "Person", "government": "PublicBody", "organisation": "Organization", "media": "Organization"}
LANGUAGES = {"id": "ind", "en": "eng", "ms": "msa", "jv": "jav"}  # FollowTheMoney has three letters


def render_ftm(findings: Iterable[Finding]) -> Iterator[bytes]:
    """Each article and speaker once, before what points to it."""
    seen: set[str] = set()
    for finding in findings:
        for entity in entities(finding):
            if entity["id"] not in seen:
                seen.add(entity["id"])
                yield msgspec.json.encode(entity) + b"\n"


def entities(finding: Finding) -> Iterator[dict[str, Any]]:
    """The article, the speaker where one is known, and the claim as documentation of the one by the other."""
    article = _article(finding)
    yield article
    speaker = _speaker(finding)
    if speaker is not None:
        yield speaker
    yield _claim(finding, article["id"], speaker["id"] if speaker else None)


def _article(finding: Finding) -> dict[str, Any]:
    article = finding.article
    return _entity(
        hash_id("ftm", article.id, finding.version),
        "Article",
        title=article.title or article.id,
        publisher=article.outlet,
        publishedAt=article.published[:10] if article.published else None,
        sourceUrl=web_url(article.url),
        language=LANGUAGES.get(article.lang),
    )


def _speaker(finding: Finding) -> dict[str, Any] | None:
    who = finding.speaker
    if who is None:
        return None
    read = finding.claim.speaker
    country = {"country": who.country.lower() if who.country else None}
    if who.kind == "person":
        country = {"country": country["country"], "position": read.role}
    alias = read.name if read.name != who.name else None
    return _entity(who.id, SCHEMATA.get(who.kind or "", "LegalEntity"), name=who.name, alias=alias, **country)


def _claim(finding: Finding, article: str, speaker: str | None) -> dict[str, Any]:
    """Without a speaker a Note on the article, since documentation needs both ends."""
    f, a, said = finding.claim.factuality, finding.claim.attribution, finding.claim.said
    about = "; ".join((f.certainty, f.polarity, f.act, a.quotation, f"read by {finding.reader}"))
    id_ = hash_id("ftm", finding.id, finding.reader)
    if speaker is None:
        return _entity(id_, "Note", entity=article, name=finding.content, description=about)
    return _entity(
        id_,
        "Documentation",
        document=article,
        entity=speaker,
        role="quoted" if a.quotation == "direct" else "cited",
        summary=finding.content,
        description=about,
        date=said.start if said else None,
        recordId=finding.id,
        sourceUrl=web_url(finding.article.url),
    )


def _entity(id_: str, schema: str, **properties: str | None) -> dict[str, Any]:
    return {"id": id_, "schema": schema, "properties": {key: [value] for key, value in properties.items() if value}}
