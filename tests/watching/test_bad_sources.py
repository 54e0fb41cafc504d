"""What is wrong with a feed, sitemap, page or host is one clear line, and the rest goes on."""

import time
from http.server import BaseHTTPRequestHandler

import pytest
from watching_help import outcomes

from konon.cli import run
from konon.errors import LedgerError
from konon.ledger import Ledger
from konon.ledger.adding import Writer
from konon.watching.watch_options import WatchOptions

SAID = '"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan.'
QUIET = WatchOptions(meaning=False, trace=False)


@pytest.fixture
def good(site):
    """A feed with one page, to go on with."""
    site.article("/berita/1001", SAID)
    return site.feed("/good", "/berita/1001")


def whys(looks):
    return [one.why for one in looks if one.why]


@pytest.mark.parametrize(
    ("body", "media", "why"),
    [
        ("<html><body><p>Bukan umpan.</p></body></html>", "application/rss+xml", None),
        ("<rss><channel><item><title>x", "application/rss+xml", "is a damaged feed"),
        ("<urlset><url><loc>", "application/xml", "is a damaged sitemap"),
        (b"\x1f\x8b\x08broken", "application/gzip", "is a damaged gzip file"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "cannot be watched"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "application/feed+json", "no JSON Feed"),
        ("", "text/html", "the server answered 404"),
        (b"%PDF-1.7 x", "application/pdf", "cannot be watched"),
    ],
)
def test_what_is_no_source_is_one_line_and_others_go_on(site, watch, look, body, media, why, request):  # noqa: PLR0917
    watch(site.serve("/bad", body, media), request.getfixturevalue("good"))
    found = look()
    assert outcomes(found).count("new") == 1
    assert len(whys(found)) == (why is not None)
    assert why is None or why in whys(found)[0]


def test_a_feed_that_became_a_page(site, clock, watch, look, good):
    watch(good)
    look()
    site.serve("/good", "<html><body><h1>Kami pindah</h1><p>Umpan kami ada di tempat lain.</p></body></html>")
    clock.turn(minutes=15)
    assert "was a feed and is a section now" in whys(look())[0]


def test_a_feed_of_100_mb(site, watch, look, good):
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/rss+xml")
        request.end_headers()
        request.wfile.write(b"<rss><channel>")
        for _ in range(100):
            request.wfile.write(b"<item><link>x</link></item>" * 40_000)

    site.answers["/large"] = answer
    watch(site.url("/large"), good)
    found = look(max_bytes=2_000_000)
    assert "is larger than 2 MB" in whys(found)[0]
    assert outcomes(found).count("new") == 1


def test_a_feed_that_is_too_large_to_be_one(site, watch, look, good):
    body = b"<rss><channel>" + b"<item><link>/berita/1002</link></item>" * 155_000 + b"</channel></rss>"
    watch(site.serve("/large", body, "application/rss+xml"), good)
    assert whys(look()) == ["is a feed of 6 MB, more than 5 MB; watch a smaller one, such as a section's"]


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{BOMB}<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("entity", ["&l9;", "&x;"])
def test_entities_of_a_feed_or_sitemap_are_not_unfolded(site, ledger, watch, look, entity):
    site.article("/berita/1001", SAID)
    link = site.url("/berita/1001")
    item = f"<item><title>{entity}</title><link>{link}</link></item>"
    watch(site.serve("/rss", f"{DOCTYPE}<rss><channel>{item}</channel></rss>", "application/rss+xml"))
    rows = f"<url><loc>{link}/{entity}</loc></url>"
    watch(site.serve("/map", f"{DOCTYPE}<urlset>{rows}</urlset>", "application/xml"))
    assert outcomes(look()).count("new") == 1
    assert all("lol" not in one and "root" not in one for one in site.times())


def test_a_feed_that_never_ends(site, clock, watch, look, good):
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/rss+xml")
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b"<rss>")
            time.sleep(0.05)

    site.answers["/endless"] = answer
    watch(site.url("/endless"), good)
    found = look(deadline=1.0)
    assert "took longer than 1 s" in whys(found)[0]
    clock.turn(hours=1)
    del site.answers["/endless"]
    assert "new" in outcomes(look()), "its host rested meanwhile"


def test_feeds_without_dates_and_with_dates_to_come(site, clock, watch, look):
    for number in range(4):
        site.article(f"/berita/100{number}", SAID.replace("beras", f"beras {number}"))
    watch(site.feed("/none", "/berita/1000", "/berita/1001"))
    watch(site.feed("/future", "/berita/1002", extra="<pubDate>Mon, 01 Jan 2096 00:00:00 GMT</pubDate>"))
    watch(site.feed("/wrong", "/berita/1003", extra="<pubDate>yesterday-ish, year 20x6</pubDate>"))
    assert outcomes(look()).count("new") == 4
    clock.turn(minutes=16)
    assert set(outcomes(look())) == {"unchanged"}


