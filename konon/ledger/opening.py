"""Path or URL -> Engines on a ledger of this program's schema, made or brought up to date where needed.

One connection writes, and a pool of others reads beside it: a reader sees the ledger as it was when its transaction
began, waits for nobody and makes nobody wait.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, PoolProxiedConnection, QueuePool, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from konon.errors import InstallError, LedgerError, UsageError
from konon.lazy import load
from konon.ledger.faults import CHECK, explain_fault, faults_told, misfits_told, safe_name

# What `migrations/versions` holds, by the names of its files: the last is the schema of this program.
KNOWN = tuple(sorted(path.stem[-4:] for path in Path(__file__).parent.glob("migrations/versions/*_[0-9]*.py")))
REVISION = KNOWN[-1]
_LOG = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds to wait for another writer
LONG = 6 * 3600.0  # seconds that bringing a large ledger up to date may take on a server
LOCK = 7311  # of PostgreSQL's advisory locks: one writer at a time, as in SQLite
LOOKS, PAUSE = 5, 0.1  # at a file that seems too short; seconds between them
REACH = 10  # seconds to wait for a server
READERS = 8  # connections that stay open for reading
MORE = 16  # of a server at most, for a while; a file lends as many as are asked for
LOG = "-wal"  # what a file's log has behind its name
_MAGIC = b"SQLite format 3\x00"
_URL = re.compile(r"^(postgres(?:ql)?)(?:\+psycopg)?://", re.I)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]+://", re.I)
# The wait for another writer ends, as in SQLite; and a writer whose machine is gone loses its turn within two minutes.
_TAKE_TURN = text("""SELECT set_config('lock_timeout', :patience, true), set_config('tcp_keepalives_idle', '60', true),
    set_config('tcp_keepalives_interval', '10', true), set_config('tcp_keepalives_count', '3', true),
    pg_advisory_xact_lock(:lock)""")


class WrittenSign:
    """A connection of its own on a file, by which SQLite tells that another one has written; made when first asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None

    def read(self, readers: Engine) -> int:
        """Another number after whatever was written since the last call; it means nothing to another process."""
        with self._lock:
            if self._connection is None:
                self._connection = readers.raw_connection()
                self._connection.detach()
            cursor = self._connection.cursor()
            cursor.execute("PRAGMA data_version")
            ((version,),) = cursor.fetchall()
            return int(version)

    def close(self) -> None:
        """So that nothing is left open on the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ledger is, and engines on it, which several threads may use at once."""

    readers: Engine
    writer: Engine | None  # of one connection; None: opened to be read only
    name: str  # as a message calls it: no password in it
    address: str = field(default="", repr=False)  # as it was given, to be opened elsewhere
    turn: RLock = field(default_factory=RLock)  # held by the thread that writes
    sign: WrittenSign = field(default_factory=WrittenSign, repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Else it is PostgreSQL."""
        return self.readers.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the ledger. LedgerError for whatever goes wrong in it."""
        with misfits_told(self.name), faults_told(self.name), self.readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes; it waits its turn. All or nothing."""
        with self.turn, faults_told(self.name), self._writing_engine().begin() as connection:
            if not self.is_sqlite:
                connection.execute(_TAKE_TURN, {"lock": LOCK, "patience": f"{PATIENCE:.0f}s"})
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """The writer's connection without a transaction, for what a database does in none, such as VACUUM."""
        options: dict[str, Any] = {"konon_alone": True}
        if not self.is_sqlite:
            options["isolation_level"] = "AUTOCOMMIT"
        engine = self._writing_engine().execution_options(**options)
        with self.turn, faults_told(self.name), engine.connect() as connection, _longer_waits(connection):
            yield connection

    def _writing_engine(self) -> Engine:
        if self.writer is None:
            raise LedgerError("was opened to be read only", name=self.name, remedy="open it with write=True")
        return self.writer

    def close(self) -> None:
        """Every connection. The writer goes last: it takes what waits in SQLite's WAL into the file."""
        self.sign.close()
        self.readers.dispose()
        if self.writer is not None:
            self.writer.dispose()


def open_place(address: str | os.PathLike[str], *, write: bool, make: bool = True) -> Place:
    """The ledger at a path or `postgresql://` URL; made where there is none, with `write` and `make`.

    LedgerError where it is none, is of a newer schema, cannot be read or (with `write`) not be written.
    """
    given = os.fspath(address)
    if not given.strip():
        raise UsageError("the ledger has no name", remedy="give a file or a postgresql:// address")
    if _URL.match(given):
        writer = _postgresql(given, **_ONE, **_SEES_ALL) if write else None
        place = Place(readers=_postgresql(given, **_SERVED), writer=writer, name=safe_name(given), address=given)
    elif _SCHEME.match(given):
        raise UsageError("is no ledger", name=safe_name(given), remedy="give a file or a postgresql:// address")
    else:
        _look_at_file(Path(given), given, write=write, make=make)
        writer = _sqlite(given, write=True) if write else None
        place = Place(readers=_sqlite(given), writer=writer, name=given, address=given)
    try:
        if place.is_sqlite and place.writer:
            with faults_told(place.name), place.writer.connect():
                pass  # makes the file, or what readers need beside it
        _check_schema(place, write=write, make=make)
    except BaseException:
        place.close()
        raise
    return place


def _look_at_file(path: Path, name: str, *, write: bool, make: bool) -> None:
    """What SQLite would say less clearly, or only later."""
    if path.is_dir():
        raise LedgerError("is a folder", name=name, remedy="name a file in it")
    refuse_lone_log(path, name)
    if not path.exists():
        if not (write and make):
            raise LedgerError("there is no such ledger", name=name, remedy="make one with konon add, or name another")
        if not path.absolute().parent.is_dir():
            raise LedgerError("its folder does not exist", name=name, remedy="make the folder first")
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as why:
        raise LedgerError(f"cannot be read ({why.strerror})", name=name, remedy="mend its permissions") from why
    if not (head.startswith(_MAGIC) or _MAGIC.startswith(head)):
        raise LedgerError("is no ledger", name=name, remedy="name another file, or one that does not exist yet")
    _measure(path, name)
    if write and not os.access(path, os.W_OK):
        remedy = "make the file and its folder writable, or name another ledger"
        raise LedgerError("may not be written", name=name, remedy=remedy)


def refuse_lone_log(path: Path, name: str) -> None:
    """SQLite would throw away a log whose file is gone or empty, with all that was added last."""
    log = path.with_name(path.name + LOG)
    if (not path.exists() or not path.stat().st_size) and log.exists() and log.stat().st_size:
        what = "is empty" if path.exists() else "is gone"
        remedy = f"restore both from one copy, or move {log.name} away to begin anew"
        raise LedgerError(f"{what}, but its log is there ({log.name})", name=name, remedy=remedy)


def _measure(path: Path, name: str) -> None:
    """A file that stays shorter than its header says was cut off; one that another program writes becomes whole."""
    for _ in range(LOOKS):
        if not _is_short(path):
            return
        time.sleep(PAUSE)
    raise LedgerError("is cut off", name=name, remedy=CHECK)


def _is_short(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(100)
        size = os.fstat(stream.fileno()).st_size
    if len(head) < 100:
        return bool(head)
    if any(path.with_name(path.name + end).exists() for end in (LOG, "-journal")):
        return False  # the rest waits there, or SQLite undoes what was half written
    page = int.from_bytes(head[16:18], "big")
    return size < (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")


# The connection that was used last is lent first: its cache is warm.
_ONE: dict[str, Any] = {"pool_size": 1, "max_overflow": 0}
# Whoever waited for its turn sees what was written before it, whatever the server's default is.
_SEES_ALL: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
_LENT: dict[str, Any] = {"pool_size": READERS, "max_overflow": -1, "pool_use_lifo": True}
_SERVED: dict[str, Any] = {
    "pool_size": READERS,
    "max_overflow": MORE,
    "pool_timeout": PATIENCE,
    "pool_use_lifo": True,
    # One state for all questions of a transaction.
    "isolation_level": "REPEATABLE READ",
    "execution_options": {"postgresql_readonly": True},
}


def _sqlite(given: str, *, write: bool = False) -> Engine:
    path = os.path.abspath(given)  # the working folder may be another when a connection is made
    uri = f"file:{quote(path)}"

    def connect() -> sqlite3.Connection:
        if write:
            return _connect_sqlite(f"{uri}?mode=rwc")
        try:
            return _connect_sqlite(f"{uri}?mode=ro")
        except sqlite3.OperationalError as error:
            # Nothing can be written beside it, so nobody else writes either, and no WAL is to be read.
            if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or os.path.exists(f"{path}{LOG}"):
                raise
            return _connect_sqlite(f"{uri}?mode=ro&immutable=1")

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, **(_ONE if write else _LENT))
    _begin_ourselves(engine, "BEGIN IMMEDIATE" if write else "BEGIN")
    return engine


_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)  # as SQLite says of a folder; not: locked
_CACHE, _CACHE_OF_A_READER = 65_536, 16_384  # kB
_MAPPED = 0x7FFF0000  # bytes of the file that are read without copying them: the most SQLite allows


def _connect_sqlite(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA page_size = 16384")  # of a new file: an article and its claims waste less
        writes = "mode=rwc" in uri
        connection.execute(f"PRAGMA cache_size = -{_CACHE if writes else _CACHE_OF_A_READER}")
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if writes:
            _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
            # A crash of the program loses nothing; one of the machine at most the last articles, whole.
            connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _patiently(step: Callable[[], object]) -> None:
    """Turning WAL on does not wait for others by itself."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            step()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _begin_ourselves(engine: Engine, words: str) -> None:
    """The driver's own BEGIN comes late and lets two readers both try to become writers, which cannot wait."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("konon_alone"):
            connection.exec_driver_sql(words)


def _postgresql(given: str, **pool: Any) -> Engine:
    try:
        engine = create_engine(
            _URL.sub("postgresql+psycopg://", given),
            connect_args={
                "connect_timeout": REACH,
                "application_name": "konon",
                **load("konon.ledger.server_waits:KEPT_ALIVE"),  # needs psycopg, which a file does not
            },
            pool_pre_ping=True,
            **pool,
        )
        load("konon.ledger.server_waits:bound_waits")(engine)
        return engine
    except ImportError as why:
        remedy = "pip install 'konon[postgres]'"
        raise InstallError("a PostgreSQL ledger needs psycopg", name=safe_name(given), remedy=remedy) from why
    except Exception as why:  # an address that cannot be parsed
        remedy = "write it like postgresql://user@host/database"
        raise UsageError("is no address of a database", name=safe_name(given), remedy=remedy) from why


def read_state(place: Place) -> str:
    """Of a file by what SQLite tells of other writers, and its own and its log's size and time of writing, for a clock
    may stand still between two; of a server by its transactions, others' too."""
    if not place.is_sqlite:
        with place.reading() as connection:
            return str(connection.execute(text("SELECT CAST(pg_current_snapshot() AS text)")).scalar())
    try:
        found = [str(place.sign.read(place.readers))]
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise explain_fault(error, place.name) from error
    for path in (place.name, f"{place.name}{LOG}"):
        try:
            seen = os.stat(path)
            found.append(f"{seen.st_ino} {seen.st_size} {seen.st_mtime_ns}")
        except OSError:
            found.append("none")
    return ", ".join(found)


def _check_schema(place: Place, *, write: bool, make: bool) -> None:
    with place.reading() as connection:
        found = find_revision(connection)
        tables = bool(inspect(connection).get_table_names()) if found is None else True
    _LOG.debug("opens %s, schema %s", place.name, found)
    if found == REVISION:
        return
    if found is None and tables:
        remedy = "name another database, or one that is empty"
        raise LedgerError("holds other tables and is no ledger", name=place.name, remedy=remedy)
    if found is not None and found not in KNOWN:
        raise LedgerError(f"is of a newer schema ({found})", name=place.name, remedy="install a newer konon")
    if found is None and not (write and make):
        raise LedgerError("is empty", name=place.name, remedy="add pages with konon add")
    if not write:
        raise LedgerError("is of an older schema", name=place.name, remedy="bring it up to date with konon link")
    _upgrade(place)


def find_revision(connection: Connection) -> str | None:
    """The schema's revision as the ledger says; None where it says nothing."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _upgrade(place: Place) -> None:
    # Alembic takes a quarter of a second, which only a new or an old ledger needs.
    upgrade = load("konon.ledger.migrations.run:upgrade")
    with place.writing() as connection:
        if find_revision(connection) != REVISION:  # another writer may have been quicker
            _LOG.info("brings %s up to schema %s", place.name, REVISION)
            with _longer_waits(connection):
                upgrade(connection)


def _longer_waits(connection: Connection) -> AbstractContextManager[None]:
    if connection.dialect.name == "sqlite":
        return nullcontext()
    longer: AbstractContextManager[None] = load("konon.ledger.server_waits:longer_waits")(connection, LONG)
    return longer
