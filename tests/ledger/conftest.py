"""Every behaviour on both databases: `address` is a fresh ledger's, in SQLite, in PostgreSQL with letters in the order
of their codes, and in PostgreSQL with letters in the order of a language, where marks come first and case last.
"""

import sys
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tests are no package, and share these two

from postgres import NONE, running_server

from konon.ledger import Ledger
from konon.ledger.schema import metadata


@pytest.fixture(scope="session")
def server():
    with running_server() as address:
        yield address


ICU = " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"
NEW = {"postgresql": "", "postgresql-icu": ICU}


@pytest.fixture(scope="session")
def ready(server):
    """`ready(kind)`: the name of a database with an empty ledger, which the tests use in turn and empty again."""
    made = {}

    def make(kind):
        if kind not in made:
            made[kind] = f"konon_ready_{uuid.uuid4().hex}"
            execute(server, f"CREATE DATABASE {made[kind]}{NEW[kind]}")
            Ledger.open(f"{server.rpartition('/')[0]}/{made[kind]}", write=True).close()
        return made[kind]

    yield make
    for name in made.values():
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def make_empty(address):
    """As it was made: `labels` came with the schema."""
    mine = "datname = current_database() AND pid <> pg_backend_pid()"
    execute(address, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
    execute(address, f"TRUNCATE {', '.join(name for name in metadata.tables if name != 'labels')}")


def execute(server, statement):
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(params=["sqlite", "postgresql", "postgresql-icu"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "konon.db")
        return
    server = request.getfixturevalue("server")
    if server is None:
        pytest.skip(NONE)
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'konon[postgres]'")
    with psycopg.connect(server, autocommit=True) as connection:
        if request.param == "postgresql-icu" and connection.info.server_version < 150000:
            pytest.skip("this PostgreSQL has no ICU databases")
    host = server.rpartition("/")[0]
    if not getattr(request.module, "FROM_NOTHING", False):
        found = f"{host}/{request.getfixturevalue('ready')(request.param)}"
        yield found
        make_empty(found)
        return
    name = f"konon_{uuid.uuid4().hex}"  # it tests how a ledger is made
    execute(server, f"CREATE DATABASE {name}{NEW[request.param]}")
    yield f"{host}/{name}"
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def ledger(address):
    with Ledger.open(address, write=True) as opened:
        yield opened
