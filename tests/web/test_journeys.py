"""Journeys of people through the samples, in a real browser; `JOURNEYS` in browsing.py is what each may cost.

That of a reporter and that of an editor are in test_browser_editing.py, for they write.
"""

import csv
import re
from pathlib import Path

import pytest
from browsing import CHROMIUM, JOURNEYS, SIZES, Hand, keep, open_screens, serve

from konon.cli import run
from konon.cli.commands.demo import SAMPLES
from konon.ledger import Ledger

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "web.md"
ALTERED = "The Security Council cannot manage to watch this"


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    path = tmp_path_factory.mktemp("journeys") / "samples.db"
    assert run(["add", str(SAMPLES), "--quiet", "--ledger", str(path)]) == 0
    with Ledger.open(path) as ledger, serve(ledger) as address:
        yield ledger, address


@pytest.fixture
def visit(chromium, samples):
    """`visit("/", "phone")`: a page at which nothing may stand in the console."""
    told = []
    with open_screens(chromium, told) as screen:

        def make(path, size="desk", **more):
            page = screen(size, **more)
            page.goto(samples[1] + path, wait_until="networkidle")
            return page

        yield make
    assert told == []


def test_a_fact_checker_looks_for_a_quotation_and_learns_that_it_was_altered_and_where(visit):
    page = visit("/")
    hand = Hand(page)
    hand.press("/")
    hand.paste(ALTERED)
    hand.press("Enter")
    page.wait_for_url("**/search?**")
    playwright.expect(page.get_by_role("heading", name="No claim found")).to_be_visible()
    hand.click(page.get_by_role("link", name="Check it as a quotation"))
    page.wait_for_url("**/check?**")
    playwright.expect(page.locator("[role=status]")).to_contain_text("altered")
    first = page.locator(".versions li").first
    assert first.locator("del").all_inner_texts() == ["afford", "overlook"]
    assert first.locator("ins").all_inner_texts() == ["manage", "watch"]
    playwright.expect(first).to_contain_text("Leonie Hartwell")
    playwright.expect(first).to_contain_text("Meridian Wire")
    assert hand.within("fact-checker")
    keep(page, "journey-2-desk-light", full=True)
    first.get_by_role("link", name="the claim").click()  # and, who goes on, in whose words others have it
    page.wait_for_url("**/claims/*")
    playwright.expect(page.get_by_role("heading", name="Told elsewhere")).to_be_visible()


def test_an_analyst_finds_who_says_it_since_when_how_sure_from_how_many_sources_and_takes_it_home(visit):
    page = visit("/")
    hand = Hand(page)
    hand.press("/")
    hand.type("North Korea sells arms")
    hand.press("Enter")
    page.wait_for_url("**/search?**")
    hand.click(page.get_by_role("link", name="Look for claims that mean this"))
    page.wait_for_url("**meaning=1**")
    rows = page.locator(".claim")
    playwright.expect(rows.first).to_be_visible()
    told = page.locator(".claim", has_text="independent source").first
    playwright.expect(told.locator(".who")).not_to_be_empty()  # who
    playwright.expect(told.locator(".sure")).to_be_visible()  # how sure
    playwright.expect(page.locator(".ends span").first).to_have_text(re.compile("Sept? 2023"))  # since when
    assert re.search(r"in \d outlets, \d independent sources?", told.inner_text())  # of how many sources
    claims = int(re.search(r"\d+", page.locator("[role=status] strong").inner_text())[0])
    keep(page, "journey-3-desk-light", full=True)
    hand.click(page.get_by_text("Export", exact=True))
    with page.expect_download() as got:
        hand.click(page.locator(".takeaway").get_by_role("link", name="CSV"))
    with got.value.path().open(encoding="utf-8", newline="") as stream:
        home = list(csv.DictReader(stream))
    assert len(home) == claims
    assert {"speaker", "certainty", "published", "content", "outlet"} <= set(home[0])
    assert hand.within("analyst")
    told.get_by_role("link", name="independent source").click()  # and, who goes on, which sources these are
    page.wait_for_url("**/threads/*")
    playwright.expect(page.locator(".dots strong").first).to_contain_text("independent source")


@pytest.mark.parametrize("locale", ["en-GB", "id-ID"])
def test_a_reader_on_a_phone_opens_a_thread_that_somebody_sent(visit, samples, locale):
    ledger, _ = samples
    saying = next(one for one in ledger.search("wagons crossed August")).saying
    page = visit(f"/threads/{saying}", "phone", locale=locale, has_touch=True, is_mobile=True)
    hand = Hand(page)
    width, height = SIZES["phone"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for told in (page.locator("h1"), page.locator(".dots strong").first, page.locator(".head .drift")):
        box = told.bounding_box()
        assert box["y"] + box["height"] <= height, "is not on the first screen"
    picture = page.locator(".on-phone svg")
    assert picture.bounding_box()["y"] < height
    keep(page, f"journey-5-phone-light-{locale[:2]}")
    hand.tap(picture.locator("a").last)
    page.wait_for_url("**/claims/*")
    playwright.expect(page.locator("#said")).to_be_visible()
    hand.tap(page.locator(".columns h2 a").first)  # the whole article
    page.wait_for_url("**/articles/*")
    assert page.locator(".note:target").bounding_box()["y"] < height
    assert hand.within("reader")


def test_the_document_tells_what_each_journey_costs():
    rows = re.findall(r"^\|[^|]+\| (\d+)[^|]*\| (\d+)[^|]*\|$", DOCUMENT.read_text("utf-8"), re.M)
    assert [tuple(map(int, row)) for row in rows] == list(JOURNEYS.values())
