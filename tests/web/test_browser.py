"""The site in a real browser: Debian's Chromium, driven by Playwright. Skipped, with a word, where there is none.

Screenshots go to the folder that KONON_SCREENSHOTS names, if it names one.
"""

import re
import sys
from pathlib import Path

import pytest
from browsing import CHROMIUM, SIZES, keep, open_screens, serve

from konon.ledger import Ledger
from konon.views.thread_picture import render_picture

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")


@pytest.fixture(scope="module")
def address(ledger):
    with serve(ledger) as found:
        yield found


@pytest.fixture
def open_page(chromium, address):
    """`open_page(path, size="phone", dark=True, ...)`: a fresh page; at the end nothing may stand in its console."""
    told = []
    with open_screens(chromium, told) as screen:

        def make(path, *, size="desk", at=address, **more):
            page = screen(size, **more)
            page.on("request", lambda request: request.url.startswith(at) or told.append(f"asked for {request.url}"))
            page.goto(at + path, wait_until="networkidle")
            return page

        yield make
    assert told == []


def test_a_search_is_narrowed_and_the_back_button_takes_it_back(open_page):
    page = open_page("/")
    page.keyboard.press("/")
    page.keyboard.type("peluru")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=peluru")
    page.evaluate("window.same = true")  # gone where the whole page is loaded anew
    before = page.locator("[role=status] strong").inner_text()
    page.get_by_role("link", name="possible", exact=True).click()
    page.wait_for_url("**certainty=possible")
    playwright.expect(page.locator("[role=status] strong")).not_to_have_text(before)
    assert page.evaluate("window.same")
    page.locator(".facets").get_by_role("link", name="Lintas Utara", exact=True).click()
    page.wait_for_url("**outlet=**")
    playwright.expect(page.locator(".chosen a")).to_have_count(2)
    keep(page, "search-desk-light")
    page.locator(".chosen a").first.click()
    playwright.expect(page.locator(".chosen a")).to_have_count(1)
    for count in (2, 1, 0):
        page.evaluate("history.back()")
        playwright.expect(page.locator(".chosen a")).to_have_count(count)
    playwright.expect(page.locator("[role=status] strong")).to_have_text(before)
    assert page.url.endswith("/search?q=peluru")


def drag_over(page, bars, *, end=1.0):
    """From the first month on, over so much of the bars' width."""
    box = bars.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end - 1, box["y"] + 22, steps=4)
    playwright.expect(bars.locator(".dragged")).to_have_count(1)
    page.mouse.up()


def test_dates_are_chosen_by_dragging_over_the_months_and_a_press_is_a_link(open_page):
    page = open_page("/search")
    drag_over(page, page.locator(".bars"))
    page.wait_for_url("**since=2023-09&until=2023-10**")
    playwright.expect(page.locator(".chosen a")).to_have_count(2)
    playwright.expect(page.locator(".bars .on")).to_have_count(2)
    page.locator(".bars a[data-period]").first.click()
    page.wait_for_url("**since=2023-09&until=2023-09**")
    page.go_back()
    page.wait_for_url("**since=2023-09&until=2023-10**")


def test_a_speakers_dates_are_dragged_too_and_what_holds_no_claim_changes_nothing(open_page):
    page = open_page("/speakers/Ratna Dewi")
    bars = page.locator(".bars")
    box = bars.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 20)  # beyond the last month
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 20, steps=4)
    page.mouse.up()
    playwright.expect(bars.locator(".dragged")).to_have_count(0)
    assert "since" not in page.url
    drag_over(page, bars, end=0.05)
    page.wait_for_url("**since=2023-09&until=2023-09**")


def test_results_follow_what_is_typed_and_filters_stay(open_page):
    page = open_page("/search?outlet=Garis Lintang")
    page.locator("#ask").press_sequentially("artileri")
    page.wait_for_url("**q=artileri**")
    assert "outlet=Garis" in page.url
    playwright.expect(page.locator("[role=status] strong")).to_have_text("1 claim")
    assert page.evaluate("document.activeElement.id") == "ask"
    assert page.title().startswith("artileri")


@pytest.mark.parametrize(
    "link", [".claim blockquote a", ".claim .who a", ".claim .where a", ".answered a[href^='/threads']"]
)
def test_what_was_found_leads_to_its_own_page(open_page, link):
    page = open_page("/search?q=artileri")
    page.locator(link).first.click()
    page.wait_for_url(lambda url: "/search" not in url)
    playwright.expect(page.locator("main h1")).to_have_count(1)


