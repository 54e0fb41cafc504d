"""A news site on this machine that counts what is asked of it, and a clock that a test turns."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tests are no package, and share helpers

from konon.ledger import Ledger
from konon.watching.rounds import Rounds
from konon.watching.watch_options import WatchOptions

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
QUIET = WatchOptions(meaning=False, trace=False)
TITLE = "Kapal Bantuan Tiba"
WORDS = (
    "Warga menunggu kapal bantuan sejak pagi di dermaga tua itu. Petugas mencatat nama satu per satu, lalu membagi "
    "beras, air, dan selimut. Tidak ada yang pulang dengan tangan kosong, tetapi antrean baru habis menjelang malam."
)


class TurnedClock:
    """Sleeping takes no time, and turns it."""

    def __init__(self, start: datetime = START) -> None:
        self.at, self._ticks = start, 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self._ticks

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.at += timedelta(seconds=seconds)
            self._ticks += seconds

    def turn(self, **delta: float) -> None:
        """The time passes."""
        self.sleep(timedelta(**delta).total_seconds())

    def jump(self, **delta: float) -> None:
        """The clock is set; no time passes."""
        self.at += timedelta(**delta)


@dataclass
class NewsSite:
    clock: TurnedClock
    port: int = 0
    bodies: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # path -> body and media type
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, float, int]] = field(default_factory=list)  # path, ticks, status
    now: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: str | bytes, media: str = "text/html; charset=utf-8") -> str:
        self.bodies[path] = (body.encode() if isinstance(body, str) else body, media)
        return self.url(path)

    def article(
        self, path: str, *said: str, title: str = "Kapal Bantuan Tiba", chrome: str = "", rest: str = WORDS
    ) -> str:
        told = "".join(f"<p>{one}</p>" for one in (*said, rest))
        head = f'<title>{title}</title><meta property="og:type" content="article">'
        return self.serve(
            path, f"<html><head>{head}</head><body>{chrome}<article><h1>{title}</h1>{told}</article></body></html>"
        )

    def feed(self, path: str, *paths: str, extra: str = "") -> str:
        items = "".join(f"<item><title>{one}</title><link>{self.url(one)}</link>{extra}</item>" for one in paths)
        return self.serve(
            path, f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>", "application/rss+xml"
        )

    def count(self, path: str | None = None) -> int:
        return sum(1 for one, _, _ in self.asked if (path is None and one != "/robots.txt") or one == path)

    def times(self) -> Counter[str]:
        return Counter(one for one, _, _ in self.asked)


def tag_of(body: bytes) -> str:
    return f'"{len(body)}-{sum(body) % 65521}"'


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def site(clock: TurnedClock) -> Iterator[NewsSite]:
    site = NewsSite(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with site.lock:
                site.now += 1
                site.most_at_once = max(site.most_at_once, site.now)
            try:
                self.reply()
            except OSError:
                pass  # the reader hung up, as some tests want
            finally:
                self.close_connection = True

        def end_headers(self) -> None:
            with site.lock:  # before the answer goes: whoever has it may ask again
                site.now -= 1
            super().end_headers()

        do_POST = do_GET

        def reply(self) -> None:
            path = self.path
            if path in site.answers:
                site.asked.append((path, site.clock.ticks(), 0))
                site.answers[path](self)
                return
            body, media = site.bodies.get(path, (b"", ""))
            same = bool(body) and self.headers.get("If-None-Match") == tag_of(body)
            status = 304 if same else 200 if body else 404
            site.asked.append((path, site.clock.ticks(), status))
            self.send_response(status)
            if body:
                self.send_header("ETag", tag_of(body))
                self.send_header("Content-Type", media)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def ledger(tmp_path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "watch.db", write=True) as opened:
        yield opened


@pytest.fixture
def look(ledger, clock):
    """`look()`: all looks that are due; by what the clock says."""

    def run(options: WatchOptions = QUIET, **limits):
        from konon.pages import FetchOptions

        with Rounds(ledger, options, clock=clock, fetching=FetchOptions(**limits)) as rounds:
            return list(rounds.run_once())

    return run


@pytest.fixture
def watch(ledger, clock):
    """`watch(address)`: from now on."""

    def add(*addresses: str) -> None:
        from konon.watching.clocks import stamp

        for one in addresses:
            ledger.watches.add(one, stamp(clock.now()))

    return add
