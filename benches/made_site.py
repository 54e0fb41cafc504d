"""A number -> a news site on loopback that changes by a clock, knows what it said when, and counts what is asked of it.

Every page is one or two short paragraphs with two claims and some chrome, made by a seeded generator. In each hour some
pages change one thing and some are added; the truth of an edit is what changed between two versions that were sent.
"""

from __future__ import annotations

import mmap
import random
import struct
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

HOUR = 3600.0
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
GOODS = ("beras", "gula", "cabai", "bawang", "minyak goreng", "telur", "ikan", "garam", "tepung", "solar")
TOWNS = ("Tanjung Lamun", "Muara Selang", "Bukit Wangi", "Teluk Kenari", "Rawa Ening", "Pulau Serindit", "Lembah Arum")
FIRST = ("Ratna", "Bambang", "Wulan", "Hasan", "Sri", "Agus", "Dewi", "Rudi", "Lestari", "Yusuf", "Maya", "Anton")
LAST = ("Dewanti", "Surya", "Basri", "Utami", "Hartono", "Pranata", "Kusuma", "Siregar", "Wibowo", "Maulana")
ROLES = ("Kepala Dinas Pangan", "Direktur Pelabuhan", "Ketua Asosiasi Pedagang", "Camat", "Juru Bicara Pemerintah")
ASIDES = (
    "Warga mengantre sejak pagi di depan gudang {place} nomor {number}.",
    "Truk ke-{number} dari {place} baru tiba menjelang malam.",
    "Hujan turun sepanjang hari di {place}, dan {number} karung basah.",
    "Sebanyak {number} pedagang membuka lapak di {place} seperti biasa.",
)
CHANGES = ("number", "hedge", "negation", "speaker", "added", "outside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a page says in one version; `changed`: the one thing by which it differs from the version before it."""

    number: int
    goods: str
    town: str
    who: tuple[str, str]
    roles: tuple[str, str]
    percent: int
    hedged: bool
    denied: bool
    more: tuple[str, ...] = ()
    aside: str
    changed: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body."""
        may = "mungkin " if self.hedged else ""
        no = "tidak " if self.denied else ""
        first = (
            f'"Harga {self.goods} {may}turun {self.percent} persen pekan depan," kata {self.who[0]}, {self.roles[0]}'
        )
        second = f"{self.who[1]}, {self.roles[1]}, mengatakan pihaknya {no}menaikkan tarif angkut {self.goods}"
        return (f"{first} {self.town}.", f"{second} ke {self.town}. {self.aside}", *self.more)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: path, when by the site's clock, the answer's status, and which version stood there."""

    path: str
    at: float
    status: int
    version: int


@dataclass(slots=True)
class MadePage:
    """A page's versions and since when each stands there, in seconds of the site's clock."""

    since: list[float] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    def put(self, at: float, story: Story) -> None:
        """A further version, later than all others."""
        self.since.append(at)
        self.stories.append(story)

    def version(self, at: float) -> int:
        """The one that stands there at a time; -1 where there is none yet."""
        return bisect_right(self.since, at) - 1


class SharedClock:
    """A clock in a file that several processes have: sleeping takes no time, and turns it for all of them."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 8)
        self._lock = threading.Lock()

    def ticks(self) -> float:
        """Seconds since the start."""
        return float(struct.unpack("<d", self._memory[:8])[0])

    def now(self) -> datetime:
        """The made time of day."""
        return START + timedelta(seconds=self.ticks())

    def sleep(self, seconds: float) -> None:
        """Turn it."""
        with self._lock:
            self._memory[:8] = struct.pack("<d", self.ticks() + seconds)


class MadeSite:
    """All pages and their changes, known from the start by the seed; `sent` grows with each request."""

    def __init__(self, pages: int, hours: int, clock: SharedClock, *, share: float = 0.01, seed: int = 1) -> None:
        self.clock, self.sent, self.most_at_once = clock, list[Sent](), 0
        self.pages: dict[str, MadePage] = {}
        self._now_served, self._lock = 0, threading.Lock()
        rng = random.Random(seed)
        self._add([0.0] * pages, rng)
        for hour in range(hours):
            self._change(int(pages * share), hour, rng)
            self._add([(hour + rng.random()) * HOUR for _ in range(int(pages * share) // 10)], rng)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def _add(self, times: Iterable[float], rng: random.Random) -> None:
        """A page from each of these times on."""
        for at in times:
            number = len(self.pages)
            page = self.pages[f"/berita/2026/03/02/kabar-pasar-{100_000 + number}"] = MadePage()
            page.put(at, make_story(number, rng))

    def _change(self, count: int, hour: int, rng: random.Random) -> None:
        """Other pages in each hour may be the same as before: then two changes may become one edit."""
        for page in rng.sample(list(self.pages.values()), count):
            at = (hour + rng.random()) * HOUR
            if at > page.since[-1]:
                page.put(at, change_story(page.stories[-1], rng))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with site._lock:
                    site._now_served += 1
                    site.most_at_once = max(site.most_at_once, site._now_served)
                with suppress(OSError):  # whoever asked was killed
                    site.answer(self)

            def end_headers(self) -> None:
                with site._lock:  # before the answer goes: whoever has it may ask again
                    site._now_served -= 1
                super().end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """A page as it stands now, 304 where the asker has it, and a line of `sent`."""
        at, path = self.clock.ticks(), request.path
        version, body, media = self._stand(path, at)
        tag = f'"{path[-6:]}-{version}"'
        status = 404 if body is None else 304 if request.headers.get("If-None-Match") == tag else 200
        self.sent.append(Sent(path, at, status, version))
        request.send_response(status)
        if body is not None:
            request.send_header("ETag", tag)
            request.send_header("Content-Type", media)
        sent = body.encode() if body is not None and status == 200 else b""
        if status != 304:
            request.send_header("Content-Length", str(len(sent)))
        request.end_headers()
        request.wfile.write(sent)

    def _stand(self, path: str, at: float) -> tuple[int, str | None, str]:
        if path == "/sitemap.xml":
            there = [one for one, page in self.pages.items() if page.version(at) >= 0]
            rows = "".join(f"<url><loc>{self.address}{one}</loc></url>" for one in there)
            return len(there), f"<urlset>{rows}</urlset>", "application/xml"
        page = self.pages.get(path)
        version = page.version(at) if page else -1
        if page is None or version < 0:
            return -1, None, ""
        return version, render(page.stories[version], version), "text/html; charset=utf-8"

    def looks(self) -> Iterator[tuple[str, list[Sent]]]:
        """Each page and what was asked of it, in the order of time."""
        asked: dict[str, list[Sent]] = {path: [] for path in self.pages}
        for one in self.sent:
            if one.path in asked:
                asked[one.path].append(one)
        yield from asked.items()

    def edits(self) -> Iterator[tuple[str, int, int, frozenset[str]]]:
        """Path, two versions that were sent one after the other, and what changed from the one to the other."""
        for path, asked in self.looks():
            had = sorted({one.version for one in asked if one.status == 200})
            for before, after in pairwise(had):
                changed = {story.changed or "" for story in self.pages[path].stories[before + 1 : after + 1]}
                yield path, before, after, frozenset(changed)

    def sent_times(self) -> Counter[tuple[str, int]]:
        """How often each version of a page was sent whole."""
        return Counter((one.path, one.version) for one in self.sent if one.status == 200 and one.path in self.pages)


def make_story(number: int, rng: random.Random) -> Story:
    """A page's first version."""
    people = [f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(2)]
    while people[1] == people[0]:
        people[1] = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    roles = rng.sample(ROLES, 2)
    town = rng.choice(TOWNS)
    return Story(
        number=number,
        goods=rng.choice(GOODS),
        town=town,
        who=(people[0], people[1]),
        roles=(roles[0], roles[1]),
        percent=rng.randrange(3, 60),
        hedged=rng.random() < 0.5,
        denied=rng.random() < 0.5,
        aside=rng.choice(ASIDES).format(place=town, number=1000 + number),
    )


def change_story(story: Story, rng: random.Random) -> Story:
    """The same page with one thing changed."""
    kind = rng.choice(CHANGES)
    if kind == "number":
        return replace(story, percent=story.percent + rng.randrange(1, 9), changed=kind)
    if kind == "hedge":
        return replace(story, hedged=not story.hedged, changed=kind)
    if kind == "negation":
        return replace(story, denied=not story.denied, changed=kind)
    if kind == "speaker":
        return replace(story, who=(_another(story.who, rng), story.who[1]), changed=kind)
    if kind == "added":
        said = f'"Stok {story.goods} cukup untuk {len(story.more) + 3} bulan," ujar {_another(story.who, rng)}, Bupati.'
        return replace(story, more=(*story.more, said), changed=kind)
    return replace(story, aside=f"{story.aside} Pasar tutup pukul {rng.randrange(10, 22)}.", changed=kind)


def _another(who: tuple[str, ...], rng: random.Random) -> str:
    """Somebody who shares no name with them."""
    taken = {part for name in who for part in name.split()}
    first, last = ([part for part in parts if part not in taken] for parts in (FIRST, LAST))
    return f"{rng.choice(first)} {rng.choice(last)}"


def render(story: Story, version: int) -> str:
    """As HTML, with chrome that is another in each version."""
    title = f"Pasar {story.town} Menunggu {story.goods.title()}, Kabar {story.number}"
    body = "".join(f"<p>{one}</p>" for one in story.paragraphs)
    links = "".join(f'<li><a href="/berita/{k}">Kabar lain nomor {story.number + k + version}</a></li>' for k in (1, 2))
    head = f'<title>{title} - Pasar Pagi</title><meta property="og:type" content="article">'
    return (
        f'<html lang="id"><head>{head}</head><body><nav><a href="/">Beranda</a> <a href="/pasar">Pasar</a></nav>'
        f"<article><h1>{title}</h1>{body}</article><p>Dibaca {story.number + 7 * version} kali</p>"
        f"<aside><h3>Baca juga</h3><ul>{links}</ul></aside><footer>Pasar Pagi</footer></body></html>"
    )