def test_the_foot_of_the_page_follows_what_is_found(open_page):
    page = open_page("/search?q=peluru")
    page.get_by_role("link", name="possible", exact=True).click()
    page.wait_for_url("**certainty=possible")
    for name in ("Permanent link", "JSON", "CSV"):
        link = page.get_by_role("contentinfo").get_by_role("link", name=name, exact=True)
        playwright.expect(link).to_have_attribute("href", re.compile("certainty=possible"))
    page.get_by_role("button", name="dark").click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/search?q=peluru&certainty=possible")


def test_words_and_meaning_are_a_switch(open_page):
    page = open_page("/search?q=shells on a train")
    playwright.expect(page.get_by_role("heading", name="No claim found")).to_be_visible()
    page.get_by_role("link", name="meaning", exact=True).click()
    playwright.expect(page.locator(".claim").first).to_be_visible()


def test_a_claim_and_its_words_light_up_together(open_page):
    page = open_page("/articles/first")
    page.locator(".note").first.hover()
    assert page.locator(".words .m.on").count() >= 2
    page.locator(".words .m[data-c='2']").first.hover()
    assert page.locator(".note.on").count() == 1
    keep(page, "article-desk-light")


def test_the_keyboard_alone_goes_through_claims_and_opens_one(open_page):
    page = open_page("/articles/first")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    playwright.expect(page.locator(".note.here")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/*")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/speakers")
    page.keyboard.press("?")
    playwright.expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    playwright.expect(page.get_by_role("dialog")).to_be_hidden()


def paths_of(client):
    row = client.get("/search.json?q=artileri").json()["found"][0]
    return {
        "home": "/",
        "search": "/search?q=peluru",
        "narrowed": "/search?q=peluru&certainty=possible",
        "nothing": "/search?q=zzyzx",
        "article": "/articles/third",
        "claim": f"/claims/{row['saying']}",
        "threads": "/threads",
        "thread": f"/threads/{row['saying']}",
        "disputes": "/disputes",
        "network": "/network",
        "speakers": "/speakers",
        "speaker": f"/speakers/{row['speaker']['id']}",
        "outlets": "/outlets",
        "outlet": "/outlets/Garis Lintang",
        "about": "/about",
        "api": "/api",
    }


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page, client, size, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = open_page("/", size=size, dark=dark, bypass_csp=True)  # the page's own policy lets no such script in
    for name, path in paths_of(client).items():
        page.goto(re.match(r"http://[^/]+", page.url)[0] + path, wait_until="networkidle")
        found = axe.Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_is_wider_than_its_window(open_page, client, size, dark):
    page = open_page("/", size=size, dark=dark)
    for name, path in paths_of(client).items():
        page.goto(re.match(r"http://[^/]+", page.url)[0] + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], name
        keep(page, f"{name}-{size}-{'dark' if dark else 'light'}")


def test_on_a_phone_the_names_fold_under_a_button(open_page):
    page = open_page("/", size="phone")
    speakers = page.get_by_role("link", name="Speakers")
    playwright.expect(speakers).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    keep(page, "menu-phone-light")
    speakers.click()
    page.wait_for_url("**/speakers")


def test_without_scripts_all_of_it_works(open_page):
    page = open_page("/", java_script_enabled=False)
    page.locator("#ask").fill("peluru")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="possible", exact=True).click()
    assert "certainty=possible" in page.url
    page.get_by_role("button", name="dark").click()
    assert "certainty=possible" in page.url
    assert page.locator("html").get_attribute("data-mode") == "dark"
    page.get_by_role("button", name="id", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "id"
    page.locator(".claim blockquote a").first.click()
    assert "/claims/" in page.url


def test_the_light_switch_outranks_the_system(open_page):
    page = open_page("/", dark=True)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="light").click()
    page.wait_for_load_state("networkidle")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(22, 22, 20)"
    assert light == "rgb(251, 250, 247)"


def test_both_fonts_are_there_and_nothing_moves(open_page):
    page = open_page("/articles/first")
    assert page.evaluate("document.fonts.check('17px \"Source Serif 4\"') && document.fonts.check('15px Inter')")
    moved = page.evaluate(
        """new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        })"""
    )
    assert moved < 0.02


# Threads, disputes, the network.


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from web_world import fill

    path = tmp_path_factory.mktemp("pictures") / "world.db"
    with Ledger.open(path, write=True) as ledger:
        fill(ledger)
    with Ledger.open(path) as ledger, serve(ledger) as address:
        yield ledger, address


CENTIMETRE = 96 / 2.54  # in pixels
PICTURES = [(size, dark) for size in SIZES for dark in (False, True)]


