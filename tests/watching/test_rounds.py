"""Feeds, sitemaps, sections and articles are looked at when they are due, gently, and nothing is read twice."""

from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import pytest
from watching_help import outcomes, shown

from konon.ledger import schema
from konon.watching.watch_options import WatchOptions

QUIET = WatchOptions(meaning=False, trace=False)
SAID = '"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan.'


def test_a_feeds_pages_are_read_once_and_looked_at_again(site, clock, ledger, watch, look):
    for path in ("/berita/1001", "/berita/1002"):
        site.article(path, SAID.replace("beras", f"beras {path[-1]}"))
    watch(site.feed("/rss", "/berita/1001", "/berita/1002"))
    assert outcomes(look()) == ["listed", "new", "new"]
    assert look() == []
    clock.turn(minutes=15)
    assert outcomes(look()) == ["unchanged"] * 3
    assert [status for path, _, status in site.asked if path != "/robots.txt"] == [200] * 3 + [304] * 3
    (feed,) = ledger.watches.watched()
    assert (feed.kind, feed.pages, feed.status) == ("feed", 2, "ok")


def test_a_changed_text_is_a_new_version_and_chrome_is_none(site, clock, ledger, watch, look):
    site.article("/berita/1001", SAID)
    watch(site.feed("/rss", "/berita/1001"))
    look()
    clock.turn(minutes=15)
    site.article(
        "/berita/1001", SAID, chrome="<div>Dibaca 1.204 kali</div><ul><li><a href='/x'>Lain lagi</a></li></ul>"
    )
    assert outcomes(look()) == ["unchanged", "unchanged"]
    clock.turn(minutes=45)
    site.article("/berita/1001", SAID.replace("turun", "naik"))
    assert outcomes(look()) == ["unchanged", "version"]
    assert shown(ledger, site.url("/berita/1001")) == [1, 2]


def test_a_page_is_looked_at_at_its_times_and_then_no_more(site, clock, ledger, watch, look):
    site.article("/berita/1001", SAID)
    watch(site.feed("/rss", "/berita/1001"))
    look()
    for hours in range(1, 24 * 9):
        clock.turn(hours=1)
        if hours % 5 == 0 or hours < 8:
            look()
    assert site.count("/berita/1001") == 5  # now; at 1 hour, for that of 15 minutes was missed; 6; 24; and 7 days
    assert ledger.watches.page(site.url("/berita/1001")).due is None


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap.xml.gz"])
def test_a_sitemap_and_the_sitemaps_it_lists(site, ledger, watch, look, path):
    import gzip

    rows = [site.article("/berita/1001", SAID), site.article("/berita/1002", SAID.replace("beras", "gula"))]
    old = site.article("/berita/1000", SAID.replace("beras", "garam"))
    listed = "".join(f"<url><loc>{one}</loc></url>" for one in rows)
    listed += f"<url><loc>{old}</loc><lastmod>2019-01-01</lastmod></url>"
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>".encode()
    packed = path.endswith(".gz")
    site.serve(path, gzip.compress(body) if packed else body, "application/gzip" if packed else "application/xml")
    index = f"<sitemapindex><sitemap><loc>{site.url(path)}</loc></sitemap></sitemapindex>"
    watch(site.serve("/index.xml", index, "application/xml"))
    assert outcomes(look()) == ["listed", "listed", "new", "new"]
    assert site.count("/berita/1000") == 0
    assert [one.address for one in ledger.watches.watched()] == [site.url("/index.xml")]


def test_a_section_pages_articles(site, ledger, watch, look):
    links = "".join(f"<li><a href='/berita/{1000 + n}'>Harga beras di pasar {n} naik lagi</a></li>" for n in range(9))
    links += "<a href='/tentang'>Tentang kami dan redaksi kami</a>"
    links += "<a href='https://other.example/1234'>Iklan yang lain di sini</a>"
    site.article("/berita/1003", SAID)
    head = "<head><link rel='alternate' type='application/rss+xml' href='/rss'></head>"
    watch(site.serve("/ekonomi", f"<html>{head}<body><h1>Ekonomi</h1><ul>{links}</ul></body></html>"))
    found = look()
    assert found[0].listed == 9
    assert found[0].why.endswith(f"it offers feeds, which miss less: {site.url('/rss')}")
    assert outcomes(found).count("new") == 1
    assert outcomes(found).count("gone") == 8
    assert ledger.watches.watched()[0].kind == "section"


def test_a_single_article_is_asked_for_once(site, clock, ledger, watch, look):
    watch(site.article("/berita/1001", SAID))
    assert outcomes(look()) == ["new"]
    assert site.count() == 1
    clock.turn(minutes=20)
    assert outcomes(look()) == ["unchanged"]
    assert ledger.watches.watched()[0].kind == "article"


