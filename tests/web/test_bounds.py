"""How much a page asks of the database, of the network and of who starts the program."""

import gzip
import re
import subprocess
import sys

import pytest
from making import make_reading, person
from sqlalchemy import event

from konon.ledger import Ledger
from konon.web.asset_files import load_assets

MOST = 50  # statements of one page, the beginnings of transactions among them


def make_ledger(path, claims):
    said = [
        (person(f"Budi {n % 7}"), f"pasar nomor {n} di kota ditutup sejak Senin", {"relays": ("Antara",)})
        for n in range(claims)
    ]
    with Ledger.open(path, write=True) as ledger:
        for id in ("satu", "dua"):
            ledger.add(make_reading(*said, id=id, outlet=id), meaning=True, trace=True)


def count_statements(browse, path):
    """By page: how many statements it takes."""
    with Ledger.open(path) as ledger:
        counted = []
        event.listen(ledger._place.readers, "before_cursor_execute", lambda *_: counted.append(1))
        client = browse(ledger)
        saying = client.get("/articles/satu.json").json()["claims"][0]["saying"]
        speaker = client.get("/speakers.json").json()["speakers"][0]["id"]
        found = {}
        addresses = {
            "home": "/",
            "search": "/search",
            "words": "/search?q=pasar",
            "meaning": "/search?q=pasar&meaning=1",
            "article": "/articles/satu",
            "claim": f"/claims/{saying}",
            "threads": "/threads",
            "threads by sources": "/threads?sort=sources",
            "thread": f"/threads/{saying}",
            "disputes": "/disputes",
            "network": "/network",
            "speakers": "/speakers",
            "speaker": f"/speakers/{speaker}",
            "outlets": "/outlets",
            "outlet": "/outlets/satu",
            "about": "/about",
            "corrections": "/corrections",
        }
        for name, address in addresses.items():
            client.get(address)  # what is loaded once
            counted.clear()
            assert client.get(address).status_code == 200
            found[name] = len(counted)
        return found


def test_a_page_asks_as_often_whether_it_shows_few_claims_or_many(tmp_path, browse):
    make_ledger(tmp_path / "few.db", 3)
    make_ledger(tmp_path / "many.db", 60)
    few, many = count_statements(browse, tmp_path / "few.db"), count_statements(browse, tmp_path / "many.db")
    assert all(count <= MOST for count in many.values()), many
    # A next page is looked for, and long lists are asked for in parts: a statement or two, not one a claim.
    assert {name for name in many if many[name] > few[name] + 3} == set(), (few, many)


def test_the_ledger_cannot_be_written_through_the_site(path, browse):
    with Ledger.open(path) as ledger:
        assert ledger._place.writer is None
        assert browse(ledger).get("/").status_code == 200


def test_what_a_page_loads_comes_from_here_and_is_small(client):
    page = client.get("/search?q=peluru")
    loaded = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)) - {None}
    size = len(gzip.compress(page.content))
    for address in loaded:
        asset = load_assets()[address.removeprefix("/assets/").partition("?")[0]]
        size += len(asset.packed or asset.body)
    style = load_assets()["konon.css"].body.decode()
    assert "http" not in style
    assert set(re.findall(r'url\("([^"]+)"\)', style)) <= loaded  # each is loaded once, ahead of its use
    assert sum(".woff2" in address for address in loaded) == 2
    assert size < 300_000


def test_an_asset_may_be_kept_for_ever_and_is_asked_for_compressed(client):
    address = re.search(r'href="(/assets/konon.css[^"]+)"', client.get("/about").text)[1]
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "gzip"
    assert client.get("/assets/konon.css").headers["cache-control"] == "no-cache"
    assert load_assets()["vendor/htmx.LICENSE.txt"].body


@pytest.mark.parametrize("module", ["konon.cli.commands.search", "konon.cli.commands.read", "konon.cli.app"])
def test_no_other_command_waits_for_the_server(module):
    probe = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"starlette", "uvicorn", "anyio", "konon.web", "playwright"}
