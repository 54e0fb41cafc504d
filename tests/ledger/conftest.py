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


@pytest.fixture(params=["sqlite", "postgresql", "postgresql-icu"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "konon.db")
        return
    server = request.getfixturevalue("server")
    if server is None:
        pytest.skip(NONE)
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'konon[postgres]'")
    name = f"konon_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        if request.param == "postgresql-icu" and connection.info.server_version < 150000:
            pytest.skip("this PostgreSQL has no ICU databases")
        connection.execute(f"CREATE DATABASE {name}" + (ICU if request.param == "postgresql-icu" else ""))
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def ledger(address):
    with Ledger.open(address, write=True) as opened:
        yield opened
