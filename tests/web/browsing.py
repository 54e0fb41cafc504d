"""What tests in a real browser share: the browser, a served site, screens, and screenshots for who wants them."""

import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from konon.web.serving import bind, site_address
from konon.web.web_app import make_app

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
JOURNEYS = {  # clicks or taps, and keystrokes: at most; docs/web.md tells them in this order
    "reporter": (2, 1),
    "fact-checker": (1, 3),
    "analyst": (3, 24),
    "editor": (3, 12),
    "reader": (2, 0),
}
SIZES = {"desk": (1280, 900), "tablet": (820, 1100), "phone": (390, 844)}


@contextmanager
def serve(ledger, **more):
    """The address of the site, served by a thread until it is left."""
    bound = bind("127.0.0.1", 0)
    config = uvicorn.Config(make_app(ledger, **more), access_log=False, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield site_address(bound).rstrip("/")
    server.should_exit = True
    thread.join(10)
    bound.close()


def keep(page, name, *, full=False):
    if folder := os.environ.get("KONON_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=full)


@contextmanager
def open_screens(chromium, told):
    """`screen("phone", dark=True, ...)`: an empty page with a context of its own, whose console speaks into `told`."""
    contexts = []

    def screen(size="desk", *, dark=False, **more):
        width, height = SIZES[size]
        scheme = "dark" if dark else "light"
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **{"locale": "en-GB", **more}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        return page

    yield screen
    for context in contexts:
        context.close()


class Hand:
    """A person's hand: counts what it does."""

    def __init__(self, page):
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def tap(self, locator):
        self.clicks += 1
        locator.tap()

    def press(self, key):
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, words):
        self.keys += len(words)
        self.page.keyboard.type(words)

    def paste(self, text):
        self.keys += 1
        self.page.keyboard.insert_text(text)

    def within(self, journey):
        """Whether it did no more than a journey may cost."""
        clicks, keys = JOURNEYS[journey]
        return self.clicks <= clicks and self.keys <= keys
