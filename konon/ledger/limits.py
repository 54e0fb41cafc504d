"""A reading -> the same as every database can hold it: no half letters, nothing longer than an index takes.

PostgreSQL's indexes take some 2,700 bytes and its search words a megabyte; what is refused here is refused in SQLite
too, so that a ledger can move from one to the other.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from konon.errors import UnfitError
from konon.ledger.rows import encodable
from konon.records import Article, Reading

LONGEST_NAME = 2_000  # bytes of an id, an address or a reader's name
LONGEST_DATE = 100  # letters


def make_fit(reading: Reading) -> Reading:
    """Half a surrogate pair or NUL becomes U+FFFD, of the same length. UnfitError, with what, for what is too long."""
    check_fits(reading.article)
    if len(reading.reader.encode("utf-8", "replace")) > LONGEST_NAME:
        raise _unfit(reading.article, "reader's name")
    for claim in reading.claims:
        if claim.speaker.country is not None and len(claim.speaker.country) != 2:
            why, remedy = "has a country that is no code of two letters", "write it like ID"
            raise UnfitError(why, name=_name(reading.article), remedy=remedy)
    return reading if _is_whole(reading) else _mend(reading)


def check_fits(article: Article) -> None:
    """UnfitError for an article that no ledger holds."""
    for what, value in (("id", article.id), ("address", article.url)):
        if value is not None and len(value.encode("utf-8", "replace")) > LONGEST_NAME:
            raise _unfit(article, what)
    if article.published is not None and len(article.published) > LONGEST_DATE:
        raise UnfitError("has a date that is none", name=_name(article), remedy="write it like 2025-11-01")


def _unfit(article: Article, what: str) -> UnfitError:
    return UnfitError(f"its {what} has more than {LONGEST_NAME:,} bytes", name=_name(article), remedy="shorten it")


def _name(article: Article) -> str:
    return (article.path or article.url or article.id)[:100]


def _is_whole(reading: Reading) -> bool:
    try:
        return b"\\u0000" not in msgspec.json.encode(reading)
    except UnicodeEncodeError:
        return False


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, tuple):
        return tuple(_mend(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _mend(getattr(value, field.name)) for field in fields(value)})
    return value
