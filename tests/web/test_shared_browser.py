"""A shared ledger in a real browser: signing in by the keyboard alone, without scripts, and forms of another site."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from browsing import CHROMIUM, SIZES, keep, open_screens, serve
from making import make_reading, person

from konon.ledger import Ledger
from konon.web.site_access import SiteAccess

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
WORDS = "empat kata yang panjang"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with Ledger.open(tmp_path_factory.mktemp("redaksi") / "redaksi.db", write=True) as ledger:
        ledger.add(make_reading((person("Budi Santoso"), "harga beras turun lima persen"), id="satu"))
        ledger.accounts.add("Sari", WORDS, "editor", by="root")
        ledger.accounts.add("Rudi", WORDS, "reader", by="root")
        with serve(ledger, access=SiteAccess(accounts=ledger.accounts)) as found:
            yield found


@pytest.fixture
def visit(chromium):
    with open_screens(chromium, []) as screen:
        yield screen


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_one_signs_in_by_the_keyboard_and_comes_where_one_was_going(visit, address, scripts):
    page = visit(java_script_enabled=scripts)
    page.goto(f"{address}/search?q=beras")
    page.locator("[name=name]:focus").wait_for()
    page.keyboard.type("sari")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=beras")
    assert page.get_by_text("Signed in as Sari").is_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(f"{address}/articles/satu")
    assert "/sign-in?back=" in page.url


def test_a_wrong_password_is_told_and_the_name_stays(visit, address):
    page = visit(locale="id-ID")
    page.goto(address)
    page.fill("[name=name]", "Sari")
    page.fill("[name=password]", "salah")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.input_value("[name=name]") == "Sari"
    assert page.evaluate("document.activeElement.name") == "password"


def test_a_reader_sees_no_form_that_writes(visit, address):
    page = visit()
    page.goto(f"{address}/articles/satu")
    page.fill("[name=name]", "Rudi")
    page.fill("[name=password]", WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/satu")
    assert page.locator('form[method="post"]:not(.switches, .whoami)').count() == 0
    assert page.get_by_role("link", name="Add", exact=True).count() == 0
    assert page.goto(f"{address}/add").status == 403


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_where_one_signs_in(visit, address, size, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(size, dark=dark, bypass_csp=True)
    for wrong in (False, True):
        page.goto(f"{address}/")
        if wrong:
            page.fill("[name=name]", "Sari")
            page.fill("[name=password]", "x")
            page.keyboard.press("Enter")
            page.get_by_role("alert").wait_for()
        found = axe.Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        keep(page, f"sign-in-{size}-{'dark' if dark else 'light'}{'-wrong' if wrong else ''}")


@contextmanager
def other_site(target):
    """A page elsewhere whose form is sent by itself to where somebody is signed in."""
    form = f'<form method="post" action="{target}"><input name="name" value="x"></form>'

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"{form}<script>document.forms[0].submit()</script>".encode())

        def log_message(self, *_):
            return

    with HTTPServer(("127.0.0.1", 0), Evil) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.parametrize("path", ["/sign-out", "/sign-in", "/judge", "/add"])
def test_another_site_sends_nothing_in_ones_name(visit, address, path):
    page = visit()
    page.goto(address)
    page.fill("[name=name]", "Sari")
    page.fill("[name=password]", WORDS)
    page.keyboard.press("Enter")
    page.get_by_text("Signed in as Sari").wait_for()
    with other_site(address + path) as evil:
        with page.expect_response(lambda answer: answer.url == address + path) as told:
            page.goto(evil)
        assert told.value.status == 403
    page.goto(f"{address}/about")
    assert page.get_by_text("Signed in as Sari").is_visible()
