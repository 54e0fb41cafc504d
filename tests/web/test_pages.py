"""Every page and its JSON twin: what it shows, links that hold, errors of one shape."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from making import make_reading, person

from konon.ledger import Ledger
from konon.web.api_types import ErrorWhy
from konon.web.page_table import PAGES
from konon.web.web_page import Asked, Given, Shown, WebPage

FIXED = (
    "/",
    "/search",
    "/search?q=peluru",
    "/threads",
    "/disputes",
    "/edits",
    "/check",
    "/check?q=peluru di kereta",
    "/network",
    "/speakers",
    "/outlets",
    "/about",
    "/add",
    "/corrections",
    "/api",
)


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "action", "src") and value]


def links_of(page):
    parser = Links()
    parser.feed(page)
    return parser.found


def data(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


@pytest.fixture(scope="module")
def claim(open_site):
    return data(open_site, "/search.json?q=tidak ada peluru")["found"][0]


def every_address(client):
    claim = data(client, "/search.json?q=peluru")["found"][0]
    speaker, outlet = (
        data(client, "/speakers.json")["speakers"][0]["id"],
        data(client, "/outlets.json")["outlets"][0]["id"],
    )
    return [
        *FIXED,
        f"/claims/{claim['saying']}",
        f"/threads/{claim['saying']}",
        "/articles/third",
        f"/speakers/{speaker}",
        f"/outlets/{outlet}",
    ]


def test_every_page_of_the_table_is_shown_with_its_twin_in_both_languages(client):
    addresses = every_address(client)
    paths = {address.partition("?")[0] for address in addresses}
    for page in PAGES:
        if page.path == "/add/{id}":  # there is none where nothing was added: see test_add.py
            continue
        shape = re.compile(re.sub(r"\{[^}]*\}", "[^/]+", page.path) + "$")
        assert any(shape.match(path) for path in paths), f"no test looks at {page.path}"
    for address in addresses:
        for lang in ("id", "en"):
            response = client.get(address, headers={"accept-language": lang})
            assert response.status_code == 200, address
            assert f'<html lang="{lang}"' in response.text
            assert response.text.count("<h1") == 1, address
        twin = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', response.text)[1]
        assert data(client, twin.replace("&amp;", "&"))


def test_every_link_of_every_page_leads_somewhere(client):
    seen = set()
    for address in every_address(client):
        for link in links_of(client.get(address).text):
            if link.startswith("#"):
                continue
            assert link.startswith(("/", "https://garislintang.example/")), link
            path = link.partition("#")[0]
            if path.startswith("/") and path not in seen:
                seen.add(path)
                assert client.get(path).status_code in (200, 405), f"{address} leads to {path}"
    assert len(seen) > 30


def test_home_shows_what_several_outlets_tell_and_the_last_articles(client):
    home = data(client, "/index.json")
    assert [one["id"] for one in home["articles"]] == ["third", "second", "first"]
    assert home["articles"][0]["claims"] == 2
    assert home["told"][0]["spread"] == {"claims": 3, "articles": 3, "outlets": 3, "sources": 2}
    assert "in 3 outlets, 2 independent sources" in client.get("/").text


def test_a_new_ledger_says_how_to_begin(tmp_path, browse):
    path = tmp_path / "baru.db"
    Ledger.open(path, write=True).close()
    with Ledger.open(path) as empty:
        client = browse(empty)
        page = client.get("/").text
        assert "konon add --ledger" in page
        assert "konon demo" in page
        for address in ("/search", "/search?q=a", "/speakers", "/outlets", "/about", "/search.json"):
            assert client.get(address).status_code == 200


def test_search_folds_claims_of_one_statement(client):
    found = data(client, "/search.json?q=artileri")
    assert found["claims"] == 3
    assert len(found["found"]) == 1
    assert len(found["found"][0]["folded"]) == 2
    assert found["found"][0]["spread"]["outlets"] == 3


def test_facets_are_combined_and_taken_back_one_by_one(client):
    page = client.get("/search?q=peluru").text
    by_speaker = next(link for link in links_of(page) if "speaker=" in link and link.startswith("/search"))
    narrowed = client.get(by_speaker).text
    further = next(link for link in links_of(narrowed) if "certainty=possible" in link)
    both = client.get(further)
    assert "speaker=" in further
    assert data(client, further.replace("/search?", "/search.json?"))["claims"] == 2
    back = next(link for link in links_of(both.text) if "speaker=" not in link and "certainty=possible" in link)
    assert data(client, back.replace("/search?", "/search.json?"))["filters"] == {"certainty": "possible"}


def test_the_months_are_bars_that_lead_to_themselves(client):
    page = client.get("/search").text
    link = next(link for link in links_of(page) if "since=2023-10&until=2023-10" in link)
    assert data(client, link.replace("/search?", "/search.json?"))["claims"] == 2
    assert 'aria-label="October 2023: 2"' in page


def test_words_that_were_looked_for_are_marked(client):
    page = client.get("/search?q=bawa").text
    assert "<mark>membawa</mark>" in page


def test_search_by_meaning_finds_what_has_none_of_the_words(client):
    found = data(client, "/search.json?q=the train may carry shells&meaning=1")
    assert "peluru" in found["found"][0]["content"]
    assert found["found"][0]["likeness"] > 0
    assert "<strong>meaning</strong>" in client.get("/search?q=shells&meaning=1").text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("q=%3F%3F", "holds no word"),
        ("certainty=sure", "is no certainty"),
        ("since=gestern", "is no date"),
        ("since=2024&until=2023", "begins after it ends"),
        ("country=Atlantis", "is no country"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_beside_it(client, asked, why):
    response = client.get(f"/search?{asked}")
    assert response.status_code == 400
    assert why in response.text
    assert 'name="q"' in response.text
    assert why in client.get(f"/search.json?{asked}").json()["problem"]


def test_pages_are_turned(tmp_path, browse):
    path = tmp_path / "banyak.db"
    many = [(person("Budi"), f"pasar nomor {n} ditutup") for n in range(45)]
    with Ledger.open(path, write=True) as ledger:
        ledger.add(make_reading(*many, id="banyak"))
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        first = data(client, "/search.json?q=pasar")
        second = data(client, first["next"].replace("/search?", "/search.json?"))
        third = data(client, second["next"].replace("/search?", "/search.json?"))
        assert [len(one["found"]) for one in (first, second, third)] == [20, 20, 5]
        assert third["next"] is None
        sayings = {row["saying"] for one in (first, second, third) for row in one["found"]}
        assert len(sayings) == 45
        speaker = data(client, "/speakers.json")["speakers"][0]["id"]
        assert data(client, f"/speakers/{speaker}.json?page=3")["next"] is None


def test_an_article_stands_as_it_stood_with_a_note_for_each_claim(client):
    page, twin = client.get("/articles/first").text, data(client, "/articles/first.json")
    assert len(twin["claims"]) == 2
    for number, row in enumerate(twin["claims"], 1):
        assert f'id="c-{row["saying"]}"' in page
        assert f'href="#c-{row["saying"]}"' in page
        assert f'id="s-{number}"' in page
    assert re.search(r'<span class="m source" data-c="1">.*?Ratna Dewi', page)
    assert twin["quoted"][0]["name"] == "Ratna Dewi"


def test_what_is_outside_the_body_is_folded_and_no_script_is_a_link(client):
    page = client.get("/articles/third").text
    assert "Not the article: 2 lines" in page
    assert "Lihat juga" in page
    assert "javascript:" not in page


def test_a_claim_shows_its_paragraph_its_chain_and_what_changed_elsewhere(client):
    row = next(one for one in data(client, "/articles/first.json")["claims"] if one["certainty"] == "possible")
    twin = data(client, f"/claims/{row['saying']}.json")
    assert [one["name"] for one in twin["chain"]] == ["Ratna Dewi", "Garis Lintang"]
    labels = [change["label"] for version in twin["versions"] for change in version["changes"]]
    assert "hedge lost" in labels
    page = client.get(f"/claims/{row['saying']}").text
    assert "hedge lost" in page
    assert "Why it is read so" in page
    assert '<span class="m content">' in page


def test_the_chain_goes_from_the_speaker_through_relays_to_the_outlet(client):
    row = data(client, "/articles/second.json")["claims"][0]
    chain = data(client, f"/claims/{row['saying']}.json")["chain"]
    assert [(one["role"], one["name"]) for one in chain] == [
        ("speaker", "Ratna Dewi"),
        ("relay", "Garis Lintang"),
        ("outlet", "Kabar Laut"),
    ]


def test_an_address_holds_when_a_newer_reader_reads_it_otherwise(tmp_path, browse):
    path = tmp_path / "lagi.db"
    reading = make_reading((person("Budi"), "harga beras turun lima persen di pasar induk"), id="beras")
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading)
    with Ledger.open(path) as ledger:
        before = data(browse(ledger), "/search.json")["found"][0]
    claim = reading.claims[0]
    (start, end), *_ = claim.attribution.content
    other = replace(claim, attribution=replace(claim.attribution, id="0123456789abcdef", content=((start, end - 9),)))
    with Ledger.open(path, write=True) as ledger:
        ledger.add(replace(reading, claims=(other,), reader="konon 9.9.9 / tagger-9"))
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        for id in (before["saying"], before["id"], "0123456789abcdef"):
            twin = data(client, f"/claims/{id}.json")
            assert twin["claim"]["saying"] == before["saying"]
            assert twin["claim"]["reader"] == "konon 9.9.9 / tagger-9"
            assert twin["history"][0]["content"].startswith("harga beras")


def test_versions_of_an_article_are_told_and_looked_at(tmp_path, browse):
    path = tmp_path / "versi.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(make_reading((person("Budi"), "harga turun lima persen"), id="a", published="2023-09-14"))
        ledger.add(make_reading((person("Budi"), "harga turun enam persen"), id="a", published="2023-09-14"))
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        assert data(client, "/articles/a.json")["version"] == 2
        assert "lima" in data(client, "/articles/a.json?version=1")["article"]["text"]
        assert "2 versions" in client.get("/articles/a").text
        assert data(client, "/articles/a.json")["quotations_changed"] == 0  # in other words, no quotation
        assert client.get("/articles/a?version=7").status_code == 404


def test_an_article_tells_how_many_quotations_its_versions_changed(tmp_path, browse):
    budi, siti, direct = person("Budi"), person("Siti"), {"quotation": "direct"}
    told = [
        ((budi, "harga beras turun lima persen di pasar", direct), (siti, "stok di gudang cukup sampai Juni", direct)),
        ((budi, "harga beras turun enam persen di pasar", direct), (siti, "stok di gudang cukup sampai Juni", direct)),
        ((budi, "harga beras turun enam persen di kota", direct), (siti, "stok di gudang cukup sampai Juli", direct)),
        ((budi, "harga beras turun enam persen di kota", direct), (siti, "stok di gudang cukup sampai Juli", direct)),
    ]
    with Ledger.open(tmp_path / "kutipan.db", write=True) as ledger:
        for number, said in enumerate(told):
            ledger.add(make_reading(*said, id="a b", head=f"Diperbarui {number}.\n"))
        client = browse(ledger)
        assert data(client, "/articles/a%20b.json")["quotations_changed"] == 3
        page = client.get("/articles/a%20b").text
        link = next(one for one in links_of(page) if one.startswith("/edits?address="))
        assert "3 quotations changed" in page
        assert "enam" in client.get(link).text
        assert "3 kutipan berubah" in client.get("/articles/a%20b", headers={"accept-language": "id"}).text


@pytest.mark.parametrize("id", ["a/b c", "x.json", "https://kabar.example/a?b=1&c=ü", "../etc", "é\u202e", "a.html"])
def test_an_article_is_found_whatever_its_id_holds(tmp_path, browse, id):
    path = tmp_path / "ids.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(make_reading((person("Budi"), "harga turun"), id=id, title="Harga"))
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        link = next(link for link in links_of(client.get("/").text) if link.startswith("/articles/"))
        page = client.get(link)
        assert page.status_code == 200
        twin = re.search(r'type="application/json" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
        assert data(client, twin)["article"]["id"] == id


@pytest.mark.parametrize(
    "address",
    [
        "/claims/nix",
        "/claims/0123456789abcdef",
        "/articles/nix",
        "/speakers/nix",
        "/outlets/nix",
        "/nix",
        "/assets/nix",
    ],
)
def test_what_is_not_there_is_a_404_of_one_shape(client, address):
    page = client.get(address)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "Not here" in page.text
    if not address.startswith("/assets"):
        twin = client.get(f"{address}.json")
        assert twin.status_code == 404
        assert set(twin.json()) == {"error"}
        assert set(twin.json()["error"]) == set(ErrorWhy.__struct_fields__)


def test_an_erased_article_is_gone_and_says_so(tmp_path, browse):
    path = tmp_path / "hapus.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(make_reading((person("Budi"), "harga turun"), id="hapus"))
        ledger.erase("hapus", by="Sari", why="asked for")
    with Ledger.open(path) as ledger:
        assert browse(ledger).get("/articles/hapus").status_code == 410


def test_a_mistake_of_the_program_shows_nothing_of_it(ledger, browse, capsys):
    def fail(asked: Asked) -> Shown:
        raise RuntimeError("secret /home/sari")

    client = browse(ledger, pages=(WebPage(path="/fail", make=fail, template="home.html.j2"),))
    for address in ("/fail", "/fail.json"):
        response = client.get(address)
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert "content-security-policy" in response.headers
    assert "RuntimeError: secret" in capsys.readouterr().err


def test_a_speaker_has_names_months_and_claims(client, claim):
    speaker = data(client, f"/speakers/{claim['speaker']['id']}.json")
    assert speaker["speaker"]["name"] == "Budi Santoso"
    assert speaker["found"][0]["saying"] == claim["saying"]
    named = data(client, "/speakers.json?name=Santoso")
    assert [one["name"] for one in named["speakers"]] == ["Budi Santoso"]
    assert "Nobody of that name" in client.get("/speakers?name=Siapa").text


def test_an_id_noted_before_a_merge_leads_to_whom_it_is_now(tmp_path, browse):
    path = tmp_path / "gabung.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(
            make_reading((person("Budi Santoso"), "harga turun"), (person("Boedi Santosa"), "harga naik"), id="g")
        )
        ids = [one["id"] for one in data(browse(ledger), "/speakers.json")["speakers"]]
        ledger.speakers.merge(ids)
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        for id in ids:
            assert len(data(client, f"/speakers/{id}.json")["speaker"]["names"]) == 2


def test_an_outlet_says_who_has_it_from_there(client):
    outlet = data(client, "/outlets/Garis Lintang.json")
    assert [one["name"] for one in outlet["passed_on_by"]] == ["Kabar Laut"]
    assert outlet["outlet"]["names"][0]["name"] == "Garis Lintang"


def test_an_outlet_tells_its_share_of_lost_hedges_against_others(client):
    hedges = data(client, "/outlets/Kabar Laut.json")["hedges"]
    assert hedges["own"] == {"relayed": 1, "lost": 1, "share": 1.0}
    page = client.get("/outlets/Kabar Laut").text
    assert "Of 1 statement that it has from a source held here, <strong>1 lost its hedge (100%)</strong>." in page
    indonesian = client.get("/outlets/Kabar Laut", headers={"accept-language": "id"}).text
    assert "1 kehilangan kata kehati-hatian (100%)" in indonesian
    first = data(client, "/outlets/Garis Lintang.json")["hedges"]
    assert (first["own"]["relayed"], first["own"]["share"]) == (0, None)
    assert first["others"]["lost"] == 1
    assert "from a source held here" not in client.get("/outlets/Garis Lintang").text


def test_what_was_found_is_taken_home(client):
    response = client.get("/export?format=csv&q=artileri")
    assert response.headers["content-disposition"] == 'attachment; filename="claims.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 3
    for format in ("jsonl", "jsonld", "ftm", "brat", "parquet", "web-annotation"):
        assert client.get(f"/export?format={format}&q=artileri").status_code == 200
    assert client.get("/export?format=doc").status_code == 400
    assert client.get("/export?format=csv&certainty=sure").status_code == 400


def test_a_question_keeps_its_order_and_takes_what_comes_last():
    given = Given(pairs=(("q", "a"), ("page", "2"), ("q", " b ")))
    assert given.get("q") == "b"
    assert given.with_value("q", None).pairs == (("page", "2"),)
    assert [given.number("page", 1, most) for most in (1, 9)] == [1, 2]
    assert Given(pairs=(("page", "٣"),)).number("page", 1, 9) == 1


def test_why_a_claim_is_read_so_is_in_the_language_of_the_interface(client, ledger):
    saying = next(iter(ledger.search("peluru artileri"))).saying
    page = client.get(f"/claims/{saying}", headers={"accept-language": "id"}).text
    why = page.partition('<dl class="why">')[2].partition("</dl>")[0]
    assert "yakin 90%" in why
    assert "tidak ada: tidak disebut media yang membawanya" in why or "“" in why
    for english in ("sure", "does not say when", "no outlet is named", "statement"):
        assert english not in why
    assert '<span lang="en">named beside the cue</span>' in why  # of a reader that the table does not know


def test_home_fills_up_with_what_was_said_last_and_says_nothing_twice(client):
    home = client.get("/index.json").json()
    told, latest = ([row["content"] for row in home[name]] for name in ("told", "latest"))
    assert latest
    assert not [words for words in latest if "artileri" in words]  # which is told by several already
    assert len(told) + len(latest) <= 8
    assert "Said last" in client.get("/").text


def test_on_a_speakers_page_the_name_is_not_on_every_line(client, ledger):
    speaker = ledger.search("peluru artileri")[0].speaker
    page = client.get(f"/speakers/{speaker.id}").text
    listed = page.partition('<ol class="claims">')[2].partition("</ol>")[0]
    assert "artileri" in listed
    assert ">Ratna Dewi<" not in listed
    assert ">Ratna Dewi<" in client.get("/search?q=artileri").text
