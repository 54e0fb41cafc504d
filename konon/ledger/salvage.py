"""A ledger's file, damaged or not -> what is whole of it in a new file, and what is not.

Rows are copied as they stand, so that ids, decisions and erasures stay; what cannot be read or does not fit is left
out, with what hangs on it. Words for searching and counts are made anew; `konon embed` makes the vectors again,
`konon link` the links; what people decided is kept.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Table, delete, select, update

from konon.errors import LedgerError, UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.counts import recount
from konon.ledger.faults import MISFIT
from konon.ledger.findings import Finding, load_findings
from konon.ledger.fulltext import put_words
from konon.ledger.name_words import index_names
from konon.ledger.opening import REVISION, open_place, refuse_lone_log
from konon.ledger.rows import MOST_SEARCHED, About, text_hash
from konon.ledger.stems import words_and_forms
from konon.ledger.stored_pages import body_of

MADE_ANEW = frozenset(
    {"labels", "counts", "vectors", "vector_blocks", "encoders", "generations", "name_words"}
    | {"tracers", "traced", "link_keys", "links", "thread_sayings"}
)
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter where words that SQLite quotes are no UTF-8
RUN = 1000  # rows copied together
FURTHEST = 1 << 40  # where the file does not say what the highest key is
LEAST = 512  # bytes of a database
AGAIN = "restore it from a copy, or add the pages again"
PROBES = (*range(1, 10_000, 50), *(1 << power for power in range(14, 41)))  # keys that show whether any row is left
BARREN = 10  # runs of which no row can be read, after which no more are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """`faults`: in SQLite's words; `lost`: rows that cannot be read or do not fit, by table."""

    articles: int  # versions that are whole
    claims: int
    lost: dict[str, int]
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.lost and not self.faults


def salvage(damaged: str, saved: str, *, kept: bool = True) -> Salvage:
    """Copy what is whole of the file `damaged` to the new file `saved`; one that is not `kept` cannot be searched.

    UsageError where `saved` is there already, LedgerError where `damaged` is no ledger, or nothing of it can be read.
    """
    _check_tables(damaged)
    if os.path.lexists(saved):
        raise UsageError("is there already", name=saved, remedy="name a file that does not exist yet")
    place = open_place(saved, write=True)
    try:
        lost, faults = _copy(damaged, saved)
        with place.alone() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # it is this program that follows them here
        with place.writing() as connection:
            _drop_orphans(connection, lost)
            _drop_misfits(connection, lost)
            _drop_orphans(connection, lost)
            if kept:
                _write_words(connection)
                index_names(connection)
                recount(connection)
            held = [
                connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("articles", "claims")
            ]
    finally:
        place.close()
    return Salvage(articles=held[0] or 0, claims=held[1] or 0, lost=dict(+lost), faults=faults)


# Copying.


def _check_tables(path: str) -> None:
    try:
        with closing(_open(path)) as source:
            names = {row[0] for row in source.execute("SELECT name FROM sqlite_master")}
            found = source.execute("SELECT version_num FROM alembic_version").fetchone() if "claims" in names else None
    except UNREADABLE as error:
        raise LedgerError("is damaged so that nothing of it can be read", name=path, remedy=AGAIN) from error
    if not os.path.getsize(path):
        raise LedgerError("is empty", name=path, remedy=AGAIN)
    if not names and os.path.getsize(path) < LEAST:
        raise LedgerError("is damaged so that nothing of it can be read", name=path, remedy=AGAIN)
    if "claims" not in names:
        raise LedgerError("is no ledger", name=path, remedy="name another file")
    if found and found[0] != REVISION:
        remedy = "bring it up to date with konon link first"
        raise LedgerError(f"is of another schema ({str(found[0])[:20]})", name=path, remedy=remedy)


def _copy(damaged: str, saved: str) -> tuple[Counter[str], tuple[str, ...]]:
    lost: Counter[str] = Counter()
    with closing(_open(damaged)) as source, closing(sqlite3.connect(saved, isolation_level=None)) as target:
        faults = _faults(source)
        target.execute("BEGIN")
        for table in schema.metadata.sorted_tables:
            if table.name not in MADE_ANEW:
                copied = _copy_table(source, target, table)
                lost[table.name] += copied.lost
                faults += (f"where {table.name} end cannot be read",) if copied.is_open else ()
        target.execute("COMMIT")
    return lost, faults


def _open(path: str) -> sqlite3.Connection:
    source = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)
    source.text_factory = lambda words: words.decode("utf-8", "replace")
    source.execute("PRAGMA writable_schema = ON")  # SQLite reads what is left of a file that was cut off
    return source


def _faults(source: sqlite3.Connection) -> tuple[str, ...]:
    try:
        found = [str(row[0]) for row in source.execute("PRAGMA integrity_check(20)")]
    except UNREADABLE as error:
        return (str(error),)
    return tuple(line for line in found if line != "ok")