def test_an_atom_and_a_json_feed(site, watch, look):
    one, two = site.article("/berita/1001", SAID), site.article("/berita/1002", SAID.replace("beras", "gula"))
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>a</id><link href='{one}'/></entry></feed>"
    json = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "b", "url": "{two}"}}]}}'
    watch(site.serve("/atom", atom, "application/atom+xml"), site.serve("/feed.json", json, "application/feed+json"))
    assert sorted(outcomes(look())) == ["listed", "listed", "new", "new"]


def test_a_pause_between_requests_and_a_crawl_delay(site, clock, watch, look):
    for number in range(4):
        site.article(f"/berita/100{number}", SAID.replace("beras", f"beras {number}"))
    watch(site.feed("/rss", *(f"/berita/100{n}" for n in range(4))))
    look()
    ticks = [at for path, at, _ in site.asked if path != "/robots.txt"]
    assert [b - a for a, b in pairwise(ticks)] == [2.0] * 4
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 40\nDisallow: /rahasia", "text/plain")
    site.asked.clear()
    clock.turn(minutes=15)
    look()
    ticks = [at for path, at, _ in site.asked if path != "/robots.txt"]
    assert [b - a for a, b in pairwise(ticks)] == [40.0] * 4
    assert site.most_at_once == 1


def test_robots_txt_and_another_run_count_for_the_pause(site, clock, ledger, watch, look):
    for number in range(2):
        site.article(f"/berita/100{number}", SAID.replace("beras", f"beras {number}"))
    watch(site.feed("/rss", "/berita/1000"))
    look()
    site.feed("/rss", "/berita/1000", "/berita/1001")
    ledger.watches.note(schema.watched, 1, due="2026-03-02T06:00:00Z")
    look()  # another process, at once: the one before may have been killed when it had just asked
    assert site.times()["/robots.txt"] == 2
    assert [b - a for (_, a, _), (_, b, _) in pairwise(site.asked)] == [2.0] * 5
    with ledger._place.reading() as connection:
        assert connection.exec_driver_sql("SELECT requests FROM watched_hosts").scalar() == 6


def test_sources_that_are_due_again_do_not_wait_for_a_host_of_many_pages(site, clock, ledger, watch, look):
    """Of three pages two are asked before the feed is due again, which lists a fourth then, all in one round."""
    paths = [f"/berita/100{number}" for number in range(4)]
    for path in paths:
        site.article(path, SAID.replace("beras", f"beras {path[-1]}"))
    feed = site.feed("/rss", *paths[:3])
    watch(feed)
    change_while_asked(site, paths[1], lambda: site.feed("/rss", *paths))
    found = look(WatchOptions(meaning=False, trace=False, pause=500.0))
    told = [one.outcome for one in found if one.address == feed or one.outcome == "new"]
    assert told[:5] == ["listed", "new", "new", "listed", "new"]
    assert sorted(path for path, _, status in site.asked if status == 200 and path in paths) == paths


def test_robots_txt_is_obeyed(site, watch, look):
    site.serve("/robots.txt", "User-agent: *\nDisallow: /rahasia", "text/plain")
    site.article("/rahasia/1001", SAID)
    watch(site.feed("/rss", "/rahasia/1001"))
    assert "robots.txt forbids it" in look()[1].why
    assert site.count("/rahasia/1001") == 0


def refuse(status: int, **headers: str):
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"content-length": "0", **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()

    return answer


def test_a_host_that_refuses_rests_as_long_as_it_asks(site, clock, ledger, watch, look):
    for number in range(3):
        site.article(f"/berita/100{number}", SAID.replace("beras", f"beras {number}"))
    watch(site.feed("/rss", *(f"/berita/100{n}" for n in range(3))))
    site.answers["/berita/1001"] = refuse(429, retry_after="3600")
    assert outcomes(look()) == ["listed", "new", "later"]
    clock.turn(minutes=40)
    asked = site.count()
    look()
    assert site.count() == asked, "nothing of this host is asked for meanwhile"
    del site.answers["/berita/1001"]
    clock.turn(minutes=25)
    assert sorted(outcomes(look())) == ["new", "new", "unchanged", "unchanged"]
    assert ledger.watches.resting() == {}


def test_a_host_that_is_down_rests_longer_each_time(site, clock, watch, look):
    site.answers["/rss"] = refuse(503)
    watch(site.url("/rss"))
    asked = []
    for _ in range(120):
        before = site.count()
        look()
        if site.count() > before:
            asked.append(clock.ticks())
        clock.turn(minutes=1)
    assert [round((b - a) / 60) for a, b in pairwise(asked)] == [5, 10, 20, 40]


