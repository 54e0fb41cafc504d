"""What the network found -> Attributions: spans in order, no two alike, each with its kind of quotation."""

from __future__ import annotations

from collections.abc import Sequence

from konon.reading.spans.decoding import Found
from konon.reading.text.sentences import judge_quotation, quote_pairs
from konon.records import Article, Attribution, hash_id


def link_spans(article: Article, found: Sequence[Found]) -> tuple[Attribution, ...]:
    """One Attribution for each found one, in text order; of two with the same spans the surer stays."""
    pairs = quote_pairs(article.text)
    kept: dict[str, Attribution] = {}
    for one in sorted(found, key=lambda f: -f.confidence):
        attribution = Attribution(
            id=hash_id(article.id, one.source, one.cue, one.content),
            source=one.source,
            cue=one.cue,
            content=one.content,
            quotation=judge_quotation(article.text, one.content, pairs),
            confidence=round(float(one.confidence), 3),
        )
        kept.setdefault(attribution.id, attribution)
    return tuple(sorted(kept.values(), key=lambda a: (min(a.content + a.cue), a.id)))
