"""URLs -> Pages: polite (robots.txt, one request per host at a time), bounded in time and size, safe in redirects."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

from konon.errors import FetchError, KononError
from konon.pages.fetch_options import FetchOptions
from konon.pages.guard import Guard
from konon.pages.hops import Hop, follow_url
from konon.pages.robots import RobotsRules
from konon.pages.urls import check_url, hide_password
from konon.records import Page


class Fetcher:
    """Fetches a few URLs ahead of the taker, different hosts at once; `take` keeps the order of `urls`."""

    def __init__(self, urls: Sequence[str], options: FetchOptions) -> None:
        self._options = options
        self._waiting = deque(urls)
        self._started: deque[Future[Page | KononError]] = deque()
        self._workers = ThreadPoolExecutor(max_workers=options.parallel, thread_name_prefix="fetch")
        self._robots = RobotsRules()
        self._hosts: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._asked: dict[str, float] = {}  # when a host was last asked, for its Crawl-delay
        self._guards: set[Guard] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def take(self) -> Page | KononError:
        """The next page in order. Every look-ahead has its own worker, so a slow host holds nobody else."""
        while self._waiting and len(self._started) < self._options.parallel:
            self._started.append(self._workers.submit(self._fetch, self._waiting.popleft()))
        return self._started.popleft().result()

    def close(self) -> None:
        """Ends what is under way at once: no read, look-up or pause goes on, and nothing new is asked for."""
        self._closed.set()
        self._workers.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            guards = list(self._guards)
        for guard in guards:
            guard.close()

    def _fetch(self, url: str) -> Page | KononError:
        try:
            check_url(url)
            with self._host_lock(urlsplit(url).netloc.lower()):
                return self._fetch_guarded(url)
        except KononError as error:
            return error
        except Exception as error:
            why = f"cannot be fetched ({type(error).__name__}: {error})"
            return FetchError(why, name=hide_password(url), remedy="check the address")

    def _host_lock(self, host: str) -> threading.Lock:
        with self._lock:
            return self._hosts[host]

    def _fetch_guarded(self, url: str) -> Page:
        guard = Guard(self._options.deadline)
        with self._lock:
            self._guards.add(guard)
        if self._closed.is_set():  # it waited for its host meanwhile
            guard.close()
        try:
            return follow_url(Hop(url=url, typed=url), guard, self._robots, self._options, self._wait_turn)
        finally:
            guard.close()
            with self._lock:
                self._guards.discard(guard)

    def _wait_turn(self, host: str, delay: float) -> None:
        pause = self._asked.get(host, 0.0) + min(delay, self._options.max_delay) - time.monotonic()
        if pause > 0:
            self._closed.wait(pause)
        self._asked[host] = time.monotonic()
