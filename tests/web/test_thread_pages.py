"""Threads, one thread, disputes, the network: what they show, how often they ask, and how they are drawn."""

import re
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests are no package

from web_world import fill

from konon.ledger import Ledger, findings, following
from konon.ledger.carrying import Actor, Way
from konon.views.html_page import make_environment
from konon.web.network_picture import draw_network


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    path = tmp_path_factory.mktemp("threads") / "world.db"
    with Ledger.open(path, write=True) as ledger:
        fill(ledger)
    with Ledger.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(browse, world):
    return browse(world)


def data(site, address):
    response = site.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def thread_of(site, outlets):
    return next(row for row in data(site, "/threads.json?q=quay")["threads"] if len(row["outlets"]) == outlets)


def test_threads_are_listed_in_the_order_that_is_asked_for(site):
    listed = data(site, "/threads.json")["threads"]
    assert len(listed[0]["outlets"]) == 60
    assert [len(row["outlets"]) for row in listed] == sorted((len(row["outlets"]) for row in listed), reverse=True)
    sources = [row["independent"] for row in data(site, "/threads.json?sort=sources")["threads"]]
    assert sources == sorted(sources, reverse=True)
    changes = [sum(row["changes"].values()) for row in data(site, "/threads.json?sort=changes")["threads"]]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 0
    newest = [row["last"] for row in data(site, "/threads.json?sort=newest")["threads"]]
    assert newest == sorted(newest, reverse=True)
    assert data(site, "/threads.json?sort=nonsense")["sort"] == "outlets"


def test_threads_are_narrowed_and_what_narrows_is_taken_back(site):
    found = data(site, "/threads.json?q=quay&speaker=Owen Castlemire")
    assert [row["speaker"]["name"] for row in found["threads"]] == ["Owen Castlemire"]
    page = site.get("/threads?q=quay&speaker=Owen Castlemire").text
    assert 'href="/threads?q=quay"' in page
    assert 'value="quay"' in page
    assert data(site, "/threads.json?q=zeppelin")["threads"] == []
    assert "All threads" in site.get("/threads?q=zeppelin").text
    assert site.get("/threads?since=never").status_code == 400


def test_a_page_of_threads_is_turned(site):
    first = data(site, "/threads.json")
    assert first["previous"] is None
    if first["next"]:
        second = data(site, first["next"].replace("/threads?", "/threads.json?"))
        assert not {row["id"] for row in first["threads"]} & {row["id"] for row in second["threads"]}


def test_a_thread_is_the_same_by_the_id_of_any_of_its_claims(site):
    row = thread_of(site, 8)
    whole = data(site, f"/threads/{row['saying']}.json")
    last = whole["articles"][-1]["claims"][0]
    assert data(site, f"/threads/{last['saying']}.json") == whole
    assert data(site, f"/threads/{last['id']}.json") == whole
    assert whole["address"] == f"/threads/{row['saying']}"
    assert len(whole["articles"]) == 8
    assert site.get("/threads/ffffffffffffffff").status_code == 404


@pytest.mark.parametrize("outlets", [2, 8, 60])
def test_a_thread_is_drawn_told_and_counted(site, outlets):
    row = thread_of(site, outlets)
    page = site.get(f"/threads/{row['saying']}").text
    whole = data(site, f"/threads/{row['saying']}.json")
    assert page.count("<svg xmlns") == 3  # one of which is shown, by the width of the screen
    assert page.count("<tr data-claim>") == outlets
    assert f"{whole['independent']} independent source" in page
    assert page.count("Source ") >= whole["independent"]
    for article in whole["articles"]:
        assert f'href="/claims/{article["claims"][0]["saying"]}"' in page
        assert article["outlet"] in page
    for one in whole["foldings"]:
        assert one["reason"] in ("relay", "credit", "copy", "publisher")
    assert "these are not one" not in page  # which only who may write is offered


def test_a_claim_that_nobody_repeats_is_a_thread_of_its_own(site):
    row = next(row for row in data(site, "/search.json?q=tunnel")["found"] if row["article"]["outlet"] == "Nusawire")
    page = site.get(f"/threads/{row['saying']}").text
    assert "1 independent source" in page
    assert "Who says the opposite" in page
    assert "takes back" in page
    assert "/judge" not in page


def test_disputes_stand_side_by_side_by_date_and_a_turn_is_drawn(site):
    found = data(site, "/disputes.json")
    assert [one["relation"] for one in found["disputes"]] == ["reverses", "contradicts"]
    reversal, dispute = found["disputes"]
    assert reversal["asserts"]["speakers"] == reversal["denies"]["speakers"] == ["Helga Brandvold"]
    assert set(dispute["denies"]["speakers"]) == {"Iskar Pandewa", "Teguh Marlisan"}
    page = site.get("/disputes").text
    assert page.count('class="turning"') == 1
    assert page.count('class="turn left"') == page.count('class="turn right"') == 3
    blocks = re.findall(r'id="d-[0-9a-f]+".*?</section>', page, re.S)
    for block in blocks:
        dates = re.findall(r'<time datetime="([^"]+)"', block)[1:]
        assert dates == sorted(dates)
    assert data(site, "/disputes.json?speaker=Iskar Pandewa")["disputes"][0]["relation"] == "contradicts"
    assert data(site, "/disputes.json?q=quay")["disputes"] == []


