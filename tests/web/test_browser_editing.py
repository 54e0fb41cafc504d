"""Adding and correcting in a real browser: the journeys, their clicks and keystrokes counted as docs/web.md says.

Screenshots go to the folder that KONON_SCREENSHOTS names, if it names one.
"""

import json
import re
import time

import pytest
from browsing import CHROMIUM, SIZES, Hand, keep, open_screens, serve
from making import make_reading, person

from konon.ledger import Ledger
from konon.web.add_pages import QUEUE
from konon.web.add_queue import AddQueue, queue_folder

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
TEXT = (
    "Harga beras di pasar induk turun pekan ini.\n\n"
    "“Stok di gudang cukup sampai akhir tahun,” kata Wulan Sari, kepala dinas perdagangan kota itu, Senin, "
    "seperti dikutip Antara.\n\n"
    "Menurut para pedagang, pasokan dari desa sekitar mulai lancar sejak jalan diperbaiki bulan lalu.\n"
)
EXPECT = 60_000  # milliseconds: a worker may have to start on a busy machine


@pytest.fixture
def site(written):
    """The address of a site on which people may write."""
    queue = AddQueue(written, queue_folder(written))
    with serve(written, services={QUEUE: queue}) as address:
        yield address
    queue.close()


@pytest.fixture
def open_page(chromium, site):
    """`open_page(path, size="phone", dark=True, ...)`: at the end nothing may stand in its console."""
    told = []
    with open_screens(chromium, told) as screen:

        def make(path, *, size="desk", **more):
            page = screen(size, **more)
            page.goto(site + path, wait_until="networkidle")
            return page

        yield make
    assert told == []


# Journey 1: an Indonesian reporter pastes a page and learns who said what through whom.


def paste_and_read(page, text):
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Tambah", exact=True))
    page.wait_for_url("**/add")
    hand.paste(text)
    time.sleep(3)  # in which a person looks at what was pasted, and the worker starts
    start = time.perf_counter()
    hand.click(page.get_by_role("button", name="Baca", exact=True))
    page.wait_for_url("**/articles/*", timeout=EXPECT)
    playwright.expect(page.locator(".note").first).to_be_visible()
    return hand, time.perf_counter() - start


def test_a_reporter_pastes_a_page_and_learns_who_said_what_through_whom(open_page):
    page = open_page("/", locale="id-ID")
    hand, _ = paste_and_read(page, TEXT)
    assert hand.within("reporter")
    note = page.locator(".note", has_text="Wulan Sari").first
    playwright.expect(note).to_contain_text("Antara")
    keep(page, "journey-1-desk-light", full=True)


def test_the_page_in_shared_is_read_from_the_click_to_its_claims(open_page, shared, capsys):
    name = "channel9-2023-09-14"
    text = (shared / "pages" / f"{name}.txt").read_text("utf-8")
    gold = json.loads((shared / "pages" / f"{name}.gold.jsonl").read_text("utf-8").splitlines()[0])
    page = open_page("/", locale="id-ID")
    hand, seconds = paste_and_read(page, text)
    with capsys.disabled():
        print(f"\nAdd, from the click to its claims: {seconds:.2f} s")  # noqa: T201
    assert hand.within("reporter")
    assert page.locator(".note").count() >= len(gold["attributions"]) // 2
    through = [one for one in gold["attributions"] if one["speaker"] and one["speaker"]["name"] and one["relay"]]
    noted = [note.inner_text() for note in page.locator(".note").all()]
    told = [any(one["speaker"]["name"] in note and "←" in note for note in noted) for one in through]
    assert sum(told) >= len(through) // 2  # who said what through whom, without another click
    keep(page, "journey-1-shared-desk-light", full=True)


