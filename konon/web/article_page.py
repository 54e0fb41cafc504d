"""Article: its text as it stood, each claim's words marked, and beside each who said it, how sure, and where else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from konon.contract import article_row
from konon.errors import MissingError
from konon.ledger import Finding
from konon.ledger.article_versions import VersionedArticle
from konon.records import Article, Claim, Reading
from konon.views.marking import find_paragraphs, left_out, mark_paragraphs
from konon.views.wording import heading, is_hash
from konon.watching.edits import count_changed_quotations
from konon.web.claim_list import claim_row
from konon.web.rendering import ADDED_END
from konon.web.web_page import Asked, Shown

BEGINNING = 80  # letters
QUOTED = 8  # speakers in the bar of who is quoted


def show_article(asked: Asked) -> Shown:
    """The version seen last, or the one that `version` asks for."""
    held = _load(asked)
    findings = [one for one in held.findings if not (one.corrected and one.corrected.wrong)]
    spreads = asked.ledger.spread([finding.saying for finding in findings])
    rows = [claim_row(finding, spreads) for finding in findings]
    article = held.article
    data: dict[str, Any] = {
        "article": article_row(article),
        "version": held.version,
        "versions": held.versions,
        "quotations_changed": count_changed_quotations(asked.ledger, article.id) if len(held.versions) > 1 else 0,
        "reader": held.reader,
        "claims": rows,
        "quoted": count_words(findings),
    }
    also = {
        "heading": name_article(article),
        "paragraphs": mark_paragraphs(make_reading(article, [finding.claim for finding in findings])),
        "starts": [start for start, _ in find_paragraphs(article) or [(0, 0)]],
        "share": draw_share([one["words"] for one in data["quoted"]]),
        "left_out": left_out(article),
        "untested": article.untested,
    }
    return Shown(data=data, also=also)


def name_article(article: Article) -> str:
    """Its title or address; of a text that has neither, how it begins rather than its id."""
    if article.title or article.url or article.path or not is_hash(article.id) or not article.body:
        return heading(article)
    return shorten(article.text[slice(*article.body[0])], BEGINNING, placeholder=" …") or heading(article)


def _load(asked: Asked) -> VersionedArticle:
    """An address that was made for an id as a twin's address ends has "html" behind it."""
    id = asked.ids["id"]
    version = asked.given.number("version", 0, 1_000_000) if asked.given.get("version") else None
    try:
        return asked.ledger.article(id, version)
    except MissingError:
        if not id.endswith(ADDED_END):
            raise
        return asked.ledger.article(id.removesuffix(ADDED_END), version)


def make_reading(article: Article, claims: Sequence[Claim]) -> Reading:
    """As those who mark a text want it."""
    return Reading(article=article, claims=tuple(claims), reader="")


def count_words(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Who is quoted at what length: speakers by the words of their claims, the most first; nobody named is one."""
    words: Counter[tuple[str | None, str | None]] = Counter()
    claims: Counter[tuple[str | None, str | None]] = Counter()
    for finding in findings:
        speaker = finding.speaker
        who = (speaker.id, speaker.name) if speaker else (None, finding.claim.speaker.name)
        words[who] += len(finding.content.split())
        claims[who] += 1
    ordered = sorted(words.items(), key=lambda one: (-one[1], one[0][1] or ""))[:QUOTED]
    return [{"id": who[0], "name": who[1], "words": count, "claims": claims[who]} for who, count in ordered]


def draw_share(words: Sequence[int], width: int = 1000, gap: int = 4) -> list[dict[str, float]]:
    """One bar in parts, as long as their words, from dark to light."""
    room, every = width - gap * (len(words) - 1), sum(words) or 1
    bars, at = [], 0.0
    for place, number in enumerate(words):
        size = room * number / every
        bars.append({"x": round(at, 1), "width": round(size, 1), "shade": round(max(0.3, 1 - 0.14 * place), 2)})
        at += size + gap
    return bars
