"""Records -> the columns of their rows, without keys; and spans to JSON and back."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from konon.ledger.stems import all_forms, only_stems, words_and_forms
from konon.records import Article, Attribution, Claim, Spans, hash_id, words_of

MOST_SEARCHED = 100_000  # letters of a claim that are searched: a server's index of words holds a megabyte of them


def pack(value: Any) -> str:
    """Compact JSON."""
    return msgspec.json.encode(value).decode()


def unpack_spans(packed: str) -> Spans:
    """The spans of a JSON column."""
    return tuple((int(start), int(end)) for start, end in json.loads(packed))


def text_hash(text: str) -> str:
    """Tells one version of an article from another."""
    return hash_id("text", text)


def encodable(words: str | None) -> str | None:
    """Half a surrogate pair becomes U+FFFD and NUL goes, for no database takes them; lengths stay the same."""
    if words is None:
        return None
    if "\x00" in words:
        words = words.replace("\x00", "\ufffd")
    try:
        words.encode()
    except UnicodeEncodeError:
        words = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in words)
    return words


def article_row(article: Article) -> dict[str, Any]:
    """The article's own columns."""
    names = ("url", "path", "title", "section", "byline", "dateline", "published", "lang")
    row: dict[str, Any] = {name: encodable(getattr(article, name)) for name in names}
    text = encodable(article.text) or ""
    return row | {
        "id": encodable(article.id),
        "text_hash": text_hash(text),
        "untested": int(article.untested),
        "text": text,
        "body": pack(article.body),
        "related": pack([(encodable(link.title), encodable(link.url)) for link in article.related]),
    }


def attribution_row(attribution: Attribution) -> dict[str, Any]:
    """Spans and kind of quotation."""
    return {
        "id": attribution.id[:16],
        "source": pack(attribution.source),
        "cue": pack(attribution.cue),
        "content": pack(attribution.content),
    }


def said_words(text: str, claim: Claim) -> str:
    """The claim's words in one line."""
    return " ".join(words_of(text, claim.attribution.content).split())


def claim_row(claim: Claim, text: str, lang: str) -> dict[str, Any]:
    """The claim's own columns but for the keys, and its `words` (`fulltext.py`); `text` is the article's."""
    a, s, f, said = claim.attribution, claim.speaker, claim.factuality, claim.said
    content = said_words(text, claim)
    hedges = [(hedge.words, hedge.owner) for hedge in f.hedges]
    when = (said.text, said.start, said.end, said.span, said.reason) if said else None
    return {
        "quotation": a.quotation,
        "speaker_reason": encodable(s.reason),
        "speaker_confidence": s.confidence,
        "speaker_span": pack(s.span) if s.span else None,
        "certainty": f.certainty,
        "polarity": f.polarity,
        "act": f.act,
        "hedges": pack(hedges) if hedges else None,
        "said": encodable(pack(when)) if when else None,
        "confidence": a.confidence,
        "content": content,
        "words": words_and_forms(content[:MOST_SEARCHED], lang),
    }


class About:
    """The words beside what is said: who says it, and what the article is about."""

    def __init__(self, article: Article) -> None:
        self._lang = article.lang
        self._title = only_stems(article.title or "", article.lang)
        self._speakers: dict[str, str] = {}

    def words(self, claim: Claim) -> str:
        """For one claim of the article."""
        s = claim.speaker
        who = " ".join(part for part in (s.name, s.role, s.affiliation) if part)
        if who not in self._speakers:
            self._speakers[who] = all_forms(who, self._lang)
        return f"{self._speakers[who]} {self._title}".strip()
