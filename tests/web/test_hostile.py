"""What strangers write is text; who asks by another name, from another site or for another file is not served."""

from html.parser import HTMLParser

import pytest
from making import make_reading, person
from starlette.testclient import TestClient

from konon.ledger import Ledger
from konon.records import Related, Relay
from konon.web.defences import host_name, log_line
from konon.web.web_page import own_path

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>{{7*7}}"
BAD_URL = "javascript:alert(4)//\"onmouseover='alert(5)"


class Tags(HTMLParser):
    """Every tag with its attributes; scripts that are no file of ours."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, browse):
    """Two articles with a payload in every field that a page, a name or an address can fill."""
    from dataclasses import replace

    path = tmp_path_factory.mktemp("hostile") / "<b>jahat.db"
    who = person(EVIL, EVIL, EVIL, "ID")
    said = f"kereta membawa peluru {EVIL} ke pelabuhan yang jauh sekali di utara"
    readings = []
    for number in (1, 2):
        reading = make_reading(
            (who, said, {"quotation": "direct", "relays": (EVIL,)}),
            (who, f"tidak ada peluru {EVIL}", {"polarity": "negative"}),
            id=f"jahat{number}<script>",
            outlet=f"{EVIL}{number}",
            title=EVIL,
            published=f"2023-09-1{number}",
            url=BAD_URL,
            lang='id" onclick="alert(6)',
            head=f"{EVIL}\n",
        )
        article = replace(
            reading.article,
            section=EVIL,
            byline=EVIL,
            dateline=EVIL,
            path=EVIL,
            related=(Related(title=EVIL, url=BAD_URL),),
        )
        claim = reading.claims[0]
        factuality = replace(claim.factuality, reason=EVIL)
        relays = (Relay(name=EVIL, spans=((0, 2),), reason=EVIL),)
        claim = replace(claim, factuality=factuality, relays=relays, speaker=replace(claim.speaker, reason=EVIL))
        readings.append(replace(reading, article=article, claims=(claim, reading.claims[1]), reader=EVIL))
    with Ledger.open(path, write=True) as ledger:
        for reading in readings:
            ledger.add(reading, meaning=True, trace=True)
    with Ledger.open(path) as ledger:
        yield browse(ledger)


def addresses(client):
    found = client.get("/search.json").json()["found"]
    speaker = client.get("/speakers.json").json()["speakers"][0]["id"]
    outlet = client.get("/outlets.json").json()["outlets"][0]["id"]
    yield from ("/", "/search", "/speakers", "/outlets", "/about", f"/speakers/{speaker}", f"/outlets/{outlet}")
    yield from (f"/claims/{row['saying']}" for row in found)
    yield from (
        "/threads",
        "/threads?sort=newest",
        "/disputes",
        "/network",
        "/corrections",
        "/corrections?by=%3Cscript%3E",
    )
    yield from (f"/threads/{row['saying']}" for row in found)
    yield from (f"/articles/jahat{number}%3Cscript%3E" for number in (1, 2))
    asked = "%3Cscript%3Ealert(1)%3C/script%3E%22onx="
    yield from (f"/search?q={asked}", f"/search?speaker={asked}", f"/search?since={asked}", f"/speakers?name={asked}")
    yield from (f"/threads?q={asked}&sort={asked}", f"/disputes?lang={asked}", f"/network?outlet={asked}")
    yield f"/threads/{asked}"
    yield from (f"/search?{asked}={asked}", f"/claims/{asked}", f"/articles/{asked}", f"/{asked}")


def test_no_field_of_a_page_becomes_markup(hostile):
    for address in addresses(hostile):
        page = hostile.get(address)
        tags = Tags()
        tags.feed(page.text)
        for tag, attributes in tags.tags:
            assert tag not in ("img", "iframe", "object", "embed", "style", "base"), address
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (address, attributes)
            if tag == "script":
                assert attributes["src"].startswith("/assets/"), address
            for name in ("href", "src", "action", "hx-get"):
                assert not (attributes.get(name) or "").lower().startswith(("javascript:", "data:", "//")), address
        assert "onerror=alert(2)>&#34;&#39;&gt;&lt;svg onload=alert(3)&gt;49" not in page.text


def test_twins_are_json_that_no_browser_takes_for_a_page(hostile):
    for address in addresses(hostile):
        path, _, query = address.partition("?")
        twin = hostile.get(f"{'/index' if path == '/' else path}.json?{query}")
        assert twin.headers["content-type"] == "application/json", address
        assert twin.headers["x-content-type-options"] == "nosniff"
        assert twin.json()


def test_every_answer_has_its_defences(client):
    for address in ("/", "/search.json", "/nix", "/assets/konon.css", "/export?format=csv", "/claims/nix.json"):
        headers = client.get(address).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] in ("same-origin", "no-referrer")
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "a b", "localhost@evil", "[::2]"],
)
def test_a_page_of_another_name_learns_nothing(client, host):
    response = client.get("/search.json", headers={"host": host})
    assert response.status_code == 421
    assert "found" not in response.text


def test_this_machine_is_asked_by_any_of_its_names(ledger):
    from konon.web.web_app import make_app

    client = TestClient(make_app(ledger))
    for host in ("localhost:8765", "127.0.0.1", "[::1]:80", "LOCALHOST"):
        assert client.get("/about.json", headers={"host": host}).status_code == 200
    assert host_name("[::1]:8765") == "::1"


@pytest.mark.parametrize(
    "name", ["../konon.css", "..%2f..%2fweb_app.py", "/etc/passwd", "vendor/../../web_app.py", "%00"]
)
def test_nothing_but_the_assets_is_sent(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_a_form_of_another_site_is_refused(client):
    form = {"lang": "id", "back": "/"}
    assert client.post("/preferences", data=form).status_code == 303
    assert client.post("/preferences", data=form, headers={"origin": "http://testserver"}).status_code == 303
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://testserver.evil.example"},
    ):
        assert client.post("/preferences", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "/\n/evil", "\\\\e"],
)
def test_a_switch_leads_back_to_this_site_alone(client, back):
    assert own_path(back) == "/"
    assert client.post("/preferences", data={"lang": "id", "back": back}).headers["location"] == "/"


def test_a_form_has_an_end(client):
    assert client.post("/preferences", content=b"lang=" + b"x" * 100_000).status_code == 413
    assert client.post("/preferences", data={"lang": "xx", "mode": "pink"}).headers.get("set-cookie") is None
    assert client.get("/search?q=" + "a" * 30_000).status_code in (400, 414)


def test_what_is_asked_writes_no_line_of_its_own_into_the_log(ledger, browse):
    lines = []
    client = browse(ledger, log=lines.append)
    client.get("/claims/a%0Akonon: 200 OK%1b[31m", headers={"x-forwarded-for": "1.2.3.4"})
    client.get("/search?q=rahasia")
    assert len(lines) == 2
    assert "\n" not in lines[0] + lines[1]
    assert "\x1b" not in lines[0]
    assert "rahasia" not in lines[1]
    assert " 404 " in lines[0]
    scope = {"client": ("a\nb", 1), "method": "GET\n", "path": "/\u2028"}
    assert log_line(scope, 200, 0.5) == "a?b GET? /? 200 500 ms"


def test_pages_are_read_and_never_written_to(client):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/search").status_code == 405