def test_a_host_has_a_budget_a_day(site, clock, watch, look):
    for number in range(8):
        site.article(f"/berita/100{number}", SAID.replace("beras", f"beras {number}"))
    watch(site.feed("/rss", *(f"/berita/100{n}" for n in range(8))))
    few = WatchOptions(meaning=False, trace=False, a_day=5)  # of which robots.txt takes one
    assert outcomes(look(few)) == ["listed", "new", "new", "new", "later"]
    assert look(few) == [] or site.count() == 4
    clock.turn(days=1)
    assert outcomes(look(few)).count("new") == 3, "what is new goes before what is looked at again"
    assert site.count() == 8


def test_pausing_and_removing(site, clock, ledger, watch, look):
    site.article("/berita/1001", SAID)
    address = site.feed("/rss", "/berita/1001")
    watch(address)
    look()
    ledger.watches.pause(address, "2026-03-02T06:00:00Z")
    clock.turn(hours=1)
    assert look() == []
    ledger.watches.pause(address, None)
    assert len(look()) == 2
    ledger.watches.remove(address)
    clock.turn(days=1)
    assert look() == []
    watch(address)
    assert outcomes(look()) == ["listed"], "what was read once is not read again"


def change_while_asked(site, path, change):
    """The site answers `path` as before, when `change` has happened."""

    def answer(request):
        change()
        del site.answers[path]
        request.reply()

    site.answers[path] = answer


def test_what_is_removed_during_a_run_is_asked_for_no_more(site, ledger, watch, look):
    for number in range(1001, 1005):
        site.article(f"/berita/{number}", SAID.replace("turun", f"turun {number}"))
    feed = site.feed("/rss", "/berita/1001", "/berita/1002", "/berita/1003")
    other = site.feed("/lain", "/berita/1004")
    watch(feed, other)
    change_while_asked(site, "/lain", lambda: ledger.watches.remove(other))
    change_while_asked(site, "/berita/1001", lambda: ledger.watches.remove(feed))
    assert outcomes(look()) == ["listed", "listed", "new"], "what was on its way is kept, and no more of it"
    assert site.count("/berita/1004") == 0
    assert site.count("/berita/1003") == 0
    watch(feed)
    assert look()[0].outcome == "listed"


def test_what_is_paused_during_a_run_waits(site, clock, ledger, watch, look):
    site.article("/berita/1001", SAID)
    feed = site.feed("/rss", "/berita/1001")
    watch(feed)
    change_while_asked(site, "/rss", lambda: ledger.watches.pause(feed, "2026-03-02T06:00:00Z"))
    assert outcomes(look()) == ["listed"]
    ledger.watches.pause(feed, None)
    assert outcomes(look()) == ["new"]


def test_an_address_that_a_link_dressed_up_is_one_page(site, ledger, watch, look):
    site.article("/berita/1001", SAID)
    watch(site.feed("/rss", "/berita/1001", "/berita/1001?utm_source=x", "/berita/1001#komentar"))
    assert outcomes(look()) == ["listed", "new"]


def test_a_clock_that_jumps(site, clock, ledger, watch, look):
    site.article("/berita/1001", SAID)
    watch(site.feed("/rss", "/berita/1001"))
    look()
    clock.jump(days=2)
    assert outcomes(look()) == ["unchanged", "unchanged"], "looks that were missed are not made up"
    assert look() == []
    clock.jump(days=-1000)
    assert outcomes(look()) == ["unchanged", "unchanged"], "it does not wait three years"
    assert look() == []
    clock.turn(minutes=15)
    assert outcomes(look()) == ["unchanged", "unchanged"]


def test_a_sitemap_below_that_lists_nothing_new_is_looked_at_less_often(site, clock, ledger, watch, look):
    row = f"<url><loc>{site.article('/berita/1001', SAID)}</loc></url>"
    for name in ("a", "b"):
        site.serve(f"/{name}.xml", f"<urlset>{row}</urlset>", "application/xml")
    listed = "".join(f"<sitemap><loc>{site.url(f'/{name}.xml')}</loc></sitemap>" for name in ("a", "b"))
    old = f"<sitemap><loc>{site.url('/old.xml')}</loc><lastmod>2019-01-01</lastmod></sitemap>"
    watch(site.serve("/index.xml", f"<sitemapindex>{listed}{old}</sitemapindex>", "application/xml"))
    for _ in range(96):
        look()
        clock.turn(minutes=15)
    assert site.count("/index.xml") > 80
    assert site.count("/a.xml") == 7, "after 15, 30, 60 ... minutes"
    assert site.count("/old.xml") == 0
    site.serve("/index.xml", "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>", "application/xml")
    look()
    assert [one.address[-6:] for one in ledger.watches.watched(all=True)] == ["ex.xml", "/a.xml"]
    assert ledger.watches.page(site.url("/berita/1001")).due, "its pages are looked at further"
