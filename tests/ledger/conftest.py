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


@pytest.fixture(scope="session")
def server():
    with running_server() as address:
        yield address


ICU = " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"
NEW = {"postgresql": "", "postgresql-icu": ICU}


@pytest.fixture(scope="session")
def ready(server):
    """`ready(kind)`: the name of a database that holds an empty ledger; copying it is quick, making one is not."""
    made = {}

    def make(kind):
        if kind not in made:
            name = f"konon_ready_{uuid.uuid4().hex}"
            execute(server, f"CREATE DATABASE {name}{NEW[kind]}")
            Ledger.open(f"{server.rpartition('/')[0]}/{name}", write=True).close()
            made[kind] = name
        return made[kind]

    yield make
    for name in made.values():
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


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
    name = f"konon_{uuid.uuid4().hex}"
    if getattr(request.module, "FROM_NOTHING", False):  # it tests how a ledger is made
        execute(server, f"CREATE DATABASE {name}{NEW[request.param]}")
    else:
        execute(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('ready')(request.param)}")
    yield f"{server.rpartition('/')[0]}/{name}"
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def ledger(address):
    with Ledger.open(address, write=True) as opened:
        yield opened
