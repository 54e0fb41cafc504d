"""What the network found -> Attributions: spans in order, no two alike, each with its kind of quotation."""

from __future__ import annotations

from collections.abc import Sequence

from konon.reading.spans.decoding import Extraction
from konon.reading.text.passage import Passage
from konon.reading.text.sentences import judge_quotation
from konon.records import Attribution, hash_id


def link_spans(passage: Passage, found: Sequence[Extraction]) -> tuple[Attribution, ...]:
    """One Attribution for each found one, in text order; of two with the same spans the surer stays."""
    kept: dict[str, Attribution] = {}
    for one in sorted(found, key=lambda f: -f.confidence):
        attribution = Attribution(
            id=hash_id(passage.article.id, one.source, one.cue, one.content),
            source=one.source,
            cue=one.cue,
            content=one.content,
            quotation="direct" if one.verbatim else judge_quotation(passage.text, one.content, passage.quotations),
            confidence=round(float(one.confidence), 3),
        )
        kept.setdefault(attribution.id, attribution)
    return tuple(sorted(kept.values(), key=lambda a: (min(a.content + a.cue), a.id)))