@pytest.mark.parametrize(("size", "dark"), PICTURES)
def test_pictures_fit_every_screen_and_their_words_touch_nothing(open_page, world, size, dark):
    ledger, address = world
    threads = {len({s.outlet for s in e.thread.sayings}): e.first.saying for e in ledger.thread_page().entries}
    addresses = {"threads": "/threads", "disputes": "/disputes", "network": "/network"}
    addresses |= {f"thread-{outlets}": f"/threads/{threads[outlets]}" for outlets in (2, 8, 60)}
    for name, path in addresses.items():
        page = open_page(path, size=size, dark=dark, at=address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        if name == "network" or name.startswith("thread-"):
            assert page.locator("figure.picture svg:visible").count() == 1
        keep(page, f"{name}-{size}-{'dark' if dark else 'light'}", full=True)
        if name.startswith("thread-"):
            assert page.evaluate(TOUCHING) == [], name


# Words of the picture that is seen which overlap others, as the browser drew them: with its own font.
TOUCHING = """() => {
  const seen = [...document.querySelectorAll('.konon-picture')].find((one) => one.checkVisibility());
  const boxes = [...seen.querySelectorAll('text')].map((one) => [one.textContent, one.getBBox()]);
  const found = [];
  boxes.forEach(([a, one], place) => boxes.slice(place + 1).forEach(([b, other]) => {
    const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
    const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
    if (across > 1 && down > 4) found.push([a, b, across, down]);
  }));
  return found;
}"""


def test_a_thread_is_read_in_order_with_the_keyboard_alone(open_page, world):
    ledger, address = world
    saying = next(e.first.saying for e in ledger.thread_page().entries if len(e.thread.sayings) == 8)
    page = open_page(f"/threads/{saying}", at=address)
    picture = page.locator(".at-desk .konon-picture")
    names = picture.get_by_role("listitem").all()
    assert len(names) >= 8
    picture.locator("a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/claims/{saying}")


PAPER = 17.4 * CENTIMETRE  # between the margins of a sheet of A4


def on_paper(page):
    page.set_viewport_size({"width": int(PAPER), "height": 900})
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    return page


def test_an_article_is_printed_without_what_only_a_screen_needs(open_page):
    page = on_paper(open_page("/articles/first"))
    for gone in (".top", "nav", ".switches", ".on-screen", ".skip", ".ways-on", "footer a", ".hint"):
        for one in page.locator(gone).all():
            assert not one.is_visible(), gone
    for kept in ("h1", ".words", ".note", ".key", ".address a", ".printed"):
        assert page.locator(kept).first.is_visible(), kept
    assert "/articles/first" in page.locator(".printed").inner_text()
    assert page.locator(".address a").inner_text() == "https://garislintang.example/peluru"
    shown = page.evaluate("""() => {
      const link = document.createElement("a");
      link.href = "https://kabar.example/lain";
      document.querySelector(".words").append(link);
      return [link, document.querySelector(".address a"), document.querySelector(".note a")].map(
        (one) => getComputedStyle(one, "::after").content);
    }""")
    assert "https://kabar.example/lain" in shown[0]
    assert shown[1:] == ["none", "none"]  # one that is told already, and ways within the site


@pytest.mark.parametrize("outlets", [2, 60])
def test_nothing_of_a_printed_thread_is_cut(open_page, world, outlets):
    ledger, address = world
    threads = {len({s.outlet for s in e.thread.sayings}): e.first.saying for e in ledger.thread_page().entries}
    page = on_paper(open_page(f"/threads/{threads[outlets]}", at=address))
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    picture = page.locator(".on-tablet svg").bounding_box()
    assert picture["y"] + picture["height"] < 26.5 * CENTIMETRE  # of the first sheet, so that none is cut in two
    assert page.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"


def test_a_thread_is_printed_with_its_picture_and_a_picture_is_a_file_of_its_own(open_page, world, chromium, tmp_path):
    ledger, address = world
    entry = ledger.thread_page().entries[0]
    page = open_page(f"/threads/{entry.first.saying}", at=address, size="phone")
    page.emulate_media(media="print")
    assert page.locator(".on-tablet svg").is_visible()  # as wide as the paper
    assert page.locator("figure.picture svg:visible").count() == 1
    assert page.locator(".on-tablet svg").bounding_box()["height"] < 26 * CENTIMETRE
    assert len(page.pdf()) > 10_000
    (tmp_path / "thread.svg").write_bytes(render_picture(entry.thread, {}))
    alone = chromium.new_page(viewport={"width": 1200, "height": 900})
    alone.goto((tmp_path / "thread.svg").as_uri())
    assert alone.evaluate("document.querySelectorAll('[role=listitem]').length") >= 60
    keep(alone, "thread-file")
    alone.close()