def test_without_scripts_a_page_is_added_too(open_page):
    page = open_page("/add", java_script_enabled=False)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/articles/*", timeout=EXPECT)
    playwright.expect(page.locator(".note").first).to_be_visible()


def test_dropped_files_are_chosen_and_failures_told_one_by_one(open_page):
    page = open_page("/add")
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File([""], "kosong.html"));
      data.items.add(new File(["\\u0000\\u0001"], "biner.bin"));
      const dropped = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.getElementById("add").dispatchEvent(dropped);
    }""")
    page.get_by_role("button", name="Read it").click()
    playwright.expect(page.locator(".failures li")).to_have_count(2, timeout=EXPECT)
    keep(page, "job-failed-desk-light")


# Journey 4: an editor merges two names and undoes it.


def test_an_editor_merges_two_names_and_undoes_it(open_page, written):
    said = ((person("Boedi Santosa", "juru bicara"), "kereta itu kosong sejak dari stasiun pertama"),)
    written.add(make_reading(*said, id="keempat", outlet="Warta"), meaning=True, trace=True)
    page = open_page("/speakers")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Budi Santoso"))
    page.wait_for_url("**/speakers/*")
    before = page.locator("main .head").first.inner_text()
    hand.click(page.get_by_text("Is somebody else the same speaker?"))
    hand.press("Tab")
    hand.type("boedi")
    hand.press("Tab")
    hand.type("Sari")  # asked for once
    hand.press("Enter")
    playwright.expect(page.locator(".notice")).to_contain_text("Boedi Santosa")
    page.locator(".names summary").click()
    playwright.expect(page.locator(".names")).to_contain_text("merged by Sari")
    keep(page, "journey-4-desk-light")
    hand.click(page.locator(".notice button"))
    playwright.expect(page.locator(".notice")).to_contain_text("Undone")
    assert hand.within("editor")
    page.goto(page.url.partition("/speakers")[0] + "/speakers")
    page.get_by_role("link", name="Budi Santoso").click()
    page.wait_for_url("**/speakers/*")
    assert page.locator("main .head").first.inner_text() == before


def test_a_claim_is_corrected_from_the_margin_and_undone(open_page):
    page = open_page("/articles/first")
    page.get_by_role("link", name="correct claim 1").click()
    form = page.locator("#f-1 form")
    form.locator("select[name=certainty]").select_option("certain")
    form.locator("input[name=by]").fill("Sari")
    keep(page, "margin-desk-light")
    form.get_by_role("button", name="Correct it").click()
    playwright.expect(page.locator(".notice")).to_contain_text("everywhere")
    assert "/articles/first" in page.url
    playwright.expect(page.locator(".note").first).to_contain_text("corrected by Sari")
    page.locator(".notice button").click()
    playwright.expect(page.locator(".notice")).to_contain_text("Undone")
    playwright.expect(page.locator(".note").first).not_to_contain_text("corrected by Sari")


def test_marked_words_become_a_claim(open_page):
    page = open_page("/articles/third")
    page.evaluate("""() => {
      const words = [...document.querySelectorAll(".words")].find((one) => one.textContent.includes("Ratna"));
      const walk = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
      let node; while ((node = walk.nextNode())) if (node.data.includes("Ratna")) break;
      const at = node.data.indexOf("Ratna");
      document.getSelection().setBaseAndExtent(node, at, node, at + 5);
    }""")
    page.locator("#missed summary").first.click()
    page.locator("[data-take=content]").click()
    assert re.fullmatch(r"\d+:\d+", page.locator("textarea[name=content]").input_value())
    page.locator("#missed input[name=speaker]").fill("Budi Santoso")
    page.locator("#missed input[name=by]").fill("Sari")
    page.get_by_role("button", name="Add it").click()
    playwright.expect(page.locator(".notice")).to_contain_text("Added")
    new = page.locator(".note", has_text="corrected by Sari")
    playwright.expect(new).to_have_count(1)
    number = new.get_attribute("data-c")
    words = page.locator(f".words .m[data-c~='{number}']").all_inner_texts()
    assert "Ratna" in "".join(words)


def test_a_correction_needs_no_script(open_page):
    page = open_page("/articles/first", java_script_enabled=False)
    page.get_by_role("link", name="correct claim 1").click()
    page.locator("#fix input[name=speaker]").fill("Siti Aminah")
    page.locator("#fix input[name=by]").fill("Sari")
    page.get_by_role("button", name="Correct it", exact=True).click()
    assert "/articles/first" in page.url
    assert "Siti Aminah" in page.locator(".note").first.inner_text()
    page.locator(".notice button").click()
    assert "Ratna Dewi" in page.locator(".note").first.inner_text()


def writing_pages(ledger):
    saying = next(one.saying for one in ledger.search("artileri") if one.article.id == "first")
    speaker = next(one.speaker.id for one in ledger.search("artileri") if one.speaker)
    yield "add", "/add"
    yield "corrections", "/corrections"
    yield "claim-edit", f"/claims/{saying}?back=/"
    yield "article-edit", "/articles/first"
    yield "thread-edit", f"/threads/{saying}"
    yield "speaker-edit", f"/speakers/{speaker}"


@pytest.mark.parametrize("width", [320, 360])
def test_pages_with_forms_fit_the_narrowest_phone(open_page, written, width):
    page = open_page("/", size="phone")
    page.set_viewport_size({"width": width, "height": 640})
    root = re.match(r"http://[^/]+", page.url)[0]
    for name, path in writing_pages(written):
        page.goto(root + path, wait_until="networkidle")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_with_forms_fit_every_screen_and_axe_finds_nothing(open_page, written, size, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = open_page("/articles/first", size=size, dark=dark, bypass_csp=True)
    page.get_by_role("link", name="correct claim 1").click()
    page.locator("#f-1 select[name=certainty]").select_option("certain")
    page.locator("#f-1 input[name=by]").fill("Sari Wulandari")
    page.locator("#f-1 .first").click()
    playwright.expect(page.locator(".notice")).to_be_visible()
    root = re.match(r"http://[^/]+", page.url)[0]
    for name, path in writing_pages(written):
        page.goto(root + path, wait_until="networkidle")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], name
        keep(page, f"{name}-{size}-{'dark' if dark else 'light'}", full=True)
        found = axe.Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name


def test_a_ledger_that_is_only_read_shows_no_form(chromium, path):
    with Ledger.open(path) as ledger, serve(ledger) as address:
        page = chromium.new_page()
        for where in ("/articles/first", "/speakers/Ratna Dewi", "/add"):
            page.goto(address + where)
            assert page.locator("main form[method=post]").count() == 0
        page.close()
