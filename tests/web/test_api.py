"""The API: its document is OpenAPI 3.1, and every twin answers as it says, field by field; cursors hold."""

import base64
import re

import pytest
from jsonschema import Draft202012Validator
from making import make_reading, person
from openapi_spec_validator import OpenAPIV31SpecValidator

from konon.ledger import Ledger
from konon.ledger.correction_rows import Fix
from konon.web.add_pages import QUEUE
from konon.web.add_queue import AddJob, AddQueue, GivenPage
from konon.web.api_calls import CALLS, TWINS_ALONE
from konon.web.page_table import PAGES


@pytest.fixture(scope="module")
def document(open_site):
    return open_site.get("/api/openapi.json").json()


@pytest.fixture(scope="module")
def rich(tmp_path_factory, browse, readings):
    """A ledger that fills every field there is: corrections of all kinds, versions, disputes, what was read before."""
    path = tmp_path_factory.mktemp("kaya") / "kaya.db"
    with Ledger.open(path, write=True) as ledger:
        for reading in readings:
            ledger.add(reading, meaning=True, trace=True)
        who = person("Andi Wijaya")
        for number, polarity in enumerate(("positive", "negative")):
            said = (
                "pabrik itu tidak ditutup bulan depan" if polarity == "negative" else "pabrik itu ditutup bulan depan"
            )
            claim = (who, said, {"polarity": polarity, "quotation": "direct"})
            ledger.add(make_reading(claim, id=f"pabrik{number}", outlet=f"Warta {number}"), trace=True)
        ledger.add(make_reading((who, "pabrik itu baru"), id="pabrik0", outlet="Warta 0"), trace=True)
        claims = ledger.search("peluru")
        ledger.correct(claims[0].id, Fix(certainty="possible"), by="Sari", note="lihat")
        ledger.add_missed("first", ledger.locate("first", "pelabuhan"), Fix(speaker="Ratna Dewi"), by="Sari")
        undone = ledger.correct(claims[1].id, Fix(wrong=True), by="Sari")
        ledger.undo_correction(undone.id, by="Rudi")
        ledger.judge(claims[0].saying, claims[1].saying, "contradicts", by="Sari")
        ids = [one.id for name in ("Ratna Dewi", "Andi Wijaya") for one in ledger.speakers.find(name)]
        ledger.speakers.merge(ids, by="Sari")
        queue = AddQueue(ledger, tmp_path_factory.mktemp("antrean"))
        failed = {"failures": (("b.html", "holds no article"),), "failed": 1, "articles": ("first",), "seconds": 0.5}
        given = (GivenPage(name="a.html", place="a.html"), GivenPage(name="b.html", place="b.html"))
        job = AddJob(id="kerja", at="2023-09-14T00:00:00Z", by="Sari", given=given, total=2, done=1, **failed)
        queue._board.jobs[job.id] = job
        yield browse(ledger, services={QUEUE: queue})
        queue.close()


def strict(schema):
    """No field that the document does not name."""
    if isinstance(schema, dict):
        made = {key: strict(value) for key, value in schema.items()}
        return made | {"additionalProperties": False} if "properties" in schema else made
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


def check(document, call, status, answer):
    schema = document["paths"][call]["get"]["responses"][str(status)]["content"]["application/json"]["schema"]
    whole = schema | {"components": {"schemas": strict(document["components"]["schemas"])}}
    errors = [f"{list(one.path)}: {one.message[:300]}" for one in Draft202012Validator(whole).iter_errors(answer)]
    assert errors == [], call


def addresses(client):
    """Each call of the document with addresses that it answers."""
    found = client.get("/search.json?q=peluru").json()["found"] + client.get("/search.json?q=pabrik").json()["found"]
    sayings = [row["saying"] for row in found]
    articles = sorted({row["article"]["id"] for row in found})
    speakers = [one["id"] for one in client.get("/speakers.json").json()["speakers"]]
    outlets = [one["id"] for one in client.get("/outlets.json").json()["outlets"]]
    return {
        "/index.json": ["/index.json"],
        "/search.json": [
            "/search.json",
            "/search.json?q=peluru",
            "/search.json?q=shells&meaning=1",
            "/search.json?history=1",
        ],
        "/articles/{id}.json": [f"/articles/{id}.json" for id in articles]
        + [f"/articles/{articles[0]}.json?version=1"],
        "/claims/{id}.json": [f"/claims/{id}.json" for id in sayings],
        "/threads.json": ["/threads.json", "/threads.json?sort=changes&q=peluru"],
        "/threads/{id}.json": [f"/threads/{id}.json" for id in sayings],
        "/disputes.json": ["/disputes.json"],
        "/speakers.json": ["/speakers.json", "/speakers.json?name=Ratna"],
        "/speakers/{id}.json": [f"/speakers/{id}.json" for id in speakers],
        "/outlets.json": ["/outlets.json"],
        "/outlets/{id}.json": [f"/outlets/{id}.json" for id in outlets],
        "/check.json": ["/check.json", "/check.json?q=peluru di kereta itu&speaker=Budi"],
        "/edits.json": ["/edits.json", "/edits.json?since=2023-09-14"],
        "/network.json": ["/network.json"],
        "/corrections.json": ["/corrections.json", "/corrections.json?by=Sari"],
        "/add.json": ["/add.json"],
        "/add/{id}.json": [f"/add/{job['id']}.json" for job in client.get("/add.json").json()["jobs"]],
        "/about.json": ["/about.json"],
        "/api/claims.json": ["/api/claims.json", "/api/claims.json?q=peluru&limit=2"],
    }