class _Copied(NamedTuple):
    """How many rows could not be read or written; `is_open`: that there may be others behind the last that could."""

    lost: int
    is_open: bool = False


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: Table) -> _Copied:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    insertion = f"INSERT INTO {table.name} (rowid, {names}) VALUES (?, {', '.join('?' * len(table.columns))})"
    asked = f"SELECT rowid, {names} FROM {table.name} WHERE rowid BETWEEN ? AND ?"
    lost = beyond = barren = 0
    last = _last_key(source, table.name)
    if last == FURTHEST and not _has_rows(source, asked):
        return _Copied(0, is_open=True)
    for first in range(1, last + 1, RUN):
        rows, unread = _read_rows(source, asked, first, first + RUN - 1)
        barren, beyond = (0, 0) if rows else (barren + 1, beyond + unread)
        lost += unread
        if barren == BARREN and last == FURTHEST:
            return _Copied(lost - beyond, is_open=True)
        for row in rows:
            try:
                target.execute(insertion, row)
            except UNREADABLE:  # a value that may not be there, or a key or id twice
                lost += 1
    return _Copied(lost)


def _has_rows(source: sqlite3.Connection, asked: str) -> bool:
    """Whether any of some keys can be asked for at all: of a table whose beginning is gone none can."""
    for key in PROBES:
        try:
            source.execute(asked, (key, key)).fetchone()
            return True
        except UNREADABLE:
            continue
    return False


def _last_key(source: sqlite3.Connection, table: str) -> int:
    try:
        return int(source.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0)
    except UNREADABLE:
        return FURTHEST


def _read_rows(source: sqlite3.Connection, asked: str, first: int, last: int) -> tuple[list[Any], int]:
    """The rows of these keys, and in how many places none could be read; what fails is asked for in halves."""
    try:
        return source.execute(asked, (first, last)).fetchall(), 0
    except UNREADABLE:
        if first == last:
            return [], 1
        middle = (first + last) // 2
        rows, lost = _read_rows(source, asked, first, middle)
        more, missing = _read_rows(source, asked, middle + 1, last)
        return rows + more, lost + missing


# What does not fit.


def _drop_orphans(connection: Connection, lost: Counter[str]) -> None:
    """Rows that point to what is not there: the pointer goes where it may, else the row."""
    while found := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        for name, rowid, _, number in found:
            keys = {row[0]: row[3] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")}
            column = schema.metadata.tables[name].c[keys[number]]
            if column.nullable:
                connection.exec_driver_sql(f'UPDATE {name} SET "{column.name}" = NULL WHERE rowid = ?', (rowid,))
            else:
                lost[name] += connection.exec_driver_sql(f"DELETE FROM {name} WHERE rowid = ?", (rowid,)).rowcount


def _drop_misfits(connection: Connection, lost: Counter[str]) -> None:
    t, p = schema.articles, schema.pages
    for table, fits in ((p, _page_fits), (t, _article_fits)):
        for key in connection.execute(select(table.c.key)).scalars().all():
            if not fits(connection.execute(select(table).where(table.c.key == key)).one()):
                if table is p:
                    connection.execute(update(t).where(t.c.page == key).values(page=None))
                connection.execute(delete(table).where(table.c.key == key))
                lost[table.name] += 1
    _drop_orphans(connection, lost)
    _drop_claims(connection, lost)


def _drop_claims(connection: Connection, lost: Counter[str]) -> None:
    """Those that do not fit: looked at many at a time, and one by one where one of these does not."""
    c = schema.claims
    for some in in_chunks(connection.execute(select(c.c.key)).scalars().all()):
        bad = [] if _load(connection, some) else [key for key in some if not _load(connection, [key])]
        for key in bad:
            connection.execute(delete(c).where(c.c.key == key))
        lost["claims"] += len(bad)


def _page_fits(row: Any) -> bool:
    try:
        return bool(hashlib.sha256(body_of(row)).hexdigest() == row.sha256)
    except MISFIT:
        return False


def _article_fits(row: Any) -> bool:
    return bool(text_hash(row.text) == row.text_hash)


def _load(connection: Connection, keys: Sequence[int]) -> list[Finding]:
    """All of these claims; none where one of them does not fit."""
    try:
        found = load_findings(connection, keys)
        fits = len(found) == len(keys) and all(_spans_fit(finding) for finding in found)
    except MISFIT:
        return []
    return found if fits else []


def _spans_fit(finding: Finding) -> bool:
    a, size = finding.claim.attribution, len(finding.article.text)
    spans = (*finding.article.body, *a.source, *a.cue, *a.content)
    return all(0 <= start <= end <= size for start, end in spans)


# What is made anew.


def _write_words(connection: Connection) -> None:
    keys = connection.execute(select(schema.claims.c.key)).scalars().all()
    for some in in_chunks(keys):
        put_words(connection, list(_words(some, load_findings(connection, some))))


def _words(keys: Sequence[int], findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    for key, finding in zip(keys, findings, strict=True):
        words = words_and_forms(finding.content[:MOST_SEARCHED], finding.article.lang)
        yield {"key": key, "words": words, "about": About(finding.article).words(finding.claim)}


def only_file(address: str) -> str:
    """The path; UsageError where a ledger is on a server, whose files are the server's own to check."""
    if "://" in address:
        remedy = "ask the server with pg_amcheck, and keep backups with pg_dump"
        raise UsageError("is on a server", name=address.rpartition("@")[2], remedy=remedy)
    path = Path(address)
    if path.is_dir():
        raise LedgerError("is a folder", name=address, remedy="name a file in it")
    refuse_lone_log(path, address)
    if not path.is_file():
        raise LedgerError("there is no such ledger", name=address, remedy="name another")
    return address
