"""What each database has of its own: full-text tables, how claims get into them, and the view made for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Table, any_, bindparam, insert, text

from konon.ledger import schema

VIEW = """
CREATE VIEW claims_view AS
SELECT c.key AS key, b.id AS claim, s.name AS speaker, a.name AS written_as, a.role AS role,
       a.affiliation AS affiliation, s.kind AS kind, COALESCE(s.country, a.country) AS country, c.content AS content,
       lc.name AS certainty, lp.name AS polarity, la.name AS act, lq.name AS quotation,
       (SELECT MIN(r.name) FROM relays r WHERE r.claim = c.key AND r.place = 0) AS relay,
       o.name AS outlet, c.published AS published, c.lang AS lang,
       t.title AS title, t.url AS url, t.version AS version, e.name AS reader, c.confidence AS confidence,
       c.current AS current
FROM claims c
JOIN attributions b ON b.key = c.attribution
JOIN labels lc ON lc.key = c.certainty
JOIN labels lp ON lp.key = c.polarity
JOIN labels la ON la.key = c.act
JOIN labels lq ON lq.key = c.quotation
JOIN articles t ON t.key = c.article
JOIN readings g ON g.key = c.reading
JOIN readers e ON e.key = g.reader
LEFT JOIN outlets o ON o.key = c.outlet
LEFT JOIN aliases a ON a.key = c.speaker
LEFT JOIN speakers s ON s.key = a.speaker
"""

# The words themselves are kept nowhere: rows are never changed or taken out, so that only searching asks for them.
SQLITE = (
    """CREATE VIRTUAL TABLE claims_fts USING FTS5(content, about, content="claims", content_rowid="key",
    tokenize="unicode61 remove_diacritics 2")""",
    VIEW,
)

POSTGRESQL = (
    "ALTER TABLE claims ADD COLUMN tokens tsvector",
    "CREATE INDEX ix_claims_tokens ON claims USING gin (tokens)",
    # SQLite reads an index backwards and has nulls last; PostgreSQL has them first.
    "CREATE INDEX ix_claims_recent ON claims (published DESC NULLS LAST, key DESC) WHERE current = 1",
    VIEW,
)

_NAMES = [column.name for column in schema.claims.columns]
_TYPED = [bindparam(column.name, type_=column.type) for column in schema.claims.columns]
_VALUES = ", ".join(f":{name}" for name in _NAMES)
_CLAIMS = f"INSERT INTO claims ({', '.join(_NAMES)}) VALUES ({_VALUES})"
_WORDS = "INSERT INTO claims_fts (rowid, content, about) VALUES (:key, :words, :about)"
_CLAIMS_WITH_WORDS = text(f"""INSERT INTO claims ({", ".join(_NAMES)}, tokens) VALUES ({_VALUES},
    setweight(to_tsvector('simple', CAST(:words AS text)), 'A')
    || setweight(to_tsvector('simple', CAST(:about AS text)), 'D'))""").bindparams(*_TYPED)


def put_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """All columns of each row; claims have `words` and `about` besides, by which they are found."""
    if connection.dialect.name != "sqlite":
        connection.execute(_CLAIMS_WITH_WORDS if table is schema.claims else insert(table), rows)
    elif table is schema.claims:
        # Straight to the driver: what SQLAlchemy does with a row takes as long as writing it.
        labelled = [row | {name: schema.LABELS.index(row[name]) + 1 for name in schema.LABELLED} for row in rows]
        connection.exec_driver_sql(_CLAIMS, labelled)
        connection.exec_driver_sql(_WORDS, rows)
    else:
        names = [column.name for column in table.columns]
        values = ", ".join(f":{name}" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({values})", rows)


def is_among(connection: Connection, column: ColumnElement[int], keys: Sequence[int]) -> ColumnElement[bool]:
    """One array to PostgreSQL, which takes a hundred times as long to read as many parameters."""
    if connection.dialect.name == "sqlite":
        return column.in_(keys)
    return column == any_(bindparam(None, list(keys), type_=ARRAY(BigInteger)))
