"""The ledger's file opens in Datasette as it is: labels for keys, facets, full-text search."""

import asyncio

import pytest
from making import make_reading, nobody, person

from konon.ledger import Ledger

app = pytest.importorskip("datasette.app", reason="datasette is not installed")


@pytest.fixture
def ask(tmp_path):
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

    def get(url):
        async def go():
            datasette = app.Datasette([str(path)])
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
