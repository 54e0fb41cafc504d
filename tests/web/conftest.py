"""A ledger of a few readings made by hand, and the site on it."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ledger"))  # the tests are no package
sys.path.insert(0, str(Path(__file__).resolve().parent))

from browsing import CHROMIUM
from making import make_reading, nobody, person

from konon.ledger import Ledger
from konon.records import Related
from konon.web.signing import Signer, read_session
from konon.web.web_app import make_app

RATNA = person("Ratna Dewi", "peneliti", "Balai Kajian", "ID")
BUDI = person("Budi Santoso", "juru bicara", "Kementerian", "ID")


def make_world():
    """One statement in three outlets, one of which loses its hedge; a denial; an allegation nobody owns."""
    said = "kereta itu mungkin membawa peluru artileri ke pelabuhan Vostochny pada malam hari"
    first = make_reading(
        (RATNA, said, {"certainty": "possible", "hedged": True, "dated": True}),
        (BUDI, "tidak ada peluru di kereta itu", {"polarity": "negative", "quotation": "direct"}),
        id="first",
        outlet="Garis Lintang",
        title="Peluru Lewat Rel",
        url="https://garislintang.example/peluru",
    )
    second = make_reading(
        (RATNA, said.replace("mungkin ", ""), {"relays": ("Garis Lintang",)}),
        id="second",
        outlet="Kabar Laut",
        title="Kereta Membawa Peluru",
        published="2023-09-15",
    )
    third = make_reading(
        (RATNA, said, {"certainty": "possible"}),
        (nobody(), "kapal itu singgah di pelabuhan", {"certainty": "possible", "act": "belief"}),
        id="third",
        outlet="Lintas Utara",
        title="Rel dan Peluru",
        published="2023-10-02",
        head="Beranda\nMasuk\n",
    )
    article = third.article
    third = replace(
        third,
        article=replace(
            article, body=((14, len(article.text)),), related=(Related(title="Lihat juga", url="javascript:alert(1)"),)
        ),
    )
    return [first, second, third]


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory):
    """What the site keeps for its user does not get among this user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def readings():
    """Of the world, for a ledger that has more."""
    return make_world()


@pytest.fixture(scope="session")
def path(tmp_path_factory):
    """Of the ledger, linked and searchable by meaning."""
    path = tmp_path_factory.mktemp("web") / "berita.db"
    with Ledger.open(path, write=True) as ledger:
        for reading in make_world():
            ledger.add(reading, meaning=True, trace=True)
    return path


@pytest.fixture(scope="session")
def ledger(path):
    with Ledger.open(path) as opened:
        yield opened


@pytest.fixture(scope="session")
def browse():
    """`browse(ledger)`: a client of its site, in English unless it says otherwise."""

    def make(ledger, **more):
        app = make_app(ledger, hosts={"testserver"}, **more)
        return TestClient(app, headers={"accept-language": "en"}, follow_redirects=False, raise_server_exceptions=False)

    return make


@pytest.fixture
def written(tmp_path):
    """The same ledger made anew, open for writing."""
    with Ledger.open(tmp_path / "berita.db", write=True) as opened:
        for reading in make_world():
            opened.add(reading, meaning=True, trace=True)
        yield opened


@pytest.fixture
def send(browse, written):
    """`send(path, by="Sari", **fields)`: a form sent by somebody with a session; `send.client` looks at pages."""
    client = browse(written, key=b"k" * 32)
    client.get("/about")
    token = read_session(Signer(b"k" * 32), client.cookies["konon_session"]).token

    def post(path, *, by="Sari", **fields):
        return client.post(path, data={"token": token, "by": by} | fields)

    post.client, post.token = client, token
    return post


@pytest.fixture(scope="session")
def open_site(browse, ledger):
    return browse(ledger)


@pytest.fixture
def client(open_site):
    """A visitor of the session's site who has no cookie of an earlier test."""
    open_site.cookies.clear()
    return open_site


@pytest.fixture(scope="module")
def chromium():
    """A browser that runs; the tests that ask for it skip themselves where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