def test_a_feed_that_changes_its_addresses_each_time(site, clock, ledger, watch, look):
    numbers = range(6)

    def serve(turn):
        items = "".join(
            f"<item><guid isPermaLink='false'>tag:{n}</guid><title>Kabar {n}</title>"
            f"<link>{site.url(f'/berita/100{n}?s={turn}')}</link></item>"
            for n in numbers
        )
        site.serve("/rss", f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
        for n in numbers:
            site.article(f"/berita/100{n}?s={turn}", SAID.replace("beras", f"beras {n}"))

    for turn in range(6):
        serve(turn)
        if not turn:
            watch(site.url("/rss"))
        look()
        clock.turn(minutes=15)
    pages = [path for path in site.times() if path.startswith("/berita")]
    assert len(pages) == len(numbers), "by their own ids they are the same"


def test_a_feed_whose_every_address_is_new_is_told_and_bounded(site, clock, ledger, watch, look, monkeypatch):  # noqa: PLR0917
    monkeypatch.setattr("konon.watching.source_looks.MOST_ANEW", 3)
    told = []
    for turn in range(7):
        paths = [f"/x/{turn}-{n}-abcd1234" for n in range(8)]
        for path in paths:
            site.article(path, SAID)
        address = site.feed("/rss", *paths)
        watch(address)
        told += [one for one in look() if one.why and "every address in it is new" in one.why]
        clock.turn(minutes=15)
    assert told
    assert ledger.watches.watched()[0].pages <= 8 * 4 + 3 * 3


def test_a_sitemap_of_itself_and_two_of_one_another(site, watch, look, good):
    def index(path, *others):
        listed = "".join(f"<sitemap><loc>{site.url(one)}</loc></sitemap>" for one in others)
        return site.serve(path, f"<sitemapindex>{listed}</sitemapindex>", "application/xml")

    index("/b.xml", "/c.xml")
    index("/c.xml", "/b.xml", "/a.xml")
    watch(index("/a.xml", "/a.xml", "/b.xml"), good)
    found = look()
    assert whys(found) == ["lists itself; it is looked at once"]
    assert [site.count(path) for path in ("/a.xml", "/b.xml", "/c.xml")] == [1, 1, 1]


def test_sitemaps_without_end(site, watch, look):
    for number in range(9):
        listed = f"<sitemap><loc>{site.url(f'/s{number + 1}.xml')}</loc></sitemap>"
        site.serve(f"/s{number}.xml", f"<sitemapindex>{listed}</sitemapindex>", "application/xml")
    watch(site.url("/s0.xml"))
    assert "is a sitemap below 3 others" in whys(look())[0]
    assert site.count() == 4


MISSING = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("404 - Page not found", "The page you are looking for does not exist. Try the search below."),
        ("Halaman tidak ditemukan", "Halaman yang Anda cari tidak ditemukan. Silakan kembali ke beranda kami."),
        ("Just a moment...", "Please verify you are human before you go on to the site. This takes a few seconds."),
        (
            "We value your privacy",
            "We and our 812 partners use cookies to show you what you like. Accept them or not.",
        ),
        ("Error 404 - Kabar Laut", "Kembali ke beranda, atau cari kabar yang lain di kanal kami yang hangat."),
        ("Kabar Laut | 404", "Kembali ke beranda, atau cari kabar yang lain di kanal kami yang hangat."),
        ("Galat 404", "Kembali ke beranda, atau cari kabar yang lain di kanal kami yang hangat."),
        ("Kabar Laut", "Kami menggunakan cookie agar situs ini lebih baik. Terima atau tolak sebelum melanjutkan."),
    ],
)
def test_error_pages_and_walls_that_a_host_calls_good(site, ledger, watch, look, title, words):  # noqa: PLR0917
    for number in range(3):
        site.serve(f"/berita/100{number}", MISSING.format(title, words))
    watch(site.feed("/rss", *(f"/berita/100{n}" for n in range(3))))
    found = look()
    assert len(whys(found)) == 3
    assert ledger.counts()["articles"] == 0


@pytest.mark.parametrize(
    "title",
    [
        "Pengungsi di Teluk Kenari Bertambah Jadi 404",
        "404 Nelayan Pulang dengan Selamat",
        "Korban Banjir: 404",
        "Storm Drives Families from Homes on Route 404",
        "404 Homes Without Power",
        "Bus 404 Kembali Melintas",
    ],
)
def test_a_number_in_a_headline_makes_no_error_page(site, watch, look, title):
    watch(site.article("/berita/1001", SAID, title=title))
    assert outcomes(look()) == ["new"]


