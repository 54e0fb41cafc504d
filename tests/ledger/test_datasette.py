"""The ledger's file opens in Datasette as it is: labels for keys, facets, full-text search."""

import asyncio
import json
import sqlite3

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from making import make_reading, nobody, person
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from konon.cli import run
from konon.errors import UsageError
from konon.exports.datasette import datasette_metadata, load_shown_tables
from konon.ledger import Ledger
from konon.ledger.migrations.versions import eighth_0008
from konon.ledger.schema import metadata

app = pytest.importorskip("datasette.app", reason="datasette is not installed")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(
            [
                make_reading(
                    (person("Ratna Dewi", "peneliti"), "Korea Utara mengirimkan senjata"),
                    (nobody(), "kapal singgah", {"certainty": "possible"}),
                ),
                make_reading((person("Kremlin", kind="government"), "tidak ada senjata"), id="b", outlet="Meridian"),
            ]
        )
    return path


@pytest.fixture
def ask(path):
    def get(url, metadata=None):
        async def go():
            datasette = app.Datasette([str(path)], metadata=metadata)
            await datasette.invoke_startup()
            response = await datasette.client.get(url)
            assert response.status_code == 200, response.text
            return response.json() if ".json" in url else response.text

        return asyncio.run(go())

    return get


def test_full_text_search_works_on_the_table(ask):
    found = ask("/news/claims.json?_search=senjata&_shape=array")
    assert {row["content"] for row in found} == {"Korea Utara mengirimkan senjata", "tidak ada senjata"}
    assert ask("/news/claims.json?_search=mengirimkan&_shape=array")[0]["content"].startswith("Korea Utara")


def test_keys_are_shown_by_their_labels(ask):
    page = ask("/news/claims")
    for label in ("Ratna Dewi", "Kabar Laut", "Peluru Lewat Rel"):
        assert f">{label}</a>" in page


def test_facets_count(ask):
    found = ask("/news/claims_view.json?_facet=certainty&_facet=speaker&_facet=outlet")
    results = found["facet_results"]["results"] if "results" in found["facet_results"] else found["facet_results"]
    counts = {one["value"]: one["count"] for one in results["certainty"]["results"]}
    assert counts == {"certain": 2, "possible": 1}
    assert {one["value"] for one in results["speaker"]["results"]} >= {"Ratna Dewi", "Kremlin"}


def test_each_table_counts_and_the_index_gives_snippets(path):
    """What sqlite-utils tables --counts and other programs ask of a file."""
    with sqlite3.connect(path) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
        counts = {name: file.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0] for name in names}
        asked = "SELECT snippet(claims_fts, 0, '<', '>', '…', 3), highlight(claims_fts, 0, '<', '>') FROM claims_fts"
        found = file.execute(f"{asked} WHERE claims_fts MATCH 'senjata' ORDER BY rowid").fetchall()
        sound = file.execute("PRAGMA integrity_check").fetchone()[0]
    file.close()
    assert counts["claims_fts"] == counts["claims"] == 3
    assert found[0] == ("…mengirimkan <senjata>…", "Korea Utara mengirimkan <senjata>")
    assert sound == "ok"


def test_the_search_finds_words_as_they_stand_in_what_was_said_and_of_whom(ask):
    """Any form of a word takes its stems, which plain SQL cannot make: that is konon search."""
    for words in ("mengirimkan", "Mengirimkan senjata", "utara mengirimkan", "dewi peneliti"):
        assert len(ask(f"/news/claims.json?_search={words}&_shape=array")) == 1


def test_metadata_describe_the_tables_and_hide_the_plumbing(path, ask):
    with Ledger.open(path) as ledger:
        made = json.loads(json.dumps(datasette_metadata(ledger)))
    assert made["databases"].keys() == {"news"}
    page = ask("/news/claims_view", made)
    assert "a claim a row, with names instead of keys" in page
    assert "How sure the reader is" in page
    tables = ask("/news.json", made)["tables"]
    shown = {one["name"] for one in tables if not one["hidden"]}
    assert {"claims", "articles", "speakers"} <= shown
    assert not shown & {"link_keys", "vectors", "claims_fts_data"}
    found = ask("/news/claims_view.json?_search=senjata&_shape=array", made)
    assert {row["speaker"] for row in found} == {"Ratna Dewi", "Kremlin"}


def test_nobody_reads_accounts_in_a_browser(path):
    def status(made, *urls):
        async def go():
            datasette = app.Datasette([str(path)], metadata=made)
            await datasette.invoke_startup()
            return [(await datasette.client.get(url)).status_code for url in urls]

        return asyncio.run(go())

    closed = [f"/news/{name}.json" for name in ("accounts", "logins", "access_tokens", "audit")]
    with Ledger.open(path, write=True) as ledger:
        before = datasette_metadata(ledger)
        ledger.accounts.add("Sari", "empat kata yang panjang", "editor", by="Ani")
        made = datasette_metadata(ledger)
    sql = "/news.json?sql=select+password+from+accounts"
    assert status(made, *closed, sql) == [403] * 5
    assert status(made, "/news/claims.json?_search=senjata") == [200]
    assert status(before, *closed, "/news.json?sql=select+1") == [403] * 4 + [200]


def test_the_command_that_writes_it(path, tmp_path, ask):
    assert run(["info", "--datasette", "-l", str(path), "-o", str(tmp_path / "metadata.json")]) == 0
    made = json.loads((tmp_path / "metadata.json").read_text("utf-8"))
    assert "a claim a row" in ask("/news/claims_view", made)


def test_every_table_is_described_or_hidden_and_every_column_there_is_one(path):
    shown = load_shown_tables()
    assert set(metadata.tables) - set(shown.tables) <= set(shown.hidden)
    assert set(shown.tables) & set(shown.hidden) == set()
    with sqlite3.connect(path) as file:
        for name, one in shown.tables.items():
            columns = {row[1] for row in file.execute(f"PRAGMA table_xinfo([{name}])")}
            named = {*one.columns, *one.facets, *filter(None, (one.newest, one.label, one.searched))}
            assert named <= columns, name
    file.close()


def test_a_server_is_no_file_for_datasette(path, monkeypatch):
    with Ledger.open(path) as ledger:
        monkeypatch.setattr(Ledger, "is_file", False)
        with pytest.raises(UsageError, match="is on a server"):
            datasette_metadata(ledger)


def test_an_older_ledger_gets_the_column_and_does_not_grow(tmp_path):
    path = tmp_path / "older.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(make_reading((person("Ratna Dewi"), f"kabar nomor {n}"), id=f"a{n}") for n in range(300))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE claims DROP COLUMN about"))
    with engine.begin() as connection:
        with pytest.raises(OperationalError, match="about"):
            connection.execute(text("SELECT count(*) FROM claims_fts"))
        before = connection.execute(text("PRAGMA page_count")).scalar()
        with Operations.context(MigrationContext.configure(connection)):
            eighth_0008.upgrade()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM claims_fts")).scalar() == 300
        assert connection.execute(text("PRAGMA page_count")).scalar() == before
    engine.dispose()
    with Ledger.open(path) as ledger:
        assert len(ledger.search("kabar", limit=None)) == 300
