"""Articles whose claims were marked by hand -> the claims as the rules understand them: who, how surely, when."""

from __future__ import annotations

from typing import Any

from konon.articles.read_given import read_given
from konon.reading.reader import read_claims
from konon.reading.spans.tagger import load_tagger
from konon.reading.text.passage import Passage, prepare
from konon.reading.text.sentences import judge_quotation
from konon.records import Article, Attribution, Claim, Page, Spans, hash_id


def read_marked(row: dict[str, Any]) -> tuple[Article, list[tuple[int, Claim]]]:
    """`row`: id, text, claims (source, cue, content as spans) and, where known, title, outlet and published.

    The claims come in text order, each with its number in the row.
    """
    page = Page(
        body=row["text"].encode(), form="article", charset="utf-8", id=row["id"], title=row.get("title"),
        outlet=row.get("outlet"), published=row.get("published"),
    )  # fmt: skip
    passage = prepare(read_given(page))
    numbers = sorted(range(len(row["claims"])), key=lambda k: _first(row["claims"][k]))
    attributions = [_attribution(row["claims"][k], f"{row['id']} {k}", passage) for k in numbers]
    units = load_tagger().look(passage).units
    return passage.article, list(zip(numbers, read_claims(passage, attributions, units), strict=True))


def _first(claim: dict[str, Any]) -> int:
    return int(min(start for start, _ in claim["content"] + claim["cue"]))


def _attribution(claim: dict[str, Any], key: str, passage: Passage) -> Attribution:
    source, cue, content = (_spans(claim[name]) for name in ("source", "cue", "content"))
    return Attribution(
        id=hash_id(key),
        source=source,
        cue=cue,
        content=content,
        quotation=judge_quotation(passage.text, content, passage.quotations),
        confidence=1.0,
    )


def _spans(given: list[list[int]]) -> Spans:
    return tuple((start, end) for start, end in given)
