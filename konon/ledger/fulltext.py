"""Claims -> rows and full-text index, which each database has in its own way; the first migration makes the index.

The words themselves are kept nowhere: rows are never changed, so that only searching asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Table, any_, bindparam, text
from sqlalchemy.dialects import postgresql

from konon.ledger import schema

_NAMES = [column.name for column in schema.claims.columns]
_GIVEN = [*_NAMES, "words", "about"]
_TOKENS = text("""UPDATE claims SET tokens = setweight(to_tsvector('simple', CAST(:words AS text)), 'A')
    || setweight(to_tsvector('simple', CAST(:about AS text)), 'D') WHERE key = :key""")
_WORDS = "INSERT INTO claims_fts (rowid, content, about) VALUES (?, ?, ?)"
_FORGET = "INSERT INTO claims_fts (claims_fts, rowid, content, about) VALUES ('delete', :key, :content, :about)"


def put_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """All columns of each row; claims have `words` and `about` besides, by which they are found."""
    if connection.dialect.name != "sqlite":
        _put_columns(connection, table, rows)
        return
    # Straight to the driver: what SQLAlchemy does with a row takes as long as writing it.
    insertion, values = _insertion(table)
    if table is schema.claims:
        connection.exec_driver_sql(insertion, list(map(values, _labelled(rows))))
        put_words(connection, rows)
    else:
        connection.exec_driver_sql(insertion, list(map(values, rows)))


def _labelled(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {name: schema.LABEL_KEYS[row[name]] for name in schema.LABELLED} for row in rows]


def _put_columns(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """To a server, in one statement: a list for each column, which it makes rows of."""
    is_claims = table is schema.claims
    names = _GIVEN if is_claims else [column.name for column in table.columns]
    given = _labelled(rows) if is_claims else rows
    connection.exec_driver_sql(_insertion_of_columns(table), {name: [row[name] for row in given] for name in names})


@cache
def _insertion_of_columns(table: Table) -> str:
    """For PostgreSQL, whose own function makes what a claim is found by."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    types = {column.name: column.type.compile(dialect) for column in table.columns}
    names, made = [f'"{name}"' for name in types], ""
    if table is schema.claims:
        types |= {"words": "TEXT", "about": "TEXT"}
        made = """, setweight(to_tsvector('simple', "words"), 'A') || setweight(to_tsvector('simple', "about"), 'D')"""
    lists = ", ".join(f"CAST(%({name})s AS {kind}[])" for name, kind in types.items())
    given = ", ".join(f'"{name}"' for name in types)
    into = ", ".join(names) + (", tokens" if made else "")
    return f"INSERT INTO {table.name} ({into}) SELECT {', '.join(names)}{made} FROM unnest({lists}) AS given ({given})"


def put_words(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Into SQLite's index alone: the `words` and `about` of claims, by `key`."""
    connection.exec_driver_sql(_WORDS, list(map(itemgetter("key", "words", "about"), rows)))


@cache
def _insertion(table: Table) -> tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]]]:
    """For SQLite: the statement, and a row's values in its order."""
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", itemgetter(*names)


def remove_words(connection: Connection, claims: Sequence[int]) -> None:
    """Take claims out of the full-text index, before their rows are deleted; no trace of their words stays in it.

    FTS5 wants to know again which words it took in, which are kept nowhere else, so they are read from the index.
    That takes a look at all of it. `contentless_delete` would not, but only SQLite 3.43 and later has it.
    """
    if connection.dialect.name != "sqlite" or not claims:
        return  # in PostgreSQL they are a column of the claim
    if rows := _indexed_words(connection, claims):
        connection.exec_driver_sql(_FORGET, rows)
        connection.exec_driver_sql("INSERT INTO claims_fts (claims_fts) VALUES ('optimize')")


def _indexed_words(connection: Connection, claims: Sequence[int]) -> list[dict[str, Any]]:
    connection.exec_driver_sql("CREATE TEMP TABLE erased (key INTEGER PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO temp.erased VALUES (?)", [(key,) for key in claims])
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, claims_fts, instance)")
    found: dict[int, dict[str, list[str]]] = {}
    asked = "SELECT doc, col, term FROM temp.words WHERE doc IN (SELECT key FROM temp.erased) ORDER BY doc, col, offset"
    for claim, column, term in connection.exec_driver_sql(asked):
        found.setdefault(claim, {"content": [], "about": []})[column].append(term)
    connection.exec_driver_sql("DROP TABLE temp.words")
    connection.exec_driver_sql("DROP TABLE temp.erased")
    return [
        {"key": key, **{name: " ".join(words) for name, words in columns.items()}} for key, columns in found.items()
    ]


def replace_words(connection: Connection, before: dict[str, Any], after: dict[str, Any] | None) -> None:
    """Index a claim by other words: `key`, `words` and `about` as they were taken in, and as they are to be.

    Without `after` it is taken out. Where the index turns out to hold other words than `before`, it is asked for them,
    which takes a look at all of it.
    """
    if connection.dialect.name != "sqlite":
        if after is not None:
            connection.execute(_TOKENS, after)
        return
    held = {"key": before["key"], "content": before["words"], "about": before["about"]}
    rows = [held] if _holds(connection, held) else _indexed_words(connection, [before["key"]])
    if rows:
        connection.exec_driver_sql(_FORGET, rows)
    if after is not None:
        put_words(connection, [after])


def _holds(connection: Connection, held: dict[str, Any]) -> bool:
    """Whether the index took in these words of this claim: as many in each column, and every one of them is there."""
    asked = "SELECT sz FROM claims_fts_docsize WHERE id = ?"
    found = connection.exec_driver_sql(asked, (held["key"],)).scalar()
    columns = {name: held[name].split() for name in ("content", "about")}  # words are letters and digits alone
    if found is None or _varints(bytes(found)) != [len(words) for words in columns.values()]:
        return False
    every = " AND ".join(f'({name} : "{word}")' for name, words in columns.items() for word in dict.fromkeys(words))
    there = "SELECT rowid FROM claims_fts WHERE claims_fts MATCH ? AND rowid = ?"
    return not every or connection.exec_driver_sql(there, (every, held["key"])).first() is not None


def _varints(packed: bytes) -> list[int]:
    """Numbers as SQLite packs them: seven bits a byte, the highest bit set on all but the last."""
    numbers, value = [], 0
    for byte in packed:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers


def is_among(connection: Connection, column: ColumnElement[int], keys: Sequence[int]) -> ColumnElement[bool]:
    """One array to PostgreSQL, which takes a hundred times as long to read as many parameters."""
    if connection.dialect.name == "sqlite":
        return column.in_(keys)
    return column == any_(bindparam(None, list(keys), type_=ARRAY(BigInteger)))
