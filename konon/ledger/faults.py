"""What a database says when something is wrong -> one clear line with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from zstandard import ZstdError

from konon.errors import LedgerError

# A part of the database's own words -> what happened, and what to do. The first that fits is taken.
# What comes of rows whose JSON, keys, lengths or compressed bytes are others than were written.
MISFIT = (KeyError, IndexError, TypeError, ValueError, OverflowError, ZstdError)
CHECK = "restore it from a copy, or see what konon check-ledger can save"
_FAULTS = (
    ("file is not a database", "is no ledger", "name another file, or one that does not exist yet"),
    ("no such module: fts5", "cannot be used: this Python's SQLite has no full-text search", "use another Python"),
    ("malformed", "is damaged", CHECK),
    ("could not decode to utf-8", "is damaged", CHECK),
    ("codec can't decode", "is damaged", CHECK),  # SQLite quotes damaged words in its message
    ("vtable constructor failed", "is damaged", CHECK),
    ("disk i/o error", "cannot be read whole", "restore it from a copy, or look whether the disk is in order"),
    ("database or disk is full", "the disk is full", "make room and run it again: what was added stays"),
    ("no space left", "the disk is full", "make room and run it again: what was added stays"),
    ("could not extend file", "the server's disk is full", "make room there and run it again: what was added stays"),
    ("readonly database", "may not be written", "make the file and its folder writable, or name another ledger"),
    ("read-only transaction", "may not be written", "ask for the right to write, or name another ledger"),
    ("permission denied", "may not be used", "ask its owner for the right, or name another ledger"),
    ("unable to open database file", "cannot be opened", "look whether its folder exists and may be used"),
    ("lock timeout", "is held by another program", "end that one, or try again later"),
    ("is locked", "is held by another program", "end that one, or try again later"),
    ("authentication failed", "the server refuses user or password", "mend the address"),
    ("no password supplied", "the server asks for a password", "put it into the address, or into ~/.pgpass"),
    ("does not exist", "the server has no such database, table or user", "create it first, or mend the address"),
    ("could not translate host", "there is no such host", "mend the address"),
    ("name or service not known", "there is no such host", "mend the address"),
    ("connection refused", "no server answers there", "start it, or mend the address"),
    ("connection is lost", "the server went away", "run it again: what was added stays"),
    ("connection is closed", "the server went away", "run it again: what was added stays"),
    ("no connection to the server", "the server went away", "run it again: what was added stays"),
    ("terminating connection", "the server went away", "run it again: what was added stays"),
    ("connection reset", "the server went away", "run it again: what was added stays"),
    ("timeout expired", "the server does not answer", "start it, or mend the address"),
    ("server closed the connection", "the server went away", "run it again: what was added stays"),
    ("connection", "the server cannot be reached", "start it, or mend the address"),
)
_PASSWORD = re.compile(r"(://[^:/@]*):[^@/]*@")


def safe_name(address: str) -> str:
    """The ledger's address without a password in it."""
    return _PASSWORD.sub(r"\1:***@", address)


def explain_fault(error: Exception, name: str) -> LedgerError:
    """The database's words are quoted only where none of the known faults fits."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    low = said.lower()
    for part, why, remedy in _FAULTS:
        if part in low:
            return LedgerError(why, name=safe_name(name), remedy=remedy)
    return LedgerError(f"the database says: {safe_name(said)[:200]}", name=safe_name(name))


@contextmanager
def faults_told(name: str) -> Iterator[None]:
    """LedgerError for whatever the database raises inside."""
    try:
        yield
    except (DBAPIError, SQLAlchemyError, UnicodeError) as error:
        raise explain_fault(error, name) from error


@contextmanager
def misfits_told(name: str) -> Iterator[None]:
    """LedgerError where rows that are read inside are not as this program writes them."""
    try:
        yield
    except MISFIT as error:
        why = f"is damaged, or holds what konon did not write ({type(error).__name__}: {str(error)[:80]})"
        raise LedgerError(why, name=safe_name(name), remedy=CHECK) from error
