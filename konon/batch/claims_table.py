"""Readings -> the rows of a batch: a claim each, with the contract's fields and the words they mean; a reading each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from konon.batch.extracting import clean
from konon.contract import claim_row, encode, reading_row
from konon.records import Reading

_TEXT = pa.string()
_SPANS = pa.list_(pa.list_(pa.int32()))
_SPEAKER = pa.struct(
    [(name, _TEXT) for name in ("id", "name", "kind", "role", "affiliation", "country", "reason")]
    + [("confidence", pa.float64())]
)
CLAIMS = pa.schema(
    [
        ("date", _TEXT),
        ("lang", _TEXT),
        ("place", pa.int64()),  # of its article in the batch
        ("id", _TEXT),
        ("article", _TEXT),
        *((name, _TEXT) for name in ("url", "outlet", "title", "published")),
        *((name, _TEXT) for name in ("source_words", "cue_words", "content_words")),
        *((name, _SPANS) for name in ("source", "cue", "content")),
        *((name, _TEXT) for name in ("quotation", "act", "certainty", "polarity")),
        ("hedges", pa.list_(pa.struct([("words", _SPANS), ("owner", _TEXT)]))),
        ("speaker", _SPEAKER),
        ("relay", pa.list_(_TEXT)),
        ("relay_spans", pa.list_(_SPANS)),
        ("said", pa.struct([(name, _TEXT) for name in ("text", "start", "end")])),
        ("confidence", pa.float64()),
        ("reader", _TEXT),
        ("copy_of", _TEXT),
    ]
)
READINGS = pa.schema(
    [
        ("place", pa.int64()),
        *((name, _TEXT) for name in ("id", "url", "outlet", "title", "published", "lang")),
        ("claims", pa.int32()),
        ("copy_of", _TEXT),  # the id of the article whose claims were taken over
        ("likeness", pa.float64()),
        ("reading", pa.binary()),  # the article with its claims, as konon read --format jsonl writes it
    ]
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def claim_rows(reading: Reading, place: int, copy_of: str | None = None) -> list[dict[str, Any]]:
    """Rows of `CLAIMS`."""
    article = reading.article
    day = _DAY.match(article.published or "")
    about = _about(reading, ("url", "outlet", "title", "published", "lang"))
    about |= {"date": day[0] if day else "unknown", "place": place, "article": _clean(article.id)}
    about |= {"reader": reading.reader, "copy_of": copy_of}
    rows = []
    for claim in reading.claims:
        row = claim_row(claim, article.text)
        words = row.pop("words")
        rows.append(about | row | {f"{part}_words": said for part, said in words.items()})
    return rows


def reading_entry(
    reading: Reading, place: int, copy_of: str | None = None, likeness: float | None = None
) -> dict[str, Any]:
    """A row of `READINGS`."""
    about = _about(reading, ("id", "url", "outlet", "title", "published", "lang"))
    about |= {"place": place, "claims": len(reading.claims), "copy_of": copy_of, "likeness": likeness}
    return about | {"reading": encode(reading_row(reading))}


def _about(reading: Reading, names: Sequence[str]) -> dict[str, Any]:
    return {name: _clean(getattr(reading.article, name)) for name in names}


def _clean(text: str | None) -> str | None:
    return text if text is None else clean(text)
