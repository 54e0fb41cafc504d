"""Ids and addresses -> whether a person erased them, when, by whom and why."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from konon.errors import ErasedError
from konon.ledger import schema
from konon.ledger.rows import encodable
from konon.records import Article

_LAST = select(schema.erasures.c.key, schema.erasures.c.last_keys).order_by(schema.erasures.c.key.desc()).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What is left of an erased article."""

    article: str  # its id
    address: str  # as given by whoever erased it
    by: str
    at: str  # ISO 8601, UTC
    why: str
    counts: dict[str, int]  # rows that went, by table
    wiped: str | None  # when the database's free space was cleared of it


def make_erasure(row: Any) -> Erasure:
    """From a row of `erasures`."""
    names = ("article", "address", "by", "at", "why", "wiped")
    return Erasure(**{name: getattr(row, name) for name in names}, counts=json.loads(row.counts))


def erased_error(row: Any, name: str) -> ErasedError:
    """One line that names the erasure."""
    return ErasedError(f"was erased on {row.at[:10]} by {row.by}: {row.why}", name=name[:200])


def spellings(path: str) -> set[str]:
    """The ways in which one may name this file from the working folder."""
    if not path:
        return set()
    whole = os.path.abspath(path)
    return {path, os.path.normpath(path), whole, os.path.relpath(whole)}


def refuse_erased(connection: Connection, articles: Collection[Article]) -> None:
    """ErasedError where one of these was erased, by its id, its URL, or the path by which somebody erased it."""
    e = schema.erasures
    ids = {encodable(article.id) for article in articles}
    urls = {encodable(article.url) for article in articles if article.url}
    paths = {name for article in articles for name in spellings(encodable(article.path) or "")}
    known = or_(e.c.article.in_(ids), e.c.url.in_(urls), e.c.address.in_(paths))
    if row := connection.execute(select(e).where(known).limit(1)).first():
        raise erased_error(row, row.address)


def find_erased(connection: Connection, id_: str) -> Any:
    """The row of `erasures` by which a claim, saying, speaker, name or article of this id went; None for others."""
    e, i = schema.erasures, schema.erased_ids
    of_claim = select(i.c.erasure).where(i.c.id == id_)
    known = or_(e.c.key.in_(of_claim), e.c.article == id_, e.c.url == id_, e.c.address == id_)
    return connection.execute(select(e).where(known).order_by(e.c.key.desc()).limit(1)).first()


def last_erasure(connection: Connection) -> tuple[int, dict[str, int]]:
    """The newest one's key (0: none), and the highest key each table ever had until then."""
    row = connection.execute(_LAST).first()
    return (int(row.key), json.loads(row.last_keys)) if row else (0, {})