def test_the_network_counts_who_carries_whom_and_each_name_narrows_it(site):
    found = data(site, "/network.json")
    assert found["claims"] == sum(way["claims"] for way in found["ways"])
    assert all(way["relay"] != way["outlet"] for way in found["ways"])
    way = next(way for way in found["ways"] if way["relay"])
    narrowed = data(site, f"/network.json?relay={way['relay']['id']}&speaker={way['speaker']['id']}")
    assert {one["relay"]["id"] for one in narrowed["ways"]} == {way["relay"]["id"]}
    page = site.get(f"/network?relay={way['relay']['id']}").text
    assert way["relay"]["name"] in re.search(r'<p class="chosen">.*?</p>', page)[0]
    claims = next(one for one in narrowed["ways"] if one["outlet"] == way["outlet"])["claims"]
    asked = f"relay={way['relay']['id']}&speaker={way['speaker']['id']}&outlet={way['outlet']['id']}"
    assert data(site, f"/search.json?{asked}")["claims"] == claims


def test_a_network_holds_few_names_and_tells_what_it_leaves_out():
    def actor(kind, number):
        return Actor(id=f"{kind}{number}", name=f"{kind} number {number} of a long name")

    ways = tuple(
        Way(speaker=actor("speaker", n) if n % 5 else None, relay=actor("relay", n % 13) if n % 2 else None,
            outlet=actor("outlet", n % 30), claims=200 - n) for n in range(120)
    )  # fmt: skip
    for width in (1080.0, 720.0, 380.0):
        drawn = draw_network(ways, width)
        assert {station.column for station in drawn.stations} == {"speaker", "relay", "outlet"}
        assert len(drawn.stations) <= 42
        assert drawn.left_out > 0
        for one, other in combinations(drawn.stations, 2):
            assert one.column != other.column or abs(one.y - other.y) >= 20
        assert all(0 <= station.x <= width and 0 <= station.y <= drawn.height for station in drawn.stations)
        assert max(stream.width for stream in drawn.streams) <= 16
    assert draw_network((), 1080.0).stations == ()


def test_pages_ask_as_often_for_a_thread_of_two_outlets_as_of_sixty(site, world):
    counted = []
    event.listen(world._place.readers, "before_cursor_execute", lambda *_: counted.append(1))
    spent = {}
    for outlets in (2, 60):
        address = f"/threads/{thread_of(site, outlets)['saying']}"
        counted.clear()
        assert site.get(address).status_code == 200
        spent[outlets] = len(counted)
    assert spent[2] == spent[60] <= 40
    for address in (
        "/threads",
        "/threads?sort=sources",
        "/threads?sort=changes",
        "/threads?sort=newest",
        "/disputes",
        "/network",
    ):
        counted.clear()
        assert site.get(address).status_code == 200
        assert len(counted) <= 40, address


@pytest.mark.parametrize("page", ["threads", "claims"])
@pytest.mark.parametrize("outlets", [2, 60])
def test_a_page_of_a_statement_reads_each_of_its_articles_once(site, monkeypatch, page, outlets):
    row, read = thread_of(site, outlets), Counter()
    articles = {one["article"] for one in data(site, f"/threads/{row['saying']}.json")["articles"]}
    made = findings.make_article

    def count(given):
        read[given.id] += 1
        return made(given)

    monkeypatch.setattr(findings, "make_article", count)
    assert site.get(f"/{page}/{row['saying']}").status_code == 200
    assert {one: read[one] for one in articles if read[one] > 2} == {}
    assert sum(read[one] for one in articles) <= len(articles) + 3  # the claim itself is looked up, too


def test_a_statement_that_was_just_shown_is_not_folded_anew(site, monkeypatch):
    address = f"/threads/{thread_of(site, 60)['saying']}"
    once, made = site.get(address).text, []
    monkeypatch.setattr(following, "make_thread", lambda *given: made.append(given))
    assert site.get(address).text == once
    assert made == []


def test_templates_are_compiled_once():
    assert make_environment() is make_environment()


def test_nothing_is_styled_within_a_page_which_its_own_rules_would_refuse(site):
    for address in ("/threads", f"/threads/{thread_of(site, 60)['saying']}", "/disputes", "/network"):
        page = site.get(address).text
        assert "<style" not in page
        assert not re.search(r'\sstyle="', page)
        assert "unsafe-inline" not in site.get(address).headers["content-security-policy"]


def test_both_languages_are_complete(site):
    page = site.get(f"/threads/{thread_of(site, 8)['saying']}", headers={"accept-language": "id"}).text
    assert "sumber mandiri" in page
    assert "pertama" in page
    assert re.search(r"\d\d\.\d\d</text>", page)  # a clock as Indonesians write it
    assert "independent source" not in page
