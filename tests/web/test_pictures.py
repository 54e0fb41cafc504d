"""The pictures in docs/pictures: what they show is what comes out, word for word; pixels differ between machines.

Beside each picture of a page lies its text, which is compared, and which those read who do not see it.
`KONON_UPDATE_DOCS=1 pytest tests/web/test_pictures.py` makes pictures and texts anew, and needs Chromium.
"""

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from lxml import etree, html
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from konon.cli import run
from konon.ledger import Ledger
from konon.pipeline import Readings
from konon.views.html_page import render_html
from konon.views.thread_text import render_thread
from konon.views.view import View

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
UPDATE = bool(os.environ.get("KONON_UPDATE_DOCS"))
SAYING = "d6c0ae8560a982d3"  # of the thread that the README follows
PAGE = "eastgatepost-2023-09-14.en.txt"
WIDTH = 90
SITE = "http://testserver"
LARGEST = 200_000  # bytes of a picture
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


class Terminal(io.StringIO):
    """What Rich takes for one."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The sample pages in a ledger, by their names as from a checkout."""
    path = tmp_path_factory.mktemp("pictures") / "samples.db"
    assert run(["add", str(ROOT / "konon" / "samples"), "--quiet", "--ledger", str(path)]) == 0
    with Ledger.open(path) as ledger:
        yield ledger


def thread_page(samples, browse):
    return browse(samples).get(f"/threads/{SAYING}").text


def html_page():
    reading = next(iter(Readings([str(ROOT / "konon" / "samples" / PAGE)])))
    return b"".join(render_html([reading], View())).decode().replace(str(ROOT) + os.sep, "")


def words_of(page):
    """What a page shows, a block a line."""
    body = html.fromstring(page).body
    etree.strip_elements(body, "script", "style", etree.Comment, with_tail=False)
    lines = (" ".join(text.split()) for text in body.itertext())
    return "\n".join(line for line in lines if line) + "\n"


def compare(name, fresh):
    path = PICTURES / name
    if UPDATE:
        path.write_text(fresh, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == fresh, "run with KONON_UPDATE_DOCS=1"


def test_the_picture_of_a_thread_in_the_browser_shows_what_the_browser_shows(samples, browse):
    compare("thread-page.txt", words_of(thread_page(samples, browse)))


def test_the_picture_of_a_page_of_claims_shows_what_konon_read_writes():
    compare("html-page.txt", words_of(html_page()))


def test_the_picture_of_the_terminal_shows_what_the_terminal_shows(samples, monkeypatch):
    for name, value in {"TERM": "xterm-256color", "COLUMNS": str(WIDTH), "COLORTERM": ""}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    thread = samples.trace(SAYING)
    findings = samples.findings([saying.id for saying in thread.sayings])
    shown = b"".join(render_thread(thread, findings, samples.disputing(thread), View(stream=Terminal()))).decode()
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(f"$ konon trace {SAYING}\n{shown.rstrip()}"))
    compare("terminal.svg", console.export_svg(title="konon", code_format=without_fonts(), unique_id="konon"))


def without_fonts():
    """Rich's drawing of a terminal, which loads nothing from elsewhere."""
    plain = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.S)
    return re.sub(r"<!--.*?-->\s*", "", plain).replace(
        "Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace"
    )


@pytest.mark.skipif(not UPDATE, reason="pictures are made with KONON_UPDATE_DOCS=1")
def test_make_the_pictures_of_pages(samples, browse):
    playwright = pytest.importorskip("playwright.sync_api")
    assert CHROMIUM, "no Chromium is installed: apt-get install chromium"
    client = browse(samples)

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        found = html_page() if path == "/read" else client.get(path)
        if isinstance(found, str):
            route.fulfill(body=found, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=found.content, status=found.status_code, headers=dict(found.headers))

    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, path, size in (
            ("thread-page", f"/threads/{SAYING}", (1080, 600)),
            ("html-page", "/read", (900, 600)),
        ):
            page = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB").new_page()
            page.route("**/*", answer)
            page.goto(SITE + path, wait_until="networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


@pytest.mark.parametrize("name", ["thread-page", "html-page"])
def test_each_picture_is_there_with_its_text_and_is_small(name):
    assert (PICTURES / f"{name}.txt").stat().st_size
    assert 0 < (PICTURES / f"{name}.png").stat().st_size < LARGEST
