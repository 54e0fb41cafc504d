"""Reading -> one row of the output contract, which is what `--format jsonl` prints and what scorers read."""

from __future__ import annotations

from typing import Any

from konon.records import Article, Claim, Reading, Speaker, When


def article_row(article: Article) -> dict[str, Any]:
    """The article's own fields, `body` as pairs of code points."""
    row: dict[str, Any] = {
        name: getattr(article, name)
        for name in (
            "id",
            "path",
            "url",
            "outlet",
            "title",
            "section",
            "byline",
            "dateline",
            "published",
            "lang",
        )
    }
    row |= {"text": article.text, "body": article.body}
    row["related"] = [{"title": link.title, "url": link.url} for link in article.related]
    if article.untested:
        row["untested"] = True
    return row


def speaker_row(speaker: Speaker) -> dict[str, Any]:
    """A speaker; only `name` (null) and `reason` where nobody can be told."""
    if speaker.name is None:
        return {"name": None, "reason": speaker.reason}
    names = ("id", "name", "kind", "role", "affiliation", "country", "confidence", "reason")
    return {name: getattr(speaker, name) for name in names}


def when_row(when: When | None) -> dict[str, Any] | None:
    """A time, or None."""
    return {"text": when.text, "start": when.start, "end": when.end} if when else None


def claim_row(claim: Claim) -> dict[str, Any]:
    """One attribution with its meaning."""
    a, f = claim.attribution, claim.factuality
    return {
        "id": a.id,
        "source": a.source,
        "cue": a.cue,
        "content": a.content,
        "quotation": a.quotation,
        "act": f.act,
        "certainty": f.certainty,
        "polarity": f.polarity,
        "hedges": [{"words": hedge.words, "owner": hedge.owner} for hedge in f.hedges],
        "speaker": speaker_row(claim.speaker),
        "relay": [relay.name for relay in claim.relays],
        "relay_spans": [relay.spans for relay in claim.relays],
        "said": when_row(claim.said),
        "confidence": a.confidence,
    }


def reading_row(reading: Reading) -> dict[str, Any]:
    """One article with its claims in text order."""
    row = article_row(reading.article) | {"reader": reading.reader}
    row["attributions"] = [claim_row(claim) for claim in reading.claims]
    return row
