"""A ledger's file -> a sound copy of it, whoever writes to it meanwhile."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from konon.errors import LedgerError, UsageError
from konon.ledger.opening import PATIENCE

MANY = 2**31 - 1  # pages: all in one step, so that the copy is of one moment


def back_up(address: str, target: Path) -> int:
    """Write the copy; its size in bytes. It appears under its name only when it is whole.

    UsageError where `target` is there already or the ledger is on a server; LedgerError where the ledger is damaged.
    """
    if "://" in address:
        remedy = "copy it with pg_dump; konon merge postgresql://... --ledger copy.db takes its claims into a file"
        raise UsageError("is on a server", name=address.rpartition("@")[2], remedy=remedy)
    if not Path(address).is_file():
        raise LedgerError("there is no such ledger", name=address, remedy="name another")
    if os.path.lexists(target):
        raise UsageError("is there already", name=str(target), remedy="name a file that does not exist yet")
    if not target.absolute().parent.is_dir():
        raise UsageError("its folder does not exist", name=str(target), remedy="make the folder first")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=f".{target.name[:80]}.") as folder:
            draft = Path(folder) / "copy.db"
            _copy(address, draft)
            os.rename(draft, target)
    except OSError as why:
        remedy = "choose a folder with room that may be written to"
        raise UsageError(f"cannot be written ({why.strerror})", name=str(target), remedy=remedy) from why
    return target.stat().st_size


def _copy(address: str, draft: Path) -> None:
    uri = f"file:{quote(os.path.abspath(address))}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as source,
            closing(sqlite3.connect(draft, isolation_level=None)) as copy,
        ):
            if not source.execute("SELECT count(*) FROM sqlite_master WHERE name = 'claims'").fetchone()[0]:
                raise LedgerError("is no ledger", name=address, remedy="name another file")
            source.backup(copy, pages=MANY)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, which opens where nothing may be written beside it
            faults = [row[0] for row in copy.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
    except sqlite3.Error as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise LedgerError("another program holds it", name=address, remedy="try again") from error
        faults = [str(error)]
    if faults:
        remedy = "konon check-ledger --save FILE keeps what is whole"
        raise LedgerError(f"is damaged ({faults[0]})", name=address, remedy=remedy)
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