def test_one_answer_to_every_address_is_read_once(site, ledger, watch, look):
    lines = "<p>Selamat datang di kabar kami yang selalu hangat.</p><p>Pilih kanal yang Anda suka di bawah ini.</p>"
    for number in range(5):
        site.serve(f"/berita/100{number}", f"<html><body><article>{lines * 3}</article></body></html>")
    watch(site.feed("/rss", *(f"/berita/100{n}" for n in range(5))))
    found = look()
    assert outcomes(found).count("new") == 1
    assert all("says the same as another page" in one for one in whys(found))


def test_a_page_that_goes_is_told_and_stays_in_the_ledger(site, clock, ledger, watch, look, good):  # noqa: PLR0917
    watch(good)
    look()
    del site.bodies["/berita/1001"]
    clock.turn(minutes=15)
    assert whys(look()) == ["the server answered 404: the page is gone"]
    assert ledger.counts()["articles"] == 1
    with ledger._place.reading() as connection:
        statuses = connection.exec_driver_sql("SELECT status, article FROM visits ORDER BY key").all()
    assert [tuple(row) for row in statuses] == [("ok", 1), ("the server answered 404: the page is gone", None)]


def test_a_full_disk_ends_one_run_in_one_line_and_nothing_is_lost(site, ledger, watch, monkeypatch, capfd):
    site.article("/berita/1001", SAID)
    watch(site.feed("/rss", "/berita/1001"))

    def full(*_args, **_more):
        raise LedgerError("the disk is full", name="watch.db", remedy="make room")

    with monkeypatch.context() as patched:
        patched.setattr("konon.ledger.adding.Writer.add", full)
        assert run(["watch", "run", "--once", "--pause", "0", "--ledger", ledger.name]) == 1
    assert capfd.readouterr().err == "konon: watch.db: the disk is full; make room\n"
    assert run(["watch", "run", "--once", "--pause", "0", "--ledger", ledger.name, "--no-meaning"]) == 0
    assert ledger.counts()["articles"] == 1


def test_a_feed_may_not_lead_to_another_private_address(site, watch, look):
    items = "".join(f"<item><link>{one}</link></item>" for one in ("http://127.0.0.1:1/a-1001", "http://[::1]/b-1002"))
    watch(site.serve("/rss", f"<rss><channel>{items}</channel></rss>", "application/rss+xml"))
    found = look()
    assert [one.outcome for one in found] == ["listed", "failed", "failed"]
    assert all("leads to the private address" in one for one in whys(found))


def test_its_own_clock_goes_on_after_a_full_disk(site, clock, ledger, watch, good, monkeypatch, capfd):  # noqa: PLR0917
    watch(good)
    monkeypatch.setattr("konon.cli.commands.watch.CLOCK", clock)
    add, failed = Writer.add, []

    def full(self, *args, **more):
        if failed:
            return add(self, *args, **more)
        failed.append(True)
        raise LedgerError("the disk is full", name="watch.db")

    def enough(_ledger, _options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Writer, "add", full)
    monkeypatch.setattr("konon.cli.commands.watch._await_next", enough)
    assert run(["watch", "run", "--ledger", ledger.name, "--no-meaning", "--no-trace"]) == 130
    out, errors = capfd.readouterr()
    full, stopped = errors.splitlines()
    assert full == "konon: watch.db: the disk is full"
    assert stopped == "konon: stopped after 2 looks; the same command goes on from there"
    assert "1 new page" in out


def test_a_fault_while_asking_ends_the_run(ledger, watch, look, good, monkeypatch):
    watch(good)

    def fail(*_args):
        raise LedgerError("the server went away", name="x")

    monkeypatch.setattr(ledger.watches, "spend", fail)
    with pytest.raises(LedgerError):
        look()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "ftp://x.example/rss"], "only http and https are"),
        (["add", "not an address"], "is no address of the web"),
        (["remove", "https://x.example/rss"], "is not watched"),
        (["run", "--once"], "nothing is watched"),
        (["run", "--once", "--every", "soon"], "is no time"),
        (["run", "--once", "--again", "1s"], "is no time"),
    ],
)
def test_wrong_calls_are_one_line(tmp_path, capfd, words, said):
    Ledger.open(tmp_path / "w.db", write=True).close()
    assert run(["watch", *words, "--ledger", str(tmp_path / "w.db")]) == 2
    errors = capfd.readouterr().err
    assert said in errors
    assert errors.count("\n") == 1