def test_the_document_is_openapi(document):
    OpenAPIV31SpecValidator(document).validate()
    ids = [item["get"]["operationId"] for item in document["paths"].values()]
    assert len(set(ids)) == len(ids)


def test_every_page_has_its_call(document):
    paths = {page.path for page in (*PAGES, *TWINS_ALONE)} - {"/api"}
    assert paths == set(CALLS)
    assert len(document["paths"]) == len(CALLS)


@pytest.mark.parametrize("world", ["client", "rich"])
def test_every_twin_answers_as_the_document_says(request, document, world):
    client = request.getfixturevalue(world)
    asked = addresses(client)
    assert set(asked) == set(document["paths"])
    for call, some in asked.items():
        for address in some:
            answer = client.get(address)
            assert answer.status_code == 200, address
            check(document, call, 200, answer.json())


def test_the_rich_world_has_what_it_is_for(rich):
    assert rich.get("/disputes.json").json()["disputes"]
    assert {one["kind"] for one in rich.get("/corrections.json").json()["corrections"]} >= {"claim", "missed", "pair"}
    found = rich.get("/search.json?history=1").json()["found"]
    assert any(row["corrected"] for row in found)
    assert len(rich.get("/articles/pabrik0.json").json()["versions"]) == 2


@pytest.mark.parametrize(
    ("call", "address", "status"),
    [
        ("/search.json", "/search.json?since=gestern", 400),
        ("/threads.json", "/threads.json?since=gestern", 400),
        ("/claims/{id}.json", "/claims/nix.json", 404),
        ("/speakers/{id}.json", "/speakers/nix.json", 404),
        ("/api/claims.json", "/api/claims.json?cursor=nix", 400),
        ("/api/claims.json", "/api/claims.json?certainty=sure", 400),
        ("/api/claims.json", "/api/claims.json?q=x&meaning=1", 400),
    ],
)
def test_errors_are_as_the_document_says(client, document, call, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    check(document, call, status, answer.json())


def test_there_is_a_page_that_people_read(client):
    page = client.get("/api").text
    for path in ("/search.json", "/api/claims.json", "/claims/{id}.json"):
        assert path in page
    for target in set(re.findall(r'href="#(type-\w+)"', page)):
        assert f'id="{target}"' in page
    assert '<link rel="alternate" type="application/json" href="/api/openapi.json">' in page


def walk(client, address):
    while address:
        answer = client.get(address).json()
        yield answer
        address = answer["next"]


def test_a_walk_gives_every_claim_once_also_when_more_come_on_the_way(tmp_path, browse):
    with Ledger.open(tmp_path / "jalan.db", write=True) as ledger:
        ledger.add(make_reading(*[(person("Budi"), f"pasar nomor {n} ditutup") for n in range(25)], id="satu"))
        client = browse(ledger)
        seen, parts = [], 0
        for answer in walk(client, "/api/claims.json?limit=10&q=pasar"):
            seen += [one["saying"] for one in answer["claims"]]
            parts += 1
            if parts == 1:
                more = [(person("Budi"), f"pasar baru nomor {n} dibuka") for n in range(3)]
                ledger.add(make_reading(*more, id="dua", published="1999-01-01"))
        assert (len(seen), len(set(seen)), parts) == (28, 28, 3)
        assert client.get(f"/api/claims.json?q=pasar&cursor={answer['cursor']}").json()["claims"] == []
        ledger.add(make_reading((person("Sari"), "pasar lama dibuka lagi"), id="tiga"))
        (late,) = client.get(f"/api/claims.json?q=pasar&cursor={answer['cursor']}").json()["claims"]
        assert late["article"]["id"] == "tiga"


def test_a_cursor_is_of_its_question(client):
    cursor = client.get("/api/claims.json?q=peluru&limit=1").json()["cursor"]
    assert client.get(f"/api/claims.json?limit=2&q=peluru&cursor={cursor}").status_code == 200
    made_up = base64.urlsafe_b64encode(b"1.-5.x").decode()
    for bad in (f"q=rel&cursor={cursor}", f"cursor={cursor}", f"q=peluru&cursor={made_up}", "cursor=%00", "cursor=é"):
        assert client.get(f"/api/claims.json?{bad}").status_code == 400, bad


def test_a_walk_asks_the_ledger_a_bounded_number_of_times(client):
    assert len(client.get("/api/claims.json?limit=999999").json()["claims"]) <= 500
