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
